"""Words and formulas on a canvas: their faces, what of them can be drawn, their size, and their lines.

Coordinates are pixels of the canvas from its lower left corner, sizes are pixels; the canvas has 72 dots an inch.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from gdanim.drawing.artists import STILL
from gdanim.errors import GlyphWarning
from gdanim.theme import CJK, SANS

FACES = Path(__file__).parents[1] / "fonts"
"""The folder of the shipped faces."""


@lru_cache(maxsize=1)
def register_faces() -> None:
    """Make the shipped faces known to matplotlib, so that a film looks the same on every machine.

    The face for Chinese has one weight; that matplotlib says so at every bold label helps nobody.
    """
    logging.getLogger("matplotlib.font_manager").addFilter(lambda record: CJK not in record.getMessage())
    for face in sorted(FACES.glob("*.[ot]tf")):
        font_manager.fontManager.addfont(str(face))


@lru_cache(maxsize=3)
def _code_points(face: Path) -> frozenset[int]:
    """Return the code points that a face has."""
    return frozenset(FT2Font(str(face)).get_charmap())


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    """Return the code points that the shipped faces have."""
    return frozenset().union(*map(_code_points, FACES.glob("*.[ot]tf")))


def legible(text: str) -> str:
    """Return words as they can be drawn: a question mark for what no shipped face has, and a GlyphWarning naming it."""
    missing = [
        character for character in dict.fromkeys(text) if ord(character) not in _drawable() and character != "\n"
    ]
    if not missing:
        return text
    told = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing)
    warnings.warn(f'No font has {told}, in "{text}"; ? stands for it.', GlyphWarning, stacklevel=2)
    return text.translate(dict.fromkeys(map(ord, missing), "?"))


def font(text: str, size: float, *, bold: bool = False) -> FontProperties:
    """Return the face for a text at a size in pixels (the canvas has 72 dots an inch).

    One face that has all it takes is named by its file: by families, each size is looked for among all of a machine's.
    """
    face = FACES / f"GdanimSans-{'SemiBold' if bold else 'Regular'}.otf"
    if _code_points(face).issuperset(map(ord, text)):
        return FontProperties(fname=face, size=size)
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
    text = legible(text)
    return figure.text(
        x / figure.bbox.width,
        y / figure.bbox.height,
        text,
        fontproperties=font(text, size, bold=bold),
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


def words_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in pixels that words would take."""
    return float(extent(legible(text), size, bold=bold).width)


@lru_cache(maxsize=1024)
def advance(text: str, size: float, *, bold: bool = False) -> float:
    """Return the pixels from the start of words to where those after them would start."""
    return (words_width(11 * text, size, bold=bold) - words_width(text, size, bold=bold)) / 10


@lru_cache(maxsize=256)
def formula_extent(tex: str, size: float) -> Bbox:
    """Return the box in pixels of a formula whose baseline starts at the origin."""
    canvas = _scrap()
    probe = Text(0, 0, f"${tex}$", fontsize=size, math_fontfamily="stix", figure=canvas.figure)
    return probe.get_window_extent(canvas.get_renderer())


@lru_cache(maxsize=4096)
def extent(text: str, size: float, *, bold: bool) -> Bbox:
    """Return the box in pixels of words whose baseline starts at the origin."""
    canvas = _scrap()
    probe = Text(0, 0, text, fontproperties=font(text, size, bold=bold), parse_math=False, figure=canvas.figure)
    return probe.get_window_extent(canvas.get_renderer())


@lru_cache(maxsize=1)
def _scrap() -> FigureCanvasAgg:
    """Return a canvas to measure on, which nothing is put on."""
    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=72))


@contextmanager
def rimmed(figure: Figure, ground: Any) -> Iterator[None]:
    """Put a rim in a ground's colour round all words that have none: for a figure that is to have no ground."""
    bare = [text for text in figure.findobj(Text) if not text.get_path_effects()]
    for text in bare:
        stroke = Stroke(linewidth=0.3 * float(text.get_fontsize()), foreground=ground, joinstyle="round")
        text.set_path_effects([stroke, Normal()])
    try:
        yield
    finally:
        for text in bare:
            text.set_path_effects([])


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Break words into lines no wider than `room` pixels; Chinese may break anywhere."""
    lines: list[str] = []
    for word in _breakable(legible(text)):
        probe = (lines[-1] if lines else "") + word
        if lines and words_width(probe.rstrip(), size, bold=bold) <= room:
            lines[-1] = probe
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]


def _breakable(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        wide = ord(character) >= 0x2E80
        if pieces and not wide and not pieces[-1].endswith(" ") and ord(pieces[-1][-1]) < 0x2E80:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
