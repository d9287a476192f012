"""What tests of scenes share: scenes by the name of their file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gdanim import Scene, load_scenes

FOLDER = Path(__file__).parent.parent.parent / "scenes"


@pytest.fixture(scope="session")
def load() -> Callable[..., Scene]:
    """Return a function that gives the scene of a file, by its own name where the file has several."""

    def scene(file: str, name: str = "scene") -> Scene:
        return load_scenes(FOLDER / f"{file}.py")[name]

    return scene
