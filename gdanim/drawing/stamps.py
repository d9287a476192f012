"""Words and formulas set once as pictures, and then only placed: text is the dearest thing in a drawing.

Coordinates are pixels of the canvas from its lower left corner, sizes are pixels; the canvas has 72 dots an inch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import lru_cache, partial
from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import Stroke
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from gdanim.drawing.artists import STILL, Points
from gdanim.drawing.lettering import advance, extent, formula, formula_extent, legible, rimmed, words

PAD = 4
"""Pixels round words in a picture."""

SHADES = 4
"""Shares of ink in a pixel of a letter, from none to full. Words that move are half of a GIF's bytes; in few shades
they are a third lighter, and closer to the drawings, since the table of colours holds them all."""

WORDS = 256
"""Pictures of words that are kept: more than most films have at once, and some five megabytes."""

Setting = Callable[[Figure, float, float], None]
"""Sets words on a figure, with the lower left corner of their picture there, in pixels."""


class Picture:
    """Words in one `ink`, on one `ground` or on none, set once.

    `pixels` RGBA (height, width, 4) are for a film; the `setting` draws the words as vectors.
    """

    def __init__(self, width: float, height: float, ink: str, ground: str | None, setting: Setting) -> None:
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        canvas = FigureCanvasAgg(figure)
        figure.patch.set_alpha(0)
        setting(figure, 0, 0)
        canvas.draw()
        self.setting = setting
        self.pixels = _in_few_shades(np.asarray(canvas.buffer_rgba()), ink, ground)
        self.pixels.flags.writeable = False
        self.shape = self.pixels.shape


def _in_few_shades(pixels: NDArray[np.uint8], ink: str, ground: str | None) -> NDArray[np.uint8]:
    """Return pixels (height, width, 4) with their cover, and their share of ink in its ground, rounded to SHADES."""
    dark = 255 * np.array(to_rgb(ink))
    light = dark if ground is None else 255 * np.array(to_rgb(ground))
    way = dark - light
    share = (pixels[..., :3] - light) @ way / max(way @ way, 1.0)
    colour = light + _rounded(share)[..., np.newaxis] * way
    cover = 255 * _rounded(pixels[..., 3:] / 255)
    return np.concatenate([colour, cover], axis=-1).round().astype(np.uint8)


def _rounded(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return (np.clip(share, 0, 1) * (SHADES - 1)).round() / (SHADES - 1)


@lru_cache(maxsize=WORDS)
def picture(text: str, size: float, colour: str, halo: str | None, *, bold: bool = True) -> Picture:
    """Set words once, with a halo a fifth of their size wide, or without."""
    text = legible(text)
    ring, pad = _rim(size)
    box = extent(text, size, bold=bold)
    casing = [[Stroke(linewidth=ring, foreground=halo, joinstyle="round")]] if halo else []

    def setting(figure: Figure, left: float, bottom: float) -> None:
        for effects in (*casing, None):
            words(
                figure, left + pad, bottom + pad - box.y0, text,
                size=size, colour=colour, bold=bold, path_effects=effects,
            )  # fmt: skip

    width, height = (int(np.ceil(side)) + 2 * pad for side in (box.width, box.height))
    return Picture(width, height, colour, halo, setting)


@lru_cache(maxsize=256)
def formula_picture(tex: str, size: float, colour: str) -> Picture:
    """Typeset a formula once."""
    box = formula_extent(tex, size)

    def setting(figure: Figure, left: float, bottom: float) -> None:
        formula(figure, left + PAD, bottom + PAD - box.y0, tex, size=size, colour=colour)

    width, height = (int(np.ceil(side)) + 2 * PAD for side in (box.width, box.height))
    return Picture(width, height, colour, None, setting)


@lru_cache(maxsize=256)
def badge_picture(text: str, size: float, colour: str, ground: str) -> Picture:
    """Set words on a fully round pill."""
    letters = picture(text, size, colour, ground)
    height = int(np.ceil(letters.shape[0] + 0.36 * size))
    width = int(np.ceil(letters.shape[1] + 0.8 * size))

    def setting(figure: Figure, left: float, bottom: float) -> None:
        pill = FancyBboxPatch(
            (left + height / 2, bottom + height / 2), width - height, 0, boxstyle=f"round,pad={height / 2 - 0.5}",
            transform=IdentityTransform(), facecolor=ground, edgecolor="none",
        )  # fmt: skip
        stamp = Stamp(animated=False)
        stamp.place(letters, left + (width - letters.shape[1]) / 2, bottom + (height - letters.shape[0]) / 2)
        figure.add_artist(pill)
        figure.add_artist(stamp)

    return Picture(width, height, colour, ground, setting)


def _rim(size: float) -> tuple[float, int]:
    """Return the width of a halo, and the pixels that a picture leaves round its words."""
    ring = max(3.0, 0.2 * size)
    return ring, max(PAD, int(np.ceil(ring / 2)) + 1)


class Stamp(Artist):
    """Words with a halo, set once as a picture and then only placed: text is the dearest thing in a drawing.

    `set_alpha` thins them.
    """

    def __init__(self, *, zorder: float = 6, animated: bool = True) -> None:
        super().__init__()
        self.picture: Picture | NDArray[np.uint8] | None = None
        self.left_bottom = (0, 0)
        self.set_zorder(zorder)
        self.set_animated(animated)

    def place(self, picture: Picture | NDArray[np.uint8] | None, left: float, bottom: float) -> None:
        """Show words, or pixels (height, width, 4), with their lower left corner at whole pixels, or nothing."""
        self.picture, self.left_bottom = picture, (round(left), round(bottom))

    def place_centre(self, picture: Picture, centre: Points) -> None:
        """Show the picture round its centre."""
        height, width = picture.shape[:2]
        self.place(picture, centre[0] - width / 2, centre[1] - height / 2)

    def draw(self, renderer: Any) -> None:
        """Put the picture onto the canvas."""
        if self.picture is not None:
            _put(self.picture, self, renderer, *self.left_bottom)


def _put(picture: Picture | NDArray[np.uint8], artist: Artist, renderer: Any, left: int, bottom: int) -> None:
    """Copy a picture's pixels onto a canvas of pixels; on any other, set its words."""
    alpha = artist.get_alpha()
    if isinstance(picture, Picture) and not isinstance(renderer, RendererAgg):
        _set(picture, cast(Figure, artist.get_figure()), renderer, left, bottom, alpha)
        return
    pen, shown = renderer.new_gc(), (picture.pixels if isinstance(picture, Picture) else picture)[::-1]
    if alpha is not None and alpha < 1:
        shown = shown.copy()
        shown[..., 3] = (alpha * shown[..., 3]).round()
    renderer.draw_image(pen, left, bottom, shown)
    pen.restore()


