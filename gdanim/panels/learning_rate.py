"""LearningRate: the rate with which each update was made, against the clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gdanim.panels.base import Show, Track, Update
from gdanim.panels.scales import check_scale, padded, window
from gdanim.panels.series import Line
from gdanim.theme import SERIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class LearningRate:
    """The learning rate against the clock, as it was used: what the schedule said, or the line search found.

    A rate holds from the step before its update to the step after, so that it is drawn as a staircase. Runs that all
    used the same rates share one line. `scale`, `limits` and `title` are as in Loss; a linear scale starts at 0.
    """

    scale: str = "auto"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 34

    def check(self, scene: Scene) -> None:
        """Refuse an unknown scale and limits that are no window."""
        check_scale("LearningRate", self.scale, self.limits)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the axes and return the mover of the rates."""
        from gdanim.drawing.graph import draw_series

        lines = _lines(show)
        rates = np.concatenate([np.empty(0), *(line.values for line in lines)])
        rates = rates[np.isfinite(rates)]
        limits, log = window("LearningRate", rates, self.scale, self.limits)
        if self.limits is None and not log:
            low, high = rates.min(initial=0.0), rates.max(initial=0.0)
            limits = (low, padded(low, high)[1])
        title = show.say("Learning rate") if self.title is None else self.title
        return draw_series(figure, box, show, title=title, tex=r"\eta_k", lines=lines, limits=limits, log=log)


def _lines(show: Show) -> list[Line]:
    """Return a line for every run that made a step, or one in ink for all where they used the same rates."""
    lines = [_line(track) for track in show.tracks if track.trajectory.end]
    if len(lines) < 2:
        return lines
    longest = max(lines, key=lambda line: len(line.values))
    if not all(np.array_equal(line.values, longest.values[: len(line.values)]) for line in lines):
        return lines
    ink = show.theme.ink
    return [replace(longest, name=show.say("all runs"), line=ink, text=ink, series=SERIES[0])]


def _line(track: Track) -> Line:
    return Line(
        track.readings, track.trajectory.learning_rates, track.label, track.line, track.text, track.series, stairs=True
    )
