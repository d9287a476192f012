"""What a map of a survey shows: the colours of its cells after some steps, its lines, and what its key says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import Survey
from gdanim.analysis.arrivals import minima_of
from gdanim.descent import Outcome
from gdanim.drawing.maps.cells import Colours, mixed, shades, table
from gdanim.geometry.ticks import linear_ticks, log_ticks, nice_step
from gdanim.panels.badges import WORDS
from gdanim.panels.base import Show
from gdanim.panels.scales import worth_showing
from gdanim.wording.numbers import number

Array = NDArray[np.float64]
Limits = tuple[float, float]

SHADES = 48
"""Steps of colour from far to reached: more than an eye tells apart, few enough for a GIF."""

GONE, WAITING = SHADES, SHADES + 1
"""Numbers of the two colours that are no shade: of runs that have no value, and of those not there yet."""

DEPTH = 1e-4
"""Share of the height of the start at which a run is shown as arrived, unless limits are given."""

DEEPENED = 0.15
"""How much of a badge's words is mixed into its ground where it is the colour of cells."""

LOG_FROM = 30.0
"""Ratio of the most steps to the fewest from which they are coloured on a log scale."""


@dataclass(frozen=True)
class Scale:
    """The way from `far` to `near`, as a share from 0 to 1, evenly in numbers or in their logarithms."""

    far: float
    near: float
    log: bool

    def share(self, values: Array | float) -> Array:
        """Return how much of the way is behind values (...); nan stays nan."""
        with np.errstate(all="ignore"):
            far, near, at = (np.log10(part) if self.log else np.asarray(part) for part in (self.far, self.near, values))
        return np.asarray(np.clip((far - at) / (far - near), 0, 1))

    @property
    def levels(self) -> Array:
        """Round numbers between the two ends: those that lines follow."""
        low, high = sorted((self.near, self.far))
        ticks = log_ticks(low, high) if self.log else linear_ticks(low, high)
        return ticks[(ticks > low * (1 + 1e-9)) & (ticks < high * (1 - 1e-9))] if self.log else ticks[1:-1]


@dataclass(frozen=True, eq=False)
class Quantity:
    """What is shown: its title, the colours, and after some steps the number of every cell's colour.

    `scale` says what the shades mean; without it `outcomes` are what the colours mean. `way` is how far each cell is
    along the scale after some steps, (rows, columns), nan where it is on no way: there lines stand at its levels.
    `gone` says in words what a cell without a shade is, where there are such.
    """

    title: str
    colours: Colours
    cells: Callable[[float], NDArray[np.int64]]
    way: Callable[[float], Array] | None = None
    scale: Scale | None = None
    outcomes: tuple[Outcome, ...] = ()
    gone: str = ""

    @property
    def levels(self) -> Array:
        """The levels at which lines stand."""
        return self.scale.levels if self.scale and self.way else np.empty(0)


def quantity(name: str, survey: Survey, limits: Limits | None, show: Show) -> Quantity:
    """Return what a map shows of a survey: its "value", the "steps" it took to converge, or its "outcome"."""
    return {"value": _value, "steps": _steps, "outcome": _outcome}[name](survey, limits, show)


def shaded(way: Array) -> NDArray[np.int64]:
    """Return the number of the shade (...) at shares (...) of the way, that of no shade where there is none."""
    known = np.isfinite(way)
    return np.where(known, np.minimum(np.where(known, way, 0) * SHADES, SHADES - 1).astype(np.int64), GONE)


def outcome_colour(show: Show, outcome: Outcome) -> str:
    """Return the colour of cells whose runs ended so: the badge's ground, a little deeper."""
    look = show.theme.badges[WORDS[outcome][0]]
    return mixed(look.text, look.ground, DEEPENED)


def _ramp(show: Show, gone: Outcome) -> Colours:
    return table(*shades(show.theme.heat, SHADES), outcome_colour(show, gone), show.theme.terrain[1])


