"""One drawing of every panel against a recorded one, with room for another machine's rounding."""

from __future__ import annotations

import imageio.v3 as iio
import numpy as np
import pytest
from gallery import PICTURES, SCENES, picture

import gdanim.panels

SEEN = 32
"""Difference of a channel from which an eye sees that a pixel has changed."""

MOST_CHANGED = 0.005
"""Share of pixels that may change without the picture being another: edges that fall a fraction of a pixel aside."""


@pytest.mark.parametrize("name", SCENES)
def test_a_panel_looks_as_it_did(name: str) -> None:
    recorded = iio.imread(PICTURES / f"{name}.png").astype(int)
    changed = np.abs(picture(name) - recorded).max(axis=-1) > SEEN
    assert changed.mean() < MOST_CHANGED, f"{changed.mean():.2%} of {name} has changed; look, then record it again"


def test_every_panel_has_its_picture() -> None:
    assert set(SCENES) == set(gdanim.panels.__all__)
