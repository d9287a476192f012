"""Models of two inputs: the boundary of each run between the classes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from gdanim.drawing.artists import Points, Trail, along
from gdanim.drawing.axes import name_room
from gdanim.drawing.fit_frame import draw_frame, plot_under_title
from gdanim.drawing.names import NOTHING, name_runs
from gdanim.drawing.samples import draw_samples
from gdanim.objective import EmpiricalLoss
from gdanim.panels.base import Show, Track, Update

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.panels.fit import Columns

GRID = 81
"""Samples along each side of the plane, from which a boundary is traced."""

SPOTS = 60
"""Places along a boundary that names keep off."""


def draw_boundaries(
    figure: Figure,
    box: Bbox,
    show: Show,
    loss: EmpiricalLoss,
    columns: Columns,
    window: NDArray[np.float64],
    title: str,
    level: float,
) -> Update:
    """Draw the samples by class, and return the mover of the boundaries, where models say `level`."""
    plot = plot_under_title(box, show, name_room(show))
    axes = draw_frame(figure, box, plot, show, loss, columns, window, title)
    assert columns.classes is not None
    places = axes.transData.transform(np.stack([loss.data[columns.x], loss.data[columns.y]], axis=1))
    classes = loss.data[columns.classes]
    move_samples = draw_samples(figure, plot, show, loss, places, classes == classes.max())
    plane = _Plane(plot, loss, columns, window, level)
    walkers = [_Boundary(figure, plot, show, track, plane) for track in show.tracks]
    lines = {id(walker.track): walker.spots for walker in walkers}
    move_names = name_runs(
        figure, replace(show, outcomes=False), walkers, plot, places, starts=False,
        beside=lambda track, step: lines[id(track)](step),
    )  # fmt: skip

    def update(position: float) -> None:
        move_samples(position)
        for walker in walkers:
            walker.move(walker.track.step_at(position))
        move_names(position)

    return update


class _Plane:
    """The plane of the two inputs, in which boundaries are traced for any parameters."""

    def __init__(
        self, plot: Bbox, loss: EmpiricalLoss, columns: Columns, window: NDArray[np.float64], level: float
    ) -> None:
        self.loss, self.level = loss, level
        sides = dict(
            zip(
                (columns.x, columns.y),
                np.meshgrid(*(np.linspace(low, high, GRID) for low, high in window)),
                strict=True,
            )
        )
        self.inputs = {name: sides[name] for name in loss.read}
        self.pixels = np.meshgrid(np.linspace(plot.x0, plot.x1, GRID), np.linspace(plot.y0, plot.y1, GRID))

    def boundary(self, parameters: Points) -> Points:
        """Return the boundary's pixels (m, 2) for parameters (n,), its parts apart by a gap; none out of view."""
        heights = self.loss.predict(parameters, self.inputs)
        lines = contour_generator(*self.pixels, np.ma.masked_invalid(heights)).lines(self.level)
        gap = np.full((1, 2), np.nan)
        return np.concatenate([part for line in lines for part in (line, gap)]) if lines else NOTHING


class _Boundary:
    """The boundary of one run, as something that can be named where it ends upper right."""

    def __init__(self, figure: Figure, plot: Bbox, show: Show, track: Track, plane: _Plane) -> None:
        self.track, self.plane, self.middle = track, plane, plot.get_points().mean(axis=0)
        self.trail = Trail(
            plot, colour=track.line, width=show.layout.line, dash=track.series.dash, casing=show.theme.background
        )
        figure.add_artist(self.trail)

    def move(self, position: float) -> None:
        """Draw the boundary at a position in steps."""
        self.trail.set_points(self._line(position))

    def head_at(self, position: float) -> Points:
        """Return the pixels (2,) of its end at the upper right, or of the middle where it is out of view."""
        line = self._line(position)
        seen = line[np.isfinite(line).all(axis=1)]
        return np.asarray(seen[int(seen.sum(axis=1).argmax())] if len(seen) else self.middle)

    def left_at(self, position: float) -> int | None:
        """Return None: a boundary may come back."""
        return None

    def in_sight(self, position: float) -> bool:
        """Return whether any of it is in view."""
        return len(self._line(position)) > 0

    def told(self, position: float) -> str:
        """Return the run's name."""
        return self.track.label

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return its end, (1, 2), from the start: a boundary leaves no path behind."""
        return self.head_at(0)[np.newaxis], np.zeros(1)

    def spots(self, position: float) -> Points:
        """Return pixels (SPOTS, 2) along the boundary, nan where it is out of view."""
        line = self._line(position)
        seen = line[np.isfinite(line).all(axis=1)]
        if not len(seen):
            return np.full((SPOTS, 2), np.nan)
        return seen[np.linspace(0, len(seen) - 1, SPOTS).astype(int)]

    def _line(self, position: float) -> Points:
        return self.plane.boundary(along(self.track.points, position)[-1])
