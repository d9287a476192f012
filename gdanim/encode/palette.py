"""The colours of a GIF: chosen once, from a few drawings of the film."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.base import Colours, Pixels

Codes = NDArray[np.uint32]
"""Colours as numbers, red + 256 green + 65536 blue."""

SIZE = 255
"""Entries used. The 256th stays free: in a GIF it says "as before"."""

EXACT = 32
"""The most frequent colours, which are kept as they are: backgrounds, fills, lines, text."""

EVENNESS = 0.75
"""The power of a colour's count that is its weight: below 1, so that thin and rare things keep theirs."""

ROUNDS = 4
"""Lloyd's rounds; ten of them change the error by less than a tenth of a decibel."""

BLOCK = 256
"""Colours compared with the palette at once: few enough for caches, and for OpenBLAS to multiply in one thread; more of
them would wait for each other where several films are made."""


def codes_of(pixels: Pixels) -> Codes:
    """Return the colours (...) of pixels (..., 4)."""
    return pixels.view("<u4")[..., 0] & np.uint32(0xFFFFFF)


def rgb_of(codes: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return red, green and blue (n, 3), from 0 to 255, of colours (n,)."""
    return np.stack([codes & 255, codes >> 8 & 255, codes >> 16 & 255], axis=-1).astype(np.float32)


def choose(samples: Iterable[Pixels], most: int = SIZE) -> Colours:
    """Return at most `most` colours (n, 3), up to 255, for all drawings of a film; `samples` are a few of them.

    No sample is looked at again once the next one is asked for.
    """
    return _choose(*_count(map(codes_of, samples)), most).round().astype(np.uint8)


class Palette:
    """A table of colours (n, 3), up to 255, and the nearest of them to any colour."""

    def __init__(self, colours: Colours) -> None:
        self.colours = colours
        self._found = np.zeros(1 << 24, dtype=np.uint8)  # entries counted from 1: the system gives zeros untouched

    def indices(self, codes: Codes) -> NDArray[np.uint8]:
        """Return the entry nearest to each colour, by squared RGB distance; a colour is searched for once."""
        found = self._found[codes]
        if not found.all():
            new = np.unique(_runs(codes[found == 0])[0])
            self._found[new] = _nearest(rgb_of(new), self.colours.astype(np.float32)) + 1
            found = self._found[codes]
        found -= np.uint8(1)
        return found


def _count(samples: Iterator[Codes]) -> tuple[Codes, NDArray[np.float64]]:
    """Return the colours and their pixels' counts, of later samples only where they differ from the first."""
    first = next(samples)
    counted = [_runs(first.ravel()), *(_runs(sample[sample != first]) for sample in samples)]
    codes, lengths = np.concatenate([codes for codes, _ in counted]), np.concatenate([count for _, count in counted])
    colours, places = np.unique(codes, return_inverse=True)
    return colours.astype(np.uint32), np.bincount(places, lengths).astype(np.float64)


def _runs(codes: Codes) -> tuple[Codes, NDArray[np.intp]]:
    """Return the colours of neighbours that are alike, and their numbers: most of a drawing is of one colour."""
    starts = np.flatnonzero(np.diff(codes, prepend=~codes[:1]))
    return codes[starts], np.diff(starts, append=len(codes))


def _choose(codes: Codes, counts: NDArray[np.float64], most: int) -> NDArray[np.float32]:
    """Keep the most frequent colours, and stand for the others by weighted k-means."""
    by_count = np.argsort(-counts, kind="stable")
    rgb, weights = rgb_of(codes[by_count]), counts[by_count] ** EVENNESS
    if len(rgb) <= most:
        return rgb
    kept = min(EXACT, most // 2)
    exact, rest, weights = rgb[:kept], rgb[kept:], weights[kept:]
    means = _split(rest, weights, most - kept)
    for _ in range(ROUNDS):
        means = _move(rest, weights, exact, means)
    return np.concatenate([exact, means])


def _split(rgb: NDArray[np.float32], weights: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """Return the means of `count` boxes, made by cutting the box with the greatest variance at its mean."""
    serial = itertools.count()

    def box(members: NDArray[np.intp]) -> tuple[float, int, int, NDArray[np.float64], NDArray[np.intp]]:
        inside, weight = rgb[members], weights[members]
        mean = weight @ inside / weight.sum()
        squares = weight @ (inside - mean) ** 2
        axis = int(squares.argmax())
        return -float(squares[axis]), next(serial), axis, mean, members

    boxes = [box(np.arange(len(rgb)))]
    while len(boxes) < count:
        _, _, axis, mean, members = heapq.heappop(boxes)
        above = rgb[members, axis] > mean[axis]
        heapq.heappush(boxes, box(members[~above]))
        heapq.heappush(boxes, box(members[above]))
    return np.array([mean for _, _, _, mean, _ in boxes], dtype=np.float32)


def _move(
    rgb: NDArray[np.float32],
    weights: NDArray[np.float64],
    exact: NDArray[np.float32],
    means: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Lloyd's round: move each mean to the middle of the colours nearest to it and to no exact entry."""
    nearest = _nearest(rgb, np.concatenate([exact, means]))
    entries = len(exact) + len(means)
    share = np.bincount(nearest, weights, entries)[len(exact) :, None]
    sums = np.stack([np.bincount(nearest, weights * rgb[:, axis], entries) for axis in range(3)], axis=1)
    moved = np.divide(sums[len(exact) :], share, out=means.astype(np.float64), where=share > 0)
    return moved.astype(np.float32)


def _nearest(rgb: NDArray[np.float32], palette: NDArray[np.float32]) -> NDArray[np.intp]:
    # |c - p|² = |c|² + |p|² - 2 c·p, and |c|² is the same for every p; exact for whole numbers to 255.
    squares, twice = (palette**2).sum(axis=1), 2 * palette.T
    blocks = (rgb[start : start + BLOCK] for start in range(0, len(rgb), BLOCK))
    return np.concatenate([(squares - block @ twice).argmin(axis=1) for block in blocks])
