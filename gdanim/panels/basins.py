"""Basins: which minimum every start reaches under one optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdanim.adapters import Recorded
from gdanim.errors import SceneError
from gdanim.optimizers.hyperparameters import check_hyperparameters
from gdanim.panels.base import Show, Update
from gdanim.panels.contour import check_plane
from gdanim.schedules.contract import check_schedule

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class Basins:
    """A map of starts, tinted by the minimum that each reaches, and the share of the window that every minimum draws.

    A start is tinted when its run has come to rest; one that comes to rest at no minimum by the film's end is grey.
    `optimizer` is the rule, by default that of the first run. The runs of the film that it makes walk on the map, in
    the colour of the minimum at which they end. `view` is the window ((x low, x high), (y low, y high)), by default
    the objective's domain.
    """

    optimizer: Any = None
    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    weight: float = 100

    def check(self, scene: Scene) -> None:
        """Refuse functions that are not of two variables, rules that cannot start anywhere, and windows upside down."""
        check_plane("Basins", scene.objective, self.view)
        rule = scene.runs[0].optimizer if self.optimizer is None else self.optimizer
        if isinstance(rule, Recorded):
            raise SceneError("Basins: a recorded run says nothing of other starts; give optimizer=.")
        check_hyperparameters(rule)
        check_schedule(rule)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do: the shares stand where the map leaves room."""
        return None

    def footnote(self, show: Show) -> str:
        """Say at which heights the lines stand, or how far apart."""
        from gdanim.drawing.maps.basin_ground import levels_over
        from gdanim.drawing.maps.quantities import told

        levels = levels_over(self._window(show), show)
        steps = np.diff(levels)
        if len(steps) and np.allclose(steps, steps[0]):
            return show.say("height lines every {step}", step=told(steps[:1])[0])
        return show.say("lines at {levels}", levels=show.say(", ").join(told(levels))) if len(levels) else ""

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the map and the shares; return the mover of both and of the runs."""
        from gdanim.drawing.maps.basin_map import draw_basins

        rule = show.tracks[0].optimizer if self.optimizer is None else self.optimizer
        return draw_basins(figure, box, show, rule, self._window(show), titled=self.optimizer is not None)

    def _window(self, show: Show) -> NDArray[np.float64]:
        return np.asarray(show.objective.domain if self.view is None else self.view, dtype=np.float64)
