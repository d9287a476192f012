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
