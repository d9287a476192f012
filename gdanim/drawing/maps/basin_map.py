"""The drawing of Basins: the map that fills in as runs come to rest, the shares, and the runs walking on the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.analysis.arrivals import arrivals, minima_of
from gdanim.drawing.artists import Marks, Trail
from gdanim.drawing.axes import axes_in, head_panel, name_axes, plot_box, set_ticks
from gdanim.drawing.lettering import words_width
from gdanim.drawing.maps.basin_ground import (
    Ground,
    centres,
    level_lines,
    levels_over,
    painted_ground,
    series_of,
    survey_ground,
)  # fmt: skip
from gdanim.drawing.maps.cells import Cells, mixed
from gdanim.drawing.maps.share_bars import MOST, Share, draw_shares, gathered, least_width, rows_height
from gdanim.drawing.paths import UNFADED, Walker
from gdanim.geometry.ticks import linear_ticks
from gdanim.panels.base import Show, Track, Update
from gdanim.scene.naming import method_name
from gdanim.theme import SERIES, Series
from gdanim.wording.languages import term
from gdanim.wording.letters import letter
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

VISIBLE = 0.0005
"""Share of the window from which there is a bar: less is written as 0.0 %."""

LEAST_LEFT = 0.5
"""Share of its size that a map keeps beside the shares, at least: where it would not, it stands alone."""


def draw_basins(figure: Figure, box: Bbox, show: Show, rule: Any, window: Array, *, titled: bool) -> Update:
    """Draw what stands still and return the mover of all."""
    ground = survey_ground(window, show, rule)
    rows = gathered(_shares(show, ground), show)
    box = _head(figure, box, show, rule) if titled else box
    plot, bars, headed = _arrange(box, show, ground, len(rows), titled=titled)
    axes = axes_in(figure, plot, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
    most = int(np.clip(plot.width / (3.2 * show.layout.tick_type), 2, 5))
    set_ticks(axes, show, x=linear_ticks(*window[0], most=most), y=linear_ticks(*window[1], most=most))
    name_axes(figure, plot, show, *map(letter, show.objective.names))
    movers = [_cells(figure, plot, show, ground), _runs(figure, plot, show, rule, axes.transData.transform)]
    if bars is not None:
        movers.append(draw_shares(figure, bars, show, rows, title=headed))
    _mark_minima(figure, plot, show, axes.transData.transform)

    def update(position: float) -> None:
        for move in movers:
            move(position)

    return update


def _head(figure: Figure, box: Bbox, show: Show, rule: Any) -> Bbox:
    """Name the rule above the map; return the box that is left."""
    layout, name = show.layout, term(show.language, method_name(rule))
    rate = rule.learning_rate
    title = name[0].upper() + name[1:]
    note = show.say("learning rate {rate}", rate=number(rate)) if isinstance(rate, int | float) else ""
    size = layout.label_type
    fits = words_width(title, size, bold=True) + words_width(note, size) + size <= box.width
    head_panel(figure, box.x0, box.x1, box.y1 - size, show, title, "", note if fits else "")
    return Bbox([box.min, [box.x1, box.y1 - 1.6 * layout.label_type]])


def _arrange(box: Bbox, show: Show, ground: Ground, rows: int, *, titled: bool) -> tuple[Bbox, Bbox | None, bool]:
    """Return the plot of the map, the box of so many shares, and whether these have a title.

    They stand beside the map or below it, wherever it can be larger; in a narrow or a flat box the map stands alone.
    Below maps that bear the names of rules there is room for all that rules may reach: all those maps are of one size.
    """
    layout, ratio = show.layout, float(np.divide(*np.ptp(ground.window, axis=1)))
    alone = _fitted(box, show, ratio)
    if box.width < least_width(show):
        return alone, None, False
    gap = 1.5 * layout.gutter
    beside = _fitted(Bbox([box.min, [box.x1 - least_width(show) - gap, box.y1]]), show, ratio)
    most = min(MOST, len(minima_of(show.objective)) + 1) if titled else rows
    high = rows_height(most, show, title=not titled)
    below = _fitted(Bbox([[box.x0, box.y0 + high + 0.5 * layout.gutter], box.max]), show, ratio)
    if max(beside.height, below.height) < LEAST_LEFT * alone.height:
        return alone, None, False
    if beside.height >= below.height:
        bars = Bbox([[beside.x1 + gap + layout.body_type, box.y0], [box.x1, beside.y1]])
        if rows_height(rows, show, title=False) > bars.height:
            return alone, None, False
        return beside, bars, rows_height(rows, show, title=True) <= bars.height
    middle = (box.width - below.width) / 2 - (below.x0 - box.x0)
    top = box.y0 + high
    bars = Bbox([[box.x0, top - rows_height(rows, show, title=not titled)], [box.x1, top]])
    return below.translated(round(middle), 0), bars, not titled


def _fitted(box: Bbox, show: Show, ratio: float) -> Bbox:
    """Return the largest plot of that shape in a box, at its upper left, in whole pixels."""
    room = plot_box(box, show)
    width = max(8.0, min(room.width, room.height * ratio))
    height = width / ratio
    return Bbox(np.round([[room.x0, room.y1 - height], [room.x0 + width, room.y1]]))


def _cells(figure: Figure, plot: Bbox, show: Show, ground: Ground) -> Update:
    """Add the map; return what shows of it the cells whose runs have come to rest."""
    rows, columns = ground.minimum.shape
    across, up = np.linspace(plot.x0, plot.x1, columns + 1), np.linspace(plot.y0, plot.y1, rows + 1)
    cells = Cells(figure, plot, across, up)
    since = cells.enlarged(ground.since)
    heights = show.objective.value(centres(ground.window, since.shape[1], since.shape[0]))
    lines = level_lines(plot, show, ground.window, heights)
    still = Trail(plot, colour=show.theme.contour, width=0.8 * show.layout.fine, zorder=1, animated=False)
    still.set_points(lines)
    figure.add_artist(still)
    painted = painted_ground(plot, show, ground, cells, heights, levels_over(ground.window, show), lines)

    def update(position: float) -> None:
        painted[..., 3] = np.where(since <= show.steps_made(position), 255, 0)
        cells.show(painted)

    return update


def _shares(show: Show, ground: Ground) -> list[Share]:
    """Return the share of the window in every minimum's basin after so many steps, the largest first."""
    steps = int(ground.since.max()) + 1
    theme, minima = show.theme, minima_of(show.objective)
    shares = []
    for k in (*range(len(minima)), -1):
        came = np.bincount(ground.since[ground.minimum == k], minlength=steps).cumsum() / ground.since.size
        series = series_of(k) if k >= 0 else None
        tint = theme.grid if series is None else mixed(theme.lines[series], theme.background, theme.basin)
        colour, look = (theme.muted, None) if series is None else (theme.texts[series], SERIES[series])
        shares.append(Share(minima[k] if k >= 0 else None, came, tint, colour, look))
    return sorted((share for share in shares if share.came[-1] >= VISIBLE), key=lambda share: -share.came[-1])


