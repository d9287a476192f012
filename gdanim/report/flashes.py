"""Flashes: how often a large part of a film turns bright and dark again (WCAG 2, success criterion 2.3.1).

A general flash is a pair of opposing changes in relative luminance of 10 % or more, the darker image below 0.80. More
than three within a second, over more than a quarter of any block of 341 by 256 CSS pixels, may cause seizures. Colours
that flash red are not looked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdanim.report.vision import BRIGHTNESS, linear

Array = NDArray[np.float64]

CHANGE, DARK = 0.10, 0.80
BLOCK = (256, 341)
"""Height and width, in CSS pixels, of ten degrees of the visual field on a screen 1024 wide."""

AREA = BLOCK[0] * BLOCK[1] / 4
"""CSS pixels from which flashes are not small."""

MOST = 6
"""Opposing changes a second that are safe: three pairs."""

CELL = 16
"""Pixels of the side of a cell, whose luminance is taken as one; a pixel in four, either way, is looked at."""

SCREEN = 1024
"""Pixels across; a wider film is looked at scaled down to it."""

_LINEAR = linear(np.arange(256) / 255)


@dataclass(frozen=True)
class Flashing:
    """The most opposing changes within any second over a large part of a film, and when that second ends, in s."""

    changes: int
    seconds: float

    @property
    def is_safe(self) -> bool:
        """Whether there are at most three flashes a second."""
        return self.changes <= MOST

    @property
    def sentence(self) -> str:
        """Say how often it flashes, and where that is too often what may come of it.

        >>> Flashing(20, 1.5).sentence
        'flashes 10 times in the second before 1.50 s, of at most 3: it may cause seizures'
        """
        count = self.changes // 2
        if self.is_safe:
            often = {0: "does not flash", 1: "flashes at most once a second"}
            return often.get(count, f"flashes at most {count} times a second")
        return f"flashes {count} times in the second before {self.seconds:.2f} s, of at most 3: it may cause seizures"


def flashing(images: Iterable[tuple[NDArray[np.uint8], float]], *, loops: bool) -> Flashing:
    """Return how a film flashes: images (height, width, 3) and how long each stays; once more where it `loops`."""
    seen = [(_luminance(pixels), pixels.shape[1], seconds) for pixels, seconds in images]
    width = seen[0][1]
    cell = CELL * min(1.0, SCREEN / width)
    worst, now = Flashing(0, 0.0), 0.0
    counter = _Counter(seen[0][0])
    for luminance, _, seconds in seen * (2 if loops else 1):
        counts = counter.add(luminance, now)
        while _covers(counts > worst.changes, cell):
            worst = Flashing(worst.changes + 1, now)
        now += seconds
    return worst


def _luminance(pixels: NDArray[np.uint8]) -> Array:
    """Return the mean relative luminance of each cell (rows, columns)."""
    step = CELL // 4
    light = _LINEAR[pixels[::step, ::step]] @ BRIGHTNESS
    rows, columns = max(1, light.shape[0] // 4), max(1, light.shape[1] // 4)
    light = light[: 4 * rows, : 4 * columns]
    return np.asarray(light.reshape(rows, -1, columns, light.shape[1] // columns).mean(axis=(1, 3)))


class _Counter:
    """Opposing changes of each cell (rows, columns) within the last second.

    `low` and `high` are the extremes since a cell's last change, `way` is +1 after a rise, −1 after a fall.
    """

    def __init__(self, first: Array) -> None:
        self.low, self.high = first.copy(), first.copy()
        self.way = np.zeros(first.shape, dtype=np.int8)
        self.counts = np.zeros(first.shape, dtype=np.int64)
        self.recent: deque[tuple[float, NDArray[np.bool_]]] = deque()

    def add(self, light: Array, now: float) -> NDArray[np.int64]:
        """Look at the next image, which appears `now`, in s."""
        np.minimum(self.low, light, out=self.low)
        np.maximum(self.high, light, out=self.high)
        rise = (light - self.low >= CHANGE) & (self.low < DARK) & (self.way <= 0)
        fall = (self.high - light >= CHANGE) & (light < DARK) & (self.way >= 0)
        changed = rise | fall
        self.way[rise], self.way[fall] = 1, -1
        self.low[changed] = self.high[changed] = light[changed]
        self.recent.append((now, changed))
        self.counts += changed
        while self.recent[0][0] <= now - 1:
            self.counts -= self.recent.popleft()[1]
        return self.counts


def _covers(flashing: NDArray[np.bool_], cell: float) -> bool:
    """Return whether cells with sides of `cell` CSS pixels are more than a quarter of any block."""
    needed = AREA / cell**2
    if flashing.sum() <= needed:
        return False
    return any(float(block.sum()) > needed for block in _blocks(flashing, cell))


def _blocks(cells: NDArray[np.bool_], cell: float) -> Iterator[NDArray[Any]]:
    height, width = (max(1, round(side / cell)) for side in BLOCK)
    for top in range(max(1, cells.shape[0] - height + 1)):
        for left in range(max(1, cells.shape[1] - width + 1)):
            yield cells[top : top + height, left : left + width]
