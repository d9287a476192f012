"""Where the names of runs stand, so that they touch neither each other nor a path, and do not jump.

In a plane each label has 80 possible places round its head. A film is sampled at a few positions, every place is
given a cost at each, and the cheapest *sequence* of places is taken, a change of place costing too (Viterbi 1967).
Labels are placed one after the other, and once more when all have a place that the others may avoid.
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

ROUNDS = 2
"""How often every label is given a place."""

FAR_OFF = 30.0
"""Pixels (on an article's canvas) between a head and its label from which a leader joins them."""

OWN_ENDS = 0.2, 0.95
"""Shares of a leader's length between which it may cross something: its head and its label are at its ends."""

APART = np.array([4.0, 1.0])
"""Pixels across and up that names keep from one another where they give way."""

MOST_COVERED = 20
"""Points of paths beyond which a label covers no more: a dense path is no reason to cover a head instead."""

COST_LABEL = 500.0
COST_HEAD = 300.0
COST_CROSSED = 150.0
COST_CHANGE = 60.0
COST_PATH = 6.0
COST_LEFT = 2.5
COST_NOT_BESIDE = 3.0
COST_DISTANCE = 1.5
COST_LEADER = 50.0


@dataclass(frozen=True)
class Places:
    """The chosen places of one label: its side of the head and its distance, at the sampled positions (samples, 3).

    It stays within bounds ((left, bottom), (right, top)).
    """

    positions: Array
    sides: Array
    bounds: Array

    def centre(self, position: float, head: Array, size: Array) -> Array:
        """Return the label's centre at a position; where its place changes, it moves over the last third between."""
        after = int(np.searchsorted(self.positions, position, side="right"))
        if after == 0 or after == len(self.positions):
            return self._at(min(after, len(self.sides) - 1), head, size)
        low, high = self.positions[after - 1], self.positions[after]
        centre, t = self._at(after - 1, head, size), float(3 * (position - low) / (high - low) - 2)
        if t <= 0:
            return centre
        ease = t * t * (3 - 2 * t)
        return np.asarray(centre + ease * (self._at(after, head, size) - centre))

    def _at(self, sample: int, head: Array, size: Array) -> Array:
        side = self.sides[sample]
        return _held(head + side[:2] * (size / 2 + side[2]), size / 2, self.bounds)


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
    shown = trails[1] <= positions[:, np.newaxis]
    marks = np.concatenate([heads.swapaxes(0, 1), ground], axis=1)
    sides = np.array([(*side, distance * scale) for distance in _DISTANCES for side in _SIDES])
    labels = [_Label(head, size, sides, bounds, scale) for head, size in zip(heads, sizes, strict=True)]
    for run, label in enumerate(labels):
        label.cost = _place_cost() + COST_PATH * _covered(label.centres, label.half + 2, path, shown)
        if moving is not None:
            label.cost += COST_PATH * _count(label.centres, label.half + 2, moving)
        label.cost += COST_HEAD * _count(label.centres, label.half + 7 * scale, marks)
        label.cost += label.cost_of_leaders(np.delete(marks, run, axis=1), 6 * scale)
    for label in labels * ROUNDS:
        others = [other for other in labels if other is not label and other.chosen is not None]
        label.chosen = _cheapest_sequence(sum((label.cost_beside(other) for other in others), label.cost))
    return [Places(positions, sides[label.chosen], bounds) for label in labels]


class _Label:
    """The places of one label: their centres, and where leaders to them start and end, all (samples, places, 2).

    `cost` (samples, places) is that of each place, whatever place other labels take; `chosen` (samples,) is its own.
    """

    cost: Array
    chosen: NDArray[np.int64] | None = None

    def __init__(self, heads: Array, sizes: Array, sides: Array, bounds: Array, scale: float) -> None:
        self.half = sizes[:, np.newaxis] / 2
        wanted = heads[:, np.newaxis] + sides[:, :2] * (self.half + sides[:, 2:])
        self.centres = _held(wanted, self.half, bounds)
        self.start = np.broadcast_to(heads[:, np.newaxis], self.centres.shape)
        end = leader_end(self.start, self.centres, self.half)
        self.led = np.hypot(*np.moveaxis(end - self.start, -1, 0)) > FAR_OFF * scale
        self.end = np.where(self.led[..., np.newaxis], end, np.nan)

    def cost_of_leaders(self, marks: Array, reach: float) -> Array:
        """Return what leaders cost, (samples, places), those most that come within reach of marks (samples, k, 2)."""
        start, end = self.start[:, :, np.newaxis], self.end[:, :, np.newaxis]
        met = np.count_nonzero(_crosses(start, end, marks[:, np.newaxis], reach), axis=-1)
        return np.asarray(COST_LEADER * self.led + COST_CROSSED * met)

    def cost_beside(self, other: _Label) -> Array:
        """Return what each place costs, (samples, places), where another label has taken its own."""
        assert other.chosen is not None
        taken = np.arange(len(self.half))[:, np.newaxis], other.chosen[:, np.newaxis]
        centre, start, end = (kind[taken] for kind in (other.centres, other.start, other.end))
        met = (np.abs(self.centres - centre) < self.half + other.half + 2).all(axis=-1)
        crossed = (
            _crosses(self.start, self.end, centre, other.half),
            _crosses(start, end, self.centres, self.half),
            _cross(self.start, self.end, start, end),
        )
        return np.asarray(COST_LABEL * met + COST_CROSSED * np.sum(crossed, axis=0))


def leader_end(head: Array, centre: Array, half: Array) -> Array:
    """Return where a leader from a head ends: at the nearest point of its label's box, all (..., 2)."""
    return _between(centre - half, head, centre + half)


def _held(centres: Array, half: Array, bounds: Array) -> Array:
    """Return centres moved so that their boxes stay within bounds, two pixels off the edge."""
    low = bounds[0] + half + 2
    return _between(low, centres, np.maximum(low, bounds[1] - half - 2))


def _between(low: Array, values: Array, high: Array) -> Array:
    """Return values held between bounds, as np.clip does, which takes five times as long for a few."""
    return np.asarray(np.minimum(np.maximum(values, low), high))


def _place_cost() -> Array:
    beside = np.where(_SIDES[:, 1] == 0, np.where(_SIDES[:, 0] > 0, 0.0, COST_LEFT), COST_NOT_BESIDE)
    return np.asarray((beside + COST_DISTANCE * _DISTANCES[:, np.newaxis]).ravel())


def _covered(centres: Array, half: Array, points: Array, shown: NDArray[np.bool_]) -> Array:
    inside = _inside(centres, half, points) & shown[:, np.newaxis]
    return np.minimum(np.count_nonzero(inside, axis=-1), MOST_COVERED).astype(np.float64)


def _count(centres: Array, half: Array, marks: Array) -> Array:
    return np.count_nonzero(_inside(centres, half, marks), axis=-1).astype(np.float64)


def _inside(centres: Array, half: Array, points: Array) -> NDArray[np.bool_]:
    """Return which points (samples, m, 2) lie in the boxes round centres (samples, places, 2): (samples, places, m)."""
    across, up = (
        np.abs(points[:, np.newaxis, :, axis] - centres[:, :, np.newaxis, axis]) < half[:, :, np.newaxis, axis]
        for axis in (0, 1)
    )
    return np.asarray(across & up)


def _crosses(start: Array, end: Array, centre: Array, half: Array | float) -> NDArray[np.bool_]:
    """Return whether leaders (..., 2) cross boxes round centres (..., 2) (Liang–Barsky 1984)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = ((centre + side * half - start) / (end - start) for side in (-1, 1))
    enters, leaves = np.minimum(low, high), np.maximum(low, high)
    first = np.maximum(np.maximum(enters[..., 0], enters[..., 1]), OWN_ENDS[0])
    return np.asarray(first < np.minimum(np.minimum(leaves[..., 0], leaves[..., 1]), OWN_ENDS[1]))


def _cross(start: Array, end: Array, first: Array, last: Array) -> NDArray[np.bool_]:
    """Return whether leaders from start to end cross those from first to last, all (..., 2)."""
    apart = _turn(start, end, first) * _turn(start, end, last) < 0
    return np.asarray(apart & (_turn(first, last, start) * _turn(first, last, end) < 0))


def _turn(start: Array, end: Array, point: Array) -> Array:
    """Return on which side of a line from start to end a point lies, by its sign."""
    along, off = end - start, point - start
    return np.asarray(along[..., 0] * off[..., 1] - along[..., 1] * off[..., 0])


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
    lowest = bounds[0] + size / 2
    centre = _between(lowest, centre, np.maximum(lowest, bounds[1] - size / 2))
    if not taken:
        return centre
    boxes = np.array(taken)
    low, high = boxes[:, 0] - size / 2 - APART, boxes[:, 1] + size / 2 + APART
    if not every((centre > low) & (centre < high)).any():
        return centre
    columns = np.concatenate([centre[:1], low[:, 0], high[:, 0]])
    rows = np.concatenate([centre[1:], low[:, 1], high[:, 1]])
    places = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    within = every((places >= lowest) & (places <= bounds[1] - size / 2)) | every(places == centre)
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
    below = gap * np.arange(len(wanted))
    result = np.empty_like(wanted)
    result[order] = np.minimum(np.maximum(_rising(wanted[order] - below), low), high - gap * (len(wanted) - 1)) + below
    return result


def _rising(values: Array) -> Array:
    """Return the nearest values (n,) that nowhere fall: those that do are pooled (Ayer et al. 1955)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, count), (second, more) = pools[-2:]
            pools[-2:] = [((first * count + second * more) / (count + more), count + more)]
    return np.concatenate([np.full(count, value) for value, count in pools])


def neighbours(left: Array, right: Array, apart: float) -> list[NDArray[np.int64]]:
    """Return the indices of intervals (n,) in groups that are more than `apart` from each other.

    >>> [group.tolist() for group in neighbours(np.array([0.0, 50, 8]), np.array([9.0, 60, 20]), 5)]
    [[0, 2], [1]]
    """
    order = np.argsort(left, kind="stable")
    ends = np.maximum.accumulate(right[order])
    return np.split(order, 1 + np.flatnonzero(left[order][1:] > ends[:-1] + apart))
