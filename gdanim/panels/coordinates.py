"""Coordinates: one coordinate of every run against the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gdanim.analysis import critical_points
from gdanim.errors import SceneError, nearest
from gdanim.panels.base import Show, Update
from gdanim.panels.scales import check_scale, window
from gdanim.panels.series import Reference, level, run_line
from gdanim.wording.letters import at_step

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class Coordinates:
    """The coordinate named `variable` (the first one by default) against the clock, within `limits` or the domain's.

    On a log `scale` only positive values are seen; "auto" takes it as in Loss.
    """

    variable: str | None = None
    scale: str = "linear"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 34

    def check(self, scene: Scene) -> None:
        """Refuse a variable that the objective does not have, and limits that are no window."""
        names = scene.objective.names
        if self.variable is not None and self.variable not in names:
            raise SceneError(
                f"Coordinates: the objective has no variable {self.variable}.{nearest(str(self.variable), names)}"
            )
        check_scale("Coordinates", self.scale, self.limits)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the axes, name the minima as levels, and return the mover of the runs."""
        from gdanim.drawing.graph import draw_series

        names = show.objective.names
        axis = 0 if self.variable is None else names.index(self.variable)
        lines = [run_line(track, track.points[:, axis]) for track in show.tracks]
        low, high = show.objective.domain[axis]
        reached = np.concatenate([line.values for line in lines])
        shown = reached[(reached >= low) & (reached <= high)]
        limits, log = window("Coordinates", shown, self.scale, self.limits)
        title = show.say("Position") if self.title is None else self.title
        return draw_series(
            figure, box, show, title=title, tex=at_step(show.objective.names[axis]), lines=lines, limits=limits,
            log=log, references=self._minima(show, axis, limits),
        )  # fmt: skip

    def _minima(self, show: Show, axis: int, limits: tuple[float, float]) -> list[Reference]:
        """Return the minima's coordinates as levels, those within the limits."""
        minima = [point for point in critical_points(show.objective) if point.kind == "minimum"]
        lowest = min(minima, key=lambda point: point.value, default=None)
        return [
            level(
                show,
                float(point.point[axis]),
                show.say("minimum" if len(minima) == 1 else "global" if point is lowest else "local"),
            )
            for point in minima
            if limits[0] <= point.point[axis] <= limits[1]
        ]
