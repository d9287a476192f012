"""How a run ended, judged by its last points alone: data with a sentence, never an exception."""

from __future__ import annotations

from enum import Enum
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from gdanim.objective import Objective
from gdanim.optimizers.contract import apply, columns, norm, principal

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEGLIGIBLE = 4e-4
"""Share of the domain's diagonal that no eye sees: half a pixel of a plot 1,200 pixels wide."""

PROBE = 4e-3
"""Share of the domain's diagonal at which a minimum must be no higher than its surroundings."""

NEAR_SADDLE = 0.01
"""Share of the domain's diagonal within which a run is at a saddle."""

ROUNDING = 1e-10
"""Share of that distance by which a run that rests at a saddle may recede: rounding moves it to and fro."""

LONGEST_PERIOD = 8
"""Steps after which a cycle must repeat itself to be called one."""

REPEATS = 1e-6
"""Share of a cycle's width by which a point may differ from the one a period before."""

TAIL = 3 * LONGEST_PERIOD
"""Last points of a run by which it is judged: a cycle must have repeated itself twice."""


class Outcome(Enum):
    """How a run ended; the value is its sentence, with the step {k} and the period {p} left open."""

    CONVERGED = "converged to a minimum by step {k}"
    STOPPED = "met its stop rule at step {k}"
    OSCILLATING = "oscillates for ever with period {p}"
    STUCK_AT_SADDLE = "is stuck at a saddle after {k} steps"
    LEFT_VIEW = "left the domain and is outside it after {k} steps"
    DIVERGED = "diverged at step {k}"
    OUT_OF_STEPS = "was still on its way after {k} steps"


def judge(objective: Objective, tail: Array) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the outcomes (runs,) and periods (runs,) of runs that used all their steps.

    `tail` (rows, runs, n) holds the last points, oldest first. A period is 0 where there is no cycle.
    """
    last, before = tail[-1], tail[-2]
    diagonal = float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    period = periods(tail, NEGLIGIBLE * diagonal)
    towards, curvature, axes = newton(objective, last)
    near = length(towards)
    settled = np.flatnonzero((near <= NEGLIGIBLE * diagonal) & (length(last - before) <= NEGLIGIBLE * diagonal))
    low, high = objective.domain.T
    outcome = np.full(len(last), Outcome.OUT_OF_STEPS, dtype=object)
    outcome[at_saddle(objective, last, before, towards, curvature, NEAR_SADDLE * diagonal)] = Outcome.STUCK_AT_SADDLE
    outcome[settled[is_lowest(objective, last[settled], axes[settled], PROBE * diagonal)]] = Outcome.CONVERGED
    outcome[~every((low <= last) & (last <= high))] = Outcome.LEFT_VIEW
    outcome[period > 0] = Outcome.OSCILLATING
    return outcome, period


def at_minimum(objective: Objective, x: Array) -> Flags:
    """Return whether the gradient at points (runs, n) is negligible and the function no lower around them."""
    diagonal = float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    towards, _, axes = newton(objective, x)
    return (length(towards) <= NEGLIGIBLE * diagonal) & is_lowest(objective, x, axes, PROBE * diagonal)


def arrival(objective: Objective, points: Array) -> int:
    """Return the first row from which points (rows, n) stay as near to the last one as an eye can tell."""
    diagonal = float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    away = np.flatnonzero(length(points - points[-1]) > NEGLIGIBLE * diagonal)
    return int(away[-1]) + 1 if len(away) else 0


def periods(tail: Array, narrowest: float) -> NDArray[np.int64]:
    """Return the smallest period (runs,) with which points (rows, runs, n) have repeated themselves twice, or 0.

    Swings narrower than `narrowest` are rest, not a cycle.
    """
    found = np.zeros(tail.shape[1], dtype=np.int64)
    spans = np.maximum.reduce(list(np.ptp(tail, axis=0).T))
    for period in range(2, min(LONGEST_PERIOD, len(tail) // 3) + 1):
        # Few runs return to where they were a period ago; only those are looked at further.
        away = np.maximum.reduce(list(np.abs(tail[-1] - tail[-1 - period]).T))
        rows = np.flatnonzero((away <= REPEATS * spans) & (spans > narrowest))
        cycle = tail[-3 * period :, rows]
        width = np.ptp(cycle, axis=0).max(axis=-1)
        drift = np.abs(cycle[period:] - cycle[:-period]).max(axis=(0, 2))
        repeats = rows[(found[rows] == 0) & (width > narrowest) & (drift <= REPEATS * width)]
        found[repeats] = period
    return found


def newton(objective: Objective, x: Array) -> tuple[Array, Array, Array]:
    """Return Newton's step −H⁻¹∇f (runs, n), the curvatures (runs, n) and their axes (runs, n, n).

    The step leads to the nearest critical point of whatever kind; its length is the distance that is left, whatever
    the scale of f. It is infinite where there is a slope without curvature, or where a derivative is not finite.
    """
    gradient, hessian = objective.gradient(x), objective.hessian(x)
    known = every(np.isfinite(gradient)) & every(every(np.isfinite(hessian)))
    curvature, axes = principal(np.where(known[:, np.newaxis, np.newaxis], hessian, 0.0))
    with np.errstate(all="ignore"):
        slope = apply(np.swapaxes(axes, -2, -1), np.where(known[:, np.newaxis], gradient, np.inf))
        steps = np.where(slope == 0, 0.0, -slope / curvature)
        towards = apply(axes, steps)
    return np.where(every(np.isfinite(steps))[:, np.newaxis], towards, np.inf), curvature, axes


def is_lowest(objective: Objective, x: Array, axes: Array, radius: float) -> Flags:
    """Return whether f at points (runs, n) is no higher than at `radius` along both ways of every axis."""
    return every(~(around(objective, x, axes, radius) < objective.value(x)[:, np.newaxis]))


def around(objective: Objective, x: Array, axes: Array, radius: float) -> Array:
    """Return f at `radius` along both ways of every axis (runs, n, n) from points (runs, n), (runs, 2n)."""
    ways = (way * axis for way in (radius, -radius) for axis in columns(axes))
    return np.moveaxis(np.array([objective.value(x + way) for way in ways]), 0, -1)


def at_saddle(objective: Objective, last: Array, before: Array, towards: Array, curvature: Array, near: float) -> Flags:
    """Return whether runs (runs, n) are within `near` of a saddle and do not recede from it.

    A saddle is one that the author names, or the critical point ahead where curvatures have both signs.
    """
    mixed = (curvature[:, 0] < 0) & (curvature[:, -1] > 0)
    ahead = np.flatnonzero(mixed & (length(towards) <= near))
    stuck = np.zeros(len(last), dtype=bool)
    stuck[ahead] = _keeps_near(last[ahead] + towards[ahead], last[ahead], before[ahead], near)
    for saddle in objective.saddles:
        stuck |= _keeps_near(saddle, last, before, near)
    return stuck


def _keeps_near(place: Array, last: Array, before: Array, near: float) -> Flags:
    away = length(last - place)
    return np.asarray((away <= near) & (away <= length(before - place) + ROUNDING * near))


def length(vectors: Array) -> Array:
    """Return the Euclidean length (...) of vectors (..., n)."""
    return norm(vectors)[..., 0]


def every(flags: Flags) -> Flags:
    """Return whether all flags of a row (..., n) are set, as (...); column by column, since rows are short."""
    return np.asarray(reduce(np.logical_and, columns(flags)))
