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
    """Keeps the last drawing, to compare the next one with it."""

    def __init__(self) -> None:
        self._last: Pixels | None = None

    def boxes(self, pixels: Pixels) -> list[Box]:
        """Return boxes outside of which a drawing is as the last one was; of the first drawing the whole."""
        if self._last is None:
            self._last = pixels.copy()
            return [(slice(0, pixels.shape[0]), slice(0, pixels.shape[1]))]
        boxes = list(_changed(pixels.view(np.uint32)[..., 0], self._last.view(np.uint32)[..., 0]))
        for box in boxes:
            self._last[box] = pixels[box]
        return boxes


def _changed(new: NDArray[np.uint32], old: NDArray[np.uint32]) -> Iterator[Box]:
    differs = new != old
    for rows in _runs(differs.any(axis=1)):
        for columns in _runs(differs[rows].any(axis=0)):
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
