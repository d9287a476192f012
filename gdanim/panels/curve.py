"""Curve: a function of one variable, the runs walking on it, and their slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gdanim.errors import SceneError
from gdanim.geometry.ticks import linear_ticks
from gdanim.panels.base import Show, Update
from gdanim.panels.windows import check_heights, check_window
from gdanim.wording.letters import letter

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

MOST_SLOPES = 2
"""Runs up to which tangents are drawn; and the slope is written beside the name, where the canvas is wide."""


@dataclass(frozen=True)
class Curve:
    """The graph of a function of one variable: secants walked, the tangent at the head, minima and divides named.

    `view` is the window ((x low, x high), (f low, f high)); without it the domain and what the curve needs.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    weight: float = 66

    def check(self, scene: Scene) -> None:
        """Refuse functions that are not of one variable, and windows upside down."""
        check_line("Curve", scene.objective, self.view)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the curve with its marks; return the mover of the runs, their tangents and their rugs."""
        from gdanim.drawing.axes import axes_in, name_axes, plot_box, set_ticks
        from gdanim.drawing.curve import Tangents, curve_window, draw_curve, on_curve, slope_note
        from gdanim.drawing.curve_marks import draw_strip, mark_critical, nothing_between, room_below, strip_points
        from gdanim.drawing.paths import draw_paths

        plot = plot_box(box, show)
        window = curve_window(show, self.view, room_below(show) / plot.height)
        axes = axes_in(figure, plot, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
        graph = draw_curve(axes, window, show)
        set_ticks(axes, show, x=linear_ticks(*window[0], most=6), y=linear_ticks(*window[1]))
        name_axes(figure, plot, show, letter(show.objective.names[0]), "f")
        tangents = Tangents(figure, axes, plot, show) if len(show.tracks) <= MOST_SLOPES else None
        fixed = mark_critical(figure, axes, plot, show, tangents.between if tangents else nothing_between)
        rug = draw_strip(figure, axes, plot, show)
        fixed = np.concatenate([fixed, strip_points(plot, show)])
        pixels = [on_curve(axes, track) for track in show.tracks]
        if tangents is None:
            movers = [rug, draw_paths(figure, plot, show, pixels, fixed, None, graph)]
        else:
            note = None if show.layout.stacked else slope_note(show)
            movers = [rug, tangents.move, draw_paths(figure, plot, show, pixels, fixed, note, graph, tangents.at)]

        def update(position: float) -> None:
            for move in movers:
                move(position)

        return update


def check_line(panel: str, objective: Objective, view: object) -> None:
    """Refuse an objective that is not of one variable and a view that is no window."""
    if objective.dimension != 1:
        remedy = "Use Contour for two." if objective.dimension == 2 else "Use Contour with a plane for more."
        raise SceneError(f"{panel} shows functions of one variable; the objective has {objective.dimension}. {remedy}")
    check_window(panel, view, "f")
    check_heights(panel, objective, objective.domain if view is None else np.asarray(view, dtype=np.float64)[:1])
