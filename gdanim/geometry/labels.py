"""Where the names of runs stand, so that they touch neither each other nor a path, and do not jump.

In a plane each label has 80 possible places round its head. A film is sampled at a few positions, every place is
given a cost at each, and the cheapest *sequence* of places is taken, a change of place costing too (Viterbi 1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.outcomes import every

Array = NDArray[np.float64]

SAMPLES = 32
"""Positions at which places are weighed."""

_SIDES = np.array(
    [(x, y) for x in (1.0, -1.0) for y in (0.0, 0.5, -0.5, 1.0, -1.0)]
    + [(x, y) for y in (1.0, -1.0) for x in (0.0, 0.5, -0.5)]
)
_DISTANCES = np.array([11.0, 20.0, 29.0, 42.0, 58.0])

COST_OUTSIDE = 5000.0
COST_LABEL = 500.0
COST_HEAD = 300.0
COST_CHANGE = 60.0
COST_PATH = 4.0
COST_LEFT = 2.5
COST_NOT_BESIDE = 3.0
COST_DISTANCE = 2.0


@dataclass(frozen=True)
class Places:
    """The chosen places of one label: its side of the head and its distance, at the sampled positions (samples, 3)."""

    positions: Array
    sides: Array

    def centre(self, position: float, head: Array, size: Array) -> Array:
        """Return the label's centre at a position; where its place changes, it moves over the last third between."""
        after = int(np.searchsorted(self.positions, position, side="right"))
        if after == 0 or after == len(self.positions):
            side = self.sides[min(after, len(self.sides) - 1)]
            return np.asarray(head + side[:2] * (size / 2 + side[2]))
        low, high = self.positions[after - 1], self.positions[after]
        t = np.clip(3 * (position - low) / (high - low) - 2, 0, 1)
        ease = t * t * (3 - 2 * t)
        side, following = self.sides[after - 1], self.sides[after]
        offset = side[:2] * (size / 2 + side[2])
        return np.asarray(head + offset + ease * (following[:2] * (size / 2 + following[2]) - offset))


def sample_positions(steps: float) -> Array:
    """Return the positions at which places are weighed, denser at the start, where runs are close together."""
    return np.asarray(steps * np.linspace(0, 1, SAMPLES) ** 1.5)


def plan(
    positions: Array,
    heads: Array,
    sizes: Array,
    trails: tuple[Array, Array],
    bounds: Array,
    fixed: Array,
    scale: float,
    moving: Array | None = None,
) -> list[Places]:
    """Choose places for every label of a film.

    `positions` (samples,) in steps; `heads` and `sizes` (runs, samples, 2), where the heads are and how wide and high
    the labels; `trails` is the pixels (m, 2) that paths cover and the position (m,) from which they do; `bounds` is
    the panel as ((left, bottom), (right, top)); `fixed` (k, 2) are marks on the ground; `scale` enlarges distances;
    `moving` (samples, k, 2) are pixels covered by what walks with the heads. Where the ground turns, the pixels of
    paths and marks are given for each sample, (samples, m, 2) and (samples, k, 2).
    """
    path, ground = (np.broadcast_to(pixels, (len(positions), *pixels.shape[-2:])) for pixels in (trails[0], fixed))
    sides = np.array([(*side, distance * scale) for distance in _DISTANCES for side in _SIDES])
    taken: list[Array] = []
    plans = []
    for run in range(len(heads)):
        half = sizes[run][:, np.newaxis] / 2
        offsets = sides[:, :2] * (half + sides[:, 2:])
        centres = heads[run][:, np.newaxis] + offsets
        cost = _place_cost() + COST_OUTSIDE * _overflow(centres, half, bounds)
        cost = cost + COST_PATH * _covered(centres, half + 2, path, trails[1] <= positions[:, np.newaxis])
        if moving is not None:
            cost += COST_PATH * _count(centres, half + 2, moving)
        others = np.delete(heads, run, axis=0).transpose(1, 0, 2)
        marks = np.concatenate([others, ground], axis=1)
        cost += COST_HEAD * _count(centres, half + 7 * scale, marks)
        for label in taken:
            cost += COST_LABEL * _overlap(centres, half, label)
        chosen = _cheapest_sequence(cost)
        centre = centres[np.arange(len(positions)), chosen]
        taken.append(np.stack([centre - half[:, 0], centre + half[:, 0]], axis=1))
        plans.append(Places(positions, sides[chosen]))
    return plans


def _place_cost() -> Array:
    beside = np.where(_SIDES[:, 1] == 0, np.where(_SIDES[:, 0] > 0, 0.0, COST_LEFT), COST_NOT_BESIDE)
    return np.asarray((beside + COST_DISTANCE * _DISTANCES[:, np.newaxis]).ravel())


