"""Curve: a function of one variable, the runs walking on it, and their slope."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import CriticalPoint, critical_points
from gdanim.errors import SceneError
from gdanim.geometry.ticks import linear_ticks
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.windows import check_heights, check_window
from gdanim.wording.letters import letter
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.drawing.paths import Note
    from gdanim.objective import Objective
    from gdanim.scene import Scene

Array = NDArray[np.float64]

SAMPLES = 801
TANGENT = 108.0
"""Length of the tangent in pixels on an article's canvas."""

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
        from gdanim.drawing.paths import draw_paths

        plot = plot_box(box, show)
        window = curve_window(show, self.view, _room_below(show) / plot.height)
        axes = axes_in(figure, plot, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
        graph = draw_curve(axes, window, show)
        set_ticks(axes, show, x=linear_ticks(*window[0], most=6), y=linear_ticks(*window[1]))
        name_axes(figure, plot, show, variable(show.objective), "f")
        fixed = _mark_critical(figure, axes, plot, show)
        rug = _draw_strip(figure, axes, plot, show)
        fixed = np.concatenate([fixed, _strip_points(plot, show)])
        pixels = [on_curve(axes, track) for track in show.tracks]
        if len(show.tracks) > MOST_SLOPES:
            movers = [rug, draw_paths(figure, plot, show, pixels, fixed, None, graph)]
        else:
            note = None if show.layout.stacked else slope_note(show)
            tangents = Tangents(figure, axes, plot, show)
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


def variable(objective: Objective) -> str:
    """Return the one variable as mathtext."""
    return letter(objective.names[0])


def curve_window(show: Show, view: object, below: float = 0.12) -> Array:
    """Return ((x low, x high), (f low, f high)): as asked for, or the domain and what the curve needs.

    Above there is room for the starts; a share of `below` of the height is left under the curve.
    """
    if view is not None:
        return np.asarray(view, dtype=np.float64)
    across = show.objective.domain[0]
    x = np.linspace(across[0], across[1], SAMPLES)
    heights = show.objective.value(x[:, np.newaxis])
    heights = heights[np.isfinite(heights)]
    starts = [float(track.values[0]) for track in show.tracks if np.isfinite(track.values[0])]
    low, high = min([heights.min(), *starts]), max([np.quantile(heights, 0.9), *starts])
    span = (high - low) or 1.0
    return np.array([across, (low - below / (1 - below) * 1.12 * span, high + 0.12 * span)])


def draw_curve(axes: Axes, window: Array, show: Show) -> Array:
    """Draw the graph, quietly, and return its pixels in view (m, 2); values that are not finite leave a gap."""
    x = np.linspace(window[0, 0], window[0, 1], SAMPLES)
    heights = show.objective.value(x[:, np.newaxis])
    shown = np.where(np.isfinite(heights), heights, np.nan)
    axes.plot(x, shown, color=show.theme.faint, linewidth=2 * show.layout.scale, zorder=1)
    inside = (shown >= window[1, 0]) & (shown <= window[1, 1])
    return np.asarray(axes.transData.transform(np.stack([x, shown], axis=1)[inside]))


def on_curve(axes: Axes, track: Track) -> Array:
    """Return a run's pixels (end + 1, 2) on the graph; values beyond float are put far above."""
    values = np.nan_to_num(track.values, nan=1e300, posinf=1e300, neginf=-1e300)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(axes.transData.transform(np.stack([track.points[:, 0], values], axis=1)))


def slope_note(show: Show) -> Note:
    """Return the note that writes the slope at a step."""

    slopes = {id(track): show.objective.gradient(track.points)[:, 0] for track in show.tracks}

    def note(track: Track, step: int) -> str:
        slope = float(slopes[id(track)][step])
        return show.say("slope {slope}", slope=_slope_text(slope)) if abs(slope) < 1e4 else ""

    return note


def _slope_text(slope: float) -> str:
    """Write a slope with two decimals, or with its first digit where that would make it 0.

    >>> _slope_text(-1.234), _slope_text(0.0021), _slope_text(0)
    ('−1.23', '0.002', '0')
    """
    return number(round(slope, 2) or float(f"{slope:.0e}"))


class Tangents:
    """The tangent at every head, of one length on the screen."""

    def __init__(self, figure: Figure, axes: Axes, plot: Bbox, show: Show) -> None:
        from gdanim.drawing.artists import Trail

        self.axes, self.plot, self.objective, self.tracks = axes, plot, show.objective, show.tracks
        self.half = TANGENT / 2 * show.layout.scale
        self.per_unit = np.abs(axes.transData.transform((1, 1)) - axes.transData.transform((0, 0)))
        width = 1.4 * show.layout.scale
        self.lines = [Trail(plot, colour=show.theme.ink, width=width, zorder=3.5) for _ in show.tracks]
        for line in self.lines:
            figure.add_artist(line)

    def at(self, track: Track, step: float, count: int = 12) -> Array:
        """Return `count` pixels along the tangent at a step, all nan where there is none to be seen."""
        head = track.points[min(int(step), len(track.points) - 1)]
        place = self.axes.transData.transform((head[0], self.objective.value(head)))
        slope = float(self.objective.gradient(head)[0])
        with np.errstate(over="ignore", invalid="ignore"):  # at a pole
            direction = self.per_unit * (1.0, slope)
            direction *= self.half / np.hypot(*direction)
        if not (np.isfinite(direction).all() and self.plot.contains(*place)):
            return np.full((count, 2), np.nan)
        return np.asarray(place + np.linspace(-1, 1, count)[:, np.newaxis] * direction)

    def move(self, position: float) -> None:
        """Show the tangents at a position of the clock."""
        for line, track in zip(self.lines, self.tracks, strict=True):
            line.set_points(self.at(track, track.step_at(position), 2))


def _mark_critical(figure: Figure, axes: Axes, plot: Bbox, show: Show) -> Array:
    """Mark minima with a plus and their name, maxima with a dashed hairline; return pixels to keep clear of."""
    points = critical_points(show.objective)
    minima = [point for point in points if point.kind == "minimum"]
    taken: list[Array] = []
    for point in points:
        place = axes.transData.transform((point.point[0], point.value))
        if not plot.contains(*place):
            continue
        if point.kind == "minimum":
            taken += _name_minimum(figure, place, point, minima, show)
        elif point.kind == "maximum":
            taken += _name_divide(figure, axes, plot, place, point, show)
    return np.array(taken).reshape(-1, 2)


def _name_minimum(
    figure: Figure, place: Array, point: CriticalPoint, minima: list[CriticalPoint], show: Show
) -> list[Array]:
    from gdanim.drawing.artists import Marks
    from gdanim.drawing.lettering import words

    layout, theme = show.layout, show.theme
    mark = Marks(
        "+", size=12.5 * layout.scale, face=None, edge=theme.ink, edge_width=1.8 * layout.scale, zorder=2,
        animated=False,
    )  # fmt: skip
    mark.set_places(place[np.newaxis])
    figure.add_artist(mark)
    lowest = min(minima, key=lambda other: other.value)
    below = 1.2 * layout.head
    several = "global minimum {x}" if point is lowest else "local minimum {x}"
    text = show.say("minimum {x}" if len(minima) == 1 else several, x=number(float(f"{point.point[0]:.3g}")))
    words(
        figure,
        place[0],
        place[1] - below,
        text,
        size=layout.tick_type,
        colour=theme.ink,
        ha="center",
        va="top",
    )
    half = 0.26 * layout.tick_type * len(text)
    spots = np.linspace(place[0] - half, place[0] + half, 9)
    return [place, *(np.array([x, place[1] - below - layout.tick_type * 0.6]) for x in spots)]


def _name_divide(figure: Figure, axes: Axes, plot: Bbox, place: Array, point: CriticalPoint, show: Show) -> list[Array]:
    from gdanim.drawing.lettering import words

    layout, theme = show.layout, show.theme
    axes.vlines(
        point.point[0], axes.get_ylim()[0], point.value, color=theme.axis, linewidth=layout.hairline,
        linestyles=(0, (2, 2)), zorder=0.5,
    )  # fmt: skip
    text = show.say("divide {x}", x=number(float(f"{point.point[0]:.3g}")))
    words(
        figure, place[0], place[1] + 0.8 * layout.head, text, size=layout.tick_type, colour=theme.muted,
        ha="center", va="bottom",
    )  # fmt: skip
    half = 0.26 * layout.tick_type * len(text)
    height = place[1] + 0.8 * layout.head + 0.5 * layout.tick_type
    return [np.array([x, height]) for x in np.linspace(place[0] - half, place[0] + half, 7)]


def _draw_strip(figure: Figure, axes: Axes, plot: Bbox, show: Show) -> Update:
    """Draw which start goes where as a strip on the axis, and on it a rug of all steps so far: how they shrink."""
    from matplotlib.transforms import Bbox

    from gdanim.drawing.artists import Block, Trail

    thick = _strip_height(show)
    tops = [point.point[0] for point in critical_points(show.objective) if point.kind == "maximum"]
    divides = np.sort([np.clip(axes.transData.transform((top, 0))[0], plot.x0, plot.x1) for top in tops])
    starts = [float(axes.transData.transform((track.points[0, 0], 0))[0]) for track in show.tracks]
    for left, right in pairwise([plot.x0, *divides, plot.x1]):
        within = [track for track, start in zip(show.tracks, starts, strict=True) if left <= start <= right]
        if within:
            strip = Bbox([[left, plot.y0], [right, plot.y0 + thick]])
            figure.add_artist(Block(strip, _tinted(within[0].line, show), zorder=0.5, animated=False))
    rugs = [Trail(plot, colour=track.line, width=1.4 * show.layout.scale, zorder=2.6) for track in show.tracks]
    ticks = [_rug_points(axes, track, plot.y0, plot.y0 + thick) for track in show.tracks]
    for rug in rugs:
        figure.add_artist(rug)

    def update(position: float) -> None:
        for track, rug, points in zip(show.tracks, rugs, ticks, strict=True):
            rug.set_points(points[: 3 * (int(track.step_at(position)) + 1)])

    return update


def _room_below(show: Show) -> float:
    """Return the pixels that a minimum's name and the strip take under the curve."""
    return 1.2 * show.layout.head + 1.6 * show.layout.tick_type + _strip_height(show)


def _strip_height(show: Show) -> float:
    return 0.9 * show.layout.tick_type


def _strip_points(plot: Bbox, show: Show) -> Array:
    """Return pixels (k, 2) along the strip, which names keep clear of."""
    x = np.arange(plot.x0, plot.x1, show.layout.tick_type)
    return np.stack([x, np.full_like(x, plot.y0 + _strip_height(show) / 2)], axis=1)


def _tinted(colour: str, show: Show) -> str:
    from matplotlib.colors import to_hex, to_rgb

    mixed = 0.22 * np.array(to_rgb(colour)) + 0.78 * np.array(to_rgb(show.theme.background))
    return str(to_hex(tuple(mixed.tolist())))


def _rug_points(axes: Axes, track: Track, low: float, high: float) -> Array:
    """Return a stroke from low to high at every step, each followed by a gap, (3 (end + 1), 2)."""
    across = axes.transData.transform(np.stack([track.points[:, 0], np.zeros(len(track.points))], axis=1))[:, 0]
    gap = np.full_like(across, np.nan)
    strokes = np.stack(
        [np.stack([across, np.full_like(across, low)], 1), np.stack([across, np.full_like(across, high)], 1),
         np.stack([gap, gap], 1)], axis=1,
    )  # fmt: skip
    return strokes.reshape(-1, 2)
