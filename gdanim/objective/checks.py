"""What is refused of boxes, points and numbers: each by one sentence that names the field."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.errors import SceneError

Array = NDArray[np.float64]

LARGEST_BOUND = 1e153
"""Ends of a domain: sums of their squares are still float64, and so is the square of the inverse."""

NARROWEST = 1e-9
"""Width of a domain, of its largest end: seven digits are left for what happens in it."""


def box(field: str, bounds: ArrayLike, names: Sequence[str]) -> Array:
    """Return one finite (low, high) per variable, low < high, as an array (n, 2)."""
    pairs = finite_numbers(field, bounds)
    if len(names) == 1 and pairs.shape == (2,):
        pairs = pairs[np.newaxis]
    if pairs.shape != (len(names), 2):
        raise SceneError(
            f"{field} {brackets(pairs)} is not one (low, high) for each of {', '.join(names)}, "
            f"such as {brackets(np.tile([-1.0, 1.0], (len(names), 1)).squeeze())}."
        )
    for name, (low, high) in zip(names, pairs, strict=True):
        if not low < high:
            raise SceneError(f"{field} of {name} runs from {low:g} to {high:g}; low must be less than high.")
        check_interval(f"{field} of {name}", low, high)
    return frozen(pairs)


def check_interval(field: str, low: float, high: float) -> None:
    """Refuse an interval, low < high, whose ends or whose width float64 cannot compute with or tell apart."""
    largest = max(abs(low), abs(high))
    if largest > LARGEST_BOUND:
        raise SceneError(f"{field} runs from {low:g} to {high:g}; its ends must be within ±{LARGEST_BOUND:g}.")
    if high - low < max(1 / LARGEST_BOUND, largest * NARROWEST):
        raise SceneError(f"{field} runs from {low:g} to {high:g}; float64 cannot tell enough points in it apart.")


def known_points(field: str, points: ArrayLike, names: Sequence[str]) -> Array:
    """Return points as rows (k, n); one point and, in one dimension, scalars will do."""
    given = finite_numbers(field, points)
    if given.size == 0:
        return frozen(np.empty((0, len(names))))
    if len(names) == 1 and given.ndim == 1:
        given = given[:, np.newaxis]
    return frozen(np.atleast_2d(coordinates(field, given, names)))


def coordinates(field: str, given: ArrayLike, names: Sequence[str]) -> Array:
    """Return finite coordinates (n,) or (runs, n); a scalar is a point in one dimension."""
    point = finite_numbers(field, given)
    point = point[np.newaxis] if point.ndim == 0 else point
    if point.shape[-1] != len(names):
        count = point.shape[-1]
        raise SceneError(
            f"{field} {brackets(np.asarray(given, dtype=np.float64))} has {count} coordinate{'s' * (count != 1)}, "
            f"the objective has {len(names)}: {', '.join(names)}."
        )
    if point.ndim > 2 or point.size == 0:
        raise SceneError(f"{field} has the shape {point.shape}; a point (n,) or points (runs, n) are wanted.")
    return point


def finite_numbers(field: str, given: ArrayLike) -> Array:
    """Return finite float64 numbers; text, truth values and complex numbers are none."""
    try:
        array = np.array(given)
        if array.dtype.kind not in "iufO":
            raise TypeError(f"{array.dtype} is not a real number")
        numbers = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise SceneError(f"{field} {given!r:.60} is not made of real numbers.") from error
    if not np.isfinite(numbers).all():
        raise SceneError(f"{field} {brackets(numbers)} is not finite.")
    return numbers


def frozen(array: Array) -> Array:
    """Return the array itself, which can no longer be written to."""
    array.flags.writeable = False
    return array


def brackets(array: Array) -> str:
    """Nested brackets with numbers as short as they are exact, such as ((-1, 1), (-2, 2))."""
    if array.ndim == 0:
        return f"{array:.6g}"
    return f"({', '.join(brackets(row) for row in array)}{',' if len(array) == 1 else ''})"
