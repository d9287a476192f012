"""Critical points: where the gradient is 0, found by Newton's method, and what the curvatures there say of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.outcomes import around, length, newton
from gdanim.objective import Objective

Array = NDArray[np.float64]

SEEDS = {1: 401, 2: 41, 3: 11}
"""Starts of Newton's method along a side, by dimension; beyond three only the author's points are known."""

ROUNDS = 60
"""Newton's rounds at most; it converges in a handful where it converges."""

ARRIVED = 1e-13
"""Share of the domain's diagonal within which a step leads nowhere else."""

SAME = 1e-6
"""Share of the domain's diagonal within which two critical points are one."""

FLAT = 1e-7
"""Share of the largest curvature in the domain below which a curvature is 0."""

NEIGHBOURS = 1e-3
"""Share of the domain's diagonal at which a minimum's neighbours must not be lower, nor a maximum's higher."""


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
    return [CriticalPoint(points[k], float(objective.value(points[k])), kinds[k]) for k in _in_order(points, apart)]


def _search(objective: Objective) -> Array:
    """Return distinct critical points (k, n), sorted, found from a grid over the domain."""
    low, high = objective.domain.T
    if objective.dimension not in SEEDS:
        return np.empty((0, objective.dimension))
    sides = [np.linspace(start, end, SEEDS[objective.dimension]) for start, end in objective.domain]
    x = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, objective.dimension)
    diagonal = float(np.linalg.norm(high - low))
    found = [np.empty((0, objective.dimension))]
    for _ in range(ROUNDS):
        step, _, _ = newton(objective, x)
        far = length(step)
        near = far <= ARRIVED * diagonal
        found.append(x[near])
        left = ~near & np.isfinite(far)
        # A step as long as the seeds' spacing has left its neighbourhood; a shorter one keeps to it.
        longest = 0.05 * diagonal
        x = x[left] + step[left] * (longest / np.maximum(far[left], longest))[:, np.newaxis]
        x = x[((x >= low - longest) & (x <= high + longest)).all(axis=-1)]
    points = np.concatenate([*found, x])
    step, _, _ = newton(objective, points)
    far = length(step)
    exact_first = np.argsort(far, kind="stable")
    points = points[exact_first[far[exact_first] <= SAME * diagonal]]
    return _distinct(points[((points >= low) & (points <= high)).all(axis=-1)], 1e2 * SAME * diagonal)


def _distinct(points: Array, apart: float) -> Array:
    """Return the first, from left to right, of points within `apart` of each other; of those in one place the first."""
    _, first = np.unique(np.round(points * (1e3 / apart)), axis=0, return_index=True)
    kept = np.empty((len(first), points.shape[1]))
    count = 0
    for point in points[first[_in_order(points[first], apart)]]:
        if not (length(kept[:count] - point) <= apart).any():
            kept[count] = point
            count += 1
    return kept[:count]


def _in_order(points: Array, apart: float) -> NDArray[np.intp]:
    """Return the order by the first coordinate, then by the next; what is less than `apart` is no difference."""
    return np.lexsort(np.round(points / apart).T[::-1])


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
        return _kind_by_neighbours(rises)
    if curvature.min() > 0:
        return "degenerate" if (rises < 0).any() else "minimum"
    return "degenerate" if (rises > 0).any() else "maximum"


def _kind_by_neighbours(rises: Array) -> str:
    """Name a point without curvature: on a line its two neighbours say what it is, on a plane four do not."""
    if len(rises) > 2 or (rises == 0).any() or np.ptp(np.sign(rises)):
        return "degenerate"
    return "minimum" if rises[0] > 0 else "maximum"