def _value(survey: Survey, limits: Limits | None, show: Show) -> Quantity:
    """Show the height above the lowest minimum, or the value itself where there is no minimum below all that is."""
    history = survey.history
    values, floor = history.values, _floor(survey)
    below = floor is None or (values < floor - 1e-9 * max(1.0, abs(floor))).any()
    is_height = not below and (limits is None or limits[0] > 0)
    scale = _height_scale(survey, floor or 0.0, limits) if is_height else _value_scale(survey, values, limits, show)
    way = scale.share(np.maximum(values - (floor or 0.0), 0) if is_height else values)
    moments = history.axes["steps"]

    def at(steps: float) -> Array:
        if "steps" in survey.axes:
            return way
        return np.asarray(way[..., np.searchsorted(moments, steps, side="right") - 1])

    title = show.say("Height above the minimum") if is_height else show.say("Value")
    gone = show.say("diverged") if np.isnan(values).any() else ""
    return Quantity(title, _ramp(show, Outcome.DIVERGED), lambda steps: shaded(at(steps)), at, scale, gone=gone)


def _floor(survey: Survey) -> float | None:
    """Return the value of the lowest minimum in the domain, None where there is none."""
    minima = minima_of(survey.objective)
    return float(survey.objective.value(minima).min()) if len(minima) else None


def _height_scale(survey: Survey, floor: float, limits: Limits | None) -> Scale:
    """Return decades from the height of the highest start, or the author's limits (low, high)."""
    if limits is not None:
        return Scale(limits[1], limits[0], True)
    heights = survey.objective.value(survey.starts) - floor
    far = 10.0 ** np.ceil(np.log10(max(float(heights[np.isfinite(heights)].max(initial=0.0)), 1e-12)) - 1e-9)
    return Scale(float(far), float(far * DEPTH), True)


def _value_scale(survey: Survey, values: Array, limits: Limits | None, show: Show) -> Scale:
    """Return round numbers about the values that the domain holds, or the author's limits (low, high)."""
    if limits is not None:
        return Scale(limits[1], limits[0], False)
    seen = worth_showing(show, survey.objective.value, values.ravel())
    low, high = (float(seen.min()), float(seen.max())) if len(seen) and np.ptp(seen) else (0.0, 1.0)
    step = nice_step(high - low, 5)
    return Scale(float(np.ceil(high / step) * step), float(np.floor(low / step) * step), False)


def _steps(survey: Survey, limits: Limits | None, show: Show) -> Quantity:
    """Show how many steps a run took to converge, from the step at which it had."""
    converged = survey.outcomes == Outcome.CONVERGED
    since = survey.arrivals.since
    took = np.where(converged, np.maximum(since, 1), np.nan)
    fewest, most = limits or (took[converged].min(initial=survey.steps), took[converged].max(initial=1))
    scale = Scale(float(max(most, fewest + 1)), float(fewest), bool(most / fewest > LOG_FROM))
    way = scale.share(took)

    def cells(steps: float) -> NDArray[np.int64]:
        return np.where(since <= steps, shaded(way), WAITING)

    gone = "" if converged.all() else show.say("not converged")
    return Quantity(show.say("Steps to converge"), _ramp(show, Outcome.OUT_OF_STEPS), cells, scale=scale, gone=gone)


def _outcome(survey: Survey, limits: Limits | None, show: Show) -> Quantity:
    """Show how each run ended, from the step at which it had."""
    present = tuple(outcome for outcome in WORDS if (survey.outcomes == outcome).any())
    colours = table(*(outcome_colour(show, outcome) for outcome in present), show.theme.terrain[1])
    number_of = {outcome: k for k, outcome in enumerate(present)}
    ended = np.vectorize(number_of.__getitem__, otypes=[np.int64])(survey.outcomes)
    since = survey.arrivals.since

    def cells(steps: float) -> NDArray[np.int64]:
        return np.where(since <= steps, ended, len(present))

    return Quantity(show.say("How runs end"), colours, cells, outcomes=present)


def told(values: Array) -> list[str]:
    """Write levels as they stand in a key or a footnote."""
    return [number(float(f"{value:.3g}")) for value in values]
