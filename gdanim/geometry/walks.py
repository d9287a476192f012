"""A run's path over a relief: vertices close together where it is on it, and where it leaves and comes back.

Arrays only. Positions are in steps, places in relief coordinates, in which the relief is |u|, |v| <= 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLOSE = 0.012
"""Distance between vertices, in half-widths of the domain."""

MOST_BETWEEN = 200
"""Vertices between two steps, at most."""

EDGE = 1 + 1e-9
"""Where the relief ends, so that what is on its edge is on it."""


@dataclass(frozen=True)
class Walk:
    """The vertices `uv` (m, 2) of a path, and the positions `steps` (m,) at which they are reached.

    Where the run leaves the relief a vertex of nan follows, at the position at which it leaves.
    """

    uv: Array
    steps: Array

    @cached_property
    def on(self) -> Flags:
        """Which vertices (m,) are on the relief, that is, are any."""
        return np.isfinite(self.uv[:, 0])

    def before(self, position: float) -> int:
        """Return the last vertex at or before a position: one of nan while the run is off the relief."""
        return max(0, int(np.searchsorted(self.steps, position, side="right")) - 1)

    def left_at(self, position: float) -> int | None:
        """Return the step with which the run left the relief that it is off, or None."""
        before = self.before(position)
        return None if self.on[before] else int(self.steps[before]) + 1

    def share(self, position: float) -> float:
        """Return how far a position is from the vertex before it to the next, from 0 to 1."""
        before = self.before(position)
        if before + 1 == len(self.steps) or not self.on[before : before + 2].all():
            return 0.0
        return float((position - self.steps[before]) / (self.steps[before + 1] - self.steps[before]))


def walk_over(path: Array) -> Walk:
    """Return the walk along a path (steps + 1, 2)."""
    strands, index = _strands(path), np.arange(len(path))
    steps = np.concatenate([np.append(strand, strand[-1]) for strand in strands])
    uv = np.stack([np.interp(steps, index, path[:, axis]) for axis in (0, 1)], axis=1)
    uv[np.cumsum([len(strand) + 1 for strand in strands]) - 1] = np.nan
    stays = steps[-1] == index[-1]
    return Walk(uv[:-1], steps[:-1]) if stays else Walk(uv, steps)


def dashed(walk: Walk, lengths: Array, dash: Sequence[float]) -> tuple[Walk, Flags]:
    """Return the walk with vertices at the ends of dashes and within gaps, and which of them (m,) are on a dash.

    `lengths` (m,) is how far along the path each vertex is, in the unit of `dash`: on, off, on, ... by turns.
    """
    ends = np.cumsum(dash)
    whole = ends[-1] * np.arange(int(lengths[-1] / ends[-1]) + 1)[:, np.newaxis]
    marks = (whole + ends).ravel()
    gaps = (whole + ends - np.array(dash) / 2)[:, 1::2].ravel()
    marks, gaps = marks[marks < lengths[-1]], gaps[gaps < lengths[-1]]
    added, on = np.concatenate([marks, gaps]), walk.on
    at = np.interp(added, lengths[on], walk.steps[on])
    between = np.stack([np.interp(added, lengths[on], walk.uv[on, axis]) for axis in (0, 1)], axis=1)
    order = np.argsort(np.concatenate([walk.steps, at]), kind="stable")
    along = np.concatenate([lengths, added])
    inked = np.searchsorted(ends, along % ends[-1], side="right") % 2 == 0
    inked[len(lengths) : len(lengths) + len(marks)] = True
    steps, uv = np.concatenate([walk.steps, at]), np.concatenate([walk.uv, between])
    return Walk(uv[order], steps[order]), inked[order]


def _strands(path: Array) -> list[Array]:
    """Return the positions of the vertices of each stretch on the relief."""
    enter, leave = _inside(path)
    on = np.flatnonzero(enter <= leave)
    if not len(on):
        return [np.zeros(1)]
    breaks = np.flatnonzero((np.diff(on) > 1) | (leave[on[:-1]] < 1) | (enter[on[1:]] > 0)) + 1
    return [
        _vertices(path, np.concatenate([part[:1] + enter[part[0]], part[1:], part[-1:] + leave[part[-1]]]))
        for part in np.split(on, breaks)
    ]


def _inside(path: Array) -> tuple[Array, Array]:
    """Return the shares of each segment (m,) between which it is on the relief (Liang and Barsky 1984)."""
    begin, step = path[:-1], np.diff(path, axis=0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        one, other = (-EDGE - begin) / step, (EDGE - begin) / step
    resting = np.where(np.abs(begin) <= EDGE, np.inf, -np.inf)
    first = np.where(step == 0, -resting, np.minimum(one, other))
    last = np.where(step == 0, resting, np.maximum(one, other))
    return np.maximum(first.max(axis=1), 0), np.minimum(last.min(axis=1), 1)


def _vertices(path: Array, knots: Array) -> Array:
    """Return positions from the first knot to the last, close together between them."""
    index, pace = np.arange(len(path)), np.diff(knots)
    places = np.stack([np.interp(knots, index, path[:, axis]) for axis in (0, 1)], axis=1)
    count = np.clip(np.hypot(*np.diff(places, axis=0).T) / CLOSE, 1, MOST_BETWEEN).astype(np.int64)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    between = np.repeat(pace, count) * within / np.repeat(count, count)
    return np.append(np.repeat(knots[:-1], count) + between, knots[-1])
