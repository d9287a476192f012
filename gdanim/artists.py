"""The moving marks of a film, as matplotlib artists that live in pixels.

Panels turn their data into pixels once, when a film is set up; a drawing then only slices arrays and strokes paths.
All coordinates are pixels of the canvas from its lower left corner, widths are pixels, colours are RGBA.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Literal, cast

import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.patches import FancyBboxPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, BboxBase, IdentityTransform
from numpy.typing import NDArray

from gdanim.theme import CJK, SANS

Points = NDArray[np.float64]

STILL = 2
"""The height up to which artists stand still; what moves is drawn above it, so that it may be drawn last."""

FAR = 1e5
"""Pixels beyond which a vertex is drawn nearer, in its own direction: Agg's integers overflow far outside a canvas."""


@lru_cache(maxsize=1)
def register_faces() -> None:
    """Make the shipped faces known to matplotlib, so that a film looks the same on every machine.

    The face for Chinese has one weight; that matplotlib says so at every bold label helps nobody.
    """
    logging.getLogger("matplotlib.font_manager").addFilter(lambda record: CJK not in record.getMessage())
    folder = FilePath(__file__).parent / "fonts"
    for face in sorted(folder.glob("*.[ot]tf")):
        font_manager.fontManager.addfont(str(face))


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the text face at a size in pixels (the canvas has 72 dots an inch)."""
    register_faces()
    return FontProperties(family=[SANS, CJK], size=size, weight=600 if bold else 400)


def words(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    colour: str,
    bold: bool = False,
    **options: Any,
) -> Text:
    """Set words on the canvas at (x, y) pixels; dollar signs are dollar signs."""
    return figure.text(
        x / figure.bbox.width,
        y / figure.bbox.height,
        text,
        fontproperties=font(size, bold=bold),
        color=colour,
        parse_math=False,
        zorder=STILL,
        **options,
    )


def formula(figure: Figure, x: float, y: float, tex: str, *, size: float, colour: str, **options: Any) -> Text:
    """Typeset a formula, without its dollar signs, in STIX at (x, y) pixels."""
    return figure.text(
        x / figure.bbox.width,
        y / figure.bbox.height,
        f"${tex}$",
        fontsize=size,
        color=colour,
        math_fontfamily="stix",
        zorder=STILL,
        **options,
    )


def text_width(figure: Figure, text: Text) -> float:
    """Return the width in pixels that a text takes."""
    return float(text.get_window_extent(cast(FigureCanvasAgg, figure.canvas).get_renderer()).width)


def along(points: Points, position: float) -> Points:
    """Return the vertices (m, 2) of a path walked up to a fractional position, its last one the head."""
    whole = min(int(position), len(points) - 1)
    rest = position - whole
    if rest <= 0 or whole == len(points) - 1:
        return points[: whole + 1]
    head = points[whole] + rest * (points[whole + 1] - points[whole])
    return np.concatenate([points[: whole + 1], head[np.newaxis]])


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


class Trail(Artist):
    """A line that grows: a casing in the ground's colour under a coloured, perhaps dashed or dotted, stroke.

    The dash is in line widths. Vertices that are not finite leave a gap.
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
        zorder: float = 3,
        animated: bool = True,
    ) -> None:
        super().__init__()
        self.clip, self.width, self.dotted = clip, width, dotted
        self.dash = [length * width for length in ((0.01, 2.1) if dotted else dash)]
        self.colour = to_rgba(colour, alpha)
        self.casing = to_rgba(casing, 0.75) if casing else None
        self.points: Points = np.empty((0, 2))
        self.set_zorder(zorder)
        self.set_animated(animated)

    def set_points(self, points: Points) -> None:
        """Show the path through `points` (m, 2), pixels."""
        self.points = points

    def draw(self, renderer: Any) -> None:
        """Stroke the casing, then the line."""
        if len(self.points) < 2:
            return
        path = Path(self.points)
        cap: Literal["butt", "round"] = "butt" if self.dash and not self.dotted else "round"
        if self.casing:
            _stroke(renderer, self.clip, path, self.casing, self.width + 2, self.dash, cap)
        _stroke(renderer, self.clip, path, self.colour, self.width, self.dash, cap)