def _overflow(centres: Array, half: Array, bounds: Array) -> Array:
    outside = np.any((centres - half < bounds[0] + 2) | (centres + half > bounds[1] - 2), axis=-1)
    return np.asarray(outside, dtype=np.float64)


def _covered(centres: Array, half: Array, points: Array, shown: NDArray[np.bool_]) -> Array:
    inside = _inside(centres, half, points) & shown[:, np.newaxis]
    return np.count_nonzero(inside, axis=-1).astype(np.float64)


def _count(centres: Array, half: Array, marks: Array) -> Array:
    return np.count_nonzero(_inside(centres, half, marks), axis=-1).astype(np.float64)


def _inside(centres: Array, half: Array, points: Array) -> NDArray[np.bool_]:
    """Return which points (samples, m, 2) lie in the boxes round centres (samples, places, 2): (samples, places, m)."""
    across, up = (
        np.abs(points[:, np.newaxis, :, axis] - centres[:, :, np.newaxis, axis]) < half[:, :, np.newaxis, axis]
        for axis in (0, 1)
    )
    return np.asarray(across & up)


def _overlap(centres: Array, half: Array, label: Array) -> Array:
    low = np.maximum(centres - half, label[:, np.newaxis, 0])
    high = np.minimum(centres + half, label[:, np.newaxis, 1])
    return np.asarray(((high - low) > -2).all(axis=-1), dtype=np.float64)


def _cheapest_sequence(cost: Array) -> NDArray[np.int64]:
    """Return the place at every sample (samples,) that makes the whole film cheapest, changes included."""
    change = COST_CHANGE * (1 - np.eye(cost.shape[1]))
    total, back = cost[0], []
    for row in cost[1:]:
        reached = total[:, np.newaxis] + change
        back.append(reached.argmin(axis=0))
        total = reached.min(axis=0) + row
    places = [int(total.argmin())]
    for step in reversed(back):
        places.append(int(step[places[-1]]))
    return np.array(places[::-1])


def give_way(centre: Array, size: Array, taken: list[Array], bounds: Array) -> Array:
    """Return the place nearest to `centre` (2,) where a box of `size` (2,) meets none of those that are taken.

    Boxes and bounds are ((left, bottom), (right, top)). Where there is no such place, the box stays where it was.
    """
    centre = np.clip(centre, bounds[0] + size / 2, np.maximum(bounds[0] + size / 2, bounds[1] - size / 2))
    if not taken:
        return centre
    boxes = np.array(taken)
    low, high = boxes[:, 0] - size / 2 - 1, boxes[:, 1] + size / 2 + 1
    if not every((centre > low) & (centre < high)).any():
        return centre
    columns = np.concatenate([centre[:1], low[:, 0], high[:, 0]])
    rows = np.concatenate([centre[1:], low[:, 1], high[:, 1]])
    places = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    within = every((places >= bounds[0] + size / 2) & (places <= bounds[1] - size / 2)) | every(places == centre)
    meets = every((places[:, np.newaxis] > low) & (places[:, np.newaxis] < high))
    free = places[within & ~meets.any(axis=1)]
    if not len(free):
        return centre
    return np.asarray(free[np.argmin(np.hypot(*(free - centre).T))])


def meets(centre: Array, size: Array, taken: list[Array]) -> bool:
    """Return whether a box of `size` (2,) round a centre (2,) meets one of those ((left, bottom), (right, top))."""
    low, high = centre - size / 2, centre + size / 2
    return any(bool((low < box[1]).all() and (high > box[0]).all()) for box in taken)


def spread(wanted: Array, gap: float, low: float, high: float) -> Array:
    """Push values at least `gap` apart, keeping their order and staying within low and high where they fit.

    >>> spread(np.array([5.0, 5.0, 30.0]), 10, 0, 100).tolist()
    [0.0, 10.0, 30.0]
    """
    order = np.argsort(wanted, kind="stable")
    blocks: list[list[float]] = []
    for value in wanted[order]:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], gap):
            (first, count), (second, more) = blocks[-2], blocks.pop()
            blocks[-1] = [(first * count + second * more) / (count + more), count + more]
    placed = np.concatenate([centre + gap * (np.arange(n) - (n - 1) / 2) for centre, n in blocks])
    placed = np.maximum(placed, low + gap * np.arange(len(placed)))
    placed = np.minimum(placed, high - gap * np.arange(len(placed))[::-1])
    result = np.empty_like(placed)
    result[order] = placed
    return result


def _touch(below: list[float], above: list[float], gap: float) -> bool:
    top = below[0] + gap * (below[1] - 1) / 2
    bottom = above[0] - gap * (above[1] - 1) / 2
    return bottom - top < gap
