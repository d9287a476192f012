"""The ground of a map of basins: which minimum every cell reaches, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.analysis import critical_points
from gdanim.analysis.arrivals import descend_to_rest, minima_of
from gdanim.drawing.artists import Points, Trail
from gdanim.drawing.maps.cells import Cells, Colours, engraved, isolines, mixed, table
from gdanim.geometry.ticks import levels
from gdanim.panels.base import Show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

WORK = 3_500_000
"""Steps made in all, at most: half a second on one core for most rules, a second and a half for Newton's."""

MOST_CELLS = 90_000
"""Cells of a map, at most: about as many as an article's has pixels."""

TINTED = (0, 1, 2, 4)
"""The series whose colours can be told apart as tints of the ground; a fifth minimum takes the first again."""

LIGHTER = 0.45
"""How much lighter than at its minimum a basin is at the window's highest."""

LONG_ENOUGH = 400
"""Steps that a run may take to the minimum that tints its start, where the film is shorter."""

GRID = 160
"""Samples along a side of the window by which its levels are chosen."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What every cell of a window is: its minimum (rows, columns), −1 for none, and since which step it is known."""

    window: Array
    minimum: Whole
    since: Whole

    def minimum_of(self, start: Array) -> int:
        """Return the minimum of the cell in which a start (2,) lies, −1 outside the window."""
        share = (start - self.window[:, 0]) / np.ptp(self.window, axis=1)
        if not ((share >= 0) & (share <= 1)).all():
            return -1
        column, row = (
            int(min(at * count, count - 1)) for at, count in zip(share, self.minimum.shape[::-1], strict=True)
        )
        return int(self.minimum[row, column])


def levels_over(window: Array, show: Show) -> Array:
    """Return the heights at which lines stand."""
    heights = show.objective.value(centres(window, GRID, GRID))
    saddles = [point.value for point in critical_points(show.objective) if point.kind == "saddle"]
    return levels(heights, saddles[0] if saddles else None)


def series_of(minimum: int) -> int:
    """Return the number of the series whose colours a minimum has."""
    return TINTED[minimum % len(TINTED)]


def survey_ground(window: Array, show: Show, rule: Any, *, at_least: int = 0) -> Ground:
    """Descend from the middle of every cell of the window; there are as many as there is time for.

    Runs take as many steps as the longest of the film, and `at_least` so many.
    """
    steps = max(1, at_least, *(track.trajectory.end for track in show.tracks))
    cells, ratio = min(MOST_CELLS, WORK / steps), float(np.divide(*np.ptp(window, axis=1)))
    columns, rows = (max(2, round(np.sqrt(cells * shape))) for shape in (ratio, 1 / ratio))
    starts = centres(window, columns, rows)
    found = descend_to_rest(show.objective, rule, starts.reshape(-1, 2), steps)
    return Ground(window, *(part.reshape(rows, columns) for part in found))


def centres(window: Array, columns: int, rows: int) -> Array:
    """Return the middles (rows, columns, 2) of cells that fill a window."""
    x, y = (
        low + (high - low) * (np.arange(n) + 0.5) / n for (low, high), n in zip(window, (columns, rows), strict=True)
    )
    return np.stack(np.meshgrid(x, y), axis=-1)


def shade_basins(figure: Figure, axes: Axes, plot: Bbox, show: Show, window: Array, edges: Array) -> None:
    """Tint a terrain by the minimum that the first run's rule reaches from every point, under its level lines."""
    ground = survey_ground(window, show, show.tracks[0].optimizer, at_least=LONG_ENOUGH)
    ground = replace(ground, minimum=_as_the_runs(show, ground)[ground.minimum])
    rows, columns = ground.minimum.shape
    across, up = np.linspace(plot.x0, plot.x1, columns + 1), np.linspace(plot.y0, plot.y1, rows + 1)
    cells = Cells(figure, plot, across, up)
    heights = show.objective.value(centres(window, len(cells.columns), len(cells.rows)))
    pixels = painted_ground(plot, show, ground, cells, heights, edges, np.empty((0, 2)))
    (left, right), (low, high) = window.tolist()
    axes.imshow(pixels, extent=(left, right, low, high), aspect="auto", interpolation="nearest", zorder=0.5)


def _as_the_runs(show: Show, ground: Ground) -> Whole:
    """Return for every minimum the number whose tint is the colour of the first run that starts there, and −1."""
    count = len(minima_of(show.objective))
    free = list(range(max(count, len(TINTED))))
    tints = np.full(count + 1, -1)
    for k, track in enumerate(show.tracks):
        minimum = ground.minimum_of(track.points[0])
        if minimum >= 0 and tints[minimum] < 0 and k in TINTED:
            tints[minimum] = TINTED.index(k)
            free.remove(tints[minimum])
    rest = np.flatnonzero(tints[:-1] < 0)
    tints[rest] = free[: len(rest)]
    return tints


def painted_ground(
    plot: Bbox, show: Show, ground: Ground, cells: Cells, heights: Array, edges: Array, lines: Points
) -> Colours:
    """Return the whole map (height, width, 4): tints in bands between the levels `edges`, lines, and borders."""
    theme, fine = show.theme, show.layout.fine
    bands = np.searchsorted(edges, np.nan_to_num(heights, nan=np.inf))[::-1]
    minimum = cells.enlarged(ground.minimum)
    pixels = _tints(show, len(edges) + 1)[np.where(minimum < 0, len(TINTED), minimum % len(TINTED)), bands]
    border = mixed(theme.ink, theme.background, 0.55)
    strokes = [
        Trail(plot, colour=theme.background, width=0.8 * fine, alpha=0.75),
        Trail(plot, colour=border, width=0.9 * fine),
    ]
    strokes[0].set_points(lines)
    strokes[1].set_points(_borders(plot, ground))
    return engraved(pixels, plot, strokes)


def _tints(show: Show, bands: int) -> Colours:
    """Return the colours (tints + 1, bands, 4) of every basin from its minimum up, and of what is in none."""
    theme = show.theme
    rows = [
        [mixed(mixed(theme.lines[series], theme.background, theme.basin), theme.background, 1 - LIGHTER * share)
         for share in np.linspace(0, 1, bands)]
        for series in TINTED
    ]  # fmt: skip
    return np.array([table(*row) for row in [*rows, [theme.grid] * bands]])


def level_lines(plot: Bbox, show: Show, window: Array, heights: Array) -> Points:
    """Return the level lines of heights (rows, columns) at the middles of a plot's cells, in pixels."""
    across, up = (
        low + (high - low) * (np.arange(count) + 0.5) / count
        for low, high, count in ((plot.x0, plot.x1, heights.shape[1]), (plot.y0, plot.y1, heights.shape[0]))
    )
    return isolines(across, up, heights, levels_over(window, show))


def _borders(plot: Bbox, ground: Ground) -> Points:
    """Return the lines between cells of different minima, in pixels, their steps smoothed."""
    rows, columns = ground.minimum.shape
    across = plot.x0 + plot.width * (np.arange(columns) + 0.5) / columns
    up = plot.y0 + plot.height * (np.arange(rows) + 0.5) / rows
    found = np.unique(ground.minimum)
    if len(found) < 2:
        return np.empty((0, 2))
    lines = [isolines(across, up, _smoothed(ground.minimum == k), np.array([0.5])) for k in found]
    return np.concatenate(lines)


def _smoothed(inside: NDArray[np.bool_]) -> Array:
    """Return the share (rows, columns) of the 3 x 3 cells round each that are inside, edges repeated."""
    padded = np.pad(inside.astype(np.float64), 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9)
