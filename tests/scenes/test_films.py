"""Every shipped film: it decodes, weighs little enough for a README, moves, and is not blank."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdanim import load_scenes
from gdanim.pipeline import render

FOLDER = Path(__file__).parents[2] / "scenes"
FILES = sorted(FOLDER.glob("*.py"))

HEAVIEST, LIGHT = 1_000_000, 400_000
"""Bytes of a GIF at a README's size: of any, and of most."""

HEAVY = {
    "annealing_shapes", "batches", "interaction", "long_valley", "momentum", "moons", "network", "noise", "race",
    "regression", "saddle", "slow_saddle", "three_rates-low", "three_rates-middle", "vanishing_gradient",
}  # fmt: skip
"""Films of many names, long paths or two hundred steps, one by one, which may weigh more than most."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_film_is_light_whole_and_moves(path: Path, tmp_path: Path) -> None:
    for name, scene in load_scenes(path).items():
        [film] = render(scene.with_(preset="readme"), tmp_path / f"{name}.gif")
        assert film.bytes <= (HEAVIEST if _full_name(path, name) in HEAVY else LIGHT)
        with Image.open(film.path) as image:
            assert image.n_frames == film.frames
            pictures = []
            for k in (0, film.frames // 2, film.frames - 1):
                image.seek(k)
                pictures.append(np.asarray(image.convert("RGB")).astype(int))
        assert pictures[0].shape == (450, 800, 3)
        assert all(picture.std() > 5 for picture in pictures)
        assert np.abs(pictures[0] - pictures[1]).max() > 60
        assert np.abs(pictures[1] - pictures[2]).max() > 60


def test_most_films_are_light() -> None:
    films = {_full_name(path, name) for path in FILES for name in load_scenes(path)}
    assert HEAVY.issubset(films)
    assert len(HEAVY) < 0.4 * len(films)


def _full_name(path: Path, name: str) -> str:
    return path.stem if name == "scene" else f"{path.stem}-{name}"
