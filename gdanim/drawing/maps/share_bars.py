"""Shares as bars: one for each minimum, the largest first, its number at its tip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.drawing.artists import Block, Marks
from gdanim.drawing.lettering import words
from gdanim.drawing.stamps import PAD, Stamp, picture
from gdanim.panels.base import Show, Update
from gdanim.theme import Series
from gdanim.wording.numbers import point_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

MOST = 5
"""Bars at most; what the others would show is one."""


PITCH = 1.45
"""Height of a row of one line, in sizes of its words."""

ROOMY = 3.4
"""Height of a row, in sizes of its words, from which a label stands above its bar."""

HEAD = 2.2
"""Height of the title's line, in sizes of its words."""


@dataclass(frozen=True, eq=False)
class Share:
    """A basin's share of the window after so many steps (steps,): its minimum (n,), None for none, and its look."""

    minimum: Array | None
    came: Array
    tint: str
    colour: str
    series: Series | None
    others: int = 0


def least_width(show: Show) -> float:
    """Return the pixels that bars with their labels need beside a map."""
    return 16 * show.layout.label_type


def rows_height(rows: int, show: Show, *, title: bool) -> float:
    """Return the pixels that so many bars need at least, each with its label on its line."""
    return (PITCH * rows + HEAD * title) * show.layout.label_type


def gathered(shares: list[Share], show: Show) -> list[Share]:
    """Return as many shares as there is room for, the smallest taken together."""
    if len(shares) <= MOST:
        return shares
    rest = shares[MOST - 1 :]
    came = np.sum([share.came for share in rest], axis=0)
    return [*shares[: MOST - 1], Share(None, came, show.theme.grid, show.theme.muted, None, len(rest))]


def draw_shares(figure: Figure, box: Bbox, show: Show, rows: list[Share], *, title: bool) -> Update:
    """Draw title and labels; return what lets the bars grow.

    Labels stand above their bars, or left of them where the box is low.
    """
    size = show.layout.label_type
    if title:
        text = show.say("Share of all starts")
        words(figure, box.x0, box.y1 - size, text, size=size, colour=show.theme.ink, bold=True)
        box = Bbox([box.min, [box.x1, box.y1 - HEAD * size]])
    compact = box.height < ROOMY * size * len(rows)
    pitch = min((1.7 if compact else 4.2) * size, box.height / len(rows))
    texts = [_label(share, show, compact=compact) for share in rows]
    indent = max(_width(text, show) for text in texts) + 2.4 * size if compact else 0.0
    longest = box.width - indent - _width("100.0 %", show) - size
    unit = longest / max(float(share.came[-1]) for share in rows)
    bars = []
    for k, (share, text) in enumerate(zip(rows, texts, strict=True)):
        baseline = box.y1 - k * pitch - size
        _name(figure, box.x0, baseline, text, share, show)
        middle = baseline + 0.36 * size - (0.0 if compact else 1.6 * size)
        thick = 1.1 if compact else 1.3
        bars.append(
            Bar(figure, Bbox.from_bounds(box.x0 + indent, middle - thick * size / 2, unit, thick * size), share, show)
        )

    def update(position: float) -> None:
        for bar in bars:
            bar.move(show.steps_made(position))

    return update


class Bar:
    """One bar: as long as its share, with a tip and a number."""

    def __init__(self, figure: Figure, unit: Bbox, share: Share, show: Show) -> None:
        """Let a share of 1 be as long as the box `unit`, pixels."""
        self.unit, self.share, self.show = unit, share, show
        self.body = Block(unit, share.tint)
        self.tip = Block(unit, share.colour, zorder=3.1)
        self.number = Stamp()
        for artist in (self.body, self.tip, self.number):
            figure.add_artist(artist)

    def move(self, steps: float) -> None:
        """Grow to what has come by then."""
        layout, came = self.show.layout, self.share.came
        share = float(came[min(int(steps), len(came) - 1)])
        end = self.unit.x0 + share * self.unit.width
        self.body.set_box(Bbox([self.unit.min, [end, self.unit.y1]]))
        self.tip.set_box(Bbox([[end, self.unit.y0], [end + 3 * layout.scale, self.unit.y1]]))
        text = picture(f"{100 * share:.1f} %", layout.label_type, self.show.theme.ink, None)
        middle = (self.unit.y0 + self.unit.y1) / 2
        self.number.place(text, end + 3 * layout.scale + 0.6 * layout.label_type - PAD, middle - text.shape[0] / 2)


def _label(share: Share, show: Show, *, compact: bool) -> str:
    if share.minimum is None:
        return show.say("{n} others", n=share.others) if share.others else show.say("no minimum")
    place = point_text([float(f"{coordinate:.3g}") for coordinate in share.minimum])
    return place if compact else show.say("minimum {x}", x=place)


def _name(figure: Figure, left: float, baseline: float, text: str, share: Share, show: Show) -> None:
    """Set the marker and the name of a minimum."""
    size, scale = show.layout.label_type, show.layout.scale
    if share.series:
        mark = Marks(
            share.series.marker, size=10 * scale * share.series.scale, face=share.colour, edge=share.colour,
            edge_width=0, zorder=2, animated=False,
        )  # fmt: skip
        mark.set_places(np.array([(left + 0.45 * size, baseline + 0.36 * size)]))
        figure.add_artist(mark)
    words(figure, left + 1.4 * size, baseline, text, size=size, colour=share.colour, bold=True)


def _width(text: str, show: Show) -> float:
    return picture(text, show.layout.label_type, show.theme.ink, None).shape[1] - 2.0 * PAD
