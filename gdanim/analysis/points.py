"""What can be said of a function, and of runs on it: critical points, regimes of the rate, stays at saddles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.descent import Trajectory
from gdanim.descent.outcomes import NEAR_SADDLE, around, length, newton
from gdanim.objective import Objective
from gdanim.optimizers import GradientDescent, Momentum, Nesterov
from gdanim.schedules.contract import cycled_field

Array = NDArray[np.float64]

SEEDS = {1: 401, 2: 41, 3: 11}
"""Starts of Newton's method along a side, by dimension; beyond three only the author's points are known."""

ROUNDS = 60
"""Newton's rounds at most; it converges in a handful where it converges."""

SAME = 1e-6
"""Share of the domain's diagonal within which two critical points are one."""

ON_EDGE = 1e-12
"""Distance of the factor 1 − ηλ from 0 or −1 within which it is on the edge between two regimes."""

FLAT = 1e-7
"""Share of the largest curvature in the domain below which a curvature is 0."""

NEIGHBOURS = 1e-3
"""Share of the domain's diagonal at which a minimum's neighbours must not be lower, nor a maximum's higher."""

LINGERS = 10
"""Steps in a row at a saddle from which a run lingers there."""


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """A point (n,) where the gradient is 0, the value there, and its kind.

    `kind` is "minimum", "maximum", "saddle", or "degenerate" where a curvature is 0 and says nothing, as that of x³.
    """

    point: Array
    value: float
    kind: str


@lru_cache(maxsize=64)
def critical_points(objective: Objective) -> list[CriticalPoint]:
    """Return the critical points in the domain, the author's and those that Newton's method finds from a grid.

    >>> from gdanim import Objective
    >>> quartic = Objective("0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3", domain=(-2, 4))
    >>> [(point.kind, round(float(point.point[0]), 4)) for point in critical_points(quartic)]
    [('minimum', -0.2808), ('maximum', 1.7808), ('minimum', 3.0)]
    """
    named = np.concatenate([objective.minima, objective.saddles])
    kinds = ["minimum"] * len(objective.minima) + ["saddle"] * len(objective.saddles)
    found = _search(objective)
    apart = SAME * float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    new = [k for k, point in enumerate(found) if not (length(named - point) < 1e3 * apart).any()]
    kinds += _kinds(objective, found[new])
    points = np.concatenate([named, found[new]])
    order = np.lexsort(points.T[::-1])
    return [CriticalPoint(points[k], float(objective.value(points[k])), kinds[k]) for k in order]


def _search(objective: Objective) -> Array:
    """Return distinct critical points (k, n), sorted, found from a grid over the domain."""
    low, high = objective.domain.T
    if objective.dimension not in SEEDS:
        return np.empty((0, objective.dimension))
    sides = [np.linspace(start, end, SEEDS[objective.dimension]) for start, end in objective.domain]
    x = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, objective.dimension)
    diagonal = float(np.linalg.norm(high - low))
    for _ in range(ROUNDS):
        step, _, _ = newton(objective, x)
        near = np.isfinite(step).all(axis=-1)
        x, step = x[near], step[near]
        # A step as long as the seeds' spacing has left its neighbourhood; a shorter one keeps to it.
        longest = 0.05 * diagonal
        x = x + step * (longest / np.maximum(length(step), longest))[:, np.newaxis]
        x = x[((x >= low - 0.05 * diagonal) & (x <= high + 0.05 * diagonal)).all(axis=-1)]
    step, _, _ = newton(objective, x)
    settled = (length(step) <= SAME * diagonal) & ((x >= low) & (x <= high)).all(axis=-1)
    return _distinct(x[settled], 1e2 * SAME * diagonal)


def _distinct(points: Array, apart: float) -> Array:
    kept: list[Array] = []
    for point in points[np.lexsort(points.T[::-1])]:
        if not kept or length(np.array(kept) - point).min() > apart:
            kept.append(point)
    return np.array(kept).reshape(-1, points.shape[1])


def _kinds(objective: Objective, points: Array) -> list[str]:
    if not len(points):
        return []
    _, curvature, axes = newton(objective, points)
    flat = FLAT * np.abs(curvature).max()
    radius = NEIGHBOURS * float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    rises = around(objective, points, axes, radius) - objective.value(points)[:, np.newaxis]
    return [_kind(*told, flat) for told in zip(curvature, rises, strict=True)]


def _kind(curvature: Array, rises: Array, flat: float) -> str:
    """Name a critical point by its curvatures (n,), and by how much higher its neighbours (2n,) are."""
    if curvature.min() < -flat and curvature.max() > flat:
        return "saddle"
    if (np.abs(curvature) <= flat).any():
        return "degenerate"
    if curvature.min() > 0:
        return "degenerate" if (rises < 0).any() else "minimum"
    return "degenerate" if (rises > 0).any() else "maximum"


