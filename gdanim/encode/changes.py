"""What changed from one drawing to the next: only that is converted, to indices or to luma and chroma."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.base import Pixels

Box: TypeAlias = tuple[slice, slice]
"""Rows and columns of a drawing."""

APART = 16
"""Unchanged rows, or columns, from which what is on either side of them are two boxes."""


class Changes:
    """Keeps the last drawing, to compare the next one with it; of the first drawing all has changed."""

    def __init__(self) -> None:
        self._last: NDArray[np.uint32] | None = None

    def places(self, pixels: Pixels) -> NDArray[np.intp] | slice:
        """Return which pixels of a drawing, counted row by row, are not as the last one's."""
        new = _words(pixels)
        if self._last is None:
            self._last = new.copy()
            return slice(None)
        places = np.flatnonzero(new != self._last)
        self._last.reshape(-1)[places] = new.reshape(-1)[places]
        return places

    def boxes(self, pixels: Pixels) -> list[Box]:
        """Return boxes outside of which a drawing is as the last one was."""
        new = _words(pixels)
        if self._last is None:
            self._last = new.copy()
            return [(slice(0, new.shape[0]), slice(0, new.shape[1]))]
        boxes = list(_surrounded(new != self._last))
        for box in boxes:
            self._last[box] = new[box]
        return boxes


def _words(pixels: Pixels) -> NDArray[np.uint32]:
    """Return every pixel (height, width, 4) as one number (height, width)."""
    return pixels.view("<u4")[..., 0]


def _surrounded(differs: NDArray[np.bool_]) -> Iterator[Box]:
    for rows in _runs(np.any(differs, axis=1)):
        for columns in _runs(np.any(differs[rows], axis=0)):
            yield rows, columns


def _runs(flags: NDArray[np.bool_]) -> list[slice]:
    """Return the stretches that hold all flags that are set, at least APART from each other.

    >>> _runs(np.array([0, 1, 0, 0, 1, *[0] * 20, 1], dtype=bool))
    [slice(1, 5, None), slice(25, 26, None)]
    """
    found = np.flatnonzero(flags)
    if not len(found):
        return []
    gaps = np.flatnonzero(np.diff(found) > APART)
    starts, stops = found[[0, *(gaps + 1)]], found[[*gaps, -1]] + 1
    return [slice(start, stop) for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
