"""The marks of a film, as matplotlib artists that live in pixels.

Panels turn their data into pixels once, when a film is set up; a drawing then only slices arrays and strokes paths.
All coordinates are pixels of the canvas from its lower left corner, widths are pixels, colours are RGBA.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, BboxBase, IdentityTransform
from numpy.typing import NDArray

Points = NDArray[np.float64]
Cap = Literal["butt", "round"]

AS_IT_IS = IdentityTransform()
"""What lies in pixels already is not transformed."""

STILL = 2
"""The height up to which artists stand still; what moves is drawn above it, so that it may be drawn last."""

GRID = 2
"""Places in a pixel, each way, at which a mark may stand: one that moves by less is the same in the next drawing."""

FAR = 1e5
"""Pixels beyond which a vertex is drawn nearer, in its own direction: Agg's integers overflow far outside a canvas."""


def along(points: Points, position: float) -> Points:
    """Return the vertices (m, 2) of a path walked up to a fractional position, its last one the head."""
    whole = min(int(position), len(points) - 1)
    if position <= whole or whole == len(points) - 1:
        return points[: whole + 1]
    return np.concatenate([points[: whole + 1], head(points, position)[np.newaxis]])


def head(points: Points, position: float) -> Points:
    """Return the last vertex (2,) of a path walked up to a fractional position."""
    whole = min(int(position), len(points) - 1)
    if position <= whole or whole == len(points) - 1:
        return points[whole]
    return points[whole] + (position - whole) * (points[whole + 1] - points[whole])


def tame(points: Points) -> Points:
    """Bring vertices that lie absurdly far outside nearer along their own segment, so that Agg can stroke them."""
    tamed = points.copy()
    for k in np.flatnonzero(~(np.abs(points) < FAR).all(axis=1)):
        if k == 0:
            continue
        with np.errstate(all="ignore"):
            step = points[k] - tamed[k - 1]
            length = np.abs(step).max()
            direction = step / length if np.isfinite(length) else np.where(np.isinf(step), np.sign(step), 0.0)
        tamed[k] = tamed[k - 1] + direction * min(FAR, length)
    return np.clip(tamed, -2 * FAR, 2 * FAR)


def pen(
    width: float,
    *,
    colour: tuple[float, ...] = (0, 0, 0, 1),
    clip: BboxBase | None = None,
    dash: Sequence[float] = (),
    cap: Cap = "butt",
    join: Literal["miter", "round"] = "round",
) -> GraphicsContextBase:
    """Return what a path is stroked with, made once and used for every drawing; a width of 0 strokes nothing.

    The lengths of the dash are pixels.
    """
    made: Any = GraphicsContextBase()  # its annotations know neither BboxBase nor RGBA of any length
    made.set_clip_rectangle(clip)
    made.set_foreground(colour, isRGBA=True)
    made.set_linewidth(width)
    made.set_joinstyle(join)
    made.set_capstyle(cap)
    made.set_dashes(0, list(dash) or None)
    return made


class Trail(Artist):
    """A line that grows: a casing in the ground's colour under a coloured, perhaps dashed or dotted, stroke.

    The dash is in line widths; its ends are `flat`, as are those of gaps made by hand. Vertices that are not finite
    leave a gap. `set_alpha` thins the whole line.
    """

    def __init__(
        self,
        clip: BboxBase,
        *,
        colour: str,
        width: float,
        dash: Sequence[float] = (),
        casing: str | None = None,
        alpha: float = 1.0,
        dotted: bool = False,
        flat: bool = False,
        zorder: float = 3,
        animated: bool = True,
    ) -> None:
        super().__init__()
        self.colour, self.width = to_rgba(colour, alpha), width
        self.dash = [length * width for length in ((0.01, 2.1) if dotted else dash)]
        cap: Cap = "butt" if flat or (dash and not dotted) else "round"
        made = partial(pen, clip=clip, dash=self.dash, cap=cap)
        self.line = made(width, colour=self.colour)
        self.casing = made(width + 2, colour=to_rgba(casing, 0.75)) if casing else None
        self.points: Points = np.empty((0, 2))
        self.walked = 0.0
        self.set_zorder(zorder)
        self.set_animated(animated)

    def set_points(self, points: Points, walked: float = 0.0) -> None:
        """Show the path through `points` (m, 2), pixels; its dash goes on from a part of it that is `walked` long."""
        self.points = points
        if self.dash and walked != self.walked:
            self.walked = walked
            for stroke in self._strokes():
                stroke.set_dashes(walked, self.dash)

    def set_clip(self, clip: Bbox) -> None:
        """Show of the path what is within `clip`, pixels."""
        for stroke in self._strokes():
            stroke.set_clip_rectangle(clip)

    def _strokes(self) -> list[GraphicsContextBase]:
        return [self.casing, self.line] if self.casing else [self.line]

    def draw(self, renderer: Any) -> None:
        """Stroke the casing, then the line."""
        if len(self.points) < 2:
            return
        path, alpha = Path(self.points), self.get_alpha()
        if self.casing:
            renderer.draw_path(self.casing, path, AS_IT_IS)
        colour = self.colour if alpha is None else (*self.colour[:3], alpha * self.colour[3])
        self.line.set_foreground(colour, isRGBA=True)
        renderer.draw_path(self.line, path, AS_IT_IS)


