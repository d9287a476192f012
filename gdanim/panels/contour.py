"""Contour: a function of two variables from above, with the runs walking on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.adapters import Recorded
from gdanim.analysis import CriticalPoint
from gdanim.analysis.planes import PRINCIPAL, Plane, Section, check_choice, plane_for, worth_seeing
from gdanim.errors import SceneError
from gdanim.geometry.ticks import levels, linear_ticks
from gdanim.panels.base import Show, Update
from gdanim.panels.windows import check_heights, check_window
from gdanim.wording.letters import letter
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

MOST_STRETCHED = 4.0
"""Ratio of the window's sides beyond which equal scales would leave a sliver, and are given up."""

MOST_WIDENED = 1.35
"""Factor by which a window is widened, at most, to fill the canvas; what is left stays empty on both sides."""

ROOM = 0.12
"""Share of the longer side of what the runs cover that a window chosen for them leaves free all round."""


class Ground(NamedTuple):
    """What runs walk on: the axes and their plot, what is cut there, paths (end + 1, 2) and marks (k, 2) in pixels."""

    axes: Axes
    plot: Bbox
    section: Section
    pixels: list[NDArray[np.float64]]
    fixed: NDArray[np.float64]


@dataclass(frozen=True)
class Contour:
    """Level lines and tints that grow downhill, equal scales, minima (+), saddles (×) and summits marked.

    `view` is the window ((x low, x high), (y low, y high)); without it the objective's domain, widened where the
    canvas has room. `field` adds arrows of −∇f, `directions` the stable and unstable ways at saddles. `basins` tints
    every start by the minimum that the first run's rule reaches from there, grey where it reaches none.

    Of a loss with more than two variables `plane` shows a slice through the end of the first run, with the runs
    projected onto it at right angles: ("w1", "b") spans it by two variables, "principal" by the two directions along
    which the runs vary most. Its window holds the projected runs.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    plane: tuple[str, str] | str | None = None
    field: bool = False
    directions: bool = False
    basins: bool = False
    weight: float = 62

    def check(self, scene: Scene) -> None:
        """Refuse planes that the objective does not have, and windows upside down."""
        check_choice("Contour", self.plane, scene.objective)
        check_window("Contour", self.view)
        if scene.objective.dimension == 2:
            check_heights("Contour", scene.objective, self._domain_or_view(scene.objective))
        if self.basins:
            _check_basins(scene)

    def aspect(self, objective: Objective) -> float | None:
        """Width over height of the window where equal scales make sense, None where it is chosen to fit."""
        if self.view is None and self.plane is not None:
            return None
        return ratio_of(self._domain_or_view(objective))

    def footnote(self, show: Show) -> str:
        """Say what a slice shows of the runs, and how long the arrows are."""
        notes = [self._slice_note(show)] if show.objective.dimension > 2 else []
        if self.field:
            notes.append(show.say("arrow length: cube root of the slope"))
        return show.say(", ").join(notes)

    def _slice_note(self, show: Show) -> str:
        runs = [track.trajectory for track in show.tracks]
        share = plane_for(self.plane, show.objective, runs).share(
            worth_seeing(show.objective, runs), runs[0].points[-1]
        )
        sentence = "slice through {name}’s end; paths projected, {share}% of their movement"
        return show.say(sentence, name=show.tracks[0].label, share=number(np.floor(100 * share)))

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw terrain, axes and marks; return the mover of the runs."""
        from gdanim.drawing.field import draw_field
        from gdanim.drawing.paths import draw_paths

        ground = self.lay(figure, box, show)
        update = draw_paths(figure, ground.plot, show, ground.pixels, ground.fixed)
        if self.field:
            starts = np.array([path[0] for path in ground.pixels])
            avoid = np.concatenate([ground.fixed, starts])
            draw_field(figure, ground.axes, ground.plot, ground.section, avoid, show)
        return update

    def lay(self, figure: Figure, box: Bbox, show: Show) -> Ground:
        """Draw what stands still under the runs: terrain, axes and marks."""
        from gdanim.drawing.axes import axes_in, plot_box, set_ticks
        from gdanim.drawing.field import draw_directions
        from gdanim.drawing.maps.basin_ground import shade_basins
        from gdanim.drawing.paths import cover_near
        from gdanim.drawing.terrain import draw_terrain, mark_critical, number_levels

        plane = plane_for(self.plane, show.objective, [track.trajectory for track in show.tracks])
        section = Section(show.objective, plane)
        wanted = self._window(show, plane)
        window, plot = self._fit(wanted, plot_box(self._named_box(box, show), show))
        axes = axes_in(figure, plot, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
        points = section.critical_points()
        edges = levels_for(section, wanted, points)
        lines = draw_terrain(axes, section, window, plot, edges, show)
        if self.basins:
            shade_basins(figure, axes, plot, show, window, edges)
        set_ticks(axes, show, x=linear_ticks(*window[0]), y=linear_ticks(*window[1]))
        self._name_axes(figure, plot, show)
        fixed = mark_critical(figure, axes, plot, points, show)
        pixels = [axes.transData.transform(plane.project(track.points)) for track in show.tracks]
        paths = np.concatenate([cover_near(path, plot, show.layout.scale)[0] for path in pixels])
        if self.directions:
            arms = draw_directions(figure, axes, plot, section, points, paths, show)
            fixed = np.concatenate([fixed, arms])
        if lines is not None:
            numbers = number_levels(figure, axes, plot, lines, np.concatenate([fixed, paths]), show)
            fixed = np.concatenate([fixed, numbers])
        return Ground(axes, plot, section, pixels, fixed)

    def _window(self, show: Show, plane: Plane) -> NDArray[np.float64]:
        """Return the window (2, 2) that is wanted: the author's, the domain, or one that holds the projected runs."""
        if self.view is not None:
            return np.asarray(self.view, dtype=np.float64)
        if self.plane is None:
            return show.objective.domain
        places = plane.project(worth_seeing(show.objective, [track.trajectory for track in show.tracks]))
        low, high = places.min(axis=0), places.max(axis=0)
        room = ROOM * (float((high - low).max()) or 1.0)
        return np.stack([low - room, high + room], axis=1)

    def _domain_or_view(self, objective: Objective) -> NDArray[np.float64]:
        return np.asarray(objective.domain if self.view is None else self.view, dtype=np.float64)

    def _fit(self, window: NDArray[np.float64], plot: Bbox) -> tuple[NDArray[np.float64], Bbox]:
        """Return the window and the plot that shows it with equal scales, widening the one or narrowing the other."""
        from matplotlib.transforms import Bbox

        ratio = ratio_of(window)
        if ratio is None:
            return window, plot
        spare = plot.width / plot.height / ratio
        most = np.inf if self.view is None and self.plane is not None else MOST_WIDENED if self.view is None else 1.0
        if spare > 1:
            wider = min(spare, most)
            width = plot.height * ratio * wider
            left = plot.x0 + (plot.width - width) / 2
            return _widened(window, wider, 1), Bbox.from_bounds(left, plot.y0, width, plot.height)
        higher = min(1 / spare, most)
        height = plot.width / ratio * higher
        return _widened(window, 1, higher), Bbox.from_bounds(plot.x0, plot.y1 - height, plot.width, height)

    def _named_box(self, box: Bbox, show: Show) -> Bbox:
        """Leave a line below the numbers where the axes are named in words."""
        from matplotlib.transforms import Bbox

        room = 1.5 * show.layout.body_type if self.plane == PRINCIPAL else 0.0
        return Bbox([[box.x0, box.y0 + room], [box.x1, box.y1]])

    def _name_axes(self, figure: Figure, plot: Bbox, show: Show) -> None:
        from gdanim.drawing.axes import name_axes, words_above, words_below

        if self.plane == PRINCIPAL:
            words_below(figure, plot, show, show.say("first principal direction"))
            words_above(figure, plot, show, show.say("second principal direction"))
            return
        names = show.objective.names if self.plane is None else map(str, self.plane)
        name_axes(figure, plot, show, *map(letter, names))


def ratio_of(window: NDArray[np.float64]) -> float | None:
    """Return width over height of a window, None where equal scales would leave a sliver of it."""
    width, height = np.ptp(window, axis=1)
    ratio = float(width / height)
    return ratio if 1 / MOST_STRETCHED <= ratio <= MOST_STRETCHED else None


def _widened(window: NDArray[np.float64], across: float, up: float) -> NDArray[np.float64]:
    """Return a window about the same middle with its width and height multiplied."""
    middle, half = window.mean(axis=1), np.ptp(window, axis=1) / 2 * (across, up)
    return np.stack([middle - half, middle + half], axis=1)


def levels_for(section: Section, window: NDArray[np.float64], points: list[CriticalPoint]) -> NDArray[np.float64]:
    """Choose levels by what the window holds as the author wants it, not as the canvas widens it."""
    from gdanim.drawing.terrain import GRID, grid_over

    heights = section.value(grid_over(window, GRID // 2, GRID // 2))
    inside = [p for p in points if ((window[:, 0] <= p.point) & (p.point <= window[:, 1])).all()]
    saddle = next((point.value for point in inside if point.kind == "saddle"), None)
    return levels(np.append(heights, [point.value for point in inside]), saddle)


def check_plane(panel: str, objective: Objective, view: Any) -> None:
    """Refuse an objective that is not of two variables and a view that is no window."""
    if objective.dimension != 2:
        remedy = "Use Curve for one." if objective.dimension == 1 else "Use Contour with a plane for more."
        raise SceneError(f"{panel} shows functions of two variables; the objective has {objective.dimension}. {remedy}")
    check_window(panel, view)
    check_heights(panel, objective, objective.domain if view is None else np.asarray(view, dtype=np.float64))


def _check_basins(scene: Scene) -> None:
    """Refuse basins where a map of starts cannot be made."""
    if scene.objective.dimension != 2:
        raise SceneError(f"Contour: basins need a function of two variables; this one has {scene.objective.dimension}.")
    if isinstance(scene.runs[0].optimizer, Recorded):
        raise SceneError(
            "Contour: basins follow the first run’s rule, and a recorded run says nothing of other starts."
        )
