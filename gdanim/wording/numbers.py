"""How numbers and points stand in a film and in a report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike


def rounded(value: float, digits: int = 6) -> float:
    """Return a number in so many significant digits.

    >>> rounded(2 / 3), rounded(123456.7, 3)
    (0.666667, 123000.0)
    """
    return float(f"{value:.{digits}g}")


RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float) -> str:
    """Write a number as it stands in a film: true minus, no trailing zeros, no power of ten from 1e-5 to a million.

    >>> number(0.1), number(-2.0), number(1e-5), number(1e-7), number(-2.5e8)
    ('0.1', '−2', '0.00001', '10⁻⁷', '−2.5·10⁸')
    """
    value = float(value) + 0.0
    if 1e-5 <= abs(value) < 1e6 or value == 0 or not np.isfinite(value):
        return (np.format_float_positional(value, trim="-") if np.isfinite(value) else str(value)).replace("-", "−")
    mantissa, exponent = f"{value:g}".split("e") if "e" in f"{value:g}" else f"{value:e}".split("e")
    power = f"10{str(int(exponent)).translate(RAISED)}"
    shown = {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}·{power}")
    return shown.replace("-", "−")


def point_text(point: ArrayLike) -> str:
    """Write a point: a bare number in one dimension, otherwise coordinates in brackets.

    >>> point_text([1, 0.25]), point_text([2])
    ('(1, 0.25)', '2')
    """
    parts = [number(coordinate) for coordinate in np.atleast_1d(np.asarray(point, dtype=np.float64))]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


ALONG = 0.98
"""Share of a direction's length from which it is along an axis: within 11 degrees of it."""


def direction_text(direction: ArrayLike, names: Sequence[str]) -> str:
    """Write a direction of length 1: "+y" along an axis, otherwise as a vector.

    >>> direction_text([0.05, -0.9987], ["x", "y"]), direction_text([0.6, 0.8], ["x", "y"])
    ('−y', '(0.6, 0.8)')
    """
    parts = np.asarray(direction, dtype=np.float64)
    axis = int(np.abs(parts).argmax())
    if abs(parts[axis]) < ALONG:
        return point_text(parts.round(2))
    return ("+" if parts[axis] > 0 else "−") + names[axis]
