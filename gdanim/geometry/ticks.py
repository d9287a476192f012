"""Round numbers for axes and levels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_DECIMALS = 300
"""What NumPy can round to: it multiplies by a power of ten."""

_NICE = np.array([1.0, 2.0, 2.5, 5.0, 10.0])


def nice_step(span: float, most: int) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that divides `span` into at most `most` parts.

    >>> nice_step(2.0, 12), nice_step(7.0, 4)
    (0.2, 2.0)
    """
    power = 10.0 ** np.floor(np.log10(span / most))
    steps = np.concatenate([power * _NICE, 10 * power * _NICE])
    return float(steps[np.flatnonzero(span / steps <= most * (1 + 1e-9))[0]])


def linear_ticks(low: float, high: float, *, most: int = 5) -> Array:
    """Return round numbers from low to high, both included where they are round.

    >>> linear_ticks(-1, 1, most=4).tolist()
    [-1.0, -0.5, 0.0, 0.5, 1.0]
    """
    step = nice_step(high - low, most)
    slack = 1e-9 * (high - low)
    count = np.arange(np.ceil((low - slack) / step), np.floor((high + slack) / step) + 1)
    return _rounded(count * step, step)


def _rounded(values: Array, step: float) -> Array:
    """Return multiples of a step without the noise of their last digits, and zero without a sign."""
    return np.asarray(np.round(values, min(int(12 - np.floor(np.log10(step))), MOST_DECIMALS)) + 0.0)


def decade_ticks(low: float, high: float, *, most: int = 5) -> Array:
    """Return powers of ten from low to high, every second, third, ... so that there are at most `most`.

    >>> decade_ticks(1e-4, 100).tolist()
    [0.0001, 0.01, 1.0, 100.0]
    """
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    stride = max(1, int(np.ceil((last - first + 1) / most)))
    return np.asarray(10.0 ** np.arange(first, last + 1, stride))


def log_ticks(low: float, high: float, *, most: int = 5) -> Array:
    """Return decades from low to high, or 1, 2, 5 times powers of ten where there are not three decades.

    >>> log_ticks(0.003, 0.3).tolist()
    [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
    """
    if np.floor(np.log10(high) + 1e-9) - np.ceil(np.log10(low) - 1e-9) >= 2:
        return decade_ticks(low, high, most=most)
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)))
    rungs = np.multiply.outer(powers, [1.0, 2.0, 5.0, 10.0]).ravel()
    return np.unique(np.array([float(f"{rung:.0e}") for rung in rungs if low <= rung <= high]))


def levels(values: Array, saddle: float | None = None) -> Array:
    """Choose contour levels so that flat and steep functions both read.

    Heights d are measured from the lowest value. Where their 98 % quantile is over twenty times their 10 % quantile
    the levels run 1, 3, 10, 30, ... times a power of ten; otherwise they are 8 to 12 equal round steps, moved so that
    one passes through `saddle`.
    """
    finite = values[np.isfinite(values)]
    if not len(finite) or np.ptp(finite) == 0:
        return np.empty(0)
    lowest = finite.min()
    deep, low, high = np.quantile(finite - lowest, [0.001, 0.10, 0.98])
    if high > 20 * low and high > 0:
        return lowest + _decades(max(deep, high * 1e-6), high)
    step = nice_step(np.ptp(finite), 12)
    offset = (saddle or 0.0) % step
    count = np.arange(np.ceil((lowest - offset) / step), np.floor((finite.max() - offset) / step) + 1)
    return _rounded(offset + count * step, step)


def _decades(low: float, high: float) -> Array:
    """Return 1, 3, 10, 30, ... from the first above low to the first above high."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)) - 1, np.ceil(np.log10(high)) + 2)
    rungs = np.sort(np.concatenate([powers, 3 * powers]))
    first, last = np.searchsorted(rungs, [low, high], side="right")
    return np.asarray(rungs[first : last + 1])
