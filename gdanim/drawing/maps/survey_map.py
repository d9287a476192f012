"""The drawing of a HeatMap: axes, title and key, the cells that fill in, and the runs of the film among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.analysis import Survey
from gdanim.drawing.artists import Block, Marks, Points, Trail
from gdanim.drawing.axes import axes_in, set_ticks, words_below
from gdanim.drawing.lane import Entry, Lane, lane_width
from gdanim.drawing.lettering import text_width, words
from gdanim.drawing.maps.axes import MapAxis, map_axis
from gdanim.drawing.maps.cells import Cells, isolines
from gdanim.drawing.maps.keys import draw_key
from gdanim.drawing.maps.quantities import Quantity
from gdanim.drawing.stamps import PAD, Stamp, picture
from gdanim.geometry.labels import plan
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.series import UNITS
from gdanim.wording.languages import term
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

Marked = list[tuple[Track, dict[str, float]]]
"""Runs that lie on the map, each with its settings by name."""


class Map:
    """Where the cells of a map are: its plot in pixels, and its two axes."""

    def __init__(self, plot: Bbox, up: MapAxis, across: MapAxis) -> None:
        self.plot, self.up, self.across = plot, up, across

    def x(self, values: Array | float) -> Array:
        """Return the pixels of values across."""
        return self.across.pixels(values, self.plot.x0, self.plot.x1)

    def y(self, values: Array | float) -> Array:
        """Return the pixels of values upward."""
        return self.up.pixels(values, self.plot.y0, self.plot.y1)


def draw_map(
    figure: Figure, box: Bbox, show: Show, survey: Survey, shown: Quantity, marked: Marked, title: str | None
) -> Update:
    """Draw what stands still and return the mover of all."""
    up, across = (map_axis(name, values.reshape(-1)) for name, values in survey.axes.items())
    lane = lane_width(_entries(marked), show) if marked and across.name == "steps" else show.layout.tick_type
    chart = Map(_plot_box(box, show, up, lane), up, across)
    _draw_axes(figure, box, chart, show)
    _head(figure, box, chart, show, shown, title)
    return (_filling if across.name == "steps" else _changing)(figure, chart, show, shown, marked)


def _plot_box(box: Bbox, show: Show, up: MapAxis, lane: float) -> Bbox:
    """Leave room for the title, the axes' names and numbers, and the lane in which runs are named on the right."""
    layout, theme = show.layout, show.theme
    low = box.y0 + layout.tick + 3 + layout.head / 2 + 2.6 * layout.tick_type
    high = box.y1 - layout.label_type - 3.2 * layout.tick_type
    ticks = _ticks_up(up, high - low, show)
    numbers = (picture(number(tick), layout.tick_type, theme.muted, None, bold=False) for tick in ticks)
    left = max(drawn.shape[1] for drawn in numbers) - 2 * PAD + layout.tick + 3 + layout.head / 2
    return Bbox(np.round([[box.x0 + left, low], [box.x1 - lane, high]]))


def _draw_axes(figure: Figure, box: Bbox, chart: Map, show: Show) -> None:
    """Draw the axes with their ticks; the name of each stands in words, the upright one's above it."""
    layout, muted = show.layout, show.theme.muted
    plot, up, across = chart.plot, chart.up, chart.across
    axes = axes_in(figure, plot, show, xlim=tuple(across.edges[[0, -1]]), ylim=tuple(up.edges[[0, -1]]))
    axes.set(xscale="log" if across.log else "linear", yscale="log" if up.log else "linear")
    axes.minorticks_off()
    most = int(np.clip(plot.width / (5 * layout.tick_type), 2, 6))
    set_ticks(axes, show, x=across.ticks(most), y=_ticks_up(up, plot.height, show))
    words(
        figure, box.x0, plot.y1 + _above(show), _name(up, show), size=layout.tick_type, colour=muted,
    )  # fmt: skip
    words_below(figure, plot, show, _name(across, show))


def _ticks_up(up: MapAxis, height: float, show: Show) -> Array:
    """Return the round numbers that stand beside an axis so many pixels high."""
    return up.ticks(int(np.clip(height / (3 * show.layout.tick_type), 2, 6)))