class Stability(NamedTuple):
    """What curvature a rule bears: at most `factor` / η with the learning rate η; `formula` says it in words."""

    formula: str
    factor: float


def stability(optimizer: Any) -> Stability | None:
    """Return the largest curvature with which a rule is stable, None where it is not known in closed form.

    Along an axis of curvature λ a quadratic's gradient is λx, and the rules become recurrences in x:

        gradient descent   x⁺ = (1 − ηλ) x
        momentum           x⁺ = (1 + μ − (1 − d)ηλ) x − μ x⁻           (Polyak 1964; d is the dampening)
        Nesterov           x⁺ = (1 + μ)(1 − ηλ) x − μ(1 − ηλ) x⁻

    x⁺ = ax − bx⁻ dies out where |b| < 1 and |a| < 1 + b (Jury's criterion), which holds for 0 < λ < 2/η,
    2(1 + μ)/((1 − d)η) and 2(1 + μ)/((1 + 2μ)η). Elsewhere than on a quadratic the largest curvature tends to rise to
    that limit and to hover there (Cohen et al. 2021, "edge of stability", who give the same three).

    >>> from gdanim import Momentum
    >>> stability(Momentum(0.1, momentum=0.5))
    Stability(formula='2(1 + μ)/η', factor=3.0)
    """
    kind = type(optimizer)
    if kind not in (GradientDescent, Momentum, Nesterov) or optimizer.weight_decay or optimizer.maximize:
        return None
    if kind is GradientDescent:
        return Stability("2/η", 2.0)
    if cycled_field(optimizer):
        return None
    momentum = optimizer.momentum
    if kind is Nesterov:
        return Stability("2(1 + μ)/((1 + 2μ)η)", 2 * (1 + momentum) / (1 + 2 * momentum))
    if optimizer.dampening:
        return Stability("2(1 + μ)/((1 − d)η)", 2 * (1 + momentum) / (1 - optimizer.dampening))
    return Stability("2(1 + μ)/η", 2 * (1 + momentum))


@dataclass(frozen=True, eq=False)
class Stay:
    """A run near a saddle (n,): it was there from step `first` to step `last`, and no longer at the one after.

    `direction` (n,), of length 1, leads from the saddle to where the run was then; None where the run ended there.
    """

    saddle: Array
    first: int
    last: int
    direction: Array | None

    @property
    def steps(self) -> int:
        """How many steps the run made from its coming to its leaving, or to its end."""
        return self.last - self.first + (self.direction is not None)


def stay_at_saddle(objective: Objective, trajectory: Trajectory) -> Stay | None:
    """Return the longest stay of one run at a saddle, None where it never lingers at one.

    A run is at a saddle within 1 % of the domain's diagonal of it, and lingers from ten steps on.
    """
    radius = NEAR_SADDLE * float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    saddles = [point.point for point in critical_points(objective) if point.kind == "saddle"]
    stays = [stay for saddle in saddles for stay in _stays(trajectory.points, saddle, radius)]
    longest = max(stays, key=lambda stay: stay.steps, default=None)
    return longest if longest and longest.steps >= LINGERS else None


def _stays(points: Array, saddle: Array, radius: float) -> Iterator[Stay]:
    near = length(points - saddle) <= radius
    edges = np.flatnonzero(np.diff(near, prepend=False, append=False))
    for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        apart = None if after == len(points) else points[after] - saddle
        yield Stay(saddle, first, after - 1, None if apart is None else apart / length(apart))


def regime(objective: Objective, optimizer: Any) -> str | None:
    """Name what plain gradient descent does on a parabola: theory, known before the first step.

    With the curvature λ a step multiplies the distance to the minimum by 1 − ηλ: "monotone" where that is positive,
    "one step" where it is 0, then "alternating", "cycle" at −1, and "divergent". None for another method, a rate that
    changes, or a function that is no parabola with a minimum.
    """
    if not (isinstance(optimizer, GradientDescent) and optimizer == GradientDescent(optimizer.learning_rate)):
        return None
    curvature = objective.expression.diff(objective.variables[0], 2)
    if objective.dimension != 1 or not curvature.is_number or not curvature > 0:
        return None
    if not isinstance(optimizer.learning_rate, int | float):
        return None
    factor = 1 - optimizer.learning_rate * float(curvature)
    if abs(factor) < ON_EDGE:
        return "one step"
    if abs(factor + 1) < ON_EDGE:
        return "cycle"
    return "monotone" if 0 < factor <= 1 else "alternating" if -1 < factor < 0 else "divergent"
