"""StepByStep: the update rule of one run with the numbers of the present step filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gdanim.errors import SceneError
from gdanim.panels.base import Show, Update

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene


@dataclass(frozen=True)
class StepByStep:
    """The update rule of the run numbered `run`, from 0: each formula, and under it the numbers of this step.

    The best-known rules are written out line by line; of others the move alone is told, x ← x + Δ. Of more than two
    coordinates the first two are shown.
    """

    shows_states: ClassVar[bool] = True

    run: int = 0
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse a run that is not there."""
        count = len(scene.runs)
        if not isinstance(self.run, int) or isinstance(self.run, bool) or not 0 <= self.run < count:
            allowed = "0" if count == 1 else f"a number from 0 to {count - 1}"
            raise SceneError(f"StepByStep: run is {self.run!r}; it must be {allowed}.")

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Set the formulas; return what fills in the numbers of a step."""
        from gdanim.drawing.worked_lines import draw_lines

        return draw_lines(figure, box, show, show.tracks[self.run])
