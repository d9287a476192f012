"""Drawings as indices into one table of colours for the whole film: what GIF, APNG and WebP have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.base import Colours, Pixels
from gdanim.encode.changes import Changes
from gdanim.encode.palette import Palette, codes_of
from gdanim.encode.stream import samples

if TYPE_CHECKING:
    from av import VideoFrame


class Table:
    """A table of colours (n, 3) and an entry more, `clear`; what is not in it becomes the nearest, without dither."""

    def __init__(self, colours: Colours) -> None:
        self._palette = _palette(colours.tobytes())
        self.clear = len(colours)

    def indices(self, pixels: Pixels) -> NDArray[np.uint8]:
        """Return the indices (...) of pixels (..., 4), each of which is clear or opaque."""
        return np.where(pixels[..., 3], self._palette.indices(codes_of(pixels)), self.clear)


class Indexer:
    """Finds the index of every pixel; of a drawing only what has changed since the last one is looked up."""

    def __init__(self, colours: Colours) -> None:
        self._table, self._words = Table(colours), _words(colours)
        self._changes = Changes()
        self._indices: NDArray[np.uint8] | None = None

    def indices(self, pixels: Pixels) -> NDArray[np.uint8]:
        """Return the indices (height, width) of a drawing, an array that the next call overwrites."""
        changed = self._changes.places(pixels)
        if self._indices is None:
            self._indices = np.empty(pixels.shape[:2], dtype=np.uint8)
        self._indices.reshape(-1)[changed] = self._table.indices(pixels.reshape(-1, 4)[changed])
        return self._indices

    def indexed(self, pixels: Pixels) -> VideoFrame:
        """Return a drawing as a frame of indices with their table, in the pixel format pal8."""
        from av import VideoFrame

        indices = self.indices(pixels)
        height, width = indices.shape
        image = VideoFrame(width, height, "pal8")
        plane, table = image.planes
        samples(plane)[...] = indices
        table.update(self._words.tobytes())
        return image

    def coloured(self, pixels: Pixels) -> VideoFrame:
        """Return a drawing in the colours of the table, in the pixel format bgra."""
        from av import VideoFrame

        words = self._words[self.indices(pixels)]
        return VideoFrame.from_ndarray(words.view(np.uint8).reshape(*words.shape, 4), format="bgra")


@lru_cache(maxsize=1)
def _palette(colours: bytes) -> Palette:
    """Return the palette of a table's bytes; the last is kept, so that segments look a film's colours up once."""
    return Palette(np.frombuffer(colours, dtype=np.uint8).reshape(-1, 3))


def _words(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return 256 native words 0xAARRGGBB, the unused ones transparent."""
    red, green, blue = colours.astype(np.uint32).T
    table = np.zeros(256, dtype=np.uint32)
    table[: len(colours)] = 0xFF << 24 | red << 16 | green << 8 | blue
    return table
