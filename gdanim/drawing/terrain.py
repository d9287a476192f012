"""The terrain of a function of two variables: tints that grow downhill, level lines, and its critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patheffects import Normal, Stroke

from gdanim.analysis import CriticalPoint
from gdanim.drawing.artists import Marks, Points
from gdanim.drawing.lettering import words, words_width
from gdanim.panels.base import Show
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.analysis.planes import Section

GRID = 350
"""Samples along the taller side of the window."""

NUMBERED = 6
"""Levels that carry their number, at most."""


def draw_terrain(axes: Axes, section: Section, window: Points, plot: Bbox, edges: Points, show: Show) -> Any:
    """Tint the bands between the levels `edges` and draw their lines; return them, None where there are none."""
    columns = max(2, round(GRID * plot.width / plot.height))
    places = grid_over(window, columns, GRID)
    if not len(edges):
        return None
    tints = LinearSegmentedColormap.from_list("terrain", show.theme.terrain[::-1])
    colours = tints(np.linspace(0, 1, len(edges) + 1))
    x, y = np.moveaxis(places, -1, 0)
    shown = np.ma.masked_invalid(section.value(places))
    axes.contourf(x, y, shown, levels=edges, colors=colours, extend="both", zorder=0, antialiased=False)
    lines = axes.contour(
        x, y, shown, levels=edges, colors=show.theme.contour, linewidths=0.8 * show.layout.fine, zorder=1
    )
    lines.set_linestyle("solid")
    return lines


def grid_over(window: Points, columns: int, rows: int) -> Points:
    """Return places (rows, columns, 2) that fill a window (2, 2)."""
    sides = (np.linspace(low, high, count) for (low, high), count in zip(window, (columns, rows), strict=True))
    return np.stack(np.meshgrid(*sides), axis=-1)


def number_levels(figure: Figure, axes: Axes, plot: Bbox, lines: Any, avoid: Points, show: Show) -> Points:
    """Write a few levels on their lines, far from paths, marks, edges and each other; return pixels (k, 2) of them."""
    size = max(12.0, 12 * show.layout.scale)
    paths = lines.get_paths()
    stride = max(1, int(np.ceil(len(paths) / NUMBERED)))
    taken = avoid
    for level, path in list(zip(lines.levels, paths, strict=True))[::-stride]:
        label = number(float(f"{level:.3g}"))
        half = words_width(label, size) / 2
        spot = _roomiest(axes.transData.transform(path.vertices), plot, taken, max(2.5 * size, half + size))
        if spot is None:
            continue
        taken = np.concatenate([taken, spot + half * np.array([(-1, 0), (0, 0), (1, 0)])])
        text = words(figure, spot[0], spot[1], label, size=size, colour=show.theme.muted, ha="center", va="center")
        text.set_path_effects([Stroke(linewidth=4 * show.layout.scale, foreground=show.theme.terrain[1]), Normal()])
    return taken[len(avoid) :]


def _roomiest(line: Points, plot: Bbox, avoid: Points, apart: float) -> Points | None:
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


def mark_critical(figure: Figure, axes: Axes, plot: Bbox, points: list[CriticalPoint], show: Show) -> Points:
    """Mark minima (+), saddles (×) and, quietly, summits (a small triangle); return their pixels (k, 2)."""
    scale, ink, muted = show.layout.scale, show.theme.ink, show.theme.muted
    looks = {
        "minimum": Marks("+", size=12.5 * scale, face=None, edge=ink, edge_width=1.8 * scale, zorder=2, animated=False),
        "saddle": Marks("x", size=8 * scale, face=None, edge=ink, edge_width=1.8 * scale, zorder=2, animated=False),
        "maximum": Marks("^", size=6 * scale, face=muted, edge=muted, edge_width=0, zorder=2, animated=False),
    }
    shown = []
    for kind, mark in looks.items():
        places = [axes.transData.transform(point.point) for point in points if point.kind == kind]
        places = [place for place in places if plot.contains(*place)]
        mark.set_places(np.array(places).reshape(-1, 2))
        figure.add_artist(mark)
        shown += places
    return np.array(shown).reshape(-1, 2)
