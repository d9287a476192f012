"""F1, F3, F4, F6, F9: whatever ends a render, the target is the old film or the new one, and nothing else is left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gdanim.encode import check_target
from gdanim.errors import SceneError

SCENE = """
from gdanim import Contour, GradientDescent, Objective, Run, Scene

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
scene = Scene(
    "A saddle", saddle, [Run(GradientDescent(0.1), (1, 0))], [Contour()], steps=4, size=(320, 180), hold=0.2, fps=5
)
"""
FORMATS = ("gif", "mp4", "webm", "webp")
ALL_FORMATS = (*FORMATS, "apng", "avif", "png", "html", "svg", "pdf", "csv", "json")
SOON = 2.0
"""Seconds in which a render that is told to end has ended."""

Bytes = dict[str, bytes]


def words(names: Iterator[str] | tuple[str, ...], *more: str) -> list[str]:
    return ["render", "scene.py", "--quiet", *more, *(word for name in names for word in ("-o", f"film.{name}"))]


def films(folder: Path) -> Bytes:
    return {path.name: path.read_bytes() for path in folder.glob("film.*")}


def leftovers(folder: Path) -> list[str]:
    known = {"scene.py", "log.txt", *(f"film.{name}" for name in ALL_FORMATS)}
    return sorted(path.name for path in folder.iterdir() if path.name not in known)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, command_lines: list[Any]) -> tuple[Bytes, Bytes, float]:
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


def restore(folder: Path, old: Bytes) -> None:
    for name, content in old.items():
        (folder / name).write_bytes(content)


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
    codes, left = [], 0
    for seed in range(count):
        codes.append(ended_at_random(command_line, folder, made, signal.SIGKILL, seed)[0])
        left += len(leftovers(folder))
    assert set(codes) <= {-signal.SIGKILL, 0}
    assert command_line.run(folder, *words(FORMATS)) == 0
    assert leftovers(folder) == []
    killed = codes.count(-signal.SIGKILL)
    report(
        "F1", f"{killed} of {count} killed, the old film or the new one each time; {left} leftovers, none after a run"
    )


@pytest.mark.parametrize("count", [3, pytest.param(20, marks=pytest.mark.thorough)])
def test_a_render_that_is_told_to_end_ends_at_once_and_clears_up(
    count: int, folder: Path, made: Any, command_line: Any, report: Callable[[str, str], None]
) -> None:
    slowest = 0.0
    for sign, expected in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        for seed in range(count):
            code, seconds = ended_at_random(command_line, folder, made, sign, seed)
            told = (folder / "log.txt").read_text()
            assert code in (expected, 0), told
            assert "Traceback" not in told
            assert leftovers(folder) == []
            assert seconds < SOON
            slowest = max(slowest, seconds)
    report(
        "F6",
        f"{count} times each: 130 and 143 within {slowest:.1f} s, nothing left; quiet without a reader",
    )


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


@pytest.mark.parametrize("name", ALL_FORMATS)
def test_a_file_that_may_not_grow_leaves_the_old_film(name: str, folder: Path, made: Any, command_line: Any) -> None:
    most = len(made[1][f"film.{name}"]) // 2
    assert command_line.run(folder, *words((name,)), most=most) == 1
    told = (folder / "log.txt").read_text()
    assert len(told.splitlines()) == 1
    assert f"film.{name}" in told
    assert films(folder) == made[0]
    assert leftovers(folder) == []


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of its own, of 256 kB."""
    place = tmp_path_factory.mktemp("disk")
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("disks cannot be mounted here; files that may not grow are tested instead")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)  # processes may still be ending


@pytest.mark.parametrize("name", ALL_FORMATS[:-2])  # the tables are smaller than a disk's unit
def test_a_full_disk_is_told_with_what_it_lacks(
    name: str, disk: Path, made: Any, command_line: Any, report: Callable[[str, str], None]
) -> None:
    (disk / "scene.py").write_text(SCENE)
    (disk / "log.txt").write_bytes(bytes(4096))
    old = disk / f"film.{name}"
    old.write_bytes(b"old film")
    filler = disk / f"film.{ALL_FORMATS[0] if name != ALL_FORMATS[0] else ALL_FORMATS[1]}"
    room = len(made[1][f"film.{name}"]) // 2 // 4096 * 4096
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(bytes(max(free - room, 0)))
    try:
        assert command_line.run(disk, *words((name,))) == 1
        told = (disk / "log.txt").read_text()
        assert len(told.splitlines()) == 1
        assert f"film.{name}" in told
        assert "needs more than" in told
        assert old.read_bytes() == b"old film"
        assert leftovers(disk) == []
    finally:
        filler.unlink()
        old.unlink()
    report("F3", f"{len(ALL_FORMATS) - 2} formats: one sentence with path and need, the old film, nothing left")


def test_where_no_film_can_be_put_nothing_is_drawn(folder: Path, report: Callable[[str, str], None]) -> None:
    (folder / "here").mkdir()
    slowest = 0.0
    for target in (
        "here",
        "missing/film.gif",
        "/proc/film.gif",
        "/dev/null",
        "/dev/full.gif/film.gif",
        "a" * 300 + ".gif",
    ):
        begin = time.monotonic()
        with pytest.raises(SceneError):
            check_target(folder / target)
        slowest = max(slowest, time.monotonic() - begin)
    assert slowest < 1
    report("F4", f"refused before the first drawing, after {slowest * 1000:.0f} ms at most")