def _stroke(
    renderer: Any,
    clip: BboxBase | None,
    path: Path,
    colour: tuple[float, ...],
    width: float,
    dash: Sequence[float],
    cap: Literal["butt", "round"],
) -> None:
    pen = renderer.new_gc()
    pen.set_clip_rectangle(clip)
    pen.set_foreground(colour, isRGBA=True)
    pen.set_linewidth(width)
    pen.set_joinstyle("round")
    pen.set_capstyle(cap)
    pen.set_dashes(0, list(dash) or None)
    pen.set_antialiased(True)
    renderer.draw_path(pen, path, IdentityTransform())
    pen.restore()


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
        self.edge, self.edge_width, self.clip = to_rgba(edge), edge_width, clip
        self.places: Points = np.empty((0, 2))
        self.set_zorder(zorder)
        self.set_animated(animated)

    def set_places(self, places: Points) -> None:
        """Show the marker at `places` (m, 2), pixels."""
        self.places = places

    def draw(self, renderer: Any) -> None:
        """Stamp the marker at every place."""
        if not len(self.places):
            return
        pen = renderer.new_gc()
        pen.set_clip_rectangle(self.clip)
        pen.set_foreground(self.edge, isRGBA=True)
        pen.set_linewidth(self.edge_width)
        pen.set_joinstyle("miter")
        pen.set_snap(False)
        corners = (np.asarray(self.shape.vertices) + self.places[:, np.newaxis]).reshape(-1, 2)
        codes = None if self.shape.codes is None else np.tile(self.shape.codes, len(self.places))
        renderer.draw_path(pen, Path(corners, codes), IdentityTransform(), self.face)
        pen.restore()


class Arrow(Artist):
    """The arrow head that marks where a run left the view: its tip, its direction, and its length in pixels."""

    def __init__(self, *, colour: str, length: float, zorder: float = 5) -> None:
        super().__init__()
        self.colour, self.length = to_rgba(colour), length
        self.tip: Points | None = None
        self.direction: Points = np.zeros(2)
        self.set_zorder(zorder)
        self.set_animated(True)

    def point(self, tip: Points | None, direction: Points) -> None:
        """Show the arrow with its tip there, or nowhere."""
        self.tip, self.direction = tip, direction

    def draw(self, renderer: Any) -> None:
        """Fill the triangle."""
        if self.tip is None:
            return
        along_, across = self.direction, np.array([-self.direction[1], self.direction[0]])
        base = self.tip - along_ * self.length
        corners = [self.tip, base + across * self.length / 2, base - across * self.length / 2, self.tip]
        pen = renderer.new_gc()
        pen.set_linewidth(0)
        renderer.draw_path(pen, Path(np.array(corners)), IdentityTransform(), self.colour)
        pen.restore()


class Polygon(Artist):
    """A filled outline (m, 2) that stands still."""

    def __init__(self, outline: Points, colour: str, *, zorder: float) -> None:
        super().__init__()
        self.outline, self.colour = outline, to_rgba(colour)
        self.set_zorder(zorder)

    def draw(self, renderer: Any) -> None:
        """Fill the outline."""
        pen = renderer.new_gc()
        pen.set_linewidth(0)
        renderer.draw_path(pen, Path(self.outline), IdentityTransform(), self.colour)
        pen.restore()


class Rectangle(Artist):
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
        pen = renderer.new_gc()
        pen.set_linewidth(0)
        renderer.draw_path(pen, Path(_corners(self.box)), IdentityTransform(), self.colour)
        pen.restore()


def _corners(box: Bbox) -> Points:
    (left, bottom), (right, top) = box.get_points()
    return np.array([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)])


class Stamp(Artist):
    """Words with a halo, set once as a picture and then only placed: text is the dearest thing in a drawing."""

    def __init__(self, *, zorder: float = 6, animated: bool = True) -> None:
        super().__init__()
        self.picture: NDArray[np.uint8] | None = None
        self.left_bottom = (0, 0)
        self.set_zorder(zorder)
        self.set_animated(animated)

    def place(self, picture: NDArray[np.uint8] | None, left: float, bottom: float) -> None:
        """Show the picture (height, width, 4) with its lower left corner at whole pixels, or nothing."""
        self.picture, self.left_bottom = picture, (round(left), round(bottom))

    def draw(self, renderer: Any) -> None:
        """Copy the picture onto the canvas."""
        if self.picture is None:
            return
        pen = renderer.new_gc()
        renderer.draw_image(pen, *self.left_bottom, self.picture[::-1])
        pen.restore()


class Label:
    """A run's name, with a pill under it where there is something to tell: two stamps that move as one block."""

    def __init__(self, figure: Figure, size: float, colour: str, halo: str) -> None:
        self.look = (size, colour, halo)
        self.name, self.pill = Stamp(), Stamp()
        figure.add_artist(self.name)
        figure.add_artist(self.pill)

    def size(self, words: str, pill: NDArray[np.uint8] | None) -> Points:
        """Return the width and height in pixels of a block."""
        name = picture(words, *self.look)
        if pill is None:
            return np.array(name.shape[1::-1], dtype=np.float64)
        return np.array([max(name.shape[1], pill.shape[1]), name.shape[0] + pill.shape[0]], dtype=np.float64)

    def place(self, words: str, pill: NDArray[np.uint8] | None, centre: Points, bounds: Points | None = None) -> None:
        """Show a block round its centre, kept within bounds ((left, bottom), (right, top))."""
        half = self.size(words, pill) / 2
        if bounds is not None:
            low = bounds[0] + half + 2
            centre = np.clip(centre, low, np.maximum(low, bounds[1] - half - 2))
        name = picture(words, *self.look)
        left, top = centre[0] - half[0], centre[1] + half[1]
        self.name.place(name, left, top - name.shape[0])
        self.pill.place(pill, left, centre[1] - half[1])

    def hide(self) -> None:
        """Show nothing."""
        self.name.place(None, 0, 0)
        self.pill.place(None, 0, 0)


