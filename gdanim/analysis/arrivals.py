"""Where runs come to rest, and from which step on."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis.points import critical_points
from gdanim.descent import descend
from gdanim.descent.blocks import rows_of
from gdanim.descent.outcomes import NEGLIGIBLE, length
from gdanim.objective import Objective

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


AT_ONCE = 400_000
"""Numbers of a batch's whole history that are kept at once: three megabytes, which stay in the cache."""

ROWS = 400
"""Steps beyond which only every second, third, ... one is looked at."""


class Arrivals(NamedTuple):
    """The minimum that each run ended at, (...) as its number in `minima_of`, −1 for none, and since which step."""

    minimum: Whole
    since: Whole


def minima_of(objective: Objective) -> Array:
    """Return the minima (k, n) in the domain, those that the author names first."""
    found = [point.point for point in critical_points(objective) if point.kind == "minimum"]
    return np.array(found, dtype=np.float64).reshape(-1, objective.dimension)


def descend_to_rest(objective: Objective, optimizer: Any, starts: Array, steps: int) -> Arrivals:
    """Descend from every start (runs, n), and say where the runs came to rest."""
    runs, n = starts.shape
    stride = -(-steps // ROWS)
    size = max(1, AT_ONCE // (n * (steps // stride + 2)))
    parts = []
    for first in range(0, runs, size):
        rows = slice(first, min(first + size, runs))
        run = descend(objective, rows_of(optimizer, rows, runs), starts[rows], steps=steps, keep=stride)
        parts.append(arrivals(objective, run.points, run.steps))
    return Arrivals(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def arrivals(objective: Objective, points: Array, steps: Whole) -> Arrivals:
    """Judge runs by their points (rows, runs, n) after so many `steps` (rows,); rows after a run's end are nan.

    A run is at a minimum where no eye can tell the two apart. It has been there since the step after which it left
    that place no more; a run that ended elsewhere, since it came to the place where it ended.
    """
    rows = np.isfinite(points).all(axis=-1).sum(axis=0) - 1
    last = points[rows, np.arange(len(rows))]
    minimum, place = _nearest(objective, last)
    outside = length(points - place) > _radius(objective)
    left = np.where(outside.any(axis=0), len(steps) - 1 - outside[::-1].argmax(axis=0), -1)
    return Arrivals(minimum, steps[left + 1])


def _nearest(objective: Objective, last: Array) -> tuple[Whole, Array]:
    """Return the number of the minimum (runs,) at which points (runs, n) are, −1 for none, and the place itself."""
    minimum, nearest = np.full(len(last), -1), np.full(len(last), _radius(objective))
    minima = minima_of(objective)
    for k, place in enumerate(minima):
        away = length(last - place)
        closer = away <= nearest
        minimum[closer], nearest[closer] = k, away[closer]
    return minimum, np.where((minimum >= 0)[:, np.newaxis], minima[minimum] if len(minima) else last, last)


def _radius(objective: Objective) -> float:
    return NEGLIGIBLE * float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
