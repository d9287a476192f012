"""Where runs come to rest, and from which step on."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis.points import critical_points
from gdanim.descent import descend
from gdanim.descent.blocks import in_blocks
from gdanim.descent.outcomes import NEGLIGIBLE, length
from gdanim.objective import Objective

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


HISTORY = 4_000_000
"""Numbers of the history of a block of runs: thirty megabytes."""

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


def descend_to_rest(
    objective: Objective, optimizer: Any, starts: Array, steps: int, executor: Executor | None = None
) -> Arrivals:
    """Descend from every start (runs, n), and say where the runs came to rest; on all cores, or by an executor."""
    stride = -(-steps // ROWS)
    numbers = objective.dimension * (steps // stride + 2)
    descent = partial(_block_to_rest, objective, steps, stride)
    parts = in_blocks(descent, optimizer, starts, numbers=numbers, at_once=HISTORY, executor=executor)
    return Arrivals(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _block_to_rest(objective: Objective, steps: int, stride: int, optimizer: Any, starts: Array) -> Arrivals:
    run = descend(objective, optimizer, starts, steps=steps, keep=stride)
    return arrivals(objective, run.points, run.steps, run.end)


def arrivals(objective: Objective, points: Array, steps: Whole, ends: Whole) -> Arrivals:
    """Judge runs by their points (rows, runs, n) after so many `steps` (rows,), and the steps (runs,) of their `ends`.

    A run is at a minimum where no eye can tell the two apart. It has been there since the step after which it left
    that place no more; a run that ended elsewhere, since it came to the place where it ended.
    """
    minimum, place = _nearest(objective, points[np.searchsorted(steps, ends, "right") - 1, np.arange(len(ends))])
    left, radius = np.full(len(ends), -1), _radius(objective)
    for row, at in enumerate(points):
        left[length(at - place) > radius] = row
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
