"""Quantities against the film's clock: the drawing that Loss and Coordinates share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.panels.base import Show, Track, Update
from gdanim.panels.ticks import decade_ticks, linear_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

Array = NDArray[np.float64]


UNITS = {"step": "step", "evaluations": "gradient evaluations", "samples": "samples seen"}
"""What stands under an axis along which the clock runs."""


@dataclass(frozen=True)
class Reference:
    """A level named in a series panel, such as the saddle's."""

    value: float
    name: str


def draw_series(
    figure: Figure,
    box: Bbox,
    show: Show,
    *,
    title: str,
    tex: str,
    series: list[Array],
    limits: tuple[float, float],
    log: bool = False,
    references: tuple[Reference, ...] = (),
) -> Update:
    """Draw one series (end + 1,) a run against the clock, named at the heads in a lane that keeps them apart."""
    from gdanim.panels.axes import axes_in, head_panel, set_ticks

    layout = show.layout
    plot = _plot_box(figure, box, show)
    axes = axes_in(figure, plot, show, xlim=(0, show.span), ylim=limits)
    if log:
        axes.set_yscale("log")
        axes.minorticks_off()
    most = int(np.clip(plot.height / (3 * layout.tick_type), 3, 4))
    ticks = decade_ticks(*limits, most=most + 1) if log else linear_ticks(*limits, most=most)
    steps = linear_ticks(0, show.span, most=int(np.clip(plot.width / (4 * layout.tick_type), 1, 5)))
    set_ticks(axes, show, x=steps[steps == np.round(steps)], y=ticks)
    _words_below(figure, plot, show)
    head_panel(figure, box.x0, box.y1 - layout.label_type, show, title, tex, show.say("log scale") if log else "")
    _draw_references(figure, axes, plot, show, references)
    pixels = [
        axes.transData.transform(np.stack([track.readings[: len(values)], _within(values, limits)], axis=1))
        for track, values in zip(show.tracks, series, strict=True)
    ]
    return _movers(figure, plot, show, pixels)


def _within(values: Array, limits: tuple[float, float]) -> Array:
    """Keep values drawable on the axis: far outside is still outside, but finite and positive on a log axis."""
    low, high = limits
    span = high - low
    floor = low * 1e-3 if low > 0 else low - 10 * span
    return np.clip(
        np.nan_to_num(values, nan=high + span, posinf=high + 10 * span, neginf=floor), floor, high + 10 * span
    )


def _plot_box(figure: Figure, box: Bbox, show: Show) -> Bbox:
    """Leave room for the title above, numbers left and below, and the lane of names on the right, if there is one."""
    from matplotlib.transforms import Bbox

    from gdanim.panels.lane import fits_lane, lane_width, run_entries

    layout = show.layout
    room = layout.tick + 3 + layout.head / 2
    low, high = box.y0 + room + 2.6 * layout.tick_type, box.y1 - layout.label_type - max(20.0, layout.label_type)
    entries = run_entries(show)
    lane = lane_width(entries, show) if fits_lane(len(entries), high - low, show) else layout.tick_type
    return Bbox([[box.x0 + room + 2.6 * layout.tick_type, low], [box.x1 - lane, high]])


def _words_below(figure: Figure, plot: Bbox, show: Show) -> None:
    from gdanim.lettering import words

    layout = show.layout
    words(
        figure, (plot.x0 + plot.x1) / 2, plot.y0 - layout.tick - 5 - layout.head / 2 - 1.2 * layout.tick_type,
        show.say(UNITS[show.unit]),
        size=layout.body_type, colour=show.theme.muted, ha="center", va="top",
    )  # fmt: skip


