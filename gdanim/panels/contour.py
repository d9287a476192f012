"""Contour: a function of two variables from above, with the runs walking on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import CriticalPoint, critical_points
from gdanim.errors import SceneError
from gdanim.notation import number
from gdanim.panels.base import Show, Update
from gdanim.panels.ticks import levels, linear_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

GRID = 350
"""Samples along the taller side of the window."""

MOST_STRETCHED = 4.0
"""Ratio of the window's sides beyond which equal scales would leave a sliver, and are given up."""

MOST_WIDENED = 1.35
"""Factor by which a window is widened, at most, to fill the canvas; what is left stays empty on both sides."""

NUMBERED = 6
"""Levels that carry their number, at most."""


@dataclass(frozen=True)
class Contour:
    """Level lines and tints that grow downhill, equal scales, minima (+) and saddles (×) marked.

    `view` is the window ((x low, x high), (y low, y high)); without it the objective's domain, widened where the
    canvas has room.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    weight: float = 62

    def check(self, scene: Scene) -> None:
        """Refuse functions that are not of two variables, and windows upside down."""
        check_plane("Contour", scene.objective, self.view)

    def aspect(self, objective: Objective) -> float | None:
        """Width over height of the window where equal scales make sense."""
        (left, right), (low, high) = self._window(objective)
        ratio = (right - left) / (high - low)
        return ratio if 1 / MOST_STRETCHED <= ratio <= MOST_STRETCHED else None

    def _window(self, objective: Objective) -> NDArray[np.float64]:
        return np.asarray(objective.domain if self.view is None else self.view, dtype=np.float64)

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw terrain, axes and marks; return the mover of the runs."""
        from gdanim.panels.axes import axes_in, name_axes, plot_box, set_ticks
        from gdanim.panels.paths import draw_paths

        plot = plot_box(box, show)
        window, plot = self._fit(show.objective, plot)
        axes = axes_in(figure, plot, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
        points = critical_points(show.objective)
        lines = _terrain(axes, window, plot, self._levels(points, show), show)
        set_ticks(axes, show, x=linear_ticks(*window[0]), y=linear_ticks(*window[1]))
        name_axes(figure, plot, show, *(variable_tex(v) for v in show.objective.variables))
        fixed = _mark_critical(figure, axes, plot, points, show)
        pixels = [axes.transData.transform(track.points) for track in show.tracks]
        if lines is not None:
            numbers = _number_levels(figure, axes, plot, lines, np.concatenate([fixed, *pixels]), show)
            fixed = np.concatenate([fixed, numbers])
        return draw_paths(figure, plot, show, pixels, fixed)

    def _levels(self, points: list[CriticalPoint], show: Show) -> NDArray[np.float64]:
        """Choose levels by what the window holds as the author wants it, not as the canvas widens it."""
        window = self._window(show.objective)
        sides = (_along(side, GRID // 2) for side in window)
        heights = show.objective.value(np.stack(np.meshgrid(*sides), axis=-1))
        inside = [p for p in points if ((window[:, 0] <= p.point) & (p.point <= window[:, 1])).all()]
        saddle = next((point.value for point in inside if point.kind == "saddle"), None)
        return levels(np.append(heights, [point.value for point in inside]), saddle)

    def _fit(self, objective: Objective, plot: Bbox) -> tuple[NDArray[np.float64], Bbox]:
        """Return the window and the plot that shows it with equal scales, widening the one or narrowing the other."""
        from matplotlib.transforms import Bbox

        window = self._window(objective)
        ratio = self.aspect(objective)
        if ratio is None:
            return window, plot
        spare = plot.width / plot.height / ratio
        if spare > 1:
            wider = min(spare, MOST_WIDENED) if self.view is None else 1.0
            middle, half = window[0].mean(), np.ptp(window[0]) / 2
            width = plot.height * ratio * wider
            left = plot.x0 + (plot.width - width) / 2
            shown = np.array([[middle - half * wider, middle + half * wider], window[1]])
            return shown, Bbox.from_bounds(left, plot.y0, width, plot.height)
        height = plot.width / ratio
        return window, Bbox.from_bounds(plot.x0, plot.y1 - height, plot.width, height)


def check_plane(panel: str, objective: Objective, view: Any) -> None:
    """Refuse an objective that is not of two variables and a view that is no window."""
    if objective.dimension != 2:
        raise SceneError(
            f"{panel} shows functions of two variables; the objective has {objective.dimension}. Use Curve for one."
        )
    if view is None:
        return
    window = np.asarray(view, dtype=np.float64)
    if window.shape != (2, 2) or not np.isfinite(window).all() or (window[:, 0] >= window[:, 1]).any():
        raise SceneError(f"{panel}: view is {view!r}; it must be ((x low, x high), (y low, y high)).")


def variable_tex(symbol: Any) -> str:
    """Return a variable as mathtext: Greek names as letters, words upright."""
    import sympy

    return str(sympy.latex(symbol))


def _terrain(axes: Axes, window: NDArray[np.float64], plot: Bbox, edges: NDArray[np.float64], show: Show) -> Any:
    """Tint the bands downhill and draw the level lines; return them, None where there are none."""
    from matplotlib.colors import LinearSegmentedColormap

    columns = max(2, round(GRID * plot.width / plot.height))
    grid = np.stack(np.meshgrid(_along(window[0], columns), _along(window[1], GRID)))
    heights = show.objective.value(np.moveaxis(grid, 0, -1))
    if not len(edges):
        return None
    tints = LinearSegmentedColormap.from_list("terrain", show.theme.terrain[::-1])
    colours = tints(np.linspace(0, 1, len(edges) + 1))
    shown = np.ma.masked_invalid(heights)
    axes.contourf(*grid, shown, levels=edges, colors=colours, extend="both", zorder=0, antialiased=False)
    lines = axes.contour(
        *grid, shown, levels=edges, colors=show.theme.contour, linewidths=0.8 * show.layout.fine, zorder=1
    )
    lines.set_linestyle("solid")
    return lines


def _along(side: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    return np.linspace(side[0], side[1], count)


def _number_levels(
    figure: Figure, axes: Axes, plot: Bbox, lines: Any, avoid: NDArray[np.float64], show: Show
) -> NDArray[np.float64]:
    """Write a few levels on their lines, far from paths, marks, edges and each other; return their pixels (k, 2)."""
    from gdanim.lettering import words

    size = max(12.0, 12 * show.layout.scale)
    paths = lines.get_paths()
    stride = max(1, int(np.ceil(len(paths) / NUMBERED)))
    placed: list[NDArray[np.float64]] = []
    for level, path in list(zip(lines.levels, paths, strict=True))[::-stride]:
        spot = _roomiest(axes.transData.transform(path.vertices), plot, np.array([*avoid, *placed]), 2.5 * size)
        if spot is None:
            continue
        placed.append(spot)
        text = words(
            figure,
            spot[0],
            spot[1],
            number(float(f"{level:.3g}")),
            size=size,
            colour=show.theme.muted,
            ha="center",
            va="center",
        )
        text.set_path_effects(_halo(4 * show.layout.scale, show.theme.terrain[1]))
    return np.array(placed).reshape(-1, 2)


def _roomiest(
    line: NDArray[np.float64], plot: Bbox, avoid: NDArray[np.float64], apart: float
) -> NDArray[np.float64] | None:
    """Return the vertex of a line farthest from all that is to be avoided, None where there is no room."""
    low, high = plot.get_points()
    inside = line[((line > low + apart) & (line < high - apart)).all(axis=1)][::4]
    if not len(inside):
        return None
    room = np.full(len(inside), np.inf)
    for place in avoid[np.isfinite(avoid).all(axis=1)]:
        room = np.minimum(room, np.hypot(*(inside - place).T))
    best = int(room.argmax())
    return np.asarray(inside[best]) if room[best] > apart else None


def _halo(width: float, colour: str) -> list[Any]:
    from matplotlib.patheffects import Normal, Stroke

    return [Stroke(linewidth=width, foreground=colour), Normal()]


def _mark_critical(
    figure: Figure, axes: Axes, plot: Bbox, points: list[CriticalPoint], show: Show
) -> NDArray[np.float64]:
    """Mark minima with a plus and saddles with a cross; return their pixels (k, 2)."""
    from gdanim.artists import Marks

    shown = []
    for kind, marker, size in (("minimum", "+", 12.5), ("saddle", "x", 8.0)):
        places = [axes.transData.transform(point.point) for point in points if point.kind == kind]
        places = [place for place in places if plot.contains(*place)]
        mark = Marks(
            marker, size=size * show.layout.scale, face=None, edge=show.theme.ink,
            edge_width=1.8 * show.layout.scale, zorder=2, animated=False,
        )  # fmt: skip
        mark.set_places(np.array(places).reshape(-1, 2))
        figure.add_artist(mark)
        shown += places
    return np.array(shown).reshape(-1, 2)
