"""A plot along which the clock runs: its axes, the lines with their heads and names, bands, and references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.drawing.artists import Area, Arrow, Marks, Points, Trail, along, tame
from gdanim.drawing.axes import axes_in, head_panel, set_ticks, words_below
from gdanim.drawing.lane import Entry, Lane, fits_lane, folded, lane_width
from gdanim.drawing.lettering import words_width
from gdanim.drawing.names import mark_start
from gdanim.drawing.paths import cross
from gdanim.drawing.stamps import PAD, Stamp, picture
from gdanim.geometry.ticks import decade_ticks, linear_ticks
from gdanim.panels.base import Show, Update, steps_at
from gdanim.panels.series import UNITS, Band, Line, Reference
from gdanim.theme import NOW
from gdanim.wording.numbers import number

Array = NDArray[np.float64]

WIDEST_NAME = 0.35
"""Share of a panel's width from which a name stands on two lines."""

MOST_PLACES = 20_000
"""Points along a path at which is asked whether it covers a name."""


@dataclass(frozen=True)
class Graph:
    """Axes along which the clock runs, and the window (low, high) of what is drawn on them."""

    figure: Figure
    axes: Axes
    show: Show
    limits: tuple[float, float]

    @property
    def box(self) -> Bbox:
        """The plot in pixels."""
        return Bbox(self.axes.bbox.get_points())

    def pixels(self, corners: Array) -> Points:
        """Return vertices (m, 2) in pixels; far outside is still outside, but finite, and positive on a log axis."""
        low, high = self.limits
        span = high - low
        floor = low * 1e-3 if low > 0 else low - 10 * span
        values = np.nan_to_num(corners[:, 1], nan=high + span, posinf=high + 10 * span, neginf=floor)
        within = np.clip(values, floor, high + 10 * span)
        return np.asarray(self.axes.transData.transform(np.stack([corners[:, 0], within], axis=1)))


def draw_series(
    figure: Figure,
    box: Bbox,
    show: Show,
    *,
    title: str,
    tex: str,
    lines: Sequence[Line],
    limits: tuple[float, float],
    log: bool = False,
    references: Sequence[Reference] = (),
    bands: Sequence[Band] = (),
) -> Update:
    """Draw lines against the clock, named at their heads in a lane that keeps the names apart."""
    layout = show.layout
    lines = [replace(line, name=folded(line.name, WIDEST_NAME * box.width, show)) for line in lines]
    axes = axes_in(figure, _plot_box(box, show, lines, limits, log), show, xlim=(0, show.span), ylim=limits)
    if log:
        axes.set_yscale("log")
        axes.minorticks_off()
    graph = Graph(figure, axes, show, limits)
    _mark_axes(figure, axes, show, limits, log)
    note = show.say("log scale") if log else ""
    head_panel(figure, box.x0, box.x1, box.y1 - layout.label_type, show, title, tex, note)
    return add_movers(graph, lines, bands, add_references(graph, references, lines))


def _plot_box(box: Bbox, show: Show, lines: Sequence[Line], limits: tuple[float, float], log: bool) -> Bbox:
    """Leave room for the title above, numbers left and below, and the lane of names on the right, if there is one."""
    layout = show.layout
    room = layout.tick + 3 + layout.head / 2
    low, high = box.y0 + room + 2.6 * layout.tick_type, box.y1 - layout.label_type - max(20.0, layout.label_type)
    entries = _entries(lines)
    lane = lane_width(entries, show) if entries and fits_lane(entries, high - low, show) else layout.tick_type
    widest = max(words_width(number(value), layout.tick_type) for value in _values(limits, log, high - low, show))
    return Bbox([[box.x0 + room + max(2.6 * layout.tick_type, widest), low], [box.x1 - lane, high]])


def _values(limits: tuple[float, float], log: bool, height: float, show: Show) -> Array:
    """Return the values that carry numbers on an axis so many pixels high."""
    most = int(np.clip(height / (3 * show.layout.tick_type), 3, 4))
    return decade_ticks(*limits, most=most + 1) if log else linear_ticks(*limits, most=most)


def _entries(lines: Sequence[Line]) -> list[Entry]:
    return [Entry(line.name, line.text) for line in lines if line.name]


