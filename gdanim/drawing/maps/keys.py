"""The key of a map, on the line of its title: a ramp with a number at each end, or the pills of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox

from gdanim.drawing.artists import Block
from gdanim.drawing.lettering import words
from gdanim.drawing.maps.quantities import GONE, SHADES, Quantity, outcome_colour, told
from gdanim.drawing.stamps import PAD, Stamp, badge_picture, picture
from gdanim.panels.badges import IN_A_WORD, WORDS
from gdanim.panels.base import Show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Line = tuple[float, float, float]
"""Free room on a line of words: from where, to where, and its baseline, in pixels."""

LENGTH, HEIGHT = 148.0, 10.0
"""Size of the ramp in pixels on an article's canvas."""


def draw_key(figure: Figure, lines: tuple[Line, Line], show: Show, shown: Quantity) -> None:
    """Draw the key at the end of the first line; pills that it has no room for go to the second."""
    if shown.scale is None:
        _pills(figure, lines, show, shown)
        return
    left, right, baseline = lines[0]
    size, gap = show.layout.tick_type, 0.6 * show.layout.tick_type
    if shown.gone:
        right = _gone(figure, right, baseline, show, shown) - 1.5 * gap
    near, far = told(np.array([shown.scale.near, shown.scale.far]))
    right -= _word(figure, right, baseline, near, show) + gap
    length = min(LENGTH * show.layout.scale, right - left - gap - _width(far, show))
    ramp = Bbox.from_bounds(right - length, baseline + 0.36 * size - HEIGHT * show.layout.scale / 2, length, HEIGHT)
    _ramp(figure, Bbox.from_bounds(ramp.x0, ramp.y0, length, HEIGHT * show.layout.scale), show, shown)
    _word(figure, ramp.x0 - gap, baseline, far, show)


def _ramp(figure: Figure, box: Bbox, show: Show, shown: Quantity) -> None:
    """Draw the shades from far to near, and a line at every level that the map has a line for."""
    assert shown.scale
    columns = np.arange(round(box.width)) * SHADES // round(box.width)
    stamp = Stamp(zorder=1, animated=False)
    stamp.place(np.repeat(shown.colours[np.newaxis, columns], round(box.height), axis=0), box.x0, box.y0)
    figure.add_artist(stamp)
    for share in shown.scale.share(shown.levels):
        x, half = box.x0 + share * box.width, 0.75 * show.layout.fine
        line = Block(Bbox([[x - half, box.y0], [x + half, box.y1]]), show.theme.background, zorder=1.5)
        line.set_animated(False)
        figure.add_artist(line)


def _gone(figure: Figure, right: float, baseline: float, show: Show, shown: Quantity) -> float:
    """Draw the colour of cells that have no shade, with its word; return where it begins."""
    side = HEIGHT * show.layout.scale
    left = right - _word(figure, right, baseline, shown.gone, show) - 1.4 * side
    middle = baseline + 0.36 * show.layout.tick_type
    swatch = Bbox.from_bounds(left, middle - side / 2, side, side)
    colour = to_hex((shown.colours[GONE] / 255).tolist())
    figure.add_artist(Block(swatch, colour, zorder=1, animated=False))
    return left


def _pills(figure: Figure, lines: tuple[Line, Line], show: Show, shown: Quantity) -> None:
    """Set the pills from the right, in the colours of their cells."""
    size, free = show.layout.badge_type, [right for _, right, _ in lines]
    for outcome in reversed(shown.outcomes):
        kind, sentence = WORDS[outcome]
        look = show.theme.badges[kind]
        text = f"{look.glyph} {show.say(IN_A_WORD.get(outcome, sentence))}"
        pill = badge_picture(text, size, look.text, outcome_colour(show, outcome))
        line = 0 if free[0] - pill.shape[1] >= lines[0][0] else 1
        free[line] -= pill.shape[1]
        stamp = Stamp(zorder=1, animated=False)
        stamp.place(pill, free[line], lines[line][2] + 0.36 * size - pill.shape[0] / 2)
        figure.add_artist(stamp)
        free[line] -= 0.6 * size


def _word(figure: Figure, right: float, baseline: float, text: str, show: Show) -> float:
    """Set a muted word that ends at `right`; return its width."""
    words(figure, right, baseline, text, size=show.layout.tick_type, colour=show.theme.muted, ha="right")
    return _width(text, show)


def _width(text: str, show: Show) -> float:
    return picture(text, show.layout.tick_type, show.theme.muted, None, bold=False).shape[1] - 2.0 * PAD
