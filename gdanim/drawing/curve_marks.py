"""What stands still on a curve: minima and divides with their names, and which start goes where."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.analysis import CriticalPoint, critical_points
from gdanim.drawing.artists import Block, Marks, Trail
from gdanim.drawing.curve import columns_of
from gdanim.drawing.lettering import words
from gdanim.panels.base import Show, Track, Update
from gdanim.wording.numbers import number

Array = NDArray[np.float64]

Passing = Callable[[float, float], Array]
"""Returns pixels (m, 2) that tangents will cover between two columns."""


def nothing_between(left: float, right: float) -> Array:
    """Return no pixels: where no tangents are drawn."""
    return np.empty((0, 2))


def mark_critical(figure: Figure, axes: Axes, plot: Bbox, show: Show, passing: Passing) -> Array:
    """Mark minima with a plus and their name, maxima with a dashed hairline; return pixels to keep clear of.

    Names stand off the tangents that will pass there, as far as there is room.
    """
    points = critical_points(show.objective)
    minima = [point for point in points if point.kind == "minimum"]
    taken: list[Array] = []
    for point in points:
        place = axes.transData.transform((point.point[0], point.value))
        if not plot.contains(*place):
            continue
        if point.kind == "minimum":
            taken += _name_minimum(figure, plot, place, point, minima, show, passing)
        elif point.kind == "maximum":
            taken += _name_divide(figure, axes, plot, place, point, show, passing)
    return np.array(taken).reshape(-1, 2)


def _name_minimum(
    figure: Figure,
    plot: Bbox,
    place: Array,
    point: CriticalPoint,
    minima: list[CriticalPoint],
    show: Show,
    passing: Passing,
) -> list[Array]:
    layout, theme = show.layout, show.theme
    mark = Marks(
        "+", size=12.5 * layout.scale, face=None, edge=theme.ink, edge_width=1.8 * layout.scale, zorder=2,
        animated=False,
    )  # fmt: skip
    mark.set_places(place[np.newaxis])
    figure.add_artist(mark)
    lowest = min(minima, key=lambda other: other.value)
    several = "global minimum {x}" if point is lowest else "local minimum {x}"
    text = show.say("minimum {x}" if len(minima) == 1 else several, x=number(float(f"{point.point[0]:.3g}")))
    half, top = 0.26 * layout.tick_type * len(text), place[1] - 1.2 * layout.head
    under = min([top, *(passing(place[0] - half, place[0] + half)[:, 1] - 0.3 * layout.head)])
    top = min(top, max(under, plot.y0 + _strip_height(show) + 1.4 * layout.tick_type))
    words(figure, place[0], top, text, size=layout.tick_type, colour=theme.ink, ha="center", va="top")
    spots = np.linspace(place[0] - half, place[0] + half, 9)
    return [place, *(np.array([x, top - layout.tick_type * 0.6]) for x in spots)]


def _name_divide(
    figure: Figure,
    axes: Axes,
    plot: Bbox,
    place: Array,
    point: CriticalPoint,
    show: Show,
    passing: Passing,
) -> list[Array]:
    layout, theme = show.layout, show.theme
    axes.vlines(
        point.point[0], axes.get_ylim()[0], point.value, color=theme.axis, linewidth=layout.hairline,
        linestyles=(0, (2, 2)), zorder=0.5,
    )  # fmt: skip
    text = show.say("divide {x}", x=number(float(f"{point.point[0]:.3g}")))
    half, foot = 0.26 * layout.tick_type * len(text), place[1] + 0.8 * layout.head
    over = max([foot, *(passing(place[0] - half, place[0] + half)[:, 1] + 0.4 * layout.head)])
    foot = over if over <= plot.y1 else foot
    words(figure, place[0], foot, text, size=layout.tick_type, colour=theme.muted, ha="center", va="bottom")
    height = foot + 0.5 * layout.tick_type
    return [np.array([x, height]) for x in np.linspace(place[0] - half, place[0] + half, 7)]


def draw_strip(figure: Figure, axes: Axes, plot: Bbox, show: Show) -> Update:
    """Draw which start goes where as a strip on the axis, and on it a rug of all steps so far: how they shrink."""
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


def _rug_points(axes: Axes, track: Track, low: float, high: float) -> Array:
    """Return a stroke from low to high at every step, each followed by a gap, (3 (end + 1), 2)."""
    across = columns_of(axes, track)
    gap = np.full_like(across, np.nan)
    strokes = np.stack(
        [np.stack([across, np.full_like(across, low)], 1), np.stack([across, np.full_like(across, high)], 1),
         np.stack([gap, gap], 1)], axis=1,
    )  # fmt: skip
    return strokes.reshape(-1, 2)


def _tinted(colour: str, show: Show) -> str:
    mixed = 0.22 * np.array(to_rgb(colour)) + 0.78 * np.array(to_rgb(show.theme.background))
    return str(to_hex(tuple(mixed.tolist())))


def room_below(show: Show) -> float:
    """Return the pixels that a minimum's name and the strip take under the curve."""
    return 1.2 * show.layout.head + 1.6 * show.layout.tick_type + _strip_height(show)


def _strip_height(show: Show) -> float:
    return 0.9 * show.layout.tick_type


def strip_points(plot: Bbox, show: Show) -> Array:
    """Return pixels (k, 2) along the strip, which names keep clear of."""
    x = np.arange(plot.x0, plot.x1, show.layout.tick_type)
    return np.stack([x, np.full_like(x, plot.y0 + _strip_height(show) / 2)], axis=1)
