"""Where to look when the author does not say: at the origin, where runs start, and the lowest point near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.objective.checks import frozen
from gdanim.wording.numbers import rounded

if TYPE_CHECKING:
    from gdanim.objective.empirical import EmpiricalLoss

Array = NDArray[np.float64]

ROUNDS = 8
"""Newton's rounds: enough for a convex loss, too few to follow separable classes, whose loss falls for ever."""


def surroundings(loss: EmpiricalLoss) -> Array:
    """Return a box (n, 2) round the origin and the lowest point found from it, with round bounds."""
    found = _lowest(loss)
    low, high = np.minimum(0.0, found), np.maximum(0.0, found)
    room = 0.5 * np.maximum(high - low, 1.0)
    unit = 10.0 ** np.floor(np.log10((high - low) / 2 + room))
    box = np.stack([np.floor((low - room) / unit), np.ceil((high + room) / unit)], axis=1) * unit[:, np.newaxis]
    # Powers of ten differ in the last bit between versions of NumPy.
    return frozen(np.array([[rounded(bound, 12) for bound in side] for side in box.tolist()]))


def _lowest(loss: EmpiricalLoss) -> Array:
    """Return the point (n,) where Newton's method downhill, with |H| for H and halved steps, ends from the origin."""
    x = np.zeros(loss.dimension)
    value = loss.value(x)
    for _ in range(ROUNDS):
        gradient, hessian = loss.gradient(x), loss.hessian(x)
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            break
        curvature, axes = np.linalg.eigh(hessian)
        steep = np.maximum(np.abs(curvature), 1e-6 * np.abs(curvature).max(initial=0.0) + 1e-12)
        step = -axes @ ((axes.T @ gradient) / steep)
        trials = x + step * 0.5 ** np.arange(30)[:, np.newaxis]
        falls = np.flatnonzero(loss.value(trials) < value)
        if not len(falls):
            break
        x, value = trials[falls[0]], loss.value(trials[falls[0]])
    return x
