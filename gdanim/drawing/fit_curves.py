"""Models of one input: curves through the data, named where they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.drawing.artists import Points, Trail, along
from gdanim.drawing.fit_frame import draw_frame, plot_under_title
from gdanim.drawing.lane import Entry, Lane, fits_lane, lane_width, run_entries
from gdanim.drawing.samples import draw_samples
from gdanim.objective import EmpiricalLoss
from gdanim.panels.base import Show, Track, Update

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.panels.fit import Columns

SAMPLES = 241
"""Points along a curve."""


def draw_curves(
    figure: Figure,
    box: Bbox,
    show: Show,
    loss: EmpiricalLoss,
    columns: Columns,
    window: NDArray[np.float64],
    title: str,
) -> Update:
    """Draw the data over their input, and return the mover of the models."""
    entries = run_entries(show)
    lowest = _lowest(loss)
    if lowest is not None:
        entries.append(Entry(show.say("lowest"), show.theme.muted, bold=False))
    plot = plot_under_title(box, show, lane_width(entries, show))
    if not fits_lane(entries, plot.height, show):
        plot, entries = plot_under_title(box, show, 2 * show.layout.tick_type), []
    axes = draw_frame(figure, box, plot, show, loss, columns, window, title)
    places = axes.transData.transform(np.stack([loss.data[columns.x], loss.data[columns.y]], axis=1))
    move_samples = draw_samples(figure, plot, show, loss, places, np.zeros(loss.samples, dtype=bool))
    graph = _Graph(axes, plot, loss, columns.x, window)
    curves = [_Curve(figure, plot, show, track, graph) for track in show.tracks]
    still = [] if lowest is None else [_draw_lowest(figure, plot, show, graph.at(lowest))]
    lane = Lane(figure, plot, show, entries) if entries else None

    def update(position: float) -> None:
        move_samples(position)
        ends = [curve.move(position) for curve in curves]
        if lane:
            lane.place(np.array([*ends, *still]))

    return update


def _lowest(loss: EmpiricalLoss) -> Points | None:
    """Return the parameters (n,) of the lowest minimum declared, None where there is none."""
    return loss.minima[int(np.argmin(loss.value(loss.minima)))] if len(loss.minima) else None


class _Graph:
    """The model's graph, in pixels, for any parameters."""

    def __init__(self, axes: Axes, plot: Bbox, loss: EmpiricalLoss, name: str, window: NDArray[np.float64]) -> None:
        self.loss, self.name, self.plot = loss, name, plot
        self.x = np.linspace(window[0, 0], window[0, 1], SAMPLES)
        self.across = np.linspace(plot.x0, plot.x1, SAMPLES)
        self.low, self.per_unit = window[1, 0], plot.height / np.ptp(window[1])

    def at(self, parameters: Points) -> Points:
        """Return the graph's pixels (m, 2) for parameters (n,); far outside is brought nearer, nan leaves a gap."""
        heights = self.loss.predict(parameters, {self.name: self.x})
        with np.errstate(over="ignore"):
            pixels = self.plot.y0 + (heights - self.low) * self.per_unit
        far = 50 * self.plot.height
        return np.stack([self.across, np.clip(pixels, self.plot.y0 - far, self.plot.y1 + far)], axis=1)

    def end(self, pixels: Points) -> Points:
        """Return where a graph is named (2,): at its right end, or level with the edge beyond which that lies."""
        height = np.nan_to_num(pixels[-1, 1], nan=self.plot.y0)
        return np.array([self.plot.x1, np.clip(height, self.plot.y0, self.plot.y1)])


class _Curve:
    """The model of one run."""

    def __init__(self, figure: Figure, plot: Bbox, show: Show, track: Track, graph: _Graph) -> None:
        self.track, self.graph = track, graph
        self.trail = Trail(
            plot, colour=track.line, width=show.layout.line, dash=track.series.dash, casing=show.theme.background
        )
        figure.add_artist(self.trail)

    def move(self, position: float) -> Points:
        """Draw the model at a position of the clock; return where it is named."""
        pixels = self.graph.at(along(self.track.points, self.track.step_at(position))[-1])
        self.trail.set_points(pixels)
        return self.graph.end(pixels)


def _draw_lowest(figure: Figure, plot: Bbox, show: Show, pixels: Points) -> Points:
    """Draw the best model as a quiet dashed line; return where it ends in view."""
    trail = Trail(plot, colour=show.theme.muted, width=1.4 * show.layout.fine, dash=(3, 3), zorder=1.5, animated=False)
    trail.set_points(pixels)
    figure.add_artist(trail)
    return np.array([plot.x1, np.clip(pixels[-1, 1], plot.y0, plot.y1)])