def _above(show: Show) -> float:
    """Return the pixels from the plot's top to the baseline of the words above it."""
    return 0.9 * show.layout.tick_type


def _name(axis: MapAxis, show: Show) -> str:
    """Return what an axis is called: in words, with its scale where that is not linear."""
    spoken = {"steps": show.say(UNITS["step"]), "starts": term(show.language, "start")}
    name = spoken.get(axis.name) or term(show.language, axis.name.replace("_", " "))
    return show.say(", ").join([name, show.say("log scale")]) if axis.log else name


def _head(figure: Figure, box: Bbox, chart: Map, show: Show, shown: Quantity, title: str | None) -> None:
    size, baseline = show.layout.label_type, box.y1 - show.layout.label_type
    text = shown.title if title is None else title
    drawn = words(figure, box.x0, baseline, text, size=size, colour=show.theme.ink, bold=True)
    name = picture(_name(chart.up, show), show.layout.tick_type, show.theme.muted, None, bold=False)
    lines = (
        (box.x0 + text_width(figure, drawn) + size, chart.plot.x1, baseline),
        (box.x0 + name.shape[1] + size, chart.plot.x1, chart.plot.y1 + _above(show)),
    )
    draw_key(figure, lines, show, shown)


def _filling(figure: Figure, chart: Map, show: Show, shown: Quantity, marked: Marked) -> Update:
    """Let the front go across the map with the clock: cells and lines behind it, runs on it, nothing before it."""
    plot, last = chart.plot, float(chart.across.edges[-1])
    figure.add_artist(Block(plot, show.theme.terrain[1], zorder=-1, animated=False))
    cells, lines = _canvas(figure, chart, show)
    pixels = shown.colours[cells.enlarged(shown.cells(0))]
    lines.set_points(_lines(chart, shown, 0))
    front = Trail(plot, colour=show.theme.ink, width=1.2 * show.layout.fine, zorder=2.6)
    figure.add_artist(front)
    move_runs = _walkers(figure, chart, show, marked)
    move_words = _still_to_come(figure, chart, show, marked)

    def update(position: float) -> None:
        x = float(chart.x(min(show.steps_made(position), last)))
        cells.show(pixels[:, : round(x - plot.x0)])
        lines.set_clip(Bbox([plot.min, [x, plot.y1]]))
        front.set_points(np.array([(x, plot.y0), (x, plot.y1)]))
        move_runs(position)
        move_words(x)

    return update


def _changing(figure: Figure, chart: Map, show: Show, shown: Quantity, marked: Marked) -> Update:
    """Let every cell show what is known of its run by now."""
    cells, lines = _canvas(figure, chart, show)
    _mark_runs(figure, chart, show, marked)

    def update(position: float) -> None:
        steps = show.steps_made(position)
        cells.show(cells.enlarged(shown.colours[shown.cells(steps)]))
        lines.set_points(_lines(chart, shown, steps))

    return update


def _canvas(figure: Figure, chart: Map, show: Show) -> tuple[Cells, Trail]:
    """Add the cells, and the lines on them in the ground's colour."""
    cells = Cells(figure, chart.plot, chart.x(chart.across.edges), chart.y(chart.up.edges))
    lines = Trail(chart.plot, colour=show.theme.background, width=1.5 * show.layout.fine, zorder=2.5)
    figure.add_artist(lines)
    return cells, lines


def _lines(chart: Map, shown: Quantity, steps: float) -> Points:
    """Return the lines along the levels of the scale, in pixels."""
    if shown.scale is None or shown.way is None:
        return np.empty((0, 2))
    way = _to_the_edges(shown.way(steps), chart.up, 0)
    way = _to_the_edges(way, chart.across, 1)
    across, up = (np.array([a.edges[0], *a.values, a.edges[-1]]) for a in (chart.across, chart.up))
    return isolines(chart.x(across), chart.y(up), way, shown.scale.share(shown.levels))