def _mark_minima(figure: Figure, plot: Bbox, show: Show, to_pixels: Any) -> None:
    scale = show.layout.scale
    places = to_pixels(minima_of(show.objective))
    mark = Marks("+", size=12.5 * scale, face=None, edge=show.theme.ink, edge_width=1.8 * scale, clip=plot, zorder=2.7)
    mark.set_places(places)
    figure.add_artist(mark)


def _runs(figure: Figure, plot: Bbox, show: Show, rule: Any, to_pixels: Any) -> Update:
    """Add the runs that the rule makes; return their mover."""
    tracks = [_coloured(track, show) for track in show.tracks if track.optimizer == rule]
    walkers = [Walker(figure, plot, show, track, to_pixels(track.points), fading=UNFADED) for track in tracks]

    def update(position: float) -> None:
        for walker in walkers:
            walker.move(walker.track.step_at(position))

    return update


def _coloured(track: Track, show: Show) -> Track:
    """Return a run in the colours of the minimum at which it ends."""
    theme = show.theme
    steps = np.arange(len(track.points))
    [minimum], _ = arrivals(show.objective, track.points[:, np.newaxis], steps, steps[-1:])
    if minimum < 0:
        return replace(track, line=theme.muted, text=theme.muted, series=Series("o", 1.0))
    series = series_of(int(minimum))
    return replace(track, line=theme.texts[series], text=theme.texts[series], series=replace(SERIES[series], dash=()))
