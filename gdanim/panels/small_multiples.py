"""SmallMultiples: a picture for every run, all with the same axes, the same levels and the same clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gdanim.errors import SceneError
from gdanim.panels.base import Show, Update
from gdanim.panels.curve import check_line
from gdanim.panels.windows import check_window

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class SmallMultiples:
    """Every run in a picture of its own, headed by what differs, with a word on how it fares.

    Of a function of one variable the walk on its curve, and below it the position against the clock, which runs
    downward; of one of two variables the walk among its level lines. `view` is the window of every picture, by default
    the domain and what a curve needs.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    weight: float = 100

    def check(self, scene: Scene) -> None:
        """Refuse functions of more than two variables, and windows upside down."""
        if scene.objective.dimension == 1:
            check_line("SmallMultiples", scene.objective, self.view)
            return
        if scene.objective.dimension > 2:
            raise SceneError(
                "SmallMultiples shows functions of one or two variables; the objective has "
                f"{scene.objective.dimension}. Use Loss, or Contour with a plane."
            )
        check_window("SmallMultiples", self.view)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the pictures and return the mover of all."""
        from gdanim.drawing.multiples import draw_multiples
        from gdanim.drawing.multiples_curves import Curves
        from gdanim.drawing.multiples_planes import Planes

        kind = Curves if show.objective.dimension == 1 else Planes
        return draw_multiples(figure, box, show, lambda alike: kind(alike, self.view))
