"""Quantities against the film's clock: what Loss, Coordinates and their kin hand to `drawing.graph` to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.panels.base import Show, Track, steps_at
from gdanim.theme import Series
from gdanim.wording.letters import at_step

Array = NDArray[np.float64]

UNITS = {"step": "step", "evaluations": "gradient evaluations", "samples": "samples seen"}
"""What stands under an axis along which the clock runs."""

THIN = 0.5
"""Width, in a run's own, of a line that stands behind another."""

MOST_VARIABLES = 3
"""Variables beyond which a formula's point is not written out."""


@dataclass(frozen=True, eq=False)
class Line:
    """A quantity that grows with the clock: values (m,) at what the clock `readings` (m,) then, and its look.

    With `stairs` a value holds until the next reading, and there is a reading more. Its head bears its `name`; without
    a name there is no head either. `width` is in widths of a run.
    """

    readings: NDArray[np.int64]
    values: Array
    name: str
    line: str
    text: str
    series: Series
    width: float = 0.9
    stairs: bool = False

    def corners(self) -> Array:
        """Return the line's vertices as readings and values."""
        if not self.stairs:
            return np.stack([self.readings, self.values], axis=1)
        ends = np.repeat(self.readings, 2)[1:-1]
        return np.stack([ends, np.repeat(self.values, 2)], axis=1)

    def walked(self, position: float, unit: str) -> float:
        """Return how many vertices, and what fraction of the next, the clock has passed when it reads `position`."""
        steps = steps_at(self.readings, position, unit)
        return min(steps + int(steps), 2.0 * len(self.values) - 1) if self.stairs else steps


def run_line(track: Track, values: Array) -> Line:
    """Return the line of a quantity (end + 1,) along a run, named as the run is."""
    return Line(track.readings, values, track.label, track.line, track.text, track.series)


@dataclass(frozen=True, eq=False)
class Band:
    """What lies between two quantities (m,), such as quantiles of many runs, filled so far as a line has come."""

    line: Line
    low: Array
    high: Array
    alpha: float


@dataclass(frozen=True, eq=False)
class Reference:
    """A line that stands still, to compare with: vertices (m, 2) as readings and values.

    It is named at its right end by the first of its `names` for which there is room.
    """

    corners: Array
    names: tuple[str, ...]
    line: str
    text: str
    dash: tuple[float, ...] = ()


def at_steps(show: Show) -> str:
    """Return the point (x_k, y_k) as a formula's argument, or nothing where there are too many variables."""
    names = show.objective.names
    return f"({', '.join(map(at_step, names))})" if len(names) <= MOST_VARIABLES else ""


def level(show: Show, value: float, *names: str) -> Reference:
    """Return a reference that is one value all along, such as the saddle's."""
    return Reference(np.array([(0.0, value), (show.span, value)]), names, show.theme.grid, show.theme.muted)
