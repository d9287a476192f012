"""Where runs come to rest, and from which step on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import critical_points
from gdanim.objective import Objective
from gdanim.outcomes import NEGLIGIBLE, length

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


class Arrivals(NamedTuple):
    """The minimum that each run ended at, (...) as its number in `minima_of`, −1 for none, and since which step."""

    minimum: Whole
    since: Whole


def minima_of(objective: Objective) -> Array:
    """Return the minima (k, n) in the domain, those that the author names first."""
    found = [point.point for point in critical_points(objective) if point.kind == "minimum"]
    return np.array(found, dtype=np.float64).reshape(-1, objective.dimension)


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