class Marks(Artist):
    """One marker shape stamped at many places: heads, starts, step dots, minima.

    `size` is the width in pixels; `face` fills it (None leaves it open), `edge` rings it.
    """

    def __init__(
        self,
        marker: str,
        *,
        size: float,
        face: str | None,
        edge: str,
        edge_width: float,
        clip: BboxBase | None = None,
        zorder: float = 5,
        animated: bool = True,
    ) -> None:
        super().__init__()
        style = MarkerStyle(marker)
        self.shape = style.get_path().transformed(style.get_transform() + Affine2D().scale(size))
        self.face = to_rgba(face) if face else None
        self.edge = to_rgba(edge)
        self.ring = pen(edge_width, colour=self.edge, clip=clip, join="miter")
        self.ring.set_snap(False)
        self.places: Points = np.empty((0, 2))
        self.outline: Path | None = None
        self.set_zorder(zorder)
        self.set_animated(animated)

    def set_places(self, places: Points) -> None:
        """Show the marker at `places` (m, 2), pixels."""
        self.places, self.outline = places, self._stamped(places) if len(places) else None

    def _stamped(self, places: Points) -> Path:
        """Return the marker at every place, on the grid, as one path."""
        stood = (places * GRID).round() / GRID
        corners = (np.asarray(self.shape.vertices) + stood[:, np.newaxis]).reshape(-1, 2)
        return Path(corners, None if self.shape.codes is None else np.tile(self.shape.codes, len(places)))

    def draw(self, renderer: Any) -> None:
        """Stamp the marker at every place."""
        if self.outline is not None:
            renderer.draw_path(self.ring, self.outline, AS_IT_IS, self.face)


class Arrow(Artist):
    """The arrow head that marks where a run left the view: its tip, its direction, and its length in pixels.

    A hollow one is an outline of `edge_width`.
    """

    def __init__(self, *, colour: str, length: float, edge_width: float = 1.0, zorder: float = 5) -> None:
        super().__init__()
        self.colour, self.length = to_rgba(colour), length
        self.filled, self.outlined = pen(0, colour=self.colour), pen(edge_width, colour=self.colour)
        self.tip: Points | None = None
        self.direction: Points = np.zeros(2)
        self.hollow = False
        self.set_zorder(zorder)
        self.set_animated(True)

    def point(self, tip: Points | None, direction: Points, *, hollow: bool = False) -> None:
        """Show the arrow with its tip there, or nowhere."""
        self.tip, self.direction, self.hollow = tip, direction, hollow

    def draw(self, renderer: Any) -> None:
        """Fill the triangle, or outline it."""
        if self.tip is None:
            return
        along_, across = self.direction, np.array([-self.direction[1], self.direction[0]])
        base = self.tip - along_ * self.length
        corners = [self.tip, base + across * self.length / 2, base - across * self.length / 2, self.tip]
        stroke, fill = (self.outlined, None) if self.hollow else (self.filled, self.colour)
        renderer.draw_path(stroke, Path(np.array(corners)), AS_IT_IS, fill)


class Arrows(Artist):
    """Thin arrows that stand still, from `tails` (m, 2) to `tips` (m, 2); `head` is the length of an arrow head."""

    def __init__(self, tails: Points, tips: Points, *, colour: str, width: float, head: float, zorder: float) -> None:
        super().__init__()
        self.tails, self.tips, self.width, self.head = tails, tips, width, head
        self.colour = to_rgba(colour)
        self.set_zorder(zorder)

    def draw(self, renderer: Any) -> None:
        """Stroke the shafts up to the heads, and fill those."""
        if not len(self.tips):
            return
        along_ = self.tips - self.tails
        lengths = np.hypot(*along_.T)[:, np.newaxis]
        along_ = along_ / lengths
        base = self.tips - along_ * np.minimum(self.head, 0.6 * lengths)
        across = 0.4 * self.head * np.stack([-along_[:, 1], along_[:, 0]], axis=1)
        gap = np.full_like(base, np.nan)
        shafts = np.stack([self.tails, base, gap], axis=1).reshape(-1, 2)
        renderer.draw_path(pen(self.width, colour=self.colour), Path(shafts), AS_IT_IS)
        corners = np.stack([self.tips, base + across, base - across, self.tips], axis=1).reshape(-1, 2)
        codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(base))
        renderer.draw_path(pen(0), Path(corners, codes), AS_IT_IS, self.colour)


class Area(Artist):
    """A filled outline (m, 2): a floor that stands still, or a band that grows."""

    def __init__(
        self,
        outline: Points,
        colour: str,
        *,
        zorder: float,
        alpha: float = 1.0,
        clip: BboxBase | None = None,
        animated: bool = False,
    ) -> None:
        super().__init__()
        self.outline, self.colour, self.clip = outline, to_rgba(colour, alpha), clip
        self.set_zorder(zorder)
        self.set_animated(animated)

    def set_outline(self, outline: Points) -> None:
        """Show the outline (m, 2), pixels."""
        self.outline = outline

    def draw(self, renderer: Any) -> None:
        """Fill the outline."""
        if len(self.outline) < 3:
            return
        renderer.draw_path(pen(0, clip=self.clip), Path(self.outline), AS_IT_IS, self.colour)


class Block(Artist):
    """A filled rectangle whose edges move, such as the elapsed part of the rule."""

    def __init__(self, box: Bbox, colour: str, *, zorder: float = 3, animated: bool = True) -> None:
        super().__init__()
        self.box, self.colour = box, to_rgba(colour)
        self.set_zorder(zorder)
        self.set_animated(animated)

    def set_box(self, box: Bbox) -> None:
        """Show the rectangle there, pixels."""
        self.box = box

    def draw(self, renderer: Any) -> None:
        """Fill the rectangle, without an outline."""
        renderer.draw_path(pen(0), Path(_corners(self.box)), AS_IT_IS, self.colour)


def _corners(box: Bbox) -> Points:
    (left, bottom), (right, top) = box.get_points()
    return np.array([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)])
