"""F1, F6, F9: whatever ends a render, the target is the old film or the new one, and nothing else is left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from old_films import FORMATS, Bytes, films, leftovers, outputs, restore, words

MOST = 10
"""Renders begun at most for each that is to be ended: one may be done before its time."""

SOON = 2.0
"""Seconds in which a render that is told to end has ended."""


def ended_at_random(
    command_line: Any, folder: Path, made: tuple[Bytes, Bytes, float], sign: signal.Signals, seed: int
) -> tuple[int, float]:
    """Begin a render over old films, and send a signal in the midst; return the exit code and the seconds it took."""
    old, new, seconds = made
    restore(folder, old)
    child = command_line.start(folder, *words(FORMATS))
    time.sleep(random.Random(seed).uniform(0, 1.05) * seconds)
    begin = time.monotonic()
    os.kill(child, sign)
    code = command_line.wait()
    for name in FORMATS:
        assert (folder / f"film.{name}").read_bytes() in (old[f"film.{name}"], new[f"film.{name}"])
    return code, time.monotonic() - begin


@pytest.mark.parametrize("count", [5, pytest.param(50, marks=pytest.mark.thorough)])
def test_a_killed_render_leaves_the_old_film_or_the_new_one(
    count: int, folder: Path, made: Any, command_line: Any, report: Callable[[str, str], None]
) -> None:
    codes: list[int] = []
    while codes.count(-signal.SIGKILL) < count:
        assert len(codes) < MOST * count
        codes.append(ended_at_random(command_line, folder, made, signal.SIGKILL, len(codes))[0])
    assert set(codes) <= {-signal.SIGKILL, 0}
    assert command_line.run(folder, *words(FORMATS)) == 0
    assert leftovers(folder) == []
    report("F1", f"{count} killed, the old film or the new one each time; nothing left after the next run")


def test_a_folder_of_drafts_without_a_lock_is_cleared_away(folder: Path, command_line: Any) -> None:
    """As a process leaves it that is killed between the two."""
    (folder / ".gdanim-12345678").mkdir()
    assert command_line.run(folder, *words(("gif",))) == 0
    assert leftovers(folder) == []


@pytest.mark.parametrize("count", [3, pytest.param(20, marks=pytest.mark.thorough)])
def test_a_render_that_is_told_to_end_ends_at_once_and_clears_up(
    count: int, folder: Path, made: Any, command_line: Any, report: Callable[[str, str], None]
) -> None:
    slowest = 0.0
    for sign, expected in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        codes: list[int] = []
        while codes.count(expected) < count:
            assert len(codes) < MOST * count
            code, seconds = ended_at_random(command_line, folder, made, sign, len(codes))
            codes.append(code)
            told = (folder / "log.txt").read_text()
            assert code in (expected, 0), told
            assert "Traceback" not in told
            assert leftovers(folder) == []
            assert seconds < SOON
            slowest = max(slowest, seconds)
    report("F6", f"{count} times each: 130 and 143 within {slowest:.1f} s, nothing left")


LOST = """
import os, signal, time, weakref

class Thing:
    pass

def ended(_):
    os.kill(os.getpid(), signal.{name})
    [None for _ in range(1000)]

thing = Thing()
kept = weakref.ref(thing, ended)
del thing
time.sleep(20)
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_end_asked_for_in_a_destructor_is_not_forgotten(
    name: str, code: int, folder: Path, command_line: Any
) -> None:
    (folder / "lost.py").write_text(LOST.format(name=name))
    assert command_line.run(folder, "list", "lost.py") == code
    assert "Traceback" not in (folder / "log.txt").read_text()


@pytest.mark.parametrize("command", [["functions"], ["optimizers", "--json"], ["render", "scene.py", "-o", "film.gif"]])
def test_a_reader_that_has_gone_is_no_error(command: list[str], folder: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "gdanim", *command], stdout=closed, stderr=subprocess.PIPE, text=True, cwd=folder
        )
    assert done.stderr == ""
    assert leftovers(folder) == []


@pytest.mark.parametrize("count", [2, pytest.param(20, marks=pytest.mark.thorough)])
def test_a_reader_may_go_at_any_time(
    count: int, folder: Path, made: tuple[Bytes, Bytes, float], report: Callable[[str, str], None]
) -> None:
    old, new, seconds = made
    command = [sys.executable, "-m", "gdanim", "render", "scene.py", *outputs(FORMATS)]
    for seed in range(count):
        restore(folder, old)
        with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, cwd=folder) as process:
            assert process.stdout and process.stderr
            time.sleep(random.Random(seed).uniform(0, 2) * seconds)
            process.stdout.close()
            assert process.stderr.read() == ""
        assert films(folder) == old | {f"film.{name}": new[f"film.{name}"] for name in FORMATS}
        assert leftovers(folder) == []
    report("F6, reader", f"{count} times: all films made, not a word of it")


@pytest.mark.parametrize("count", [2, pytest.param(10, marks=pytest.mark.thorough)])
def test_two_renders_to_one_target_leave_one_complete_film(
    count: int, folder: Path, made: Any, command_lines: list[Any], report: Callable[[str, str], None]
) -> None:
    old, new, _ = made
    for _ in range(count):
        for line, options in zip(command_lines, (("--theme", "dark"), ()), strict=True):
            line.start(folder, *words(FORMATS, *options))
        assert [line.wait() for line in command_lines] == [0, 0]
        for name in FORMATS:
            assert (folder / f"film.{name}").read_bytes() in (old[f"film.{name}"], new[f"film.{name}"])
        assert leftovers(folder) == []
    report("F9", f"{count} pairs: a complete film each time, in four formats")
