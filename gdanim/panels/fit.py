"""Fit: the data, and the model of every run as it learns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.errors import SceneError, nearest
from gdanim.objective import EmpiricalLoss
from gdanim.panels.base import Show, Update
from gdanim.panels.windows import check_window
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

AIR = 0.1
"""Share of the data's range left free round them."""


class Columns(NamedTuple):
    """Which symbols of the data stand where: on the x axis, on the y axis, and the classes, if there are some."""

    x: str
    y: str
    classes: str | None = None


@dataclass(frozen=True)
class Fit:
    """The data of an EmpiricalLoss, and the model of every run as it learns them; each step's samples in colour.

    With one input the target stands over it, and each run's model is a curve. With two inputs and a target of two
    values the samples stand in the plane, and each run has a boundary: where its model says `boundary`, by default
    halfway between the two values. `x` and `y` name the symbols on the axes where the model leaves a choice. The
    lowest of the minima that the loss declares is drawn as a quiet reference. `view` is the window
    ((x low, x high), (y low, y high)).
    """

    x: str | None = None
    y: str | None = None
    boundary: float | None = None
    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    title: str | None = None
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse objectives without data or model, inputs that cannot be drawn, and windows upside down."""
        loss = scene.objective
        if not isinstance(loss, EmpiricalLoss):
            raise SceneError("Fit shows data and the model that learns them; give an EmpiricalLoss with model=.")
        if loss.model is None:
            raise SceneError('Fit: the loss has no model; say what predicts, as in model="m*x + c".')
        self._columns(loss)
        check_window("Fit", self.view)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the samples; return the mover of the models and of the samples that feed them."""
        from gdanim.drawing.fit_boundaries import draw_boundaries
        from gdanim.drawing.fit_curves import draw_curves

        loss = show.objective
        assert isinstance(loss, EmpiricalLoss)
        columns = self._columns(loss)
        window, title = self._window(loss, columns), show.say("Data and fit") if self.title is None else self.title
        if columns.classes is None:
            return draw_curves(figure, box, show, loss, columns, window, title)
        level = loss.data[columns.classes]
        halfway = (level.min() + level.max()) / 2 if self.boundary is None else self.boundary
        return draw_boundaries(figure, box, show, loss, columns, window, title, float(halfway))

    def footnote(self, show: Show) -> str:
        """Say what the marks of two classes stand for."""
        assert isinstance(show.objective, EmpiricalLoss)
        classes = self._columns(show.objective).classes
        if classes is None:
            return ""
        low, high = np.unique(show.objective.data[classes])
        return show.say("circles {y} = {low}, crosses {y} = {high}", y=classes, low=number(low), high=number(high))

    def _columns(self, loss: EmpiricalLoss) -> Columns:
        """Choose what stands where, from the model and the fields."""
        for field in ("x", "y"):
            name = getattr(self, field)
            if name is not None and not (isinstance(name, str) and name in loss.data):
                hint = nearest(str(name), loss.data)
                raise SceneError(f"Fit: {field} is {name!r}, which the data do not have.{hint}")
        if len(loss.read) == 1:
            return self._curve_columns(loss)
        if len(loss.read) == 2:
            return self._plane_columns(loss)
        told = f"reads {', '.join(loss.read)}" if loss.read else "reads none of the data"
        raise SceneError(f"Fit draws models of one input, or of two where the target has two values; this one {told}.")

    def _curve_columns(self, loss: EmpiricalLoss) -> Columns:
        (read,) = loss.read
        if self.x not in (None, read):
            raise SceneError(f"Fit: x is {self.x!r}; the model's input is {read}.")
        return Columns(read, self._target(loss, "y") if self.y is None else self.y)

    def _plane_columns(self, loss: EmpiricalLoss) -> Columns:
        for field in ("x", "y"):
            if getattr(self, field) not in (None, *loss.read):
                raise SceneError(f"Fit: {field} is {getattr(self, field)!r}; the inputs are {' and '.join(loss.read)}.")
        first, second = loss.read
        if self.x == second or self.y == first:
            first, second = second, first
        if (self.x, self.y) not in ((None, None), (first, None), (None, second), (first, second)):
            raise SceneError(f"Fit: x and y are both {self.x!r}; the inputs are {' and '.join(loss.read)}.")
        classes = self._target(loss, None)
        count = len(np.unique(loss.data[classes]))
        if count != 2:
            raise SceneError(f"Fit draws models of two inputs where the target has two values; {classes} has {count}.")
        return Columns(first, second, classes)

    def _target(self, loss: EmpiricalLoss, field: str | None) -> str:
        """Return the one symbol of the data that the loss compares the model with."""
        if len(loss.targets) == 1:
            return loss.targets[0]
        hint = f" Say which, as in Fit({field}={loss.targets[0]!r})." if field and loss.targets else ""
        told = ", ".join(loss.targets) or "none"
        raise SceneError(f"Fit: one symbol of the data must be the target of the model; the loss has {told}.{hint}")

    def _window(self, loss: EmpiricalLoss, columns: Columns) -> NDArray[np.float64]:
        """Return ((x low, x high), (y low, y high)): as asked for, or the data with some air."""
        if self.view is not None:
            return np.asarray(self.view, dtype=np.float64)
        table = np.stack([loss.data[columns.x], loss.data[columns.y]])
        low, high = table.min(axis=1), table.max(axis=1)
        room = AIR * np.where(high > low, high - low, 1.0)
        return np.stack([low - room, high + room], axis=1)
