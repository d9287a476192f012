"""What tests of faults share: a figure that each of them reports, and a command line in processes that can be killed.

`pytest tests/faults -m "not benchmark" --report README.md` runs every repetition and writes the README's table.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from fault_table import FAULTS, table, with_outcomes
from old_films import ALL_FORMATS, FORMATS, SCENE, Bytes, films, restore, words

FAILURES = {"failed", "error"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--report", type=Path, metavar="FILE", help="Write what came of faults into this page's table.")


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """Take down what came of a fault, under its id."""

    def take(fault: str, outcome: str) -> None:
        assert fault in FAULTS
        record_property(fault, outcome)

    return take


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    outcomes = outcomes_of(terminalreporter.stats.get("passed", []))
    terminalreporter.write(table(outcomes))
    if page := config.getoption("--report", None):
        terminalreporter.write_line(written(page, outcomes, whole=not FAILURES & set(terminalreporter.stats)))


def outcomes_of(passed: Sequence[pytest.TestReport]) -> dict[str, str]:
    """Return what tests have taken down; those that repeat more often have the last word."""
    passed = sorted(passed, key=lambda test: "thorough" in test.keywords)
    return {name: str(outcome) for test in passed for name, outcome in test.user_properties if name in FAULTS}


def written(page: Path, outcomes: Mapping[str, str], *, whole: bool) -> str:
    """Write outcomes into a page's table, where no test has failed; say what became of it."""
    if not whole:
        return f"{page} stays as it was: tests have failed."
    page.write_text(with_outcomes(page.read_text("utf-8"), outcomes), "utf-8")
    missing = "; ".join(fault for name, fault in FAULTS.items() if name not in outcomes)
    return f"{page} has {len(outcomes)} new rows. No test of these ran: {missing or 'none'}."


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
        os.setpgrp()
        os.chdir(order["folder"])
        os.environ["XDG_CACHE_HOME"] = os.path.join(order["folder"], "cache")
        log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1), os.dup2(log, 2), os.close(log)
        for name, most in order["limits"].items():
            if name == "RLIMIT_AS":
                most += int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
            resource.setrlimit(getattr(resource, name), (most, most))
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

    def start(self, folder: Path, *words: str, **limits: int) -> int:
        """Begin a command within limits; return its process, which leads a group.

        Limits have the names of `setrlimit`; RLIMIT_AS is what may be added to the memory.
        """
        self._say(json.dumps({"folder": str(folder), "words": words, "limits": limits}))
        return self._number()

    def wait(self) -> int:
        """Return the code with which the command ended, minus a signal's number where that ended it."""
        self._say("")
        return self._number()

    def run(self, folder: Path, *words: str, **limits: int) -> int:
        self.start(folder, *words, **limits)
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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, command_lines: list[CommandLine]) -> tuple[Bytes, Bytes, float]:
    """Return old films, the new ones that are to take their place, and the seconds that takes."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "scene.py").write_text(SCENE)
    assert command_lines[0].run(folder, *words(ALL_FORMATS, "--theme", "dark")) == 0, (folder / "log.txt").read_text()
    old = films(folder)
    assert command_lines[0].run(folder, *words(ALL_FORMATS)) == 0
    new = films(folder)
    begin = time.monotonic()
    assert command_lines[0].run(folder, *words(FORMATS)) == 0
    return old, new, time.monotonic() - begin


@pytest.fixture
def folder(tmp_path: Path, made: tuple[Bytes, Bytes, float]) -> Path:
    """A folder with the scene and its old films."""
    (tmp_path / "scene.py").write_text(SCENE)
    restore(tmp_path, made[0])
    return tmp_path
