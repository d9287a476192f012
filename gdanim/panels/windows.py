"""Whether a window, and what a function does in it, can be drawn: not upside down, nor at the ends of float64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdanim.errors import SceneError
from gdanim.objective.checks import check_interval, finite_numbers

if TYPE_CHECKING:
    from gdanim.objective import Objective

GREATEST = 1e100
"""Largest value, and the inverse of the smallest difference: their squares are still float64."""

SIDE = {1: 401, 2: 41}
"""Samples along each side of the window."""


def is_window(given: Any, shape: tuple[int, ...]) -> bool:
    """Return whether something is (low, high), or a row of them, of a shape (..., 2): finite numbers, low < high."""
    try:
        bounds = finite_numbers("bounds", given)
    except SceneError:
        return False
    return bounds.shape == shape and bool((bounds[..., 0] < bounds[..., 1]).all())


def check_window(panel: str, view: Any, up: str = "y") -> None:
    """Refuse a view that is no window, ((low, high), (low, high)); None is one that is chosen later."""
    if view is None:
        return
    if not is_window(view, (2, 2)):
        raise SceneError(f"{panel}: view is {view!r}; it must be ((x low, x high), ({up} low, {up} high)).")
    for low, high in view:
        check_interval(f"{panel}: view", low, high)


def check_heights(panel: str, objective: Objective, window: NDArray[np.float64]) -> None:
    """Refuse a window (n, 2), n 1 or 2, on which the function has no values, or none that a picture can show."""
    sides = [np.linspace(low, high, SIDE[len(window)]) for low, high in window]
    values = objective.value(np.stack(np.meshgrid(*sides), axis=-1))
    known = values[np.isfinite(values)]
    if not known.size:
        raise SceneError(f"{panel}: the function has no finite value in its window; choose one where it has.")
    largest, span = np.abs(known).max(), known.max() / 2 - known.min() / 2
    if largest > GREATEST:
        raise SceneError(
            f"{panel}: the function's values grow to {largest:.2g} in its window; "
            f"a picture shows up to {GREATEST:g}. Narrow the window or scale the function."
        )
    if 0 < span < 1 / GREATEST:
        raise SceneError(
            f"{panel}: the function's values differ by {2 * span:.2g} in its window; "
            f"a picture shows differences from {1 / GREATEST:g} on. Scale the function."
        )
