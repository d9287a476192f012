"""Loss: the objective's value against step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import CriticalPoint, critical_points
from gdanim.errors import SceneError, nearest
from gdanim.panels.base import Show, Update

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

SCALES = ("auto", "linear", "log")

LOG_FROM = 300.0
"""Ratio of the largest to the smallest value from which "auto" takes a log scale, if all values are positive."""


@dataclass(frozen=True)
class Loss:
    """Value against step on a linear or a log scale; `limits` (low, high) is its window.

    "auto" takes the log scale where all values are positive and span more than two and a half decades.
    """

    scale: str = "auto"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse an unknown scale and limits that are no window."""
        if self.scale not in SCALES:
            raise SceneError(f"Loss: there is no scale {self.scale!r}.{nearest(self.scale, SCALES)}")
        if self.limits is not None and not (len(self.limits) == 2 and self.limits[0] < self.limits[1]):
            raise SceneError(f"Loss: limits is {self.limits!r}; it must be (low, high).")
        if self.scale == "log" and self.limits is not None and self.limits[0] <= 0:
            raise SceneError(f"Loss: a log scale cannot start at {self.limits[0]}; give a positive lower limit.")

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the axes and return the mover of the runs."""
        from gdanim.panels.series import Reference, draw_series

        series = [track.values for track in show.tracks]
        limits, log = self._limits(np.concatenate(series), show)
        names = ", ".join(f"{variable}_k" for variable in _variables(show))
        references = tuple(
            Reference(point.value, show.say("saddle level"))
            for point in _saddles(show)
            if not log and limits[0] < point.value < limits[1]
        )[:1]
        return draw_series(
            figure, box, show, title=show.say("Loss") if self.title is None else self.title, tex=f"f({names})",
            series=series, limits=limits, log=log, references=references,
        )  # fmt: skip

    def _limits(self, values: NDArray[np.float64], show: Show) -> tuple[tuple[float, float], bool]:
        """Return the window and whether it is logarithmic; runs that leave the view do not stretch it."""
        from gdanim.panels.series import padded

        finite = values[np.isfinite(values)]
        shown = finite[finite <= _ceiling(show)]
        low, high = (shown.min(), shown.max()) if len(shown) else (0.0, 1.0)
        low = max(low, _floor(show)) if self.scale != "log" else low
        log = self.scale == "log" or (self.scale == "auto" and low > 0 and high / low > LOG_FROM)
        if self.limits is not None:
            return self.limits, log
        if not log:
            return padded(low, high), False
        positive = shown[shown > 0]
        if not len(positive):
            raise SceneError("Loss: a log scale needs positive values; the objective has none along these runs.")
        decades = np.log10([max(positive.min(), high * 1e-16), high])
        return (float(10 ** np.floor(decades[0])), float(10 ** np.ceil(decades[1]))), True


def _corner_values(show: Show) -> NDArray[np.float64]:
    axes = np.meshgrid(*(np.linspace(low, high, 21) for low, high in show.objective.domain), indexing="ij")
    values = show.objective.value(np.stack(axes, axis=-1))
    return np.asarray(values[np.isfinite(values)])


def _ceiling(show: Show) -> float:
    """The largest height worth showing: the highest start, or what the domain holds where that is more."""
    starts = max(float(track.values[0]) for track in show.tracks)
    return max(starts, float(_corner_values(show).max(initial=starts)))


def _floor(show: Show) -> float:
    """The lowest height worth showing: what the domain holds."""
    lowest = min(float(track.values[0]) for track in show.tracks)
    return float(_corner_values(show).min(initial=lowest))


def _variables(show: Show) -> list[str]:
    import sympy

    return [str(sympy.latex(symbol)) for symbol in show.objective.variables]


def _saddles(show: Show) -> list[CriticalPoint]:
    return [point for point in critical_points(show.objective) if point.kind == "saddle"]
