"""F2, F7, F8: a long film keeps its bytes where its process is killed, its workers are, or its store is damaged."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gdanim import Scene
from gdanim.pipeline import render
from gdanim.scene import load_scenes
from gdanim.store import Store
from gdanim.workers import segments

LONGEST, COUNT = 10, 8
"""Drawings in a segment, and segments in the film."""

PATIENCE = 60.0
"""Seconds until a film that is being made has as many drawings as are waited for."""

SCENE = """
import os
from dataclasses import dataclass, field
from pathlib import Path

from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.workers import segments

segments.LONGEST = 10


@dataclass(frozen=True)
class Watched(Contour):
    log: str = field(default="", repr=False)
    deadly: int = field(default=-1, repr=False)

    def draw(self, figure, box, show):
        update = super().draw(figure, box, show)

        def watched(position):
            with Path(self.log).open("a") as log:
                log.write(f"{int(position)}\\n")
            scar = Path(f"{self.log}.scar")
            if os.getpid() != PARENT and int(position) == self.deadly and not scar.exists():
                scar.write_text("")
                os.kill(os.getpid(), 9)
            return update(position)

        return watched


PARENT = os.getpid()
bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
scene = Scene(
    "A bowl", bowl, Run(GradientDescent(0.1), (1.5, 1)), Watched(log=os.path.abspath(f"{os.getpid()}.log")),
    steps=79, size=(320, 180), fps=10, hold=0.2, glide=False,
)
"""


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LONGEST", LONGEST)


@pytest.fixture
def scene_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "scene.py"
    path.write_text(SCENE)
    return path


@pytest.fixture
def scene(scene_file: Path) -> Scene:
    return load_scenes(scene_file)["scene"]


def begun(log: Path) -> set[int]:
    """Return which segments a process began to make: the first and last drawing of each are also made for its key."""
    drawn = [int(line) for line in log.read_text().splitlines()]
    return {index // LONGEST for index in drawn if index % LONGEST == 1}


def drawings_of(log: Path) -> int:
    return log.read_text().count("\n") if log.exists() else 0


def killed_after(drawings: int, child: int, log: Path) -> None:
    """Kill a command, and all processes that it has begun, once they have made so many drawings."""
    end = time.monotonic() + PATIENCE
    while drawings_of(log) < drawings:
        assert time.monotonic() < end
        time.sleep(0.002)
    os.killpg(child, signal.SIGKILL)


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.thorough)])
def test_a_killed_render_goes_on_where_it_was(
    count: int, jobs: int, scene_file: Path, command_line: Any, report: Callable[[str, str], None]
) -> None:
    folder, films = scene_file.parent, ("film.mp4", "film.gif")
    store = Store(folder / "cache/gdanim/segments")
    words = ("render", "scene.py", "--quiet", "--jobs", f"{jobs}", *(word for name in films for word in ("-o", name)))

    def taken() -> list[bytes]:
        """Return the films, and make room for the next."""
        store.clear()
        return [path.read_bytes() for name in films if (path := (folder / name).rename(folder / f"old-{name}"))]

    child, most = command_line.start(folder, *words), 0
    assert command_line.wait() == 0
    whole, drawings = taken(), drawings_of(folder / f"{child}.log")
    for seed in range(count):
        child = command_line.start(folder, *words)
        first = folder / f"{child}.log"
        killed_after(random.Random(seed).randint(2 * COUNT + 1, drawings - 5), child, first)
        assert command_line.wait() == -signal.SIGKILL
        assert not [name for name in films if (folder / name).exists()]
        child = command_line.start(folder, *words)
        assert command_line.wait() == 0
        again = folder / f"{child}.log"
        most = max(most, len(begun(first) & begun(again)))
        assert begun(first) | begun(again) == set(range(COUNT))
        assert taken() == whole
    assert most <= jobs
    report(f"F2, {jobs}", f"{count} films killed midway: {most} of {COUNT} segments made again at most, same bytes")


@pytest.mark.thorough
def test_films_whose_workers_are_killed_have_the_same_bytes(
    scene: Scene, tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    """One of them is among the tests of workers."""
    count = 20
    [whole] = render(scene, tmp_path / "whole.mp4")
    [watched] = scene.panels
    for seed in range(count):
        log, deadly = tmp_path / f"{seed}.log", random.Random(seed).randrange(LONGEST * COUNT)
        killing = scene.with_(panels=[type(watched)(log=str(log), deadly=deadly)])
        [film] = render(killing, tmp_path / "film.mp4", jobs=2)
        assert Path(f"{log}.scar").exists()
        assert film.path.read_bytes() == whole.path.read_bytes()
    report("F7", f"{count} workers killed: each film complete, same bytes")


def cut_short(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def with_a_bit_flipped(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def test_damaged_segments_are_told_and_made_anew(
    scene: Scene, tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    store, target = Store(tmp_path / "store"), tmp_path / "film.mp4"
    [whole] = render(scene, target, store=store)
    kept, whole_bytes = {path: path.read_bytes() for path in store.entries()}, whole.path.read_bytes()
    assert len(kept) == COUNT
    chance, told = random.Random(0), 0
    for _ in range(34):
        one, other = chance.sample(sorted(kept), 2)
        for damaged in (cut_short(kept[one], chance), with_a_bit_flipped(kept[one], chance), kept[other]):
            one.write_bytes(damaged)
            told += store.get(one.stem) is None and not one.exists()
            one.write_bytes(kept[one])
            assert store.get(one.stem) is not None
    for path, content in kept.items():
        path.write_bytes(with_a_bit_flipped(content, chance))
    render(scene, target, store=store)
    assert target.read_bytes() == whole_bytes
    assert {path: path.read_bytes() for path in store.entries()} == kept
    assert told == 3 * 34
    report("F8", f"{told} of {3 * 34} cut short, with a bit flipped or exchanged: all detected, same bytes after them")
