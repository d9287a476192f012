"""Small films to encode: an anti-aliased disc that moves over flat fields."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from gdanim.encode import Film, Pixels, Timing, encoder_for

BACKGROUND = (251, 249, 244)
FIELD = (31, 119, 181)
DISC = np.array([214, 39, 41])

Draw = Callable[..., list[Pixels]]
Encode = Callable[..., Film]


@pytest.fixture
def draw() -> Draw:
    """Return a maker of drawings (height, width, 4): a field at the left, a disc that moves to the right."""

    def make(count: int, width: int = 64, height: int = 48) -> list[Pixels]:
        y, x = np.mgrid[:height, :width]
        drawings = []
        for k in range(count):
            picture = np.empty((height, width, 4), dtype=np.uint8)
            picture[...] = (*BACKGROUND, 255)
            picture[:, : width // 4, :3] = FIELD
            distance = np.hypot(x - width * (k + 1) / (count + 1), y - height / 2 - 0.3)
            cover = np.clip(height / 6 - distance, 0, 1)[..., None]
            picture[..., :3] = (picture[..., :3] * (1 - cover) + DISC * cover).round()
            drawings.append(picture)
        return drawings

    return make


@pytest.fixture
def encode() -> Encode:
    """Return a caller that keeps its promise, and draws over its only canvas after every call."""

    def run(path: Path, drawings: Sequence[Pixels], timing: Timing, quality: str = "standard") -> Film:
        encoder = encoder_for(path, quality=quality)
        canvas = drawings[0].copy()
        height, width, _ = canvas.shape
        encoder.start(width, height, timing, [drawings[0], drawings[len(drawings) // 2], drawings[-1]])
        try:
            for drawing in drawings:
                canvas[...] = drawing
                encoder.frame(canvas)
                canvas[..., :3] = 99
        except BaseException:
            encoder.abort()
            raise
        return encoder.finish()

    return run
