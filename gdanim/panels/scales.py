"""The window of a quantity, and whether its axis is linear or logarithmic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.outcomes import Outcome, every
from gdanim.errors import SceneError, nearest
from gdanim.panels.base import Show, Track
from gdanim.panels.windows import is_window

Array = NDArray[np.float64]
Limits = tuple[float, float]

SCALES = ("auto", "linear", "log")

LOG_FROM = 300.0
"""Ratio of the largest to the smallest value from which "auto" takes a log scale, if all values are positive."""

DEEPEST = 1e-16
"""Share of the largest value below which a log axis shows nothing: float64 has no more digits."""

SIDE = 21
"""Points along a side of the grid on which a quantity is looked at over the domain."""

MOST_DIMENSIONS = 3
"""Variables beyond which such a grid is too large, and a panel cannot show the domain; then only the runs tell."""


def check_limits(owner: str, limits: Any) -> None:
    """Refuse limits that are no window; None are chosen later."""
    if limits is not None and not is_window(limits, (2,)):
        raise SceneError(f"{owner}: limits is {limits!r}; it must be (low, high).")


def check_scale(owner: str, scale: Any, limits: Any) -> None:
    """Refuse an unknown scale, limits that are no window, and a log scale that does not start above 0."""
    if not (isinstance(scale, str) and scale in SCALES):
        raise SceneError(f"{owner}: there is no scale {scale!r}.{nearest(str(scale), SCALES)}")
    check_limits(owner, limits)
    if scale == "log" and limits is not None and limits[0] <= 0:
        raise SceneError(f"{owner}: a log scale cannot start at {limits[0]}; give a positive lower limit.")


def window(owner: str, values: Array, scale: str, limits: Limits | None) -> tuple[Limits, bool]:
    """Return the window of values (m,), or the author's `limits`, and whether its scale is logarithmic.

    "auto" takes the log scale where all values are positive and span more than two and a half decades. A log window
    ends at decades.
    """
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    log = scale == "log" or (scale == "auto" and low > 0 and high / low > LOG_FROM)
    if limits is not None:
        return limits, log
    return (_decades(owner, values), True) if log else (padded(low, high), False)


def _decades(owner: str, values: Array) -> Limits:
    positive = values[values > 0]
    if not len(positive):
        raise SceneError(f"{owner}: a log scale needs positive values; there are none along these runs.")
    high = float(positive.max())
    first = np.floor(np.log10(max(float(positive.min()), high * DEEPEST)))
    last = max(np.ceil(np.log10(high)), first + 1)
    return float(10**first), float(10**last)


def padded(low: float, high: float) -> Limits:
    """Return limits with a little air, a unit wide where all values are one."""
    span = high - low or max(1.0, abs(high))
    return low - 0.04 * span, high + 0.04 * span


def worth_showing(show: Show, quantity: Callable[[Array], Array], values: Array) -> Array:
    """Return the finite values (m,) that lie within what the quantity is in the domain and along runs that stay.

    `quantity` maps points (m, n) to numbers (m,), or (m, k). So a run that leaves does not stretch the window.
    """
    known = [quantity(_grid(show)), *(quantity(track.points[_staying(show, track)]) for track in show.tracks)]
    there = np.concatenate([part.ravel() for part in known])
    there = there[np.isfinite(there)]
    if not len(there):
        return there
    return np.asarray(values[(values >= there.min()) & (values <= there.max())])


def _staying(show: Show, track: Track) -> NDArray[np.bool_]:
    """Return which points (end + 1,) count as seen: the start, those in the domain, and all of a run that stays.

    In a space of many dimensions, where a domain says little, a run has left where it is higher than the starts.
    """
    low, high = show.objective.domain.T
    seen = every((track.points >= low) & (track.points <= high))
    if len(low) > MOST_DIMENSIONS:
        seen |= track.values <= max(float(other.values[0]) for other in show.tracks)
    elif track.trajectory.outcome not in (Outcome.DIVERGED, Outcome.LEFT_VIEW):
        seen[:] = True
    seen[0] = True
    return seen


def _grid(show: Show) -> Array:
    """Return points (m, n) all over the domain, none where it has too many dimensions."""
    domain = show.objective.domain
    if len(domain) > MOST_DIMENSIONS:
        return np.empty((0, len(domain)))
    axes = np.meshgrid(*(np.linspace(low, high, SIDE) for low, high in domain), indexing="ij")
    return np.stack(axes, axis=-1).reshape(-1, len(domain))
