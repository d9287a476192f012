"""Every shipped scene at every preset: its words stay on the canvas, and no two of them touch."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gdanim import Stage
from gdanim.drawing.stamps import PAD, Stamp
from gdanim.theme import PRESETS

FILES = sorted((Path(__file__).parents[2] / "scenes").glob("*.py"))

CELLS = 2.3
"""The height at which the cells of a map are drawn, one picture for all, on which words may stand."""


@pytest.fixture(scope="module", params=[(path, preset) for path in FILES for preset in PRESETS],
                ids=lambda chosen: f"{chosen[0].stem}-{chosen[1]}")  # fmt: skip
def stage(request: pytest.FixtureRequest, staged: Callable[..., list[Stage]]) -> Stage:
    """The first scene of a shipped file at a preset."""
    path, preset = request.param
    return staged(path, preset=preset)[0]


def test_words_stay_on_the_canvas(stage: Stage) -> None:
    width, height = stage.size
    renderer = stage._canvas.get_renderer()
    for text in stage._figure.texts:
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0, text.get_text()
        assert box.x1 <= width, text.get_text()
        assert box.y0 >= 0, text.get_text()
        assert box.y1 <= height, text.get_text()


def test_no_two_words_touch(stage: Stage) -> None:
    still = _still_words(stage)
    stamps = [artist for artist in stage._movers if isinstance(artist, Stamp) and artist.zorder != CELLS]
    for index in np.linspace(0, len(stage) - 1, 9).astype(int):
        stage.draw(int(index))
        moving = [_box(stamp) for stamp in stamps if stamp.picture is not None]
        for one, other in itertools.combinations(moving, 2):
            assert _shared(one, other) == 0, (index, one, other)
    for (one, box), (other, taken) in itertools.combinations(still.items(), 2):
        assert _shared(box, taken) == 0, (one, other)


def _still_words(stage: Stage) -> dict[str, tuple[float, ...]]:
    """Return the boxes of all words that stand still, by their text and place: header, ticks, notes, caption."""
    renderer = stage._canvas.get_renderer()
    texts = [*stage._figure.texts]
    for axes in stage._figure.axes:
        texts += [*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts]
    boxes = {f"{text.get_text()} at {text.get_position()}": text.get_window_extent(renderer) for text in texts}
    return {name: (box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1) for name, box in boxes.items() if box.width > 2}


def _box(stamp) -> tuple[int, int, int, int]:
    """Return the box of a stamp's ink, without its halo and the empty rim of its picture."""
    left, bottom = stamp.left_bottom
    rows, columns = stamp.picture.shape[:2]
    pad = PAD + 2
    return left + pad, bottom + pad, left + columns - pad, bottom + rows - pad


def _shared(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height)
