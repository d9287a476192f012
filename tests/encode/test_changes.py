"""What is converted anew: exactly as if every drawing were converted whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from av import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from gdanim.encode.base import Pixels
from gdanim.encode.changes import Changes
from gdanim.encode.indexed import Indexer
from gdanim.encode.stream import samples
from gdanim.encode.yuv import Converter

SIZES = [(96, 128), (98, 134), (40, 30)]


def drawings(height: int, width: int) -> Iterator[Pixels]:
    """Yield noise, drawn over in up to three rectangles at a time, some of them at an edge or a pixel large."""
    random = np.random.default_rng(height)
    canvas = random.integers(0, 256, (height, width, 4), dtype=np.uint8)
    canvas[..., 3] = 255
    yield canvas
    for _ in range(40):
        for _ in range(random.integers(0, 4)):
            top, left = random.integers(0, height), random.integers(0, width)
            part = canvas[top : top + random.integers(1, 30), left : left + random.integers(1, 30)]
            part[..., :3] = random.integers(0, 256, (*part.shape[:2], 3), dtype=np.uint8)
        yield canvas


@pytest.mark.parametrize("size", SIZES)
def test_outside_the_boxes_a_drawing_is_as_the_last_one_was(size: tuple[int, int]) -> None:
    changes, followed = Changes(), np.zeros((*size, 4), dtype=np.uint8)
    for drawing in drawings(*size):
        for box in changes.boxes(drawing):
            followed[box] = drawing[box]
        np.testing.assert_array_equal(followed, drawing)


def test_far_corners_are_boxes_of_their_own() -> None:
    canvas, changes = np.zeros((90, 120, 4), dtype=np.uint8), Changes()
    assert changes.boxes(canvas) == [(slice(0, 90), slice(0, 120))]
    assert changes.boxes(canvas) == []
    canvas[2:5, 3:7] = canvas[2, 100] = canvas[80, 50] = 255
    assert changes.boxes(canvas) == [
        (slice(2, 5), slice(3, 7)),
        (slice(2, 5), slice(100, 101)),
        (slice(80, 81), slice(50, 51)),
    ]


@pytest.mark.parametrize("size", SIZES)
def test_luma_and_chroma_are_those_of_the_whole_drawing(size: tuple[int, int]) -> None:
    converter = Converter()
    for drawing in drawings(*size):
        whole = VideoFrame.from_ndarray(drawing, format="rgba").reformat(
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        picture = converter.converted(drawing)
        for plane, expected in zip(picture.planes, whole.planes, strict=True):
            np.testing.assert_array_equal(samples(plane), samples(expected))


@pytest.mark.parametrize("size", SIZES)
def test_indices_are_those_of_the_whole_drawing(size: tuple[int, int]) -> None:
    colours = np.random.default_rng(1).integers(0, 256, (50, 3), dtype=np.uint8)
    indexer = Indexer(colours)
    for drawing in drawings(*size):
        apart = ((drawing[..., np.newaxis, :3].astype(int) - colours) ** 2).sum(axis=-1)
        found = np.take_along_axis(apart, indexer.indices(drawing)[..., np.newaxis].astype(int), axis=-1)[..., 0]
        np.testing.assert_array_equal(found, apart.min(axis=-1))
