"""Arrows on a terrain that stand still: which way is down, and which ways lead to and from a saddle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from gdanim.analysis import CriticalPoint
from gdanim.drawing.artists import Arrows, Points
from gdanim.drawing.lettering import text_width, words
from gdanim.panels.base import Show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.analysis.planes import Section

PITCH = 36.0
"""Pixels (on an article's canvas) between the middles of two arrows of the field, about."""

LONGEST = 0.78
"""Length of the longest arrow, in pitches."""

SHORTEST = 5.0
"""Pixels (on an article's canvas) below which an arrow would be a blot."""

STEEPEST = 0.95
"""Share of the arrows that are longer the steeper the slope; the rest are as long as the longest of them."""

ARM = (12.0, 46.0)
"""Pixels (on an article's canvas) from a saddle at which the arrows beside it begin and end."""

CROWDED = 0.42
"""Share of the way to the next critical point that such an arrow may reach."""


def draw_field(figure: Figure, axes: Axes, plot: Bbox, section: Section, avoid: Points, show: Show) -> None:
    """Draw −∇f on a regular grid, its length as the cube root of the slope, clear of `avoid` (k, 2) and of words.

    An arrow points where a small step of gradient descent goes on the screen: where both axes have one scale it is
    perpendicular to the level lines, elsewhere it is not.
    """
    scale = show.layout.scale
    middles = _middles(plot, PITCH * scale)
    downhill = -section.gradient(axes.transData.inverted().transform(middles))
    slopes, ways = np.hypot(*downhill.T), downhill * _per_unit(axes)
    known = np.isfinite(slopes) & (slopes > 0)
    if not known.any():
        return
    steepest = float(np.quantile(slopes[known], STEEPEST))
    with np.errstate(all="ignore"):
        lengths = LONGEST * PITCH * scale * np.cbrt(np.minimum(1, slopes / steepest))
        halves = ways / np.hypot(*ways.T)[:, np.newaxis] * lengths[:, np.newaxis] / 2
    tails, tips = middles - halves, middles + halves
    clear = _is_clear(middles, avoid, 0.55 * PITCH * scale) & ~_on_words(figure, np.stack([tails, middles, tips]))
    shown = known & (lengths >= SHORTEST * scale) & clear
    figure.add_artist(
        Arrows(tails[shown], tips[shown], colour=show.theme.field, width=show.layout.fine, head=4.5 * scale, zorder=1.4)
    )


def _on_words(figure: Figure, places: Points) -> NDArray[np.bool_]:
    """Return which of m things, each some pixels (k, m, 2), touch words that stand on the canvas."""
    touched = np.zeros(places.shape[1], dtype=bool)
    renderer = cast(FigureCanvasAgg, figure.canvas).get_renderer()
    for text in figure.texts:
        low, high = text.get_window_extent(renderer).padded(3).get_points()
        touched |= ((places > low) & (places < high)).all(axis=-1).any(axis=0)
    return touched


def _middles(plot: Bbox, pitch: float) -> Points:
    """Return pixels (m, 2) on a regular grid, half a pitch from the edges."""
    counts = [max(2, round(side / pitch)) for side in (plot.width, plot.height)]
    x, y = ((np.arange(count) + 0.5) / count for count in counts)
    shares = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return np.asarray(plot.min + shares * plot.size)


def _is_clear(middles: Points, avoid: Points, apart: float) -> NDArray[np.bool_]:
    """Return which pixels (m,) are at least `apart` from all of `avoid` (k, 2)."""
    away = np.hypot(*(middles[:, np.newaxis] - avoid).transpose(2, 0, 1))
    return np.asarray(away.min(axis=1, initial=np.inf) >= apart)


def _per_unit(axes: Axes) -> Points:
    """Return how many pixels (2,) a unit of each axis is."""
    return np.asarray(axes.transData.transform((1, 1)) - axes.transData.transform((0, 0)))


def draw_directions(
    figure: Figure, axes: Axes, plot: Bbox, section: Section, points: list[CriticalPoint], paths: Points, show: Show
) -> Points:
    """Draw at every saddle in view the ways down (away from it) and up (towards it), named once, beside the paths.

    They are the axes of the Hessian: unstable where the curvature is negative, stable where it is positive. Returns
    the pixels (k, 2) that they cover.
    """
    arms: list[_Arm] = []
    places = np.array([axes.transData.transform(point.point) for point in points]).reshape(-1, 2)
    for point, place in zip(points, places, strict=True):
        if point.kind == "saddle" and plot.contains(*place):
            reach = _reach(place, places, show.layout.scale)
            curvature, ways = np.linalg.eigh(section.hessian(point.point))
            if curvature[0] < 0 < curvature[1]:
                steps = ways.T * _per_unit(axes)
                falls, rises = steps / np.hypot(*steps.T)[:, np.newaxis]
                arms += [_Arm(place, falls, reach, True), _Arm(place, rises, reach, False)]
    covered = [places, *(arm.draw(figure, show) for arm in arms)]
    for name, falls in (("unstable", True), ("stable", False)):
        alike = [arm for arm in arms if arm.falls == falls]
        if alike:
            covered.append(_name_arm(figure, plot, alike, show.say(name), np.concatenate([*covered, paths]), show))
    return np.concatenate(covered)


def _reach(place: Points, others: Points, scale: float) -> float:
    """Return how far from a saddle its arrows may reach, in pixels: not halfway to the next critical point."""
    away = np.hypot(*(others - place).T)
    room = CROWDED * away[away > 0].min(initial=np.inf)
    return float(np.clip(room, 2 * ARM[0] * scale, ARM[1] * scale))


class _Arm(NamedTuple):
    """A straight way through a saddle, on both sides of it, in pixels, and whether it leads down."""

    place: Points
    way: Points
    reach: float
    falls: bool

    def draw(self, figure: Figure, show: Show) -> Points:
        """Draw an arrow on either side, leading away from the saddle or to it; return the pixels (k, 2) covered."""
        scale = show.layout.scale
        ends = np.multiply.outer([ARM[0] * scale, self.reach], np.stack([self.way, -self.way])) + self.place
        tails, tips = ends if self.falls else ends[::-1]
        figure.add_artist(
            Arrows(tails, tips, colour=show.theme.muted, width=1.6 * show.layout.fine, head=7 * scale, zorder=1.8)
        )
        return np.concatenate([tails + share * (tips - tails) for share in np.linspace(0, 1, 5)])


def _name_arm(figure: Figure, plot: Bbox, arms: Sequence[_Arm], name: str, taken: Points, show: Show) -> Points:
    """Name a kind of way in muted words beyond the end of one of its arrows or beside it, where least is in the way."""
    layout = show.layout
    text = words(figure, 0, 0, name, size=layout.tick_type, colour=show.theme.muted, ha="center", va="center_baseline")
    text.set_path_effects([Stroke(linewidth=4 * layout.scale, foreground=show.theme.terrain[1]), Normal()])
    half = np.array([text_width(figure, text), 1.2 * layout.tick_type]) / 2
    away = 5 * layout.scale + half
    spots = [arm.place + side * arm.way * (arm.reach + away) for arm in arms for side in (1.0, -1.0)]
    spots += [arm.place + side * (arm.way * arm.reach + turn * arm.way[::-1] * (-1, 1) * away)
              for arm in arms for side in (1.0, -1.0) for turn in (1.0, -1.0)]  # fmt: skip

    def in_the_way(spot: Points) -> float:
        low, high = spot - half - 4, spot + half + 4
        outside = bool((low < plot.min).any() or (high > plot.max).any())
        return 1e6 * outside + float(((low < taken) & (taken < high)).all(axis=1).sum())

    middle = min(spots, key=in_the_way)
    text.set_position((middle[0] / figure.bbox.width, middle[1] / figure.bbox.height))
    return np.asarray(middle + np.linspace(-1, 1, 5)[:, np.newaxis] * half * (1, 0))
