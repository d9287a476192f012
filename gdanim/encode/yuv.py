"""Drawings in luma and chroma, limited-range BT.709: what H.264, VP9 and AV1 code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdanim.encode.base import Pixels
from gdanim.encode.changes import Box, Changes
from gdanim.encode.stream import samples

if TYPE_CHECKING:
    from av import VideoFrame

REACH = 2
"""Pixels beyond a pair of pixels that have a part in its chroma: half as many samples as luma, each way."""


class Converter:
    """Keeps a picture in yuv420p, both sides even, of which it converts what a drawing changes."""

    def __init__(self) -> None:
        from av.video.reformatter import VideoReformatter

        self._reformatter = VideoReformatter()
        self._changes = Changes()
        self._picture: VideoFrame | None = None

    def converted(self, pixels: Pixels) -> VideoFrame:
        """Return a drawing as a frame of the caller's own."""
        boxes = self._changes.boxes(pixels)
        if self._picture is None:
            self._picture = self._convert(pixels)
        else:
            for box in boxes:
                self._patch(self._picture, pixels, _reached(box, pixels))
        return _copied(self._picture)

    def _patch(self, picture: VideoFrame, pixels: Pixels, box: Box) -> None:
        """Convert a box with the pixels that its chroma depends on, and keep what is right to its edge."""
        around = _reached(box, pixels)
        part = self._convert(pixels[around])
        for plane, fresh, size in zip(picture.planes, part.planes, (1, 2, 2), strict=True):
            samples(plane)[_scaled(box, size)] = samples(fresh)[_scaled(_within(around, box), size)]

    def _convert(self, pixels: Pixels) -> VideoFrame:
        from av import VideoFrame
        from av.video.reformatter import ColorRange, Colorspace

        return self._reformatter.reformat(
            VideoFrame.from_numpy_buffer(pixels, format="rgba"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,  # to begin more takes longer than to convert a drawing
        )


def _copied(picture: VideoFrame) -> VideoFrame:
    from av import VideoFrame

    copied = VideoFrame(picture.width, picture.height, picture.format.name)
    for plane, original in zip(copied.planes, picture.planes, strict=True):
        samples(plane)[...] = samples(original)
    return copied


def _reached(box: Box, pixels: Pixels) -> Box:
    """Return a box with all pixels that share chroma with it, in pairs."""
    (rows, columns), (height, width, _) = box, pixels.shape
    return _grown(rows, height), _grown(columns, width)


def _grown(along: slice, size: int) -> slice:
    return slice(max(0, (along.start - REACH) // 2 * 2), min(size, -(-(along.stop + REACH) // 2) * 2))


def _within(around: Box, box: Box) -> Box:
    """Return a box as seen from the corner of one around it."""
    rows, columns = (slice(k.start - out.start, k.stop - out.start) for out, k in zip(around, box, strict=True))
    return rows, columns


def _scaled(box: Box, size: int) -> Box:
    """Return a box in samples that are `size` pixels large."""
    rows, columns = (slice(along.start // size, along.stop // size) for along in box)
    return rows, columns
