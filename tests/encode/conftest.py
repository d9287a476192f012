"""Small films to encode: an anti-aliased disc that moves over flat fields."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdanim.encode import FULL, Film, Pixels, Plan, Thrift, Timing, Writer, choose, format_for

BACKGROUND = (251, 249, 244)
FIELD = (31, 119, 181)
DISC = np.array([214, 39, 41])

Draw = Callable[..., list[Pixels]]
Begin = Callable[..., tuple[Writer, Callable[[range], None]]]
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
def begin() -> Begin:
    """Return a maker of films that are begun: the writer, and what codes a segment and gives it to the writer."""

    def make(
        path: Path,
        drawings: Sequence[Pixels],
        timing: Timing,
        quality: str = "standard",
        about: str = "",
        thrift: Thrift = FULL,
    ) -> tuple[Writer, Callable[[range], None]]:
        height, width, _ = drawings[0].shape
        colours = choose([drawings[0], drawings[len(drawings) // 2], drawings[-1]], thrift.colours)
        form = format_for(path, quality=quality, thrift=thrift)
        plan = Plan(width, height, timing, colours, transparent=not all(drawing[..., 3].all() for drawing in drawings))
        form.check(plan)
        writer = form.writer(path, plan, about)

        def add(segment: range) -> None:
            """Draw on one canvas, and over it after every call."""
            coder, canvas = form.coder(plan, segment), drawings[0].copy()
            for index in coder.drawings:
                canvas[...] = drawings[index]
                coder.frame(canvas)
                canvas[..., :3] = 99
            writer.write(coder.finish())

        return writer, add

    return make


@pytest.fixture
def encode(begin: Begin) -> Encode:
    """Return a caller that keeps its promise; `cuts` are the drawings at which segments after the first begin."""

    def run(
        path: Path,
        drawings: Sequence[Pixels],
        timing: Timing,
        quality: str = "standard",
        cuts: Sequence[int] = (),
        **options: Any,
    ) -> Film:
        writer, add = begin(path, drawings, timing, quality, **options)
        try:
            for start, end in itertools.pairwise((0, *cuts, len(drawings))):
                add(range(start, end))
        except BaseException:
            writer.abort()
            raise
        return writer.finish()

    return run