def _draw_references(figure: Figure, axes: Axes, plot: Bbox, show: Show, references: tuple[Reference, ...]) -> None:
    from gdanim.lettering import words

    for reference in references:
        axes.axhline(reference.value, color=show.theme.grid, linewidth=1.2 * show.layout.hairline, zorder=0)
        if plot.height < 8 * show.layout.tick_type:
            continue
        height = axes.transData.transform((0, reference.value))[1]
        words(
            figure, plot.x1, height - 0.35 * show.layout.tick_type, reference.name,
            size=show.layout.tick_type, colour=show.theme.muted, ha="right", va="top",
        )  # fmt: skip


def _movers(figure: Figure, plot: Bbox, show: Show, pixels: list[Array]) -> Update:
    from gdanim.artists import Trail
    from gdanim.panels.lane import Lane, fits_lane, run_entries
    from gdanim.panels.names import mark_start

    now = Trail(plot, colour=show.theme.axis, width=show.layout.hairline, dash=(2, 2), zorder=2.5)
    figure.add_artist(now)
    points = [
        SeriesWalker(figure, plot, show, track, path, hollow=not show.together)
        for track, path in zip(show.tracks, pixels, strict=True)
    ]
    if show.together:
        mark_start(figure, show, pixels[0][0])
    entries = run_entries(show)
    lane = Lane(figure, plot, show, entries) if fits_lane(len(entries), plot.height, show) else None

    def update(position: float) -> None:
        x = plot.x0 + plot.width * position / show.span
        now.set_points(np.array([(x, plot.y0), (x, plot.y1)]))
        heads = np.array([point.move(position) for point in points])
        if lane:
            lane.place(heads)

    return update


class SeriesWalker:
    """The marks of one run in a series panel."""

    def __init__(self, figure: Figure, plot: Bbox, show: Show, track: Track, points: Array, *, hollow: bool) -> None:
        from matplotlib.transforms import Bbox

        from gdanim.artists import Arrow, Marks, Trail, tame

        layout, theme = show.layout, show.theme
        self.track, self.points, self.plot = track, tame(points), plot
        size = 0.9 * layout.head * track.series.scale
        ring = 1.5 * layout.scale
        clip = Bbox([[plot.x0 - size, plot.y0 - size], [plot.x1 + size, plot.y1 + size]])
        self.trail = Trail(plot, colour=track.line, width=0.9 * layout.line, dash=track.series.dash)
        self.start = Marks(
            track.series.marker, size=0.82 * size, face=theme.background, edge=track.line,
            edge_width=1.8 * layout.scale, clip=clip, zorder=4.5,
        )  # fmt: skip
        self.start.set_places(self.points[:1] if hollow else self.points[:0])
        self.head = Marks(
            track.series.marker, size=size, face=track.line, edge=theme.background, edge_width=ring, clip=clip
        )
        self.arrow = Arrow(colour=track.line, length=7 * layout.scale + layout.line)
        for mark in (self.trail, self.start, self.head, self.arrow):
            figure.add_artist(mark)

    def move(self, position: float) -> Array:
        """Walk to a position of the clock; return where the head is, or where it left the plot."""
        from gdanim.artists import along
        from gdanim.panels.paths import cross

        walked = along(self.points, self.track.step_at(position))
        self.trail.set_points(walked)
        head = walked[-1]
        if self.plot.y0 - 1 <= head[1] <= self.plot.y1 + 1:
            self.head.set_places(head[np.newaxis])
            self.arrow.point(None, np.zeros(2))
            return np.asarray(head)
        self.head.set_places(walked[:0])
        inside = np.flatnonzero((walked[:, 1] >= self.plot.y0) & (walked[:, 1] <= self.plot.y1))
        last = int(inside[-1]) if len(inside) else 0
        exit_, direction = cross(walked[last], walked[min(last + 1, len(walked) - 1)], self.plot)
        self.arrow.point(exit_, direction)
        return exit_


def padded(low: float, high: float) -> tuple[float, float]:
    """Return limits with a little air, a unit wide where all values are one."""
    span = high - low or max(1.0, abs(high))
    return low - 0.04 * span, high + 0.04 * span