def _to_the_edges(way: Array, axis: MapAxis, side: int) -> Array:
    """Return values (rows, columns) with one more at either end of a side, as a straight line goes on to the edges."""
    first, second, second_last, last = (np.take(way, [k], axis=side) for k in (0, 1, -2, -1))
    reach = 0.0 if len(axis.edges) == len(axis.values) else 0.5
    return np.concatenate([first + reach * (first - second), way, last + reach * (last - second_last)], axis=side)


class FrontRun:
    """A run that lies on the map: a line at its setting, its head on the front."""

    place: Points
    """Where the head is, pixels (2,)."""

    def __init__(self, figure: Figure, chart: Map, show: Show, track: Track, height: float) -> None:
        layout, ground = show.layout, show.theme.background
        self.chart, self.track, self.height = chart, track, height
        self.trail = Trail(
            chart.plot, colour=track.line, width=0.75 * layout.line, dash=track.series.dash, casing=ground
        )
        self.head = Marks(
            track.series.marker, size=layout.head * track.series.scale, face=track.line, edge=ground,
            edge_width=1.5 * layout.scale,
        )  # fmt: skip
        figure.add_artist(self.trail)
        figure.add_artist(self.head)

    def move(self, position: float) -> None:
        """Follow the front to a position of the clock, as long as the run goes on."""
        steps = min(self.track.step_at(position), float(self.chart.across.edges[-1]))
        self.place = np.array([float(self.chart.x(steps)), self.height])
        self.trail.set_points(np.array([(self.chart.plot.x0, self.height), self.place]))
        self.head.set_places(self.place[np.newaxis])


def _walkers(figure: Figure, chart: Map, show: Show, marked: Marked) -> Update:
    """Add the marked runs, named right of their heads; return their mover."""
    runs = [FrontRun(figure, chart, show, track, float(chart.y(place[chart.up.name]))) for track, place in marked]
    lane = Lane(figure, chart.plot, show, _entries(marked))

    def update(position: float) -> None:
        for run in runs:
            run.move(position)
        if runs:
            lane.place(np.array([run.place for run in runs]))

    return update


def _entries(marked: Marked) -> list[Entry]:
    return [Entry(track.label, track.text) for track, _ in marked]


def _still_to_come(figure: Figure, chart: Map, show: Show, marked: Marked) -> Update:
    """Say what the empty part of the map is, until the front and the names on it come near."""
    plot, layout = chart.plot, show.layout
    text = picture(show.say("still to come"), layout.tick_type, show.theme.muted, None, bold=False)
    lane = 1.3 * layout.head + (lane_width(_entries(marked), show) if marked else 0.0)
    left = plot.x0 + 0.7 * plot.width - text.shape[1] / 2
    bottom = (plot.y0 + plot.y1 - text.shape[0]) / 2
    stamp = Stamp(zorder=2.2)
    figure.add_artist(stamp)

    def update(front: float) -> None:
        stamp.place(text if front + lane < left else None, left, bottom)

    return update


def _mark_runs(figure: Figure, chart: Map, show: Show, marked: Marked) -> None:
    """Mark the runs at their places and name them beside."""
    if not marked:
        return
    layout, theme = show.layout, show.theme
    names = [picture(track.label, layout.label_type, track.text, theme.background) for track, _ in marked]
    places = np.array(
        [(float(chart.x(place[chart.across.name])), float(chart.y(place[chart.up.name]))) for _, place in marked]
    )
    sizes = np.array([name.shape[1::-1] for name in names], dtype=np.float64)
    nothing = (np.empty((0, 2)), np.empty(0))
    plans = plan(
        np.zeros(1), places[:, np.newaxis], sizes[:, np.newaxis], nothing, chart.plot.get_points(), np.empty((0, 2)),
        layout.scale,
    )  # fmt: skip
    for (track, _), name, place, size, chosen in zip(marked, names, places, sizes, plans, strict=True):
        mark = Marks(
            track.series.marker, size=layout.head * track.series.scale, face=track.line, edge=theme.background,
            edge_width=1.5 * layout.scale,
        )  # fmt: skip
        mark.set_places(place[np.newaxis])
        stamp = Stamp()
        stamp.place(name, *(chosen.centre(0, place, size) - size / 2))
        figure.add_artist(mark)
        figure.add_artist(stamp)
