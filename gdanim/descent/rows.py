"""The rows of a trajectory while it is made: what is kept of some of its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.blocks import AT_ONCE

Array = NDArray[np.float64]

FEW = 512
"""Rows for which there is memory from the beginning; twice as much is taken whenever it is full."""


class Row(NamedTuple):
    """What is known of a kept step beside its points and values: what was spent by then, and the optimizer's state."""

    step: int
    evaluations: int
    samples: int
    state: Any


class Rows:
    """Kept steps in the order in which they were made, of at most so many.

    Points are copied into one piece of memory, coordinate by coordinate, so that the walk's own arrays stay few and in
    the cache.
    """

    def __init__(self, most: int, runs: int, n: int) -> None:
        self.facts: list[Row] = []
        self._points, self._values = np.empty((min(most, FEW), n, runs)), np.empty((min(most, FEW), runs))

    def append(self, row: Row, points: Array, values: Array | None) -> None:
        """Keep a step's points (runs, n) and, where they are known, values (runs,)."""
        place = len(self.facts)
        if place == len(self._points):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
            self._values = np.concatenate([self._values, np.empty_like(self._values)])
        self._points[place] = points.T
        if values is not None:
            self._values[place] = values
        self.facts.append(row)

    def evaluate(self, value: Callable[[Array], Array]) -> None:
        """Make the values of all rows, of as many at once as the cache holds."""
        kept = len(self.facts)
        size = max(1, AT_ONCE // self._values.shape[1])
        for first in range(0, kept, size):
            rows = slice(first, min(first + size, kept))
            self._values[rows] = value(self.points[rows])

    @property
    def points(self) -> Array:
        """The points (rows, runs, n)."""
        return self._points[: len(self.facts)].swapaxes(1, 2)

    @property
    def values(self) -> Array:
        """The values (rows, runs)."""
        return self._values[: len(self.facts)]

    def each(self, name: str) -> NDArray[np.int64]:
        """Return one of the whole numbers that are known of every row (rows,)."""
        return np.array([getattr(row, name) for row in self.facts])
