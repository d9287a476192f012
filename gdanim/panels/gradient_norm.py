"""GradientNorm: how steep it is where each run stands, against the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.outcomes import length
from gdanim.panels.base import Show, Update
from gdanim.panels.scales import check_scale, window, worth_showing
from gdanim.panels.series import at_steps, run_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class GradientNorm:
    """The gradient's length ‖∇f‖ against the clock; `scale`, `limits` and `title` as in Loss.

    It is the gradient of the whole objective, also where batches feed the updates: 0 at every critical point, minimum
    or not.
    """

    scale: str = "auto"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse an unknown scale and limits that are no window."""
        check_scale("GradientNorm", self.scale, self.limits)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the axes and return the mover of the runs."""
        from gdanim.drawing.graph import draw_series

        def norm(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return length(show.objective.gradient(points))

        lines = [run_line(track, norm(track.points)) for track in show.tracks]
        shown = worth_showing(show, norm, np.concatenate([line.values for line in lines]))
        limits, log = window("GradientNorm", shown, self.scale, self.limits)
        title = show.say("Gradient norm") if self.title is None else self.title
        tex = rf"\Vert\nabla f{at_steps(show)}\Vert"
        return draw_series(figure, box, show, title=title, tex=tex, lines=lines, limits=limits, log=log)
