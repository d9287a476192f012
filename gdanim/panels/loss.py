"""Loss: the objective's value against the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gdanim.analysis import CriticalPoint, critical_points
from gdanim.panels.base import Show, Update
from gdanim.panels.scales import check_scale, window, worth_showing
from gdanim.panels.series import at_steps, level, run_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class Loss:
    """Value against the clock on a linear or a log scale; `limits` (low, high) is its window.

    "auto" takes the log scale where all values are positive and span more than two and a half decades.
    """

    scale: str = "auto"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse an unknown scale and limits that are no window."""
        check_scale("Loss", self.scale, self.limits)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the axes and return the mover of the runs."""
        from gdanim.drawing.graph import draw_series

        lines = [run_line(track, track.values) for track in show.tracks]
        shown = worth_showing(show, show.objective.value, np.concatenate([line.values for line in lines]))
        limits, log = window("Loss", shown, self.scale, self.limits)
        references = [
            level(show, point.value, show.say("saddle level"))
            for point in _saddles(show)
            if not log and limits[0] < point.value < limits[1]
        ][:1]
        return draw_series(
            figure, box, show, title=show.say("Loss") if self.title is None else self.title,
            tex=f"f{at_steps(show)}", lines=lines, limits=limits, log=log, references=references,
        )  # fmt: skip


def _saddles(show: Show) -> list[CriticalPoint]:
    return [point for point in critical_points(show.objective) if point.kind == "saddle"]
