"""What tests of scenes share: scenes by the name of their file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from gdanim import Scene, Stage, Trajectory, load_scenes
from gdanim.analysis.arrivals import Arrivals, descend_to_rest
from gdanim.drawing.maps import basin_ground

FOLDER = Path(__file__).parent.parent.parent / "scenes"


@pytest.fixture(scope="session")
def load() -> Callable[..., Scene]:
    """Return a function that gives the scene of a file, by its own name where the file has several."""

    def scene(file: str, name: str = "scene") -> Scene:
        return load_scenes(FOLDER / f"{file}.py")[name]

    return scene


@pytest.fixture(scope="module")
def staged() -> Callable[..., list[Stage]]:
    """Return a function that sets the stages of a file's scenes with changes to how they look; runs are made once."""

    @lru_cache(maxsize=1)
    def walked(path: Path) -> list[tuple[Scene, tuple[Trajectory, ...]]]:
        return [(scene, scene.descend()) for scene in load_scenes(path).values()]

    def stages(path: Path, **look: str) -> list[Stage]:
        return [Stage(scene.with_(**look), runs) for scene, runs in walked(path)]

    return stages


@pytest.fixture(scope="module", autouse=True)
def grounds_are_surveyed_once() -> Iterator[None]:
    """Keep where runs from a ground come to rest, tens of thousands of them: one window is drawn at many sizes."""
    known: dict[tuple[object, ...], Arrivals] = {}

    def kept(objective, optimizer, starts, steps) -> Arrivals:
        asked = (objective.latex, repr(optimizer), starts.tobytes(), steps)
        if asked not in known:
            known[asked] = descend_to_rest(objective, optimizer, starts, steps)
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basin_ground, "descend_to_rest", kept)
        yield