def _mark_axes(figure: Figure, axes: Axes, show: Show, limits: tuple[float, float], log: bool) -> None:
    """Set the ticks, and under the clock's axis what it counts."""
    layout, plot = show.layout, axes.bbox
    steps = linear_ticks(0, show.span, most=int(np.clip(plot.width / (4 * layout.tick_type), 1, 5)))
    set_ticks(axes, show, x=steps[steps == np.round(steps)], y=_values(limits, log, plot.height, show))
    words_below(figure, plot, show, show.say(UNITS[show.unit]))


def add_movers(graph: Graph, lines: Sequence[Line], bands: Sequence[Band], words: Sequence[Word] = ()) -> Update:
    """Add the line of now, the bands and the lines; return what moves them. A word gives way to a name on it."""
    figure, show, plot = graph.figure, graph.show, graph.box
    now = Trail(plot, colour=show.theme.axis, width=show.layout.hairline, dash=NOW, zorder=2.5)
    figure.add_artist(now)
    fills = [Fill(graph, band) for band in bands]
    paths = [graph.pixels(line.corners()) for line in lines]
    together = show.together and bool(paths) and all(np.allclose(path[0], paths[0][0], atol=0.5) for path in paths)
    walkers = [SeriesWalker(graph, line, path, hollow=not together) for line, path in zip(lines, paths, strict=True)]
    if together:
        mark_start(figure, show, paths[0][0])
    heads, entries = [walker for walker in walkers if walker.line.name], _entries(lines)
    lane = Lane(figure, plot, show, entries) if entries and fits_lane(entries, plot.height, show) else None

    def update(position: float) -> None:
        x = plot.x0 + plot.width * position / show.span
        now.set_points(np.array([(x, plot.y0), (x, plot.y1)]))
        for fill in fills:
            fill.move(position)
        for walker in walkers:
            walker.move(position)
        if lane:
            lane.place(np.array([walker.place for walker in heads]))
        for word in words:
            word.show(unless=lane is not None and lane.covers(word.box))

    return update


class SeriesWalker:
    """The marks of one line: its trail, and where it has a name its start and its head."""

    place: Points
    """Where the head is, or where it left the plot, pixels (2,)."""

    def __init__(self, graph: Graph, line: Line, points: Points, *, hollow: bool) -> None:
        layout, theme = graph.show.layout, graph.show.theme
        self.line, self.unit, self.points = line, graph.show.unit, tame(points)
        self.plot = graph.box
        size = 0.9 * layout.head * line.series.scale
        clip = self.plot.padded(size)
        self.trail = Trail(self.plot, colour=line.line, width=line.width * layout.line, dash=line.series.dash)
        self.start = Marks(
            line.series.marker, size=0.82 * size, face=theme.background, edge=line.line,
            edge_width=1.8 * layout.scale, clip=clip, zorder=4.5,
        )  # fmt: skip
        self.start.set_places(self.points[: 1 if hollow else 0])
        self.head = Marks(
            line.series.marker, size=size, face=line.line, edge=theme.background, edge_width=1.5 * layout.scale,
            clip=clip,
        )  # fmt: skip
        self.arrow = Arrow(colour=line.line, length=7 * layout.scale + layout.line)
        named = (self.start, self.head, self.arrow) if line.name else ()
        for mark in (self.trail, *named):
            graph.figure.add_artist(mark)

    def move(self, position: float) -> None:
        """Walk to a position of the clock."""
        walked = along(self.points, self.line.walked(position, self.unit))
        self.trail.set_points(walked)
        self.place = walked[-1]
        if self.plot.y0 - 1 <= self.place[1] <= self.plot.y1 + 1:
            self.head.set_places(self.place[np.newaxis])
            self.arrow.point(None, np.zeros(2))
            return
        self.head.set_places(walked[:0])
        inside = np.flatnonzero((walked[:, 1] >= self.plot.y0) & (walked[:, 1] <= self.plot.y1))
        last = int(inside[-1]) if len(inside) else 0
        self.place, direction = cross(walked[last], walked[min(last + 1, len(walked) - 1)], self.plot)
        self.arrow.point(self.place, direction)


class Fill:
    """A band, filled as far as its line has come."""

    def __init__(self, graph: Graph, band: Band) -> None:
        self.readings, self.unit = band.line.readings, graph.show.unit
        self.low, self.high = (graph.pixels(np.stack([self.readings, edge], axis=1)) for edge in (band.low, band.high))
        self.polygon = Area(self.low[:0], band.line.line, zorder=2.6, alpha=band.alpha, clip=graph.box, animated=True)
        graph.figure.add_artist(self.polygon)

    def move(self, position: float) -> None:
        """Grow to a position of the clock."""
        steps = steps_at(self.readings, position, self.unit)
        self.polygon.set_outline(np.concatenate([along(self.low, steps), along(self.high, steps)[::-1]]))


