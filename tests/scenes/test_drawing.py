"""Every shipped scene: the fast drawing equals the slow one, in any order, in both themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gdanim import Stage

FILES = sorted((Path(__file__).parents[2] / "scenes").glob("*.py"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_fast_drawing_equals_the_full_redraw_in_any_order(
    path: Path, theme: str, staged: Callable[..., list[Stage]]
) -> None:
    """Forwards each drawing follows its neighbour, backwards one far from it; the ground is the theme's."""
    for stage in staged(path, theme=theme):
        indices = (0, 1, len(stage) // 3, len(stage) // 2 + 1, len(stage) - 1)
        forward = [stage.frame(index) for index in indices]
        backward = [stage.frame(index) for index in reversed(indices)]
        for index, one, other in zip(indices, forward, reversed(backward), strict=True):
            np.testing.assert_array_equal(one, stage.full_frame(index))
            np.testing.assert_array_equal(one, other)
        assert forward[0][0, 0].tolist() == ([255, 255, 255] if theme == "light" else [14, 17, 22])
