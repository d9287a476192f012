"""The graph of a function of one variable, what lies on it, and its slope where the runs are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.drawing.artists import Trail
from gdanim.panels.base import Show, Track
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from gdanim.drawing.paths import Note

Array = NDArray[np.float64]

SAMPLES = 801
TANGENT = 108.0
"""Length of the tangent in pixels on an article's canvas."""


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


def columns_of(axes: Axes, track: Track) -> Array:
    """Return the columns in pixels (end + 1,) at which a run is."""
    return np.asarray(
        axes.transData.transform(np.stack([track.points[:, 0], np.zeros(len(track.points))], axis=1))[:, 0]
    )


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

    def between(self, left: float, right: float) -> Array:
        """Return pixels (m, 2) along the tangents of all steps, from one column to another."""
        near = [np.empty((0, 2))]
        for track in self.tracks:
            across = columns_of(self.axes, track)
            steps = np.flatnonzero((across > left - self.half) & (across < right + self.half))
            near += [self.at(track, step) for step in steps.tolist()]
        pixels = np.concatenate(near)
        return pixels[(pixels[:, 0] >= left) & (pixels[:, 0] <= right)]

    def move(self, position: float) -> None:
        """Show the tangents at a position of the clock."""
        for line, track in zip(self.lines, self.tracks, strict=True):
            line.set_points(self.at(track, track.step_at(position), 2))