class Word(Stamp):
    """The name of a reference, in its place, with a halo where lines cross it."""

    def __init__(self, text: str, box: Bbox, size: float, colour: str, halo: str) -> None:
        super().__init__(zorder=4.2)
        self.text, self.box = text, box
        self.drawn = picture(text, size, colour, halo, bold=False)

    def show(self, *, unless: bool) -> None:
        """Show the word, unless something stands on it."""
        self.place(None if unless else self.drawn, self.box.x0 - PAD, self.box.y0 - PAD)


def add_references(graph: Graph, references: Sequence[Reference], lines: Sequence[Line]) -> list[Word]:
    """Draw what stands still to compare with, each named at its right end, on the side where less is in the way."""
    layout = graph.show.layout
    paths = [tame(graph.pixels(reference.corners)) for reference in references]
    for reference, path in zip(references, paths, strict=True):
        rule = Trail(
            graph.box, colour=reference.line, width=1.2 * layout.hairline, dash=reference.dash, zorder=0, animated=False
        )
        rule.set_points(path)
        graph.figure.add_artist(rule)
    if graph.box.height < 8 * layout.tick_type:
        return []
    drawn = [_dense(graph.pixels(line.corners())) for line in lines]
    named: list[Word] = []
    for reference, path in zip(references, paths, strict=True):
        others = [_dense(other) for other in paths if other is not path]
        word = _name_reference(graph, reference, path, np.concatenate([*drawn, *others]), [one.box for one in named])
        named += [word] if word else []
    return named


def _name_reference(
    graph: Graph, reference: Reference, path: Points, covered: Points, taken: list[Bbox]
) -> Word | None:
    """Set the first name that fits at the line's right end, where least covers it; None without room.

    Where the line has left the plot, the name stands at the edge with an arrow that says on which side.
    """
    plot, size, end = graph.box, graph.show.layout.tick_type, path[-1, 1]
    arrow = "↑ " if end > plot.y1 else "↓ " if end < plot.y0 else ""
    for name in reference.names:
        width = picture(arrow + name, size, reference.text, None, bold=False).shape[1] - 2 * PAD
        boxes = _places(path, width, size, plot)
        free = [box for box in boxes if _within(box, plot) and not box.count_overlaps(taken)]
        if free:
            box = min(free, key=lambda box: _count_inside(covered, box))
            word = Word(arrow + name, box, size, reference.text, graph.show.theme.background)
            graph.figure.add_artist(word)
            return word
    return None


def _places(path: Points, width: float, size: float, plot: Bbox) -> list[Bbox]:
    """Return where a name may stand: below the line's end or above it, or in rows at the edge that it has left by."""
    x, end = path[-1]
    near = np.interp([x - width, x], path[:, 0], path[:, 1])
    level = [*near, *path[(path[:, 0] >= x - width) & (path[:, 0] <= x), 1]]
    bottoms = [min(level) - 1.35 * size, max(level) + 0.35 * size]
    if end > plot.y1:
        bottoms = [plot.y1 - 1.35 * size * row for row in (1, 2, 3)]
    elif end < plot.y0:
        bottoms = [plot.y0 + 1.35 * size * row for row in (0, 1, 2)]
    return [Bbox([[x - width, bottom], [x, bottom + size]]) for bottom in bottoms]


def _within(box: Bbox, plot: Bbox) -> bool:
    (left, bottom), (right, top) = box.get_points() - plot.get_points()
    return bool(min(left, bottom) >= -1 and max(right, top) <= 1)


def _dense(path: Points) -> Points:
    """Return points (m, 2) along a path, two pixels apart unless it is very long."""
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    places = np.linspace(0, walked[-1], int(np.clip(walked[-1] / 2, 2, MOST_PLACES)))
    return np.stack([np.interp(places, walked, path[:, axis]) for axis in (0, 1)], axis=1)


def _count_inside(points: Points, box: Bbox) -> int:
    low, high = box.get_points()
    return int(((points >= low) & (points <= high)).all(axis=1).sum())