def shaded(places: Points, colours: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Fill triangles (m, 3, 2), in pixels of a picture of `size`, blending the colours (m, 3, 4) of their corners.

    They are drawn in the order given, at twice the size, and averaged; returns RGBA (height, width, 4).
    """
    width, height = size
    renderer = RendererAgg(2 * width, 2 * height, 72)
    pen = renderer.new_gc()
    renderer.draw_gouraud_triangles(pen, 2 * places, colours, IdentityTransform())
    pen.restore()
    large = np.asarray(renderer.buffer_rgba()).reshape(height, 2, width, 2, 4).astype(np.float64)
    weight = large[..., 3:]
    cover = weight.mean(axis=(1, 3))
    colour = (large[..., :3] * weight).mean(axis=(1, 3)) / np.maximum(cover, 1e-9)
    return np.concatenate([colour, cover], axis=-1).round().astype(np.uint8)


@lru_cache(maxsize=256)
def badge_picture(text: str, size: float, colour: str, ground: str) -> NDArray[np.uint8]:
    """Set words on a fully round pill and return it as RGBA (height, width, 4)."""
    letters = picture(text, size, colour, ground)
    height = int(np.ceil(letters.shape[0] + 0.36 * size))
    width = int(np.ceil(letters.shape[1] + 0.8 * size))
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    canvas = FigureCanvasAgg(figure)
    figure.patch.set_alpha(0)
    figure.add_artist(
        FancyBboxPatch(
            (height / 2, height / 2), width - height, 0, boxstyle=f"round,pad={height / 2 - 0.5}",
            transform=IdentityTransform(), facecolor=ground, edgecolor="none",
        )
    )  # fmt: skip
    stamp = Stamp(animated=False)
    stamp.place(letters, (width - letters.shape[1]) / 2, (height - letters.shape[0]) / 2)
    figure.add_artist(stamp)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba()).copy()
    drawn.flags.writeable = False
    return drawn


class Digits(Artist):
    """A whole number that changes: its figures are set once each, all of one width, and only placed."""

    def __init__(self, right: float, baseline: float, *, size: float, colour: str) -> None:
        super().__init__()
        self.figures = [picture(str(figure), size, colour, None) for figure in range(10)]
        self.pitch = picture("00", size, colour, None).shape[1] - self.figures[0].shape[1]
        self.right, self.number = right, 0
        self.bottom = baseline + _extent("0", size, bold=True).y0 - PAD
        self.set_zorder(STILL + 1)
        self.set_animated(True)

    def draw(self, renderer: Any) -> None:
        """Copy the figures onto the canvas, right aligned."""
        pen = renderer.new_gc()
        text = str(self.number)
        for k, figure in enumerate(text):
            left = self.right - PAD - (len(text) - k) * self.pitch
            renderer.draw_image(pen, round(left), round(self.bottom), self.figures[int(figure)][::-1])
        pen.restore()


PAD = 4
"""Pixels round words in a picture."""


@lru_cache(maxsize=4096)
def picture(text: str, size: float, colour: str, halo: str | None, *, bold: bool = True) -> NDArray[np.uint8]:
    """Set words once and return them as RGBA (height, width, 4), with a halo a fifth of their size wide, or without."""
    ring = max(3.0, 0.2 * size)
    pad = max(PAD, int(np.ceil(ring / 2)) + 1)
    extent = _extent(text, size, bold=bold)
    width, height = int(np.ceil(extent.width)) + 2 * pad, int(np.ceil(extent.height)) + 2 * pad
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    canvas = FigureCanvasAgg(figure)
    figure.patch.set_alpha(0)
    casing = [[Stroke(linewidth=ring, foreground=halo, joinstyle="round")]] if halo else []
    for effects in (*casing, None):
        words(figure, pad, pad - extent.y0, text, size=size, colour=colour, bold=bold, path_effects=effects)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba()).copy()
    drawn.flags.writeable = False
    return drawn


def _extent(text: str, size: float, *, bold: bool) -> Bbox:
    """Return the box in pixels of words whose baseline starts at the origin."""
    figure = Figure(dpi=72)
    probe = Text(0, 0, text, fontproperties=font(size, bold=bold), parse_math=False, figure=figure)
    return probe.get_window_extent(FigureCanvasAgg(figure).get_renderer())
