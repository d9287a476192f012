"""What tests of scenes share: scenes by the name of their file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gdanim import Scene, load_scenes
from gdanim.analysis.arrivals import Arrivals, descend_to_rest
from gdanim.drawing.maps import basin_ground

FOLDER = Path(__file__).parent.parent.parent / "scenes"


@pytest.fixture(scope="session")
def load() -> Callable[..., Scene]:
    """Return a function that gives the scene of a file, by its own name where the file has several."""

    def scene(file: str, name: str = "scene") -> Scene:
        return load_scenes(FOLDER / f"{file}.py")[name]

    return scene


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
