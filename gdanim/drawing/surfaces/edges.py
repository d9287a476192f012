"""The floor's edges: their ticks, the numbers at their ends and in their middle, and the names of their variables.

Numbers belong to the two edges that are near. A still camera has two; under a moving one all four are there, and the
numbers of an edge that turns away give place to those of the edge across.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gdanim.drawing.artists import Points, Trail
from gdanim.drawing.lettering import formula, words
from gdanim.drawing.stamps import Stamp, formula_picture, picture
from gdanim.drawing.surfaces.model import Model
from gdanim.drawing.surfaces.views import View
from gdanim.geometry.relief import Camera
from gdanim.wording.letters import letter
from gdanim.wording.numbers import number

Array = NDArray[np.float64]

FADING = 0.07
"""Cosine over which an edge that turns away gives place to the one across: four degrees."""

ENDS_AND_MIDDLE = (-1.0, 0.0, 1.0)


class Edge:
    """The edge of the floor along an axis (0 is u, 1 is v) on one side (−1 or 1) of it, with a tick at every number."""

    def __init__(self, figure: Figure, model: Model, axis: int, side: float) -> None:
        layout, theme = model.show.layout, model.show.theme
        self.model, self.axis, self.side = model, axis, side
        self.line, *self.ticks = (
            Trail(figure.bbox, colour=theme.axis, width=layout.hairline, zorder=0.4, animated=False) for _ in range(4)
        )
        middle, half = model.relief.middle[axis], model.relief.half[axis]
        self.numbers = [number(float(f"{middle + along * half:.3g}")) for along in ENDS_AND_MIDDLE]
        self.variable = letter(model.show.objective.names[axis])

    @property
    def trails(self) -> list[Trail]:
        """The edge's line and its ticks."""
        return [self.line, *self.ticks]

    def show(self, view: View) -> None:
        """Lay the line and the ticks as they are seen."""
        stroke = 1.5 * self.model.show.layout.tick * self._outward(view)
        self.line.set_points(np.array([self._at(view, -1), self._at(view, 1)]))
        for tick, along in zip(self.ticks, ENDS_AND_MIDDLE, strict=True):
            foot = self._at(view, along)
            tick.set_points(np.array([foot, foot + stroke]))

    def places(self, view: View) -> Points:
        """Return the pixels (4, 2) of the centres of the numbers and of the variable's name."""
        layout = self.model.show.layout
        numbers, name = 0.75 * layout.tick_type, 1.1 * layout.body_type
        stroke, outward = 1.5 * layout.tick, self._outward(view)
        beside = [self._at(view, along) + (stroke + numbers) * outward for along in ENDS_AND_MIDDLE]
        return np.array([*beside, self._at(view, 0.5) + (stroke + name) * outward])

    def _at(self, view: View, along: float, out: float = 0.0) -> Points:
        uv = np.empty(2)
        uv[self.axis], uv[1 - self.axis] = along, self.side * (1 + out)
        return view.pixels(self.model.relief.on_floor(uv))

    def _outward(self, view: View) -> Points:
        outward = self._at(view, 0, 0.1) - self._at(view, 0)
        return np.asarray(outward / np.hypot(*outward))


def near_edges(figure: Figure, model: Model, camera: Camera) -> list[Edge]:
    """Return the two edges that are near a camera that stands still."""
    near = np.where(camera.axes[2][:2] >= 0, 1.0, -1.0)
    return [Edge(figure, model, axis, float(near[1 - axis])) for axis in (0, 1)]


def write(figure: Figure, edge: Edge, view: View) -> None:
    """Write an edge's numbers and its variable where a camera that stands still sees them."""
    layout, theme = edge.model.show.layout, edge.model.show.theme
    *places, (x, y) = edge.places(view)
    for text, (left, bottom) in zip(edge.numbers, places, strict=True):
        words(figure, left, bottom, text, size=layout.tick_type, colour=theme.muted, ha="center", va="center")
    size = 1.25 * layout.body_type
    formula(figure, x, y, edge.variable, size=size, colour=theme.ink, ha="center", va="center")


class PassingEdge:
    """An edge under a moving camera: it shows while it is near."""

    def __init__(self, figure: Figure, model: Model, axis: int, side: float) -> None:
        layout, theme = model.show.layout, model.show.theme
        self.edge = Edge(figure, model, axis, side)
        self.pictures = [picture(text, layout.tick_type, theme.muted, None, bold=False) for text in self.edge.numbers]
        self.pictures.append(formula_picture(self.edge.variable, 1.25 * layout.body_type, theme.ink))
        self.stamps = [Stamp(zorder=2, animated=False) for _ in self.pictures]
        self.parts = [*self.edge.trails, *self.stamps]

    def show(self, view: View) -> None:
        """Lay the edge and its words as they are seen, as visibly as the edge is near."""
        shown = prominence(view.camera, self.edge.axis, self.edge.side)
        for part in self.parts:
            part.set_visible(shown > 0)
            part.set_alpha(shown)
        if not shown:
            return
        self.edge.show(view)
        for stamp, image, place in zip(self.stamps, self.pictures, self.edge.places(view), strict=True):
            stamp.place_centre(image, place)

    def places(self, view: View) -> Points:
        """Return the pixels (4, 2) of its words' centres, nan while they do not show."""
        shown = prominence(view.camera, self.edge.axis, self.edge.side) > 0
        return self.edge.places(view) if shown else np.full((4, 2), np.nan)


def prominence(camera: Camera, axis: int, side: float) -> float:
    """Return how visible an edge's words are, from 0 to 1; those of the edge across are the rest."""
    towards = camera.axes[2, 1 - axis] / np.hypot(*camera.axes[2, :2])
    t = float(np.clip(towards / FADING + 1, 0, 1))
    upper = t * t * (3 - 2 * t)
    return upper if side > 0 else 1 - upper
