"""How numbers and points stand in a film and in a report."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def number(value: float) -> str:
    """Write a number as it stands in a film: true minus, no trailing zeros, no exponent from 1e-5 on.

    >>> number(0.1), number(-2.0), number(1e-5), number(1e-7)
    ('0.1', '−2', '0.00001', '1e−7')
    """
    value = float(value) + 0.0
    plain = 1e-5 <= abs(value) < 1e6 or value == 0
    text = (
        np.format_float_positional(value, trim="-") if plain else f"{value:g}".replace("e-0", "e-").replace("e+0", "e")
    )
    return text.replace("-", "−")


def point_text(point: ArrayLike) -> str:
    """Write a point: a bare number in one dimension, otherwise coordinates in brackets.

    >>> point_text([1, 0.25]), point_text([2])
    ('(1, 0.25)', '2')
    """
    parts = [number(coordinate) for coordinate in np.atleast_1d(np.asarray(point, dtype=np.float64))]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
