"""What tests of faults share: a figure that each of them reports, and a command line in processes that can be killed.

`pytest tests/faults -m thorough` runs every repetition and prints the rows of the README's table.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FIGURES: dict[str, str] = {}


@pytest.fixture
def report() -> Callable[[str, str], None]:
    """Take down a figure under the id of its fault."""
    return FIGURES.__setitem__


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, figure in sorted(FIGURES.items()):
        terminalreporter.write_line(f"| {name} | {figure} |")


PROGRAM = """
import json, os, resource, sys
import multiprocessing.util
import av, matplotlib.backends.backend_agg, gdanim.stage, gdanim.pipeline
from gdanim.cli import main

os.environ["MPLCONFIGDIR"] = matplotlib.get_configdir()

for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(order["folder"])
        os.environ["XDG_CACHE_HOME"] = os.path.join(order["folder"], "cache")
        log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1), os.dup2(log, 2), os.close(log)
        if order["most"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["most"], order["most"]))
        code = main(order["words"])
        sys.stdout.flush()
        multiprocessing.util._exit_function()  # what ends with a process, but the libraries are not unloaded
        os._exit(code)
    print(child, flush=True)
    sys.stdin.readline()  # until then the number stays the child's
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class CommandLine:
    """Runs gdanim, all of it loaded, in one process a command, and leaves what it prints in log.txt."""

    def __init__(self) -> None:
        self.server = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=-1, stdout=-1, text=True)

    def start(self, folder: Path, *words: str, most: int = 0) -> int:
        """Begin a command, whose files may have `most` bytes each; return its process."""
        self._say(json.dumps({"folder": str(folder), "words": words, "most": most}))
        return self._number()

    def wait(self) -> int:
        """Return the code with which the command ended, minus a signal's number where that ended it."""
        self._say("")
        return self._number()

    def run(self, folder: Path, *words: str, most: int = 0) -> int:
        self.start(folder, *words, most=most)
        return self.wait()

    def _say(self, line: str) -> None:
        assert self.server.stdin
        self.server.stdin.write(f"{line}\n")
        self.server.stdin.flush()

    def _number(self) -> int:
        assert self.server.stdout
        return int(self.server.stdout.readline())

    def close(self) -> None:
        self.server.communicate()


@pytest.fixture(scope="session")
def command_lines() -> Iterator[list[CommandLine]]:
    """Two that can be used at once."""
    lines = [CommandLine(), CommandLine()]
    yield lines
    for line in lines:
        line.close()


@pytest.fixture
def command_line(command_lines: list[CommandLine]) -> CommandLine:
    return command_lines[0]