def _set(picture: Picture, figure: Figure, renderer: Any, left: int, bottom: int, alpha: float | None) -> None:
    """Draw a picture's words as vectors, on a sheet as large as the figure."""
    sheet = Figure(figsize=tuple(figure.get_size_inches()), dpi=72)
    FigureCanvasAgg(sheet)
    picture.setting(sheet, left, bottom)
    for part in (*sheet.artists, *sheet.patches, *sheet.texts):
        part.set_alpha(alpha)
    *colour, opacity = to_rgba(figure.get_facecolor())
    with nullcontext() if opacity else rimmed(sheet, tuple(colour)):
        for part in sheet.get_children()[1:]:
            part.draw(renderer)


class Label:
    """A run's name, with a pill under it where there is something to tell: two stamps that move as one block."""

    def __init__(self, figure: Figure, size: float, colour: str, halo: str, *, bold: bool = True) -> None:
        self.set = partial(picture, size=size, colour=colour, halo=halo, bold=bold)
        self.name, self.pill = Stamp(), Stamp()
        figure.add_artist(self.name)
        figure.add_artist(self.pill)

    def size(self, words: str, pill: Picture | None) -> Points:
        """Return the width and height in pixels of a block."""
        name = self.set(words)
        if pill is None:
            return np.array(name.shape[1::-1], dtype=np.float64)
        return np.array([max(name.shape[1], pill.shape[1]), name.shape[0] + pill.shape[0]], dtype=np.float64)

    def place(self, words: str, pill: Picture | None, centre: Points, beside: Points) -> None:
        """Show a block round its centre, the narrower of name and pill as near as can be to what it stands `beside`."""
        left, bottom = (centre - self.size(words, pill) / 2).tolist()
        name = self.set(words)
        wide = max(stamp.shape[1] for stamp in (name, pill) if stamp is not None)
        over = bottom + (pill.shape[0] if pill else 0)
        for stamp, shown, foot in ((self.pill, pill, bottom), (self.name, name, over)):
            spare = wide - shown.shape[1] if shown else 0
            stamp.place(shown, left + min(max(float(beside[0]) - left - (wide - spare) / 2, 0), spare), foot)

    def hide(self) -> None:
        """Show nothing."""
        self.name.place(None, 0, 0)
        self.pill.place(None, 0, 0)


class Digits(Artist):
    """A whole number that changes: its figures are set once each, all of one width, and only placed."""

    def __init__(self, right: float, baseline: float, *, size: float, colour: str) -> None:
        super().__init__()
        self.figures = [picture(str(figure), size, colour, None) for figure in range(10)]
        self.pitch = picture("00", size, colour, None).shape[1] - self.figures[0].shape[1]
        self.right, self.number = right, 0
        self.bottom = baseline + extent("0", size, bold=True).y0 - PAD
        self.set_zorder(STILL + 1)
        self.set_animated(True)

    def draw(self, renderer: Any) -> None:
        """Copy the figures onto the canvas, right aligned."""
        text = str(self.number)
        for k, figure in enumerate(text):
            left = self.right - PAD - (len(text) - k) * self.pitch
            _put(self.figures[int(figure)], self, renderer, round(left), round(self.bottom))


class Figures(Artist):
    """Numbers that change in places of their own: figures set once each, all of one width, and only placed."""

    def __init__(self, *, size: float, colour: str, bold: bool = False) -> None:
        super().__init__()
        self.look = (size, colour, bold)
        self.sink = _rim(size)[1] - extent("0", size, bold=bold).y0
        self.numbers: Sequence[tuple[str, float, float]] = ()
        self.set_zorder(STILL + 1)
        self.set_animated(True)

    def show(self, numbers: Sequence[tuple[str, float, float]]) -> None:
        """Show numbers, each as its text, its right end and its baseline."""
        self.numbers = numbers

    def draw(self, renderer: Any) -> None:
        """Copy the figures onto the canvas."""
        size, colour, bold = self.look
        for text, right, baseline in self.numbers:
            for figure in reversed(text):
                right -= advance(figure, size, bold=bold)
                drawn = picture(figure, size, colour, None, bold=bold)
                _put(drawn, self, renderer, round(right) - _rim(size)[1], round(baseline - self.sink))
