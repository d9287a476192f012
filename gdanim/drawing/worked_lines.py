"""Lines of arithmetic: formulas typeset once, and under each its numbers, in places that do not move.

Words and signs stand still; only the figures of numbers change. In a wide box the numbers of a line stand in one row,
in a narrow one every term has a row of its own, with the decimals of a line under each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gdanim.drawing.lettering import advance, formula, text_width, words
from gdanim.drawing.stamps import Figures
from gdanim.drawing.working import Cell, Mark, Part, Values, Working
from gdanim.panels.base import Show, Track, Update
from gdanim.theme import SMALLEST_TYPE

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

LARGEST, SMALLER = 1.4, 0.95
"""The type is tried at this many times the body's size first, then smaller by this factor."""

READABLE = 0.85
"""Share of the ticks' size below which lines rather say only what comes out than all their terms."""

FORMULA, FIRST, ROW, GAP = 1.7, 1.55, 1.4, 0.5
"""Heights of a formula, of the first and of further rows of numbers, and between two lines, in sizes of type."""

INDENT, GUTTER = 1.2, 2.4
"""How far rows stand in, and the space between two columns of lines, in sizes of type."""

LOOSEST = 1.6
"""Space between two lines, in sizes of type, to which spare height is given."""


class Placed(NamedTuple):
    """A mark or a cell of a row, with its right end and its baseline in pixels."""

    what: Mark | Cell
    right: float
    baseline: float


class Page(NamedTuple):
    """Everything set at one size of type: where formulas begin, what stands in the rows, and how much room it takes."""

    size: float
    formulas: list[tuple[float, float]]
    rows: list[Placed]
    width: float
    height: float


def draw_lines(figure: Figure, box: Bbox, show: Show, track: Track) -> Update:
    """Set the formulas of a run's rule, and return what fills in the numbers of the step at a position."""
    working, size = Working(show, track), show.layout.label_type
    baseline = box.y1 - size
    count = _title(figure, box.x0, baseline, show, track)
    page = _fitted(figure, box, baseline - 0.6 * size, show, working)
    _draw_still(figure, page, show)
    plain = Figures(size=page.size, colour=show.theme.ink)
    told = Figures(size=page.size, colour=track.text, bold=True)
    for artist in (count, plain, told):
        figure.add_artist(artist)
    right = count.numbers[0][1]

    def update(position: float) -> None:
        k = max(0, int(np.ceil(track.step_at(position))) - 1)
        if k >= track.trajectory.end:
            return
        values = working.values(k)
        count.show([(str(k + 1), right, baseline)])
        plain.show(_filled(page, values, is_told=False))
        told.show(_filled(page, values, is_told=True))

    return update


def _filled(page: Page, values: Values, *, is_told: bool) -> list[tuple[str, float, float]]:
    """Return the numbers of one look, each with its right end and its baseline."""
    return [
        (placed.what.text(values), placed.right, placed.baseline)
        for placed in page.rows
        if isinstance(placed.what, Cell) and placed.what.is_told is is_told
    ]


def _title(figure: Figure, left: float, baseline: float, show: Show, track: Track) -> Figures:
    """Name the run, and return the number of the step that is shown."""
    size, muted = show.layout.label_type, show.theme.muted
    name = words(figure, left, baseline, track.label, size=size, colour=track.text, bold=True)
    left += text_width(figure, name) + 0.6 * size
    left += text_width(figure, words(figure, left, baseline, show.say("step"), size=size, colour=muted)) + 0.3 * size
    count = Figures(size=size, colour=muted)
    count.show([("", left + advance("0", size) * len(str(track.trajectory.end)), baseline)])
    return count


def _draw_still(figure: Figure, page: Page, show: Show) -> None:
    """Draw what does not move: signs and constants."""
    for placed in page.rows:
        if isinstance(placed.what, Mark) and placed.what.text.strip():
            colour = show.theme.ink if placed.what.is_number else show.theme.muted
            text, right = placed.what.text.rstrip(), placed.right - _trailing(placed.what.text, page.size)
            words(figure, right, placed.baseline, text.lstrip(), size=page.size, colour=colour, ha="right")


def _trailing(text: str, size: float) -> float:
    return (len(text) - len(text.rstrip())) * advance(" ", size)


def _fitted(figure: Figure, box: Bbox, top: float, show: Show, working: Working) -> Page:
    """Set the formulas and return the page with the largest type that fits, in as few columns as that takes.

    Where all terms would be too small to be read, lines say only what comes out; then the first lines are left out.
    """
    widths, count = _formula_widths(figure, working), len(working.parts)
    sizes, readable = _sizes(show.layout.body_type), READABLE * show.layout.tick_type
    tries = [(0, working.parts, readable), *((first, working.brief_parts[first:], 0.0) for first in range(count))]
    for first, parts, smallest in tries:
        for size in (size for size in sizes if size >= smallest):
            for columns, in_one_row in [(1, True), *((columns, False) for columns in range(1, len(parts) + 1))]:
                page = _page(box.x0, top, size, _Blocks(parts, widths[first:], columns, in_one_row))
                if page.width <= box.width and page.height <= top - box.y0:
                    return _set_formulas(figure, _loosened(page, top - box.y0), show, working)
    return _set_formulas(figure, page, show, working)


def _sizes(body: float) -> list[float]:
    """Return the sizes of type to be tried, the largest first, none too small to be read."""
    count = int(np.log(SMALLEST_TYPE / (LARGEST * body)) / np.log(SMALLER)) + 1
    return [*(LARGEST * body * SMALLER**k for k in range(max(0, count))), float(SMALLEST_TYPE)]


def _formula_widths(figure: Figure, working: Working) -> list[float]:
    """Return the widths of the formulas, in sizes of type."""
    widths: list[float] = []
    for tex in working.formulas:
        probe = formula(figure, 0, 0, tex, size=100 * TEX, colour="black")
        widths.append(text_width(figure, probe) / 100 + (0 if widths or not working.note else NOTED))
        probe.remove()
    return widths


TEX = 1.15
"""Size of a formula, in sizes of the type of its numbers: STIX looks smaller than the text face."""


NOTED = 7.0
"""Room for a note behind the first formula, in sizes of type."""


def _set_formulas(figure: Figure, page: Page, show: Show, working: Working) -> Page:
    size = TEX * page.size
    typeset = [
        formula(figure, left + 2, baseline, tex, size=size, colour=show.theme.ink)
        for tex, (left, baseline) in zip(working.formulas[-len(page.formulas) :], page.formulas, strict=True)
    ]
    if working.note:
        left, baseline = page.formulas[0]
        end = left + 2 + text_width(figure, typeset[0]) + 1.2 * size
        formula(figure, end, baseline, working.note, size=size, colour=show.theme.muted)
    return page


class _Blocks(NamedTuple):
    """Lines with the widths of their formulas, so many beside each other, and whether their terms share a row."""

    lines: Sequence[Sequence[Part]]
    widths: Sequence[float]
    columns: int
    in_one_row: bool

    def rows(self, line: int) -> int:
        """Return how many rows of numbers a line takes."""
        return 1 if self.in_one_row else len(self.lines[line])


def _page(left: float, top: float, size: float, blocks: _Blocks) -> Page:
    """Set the lines from left to right and from the top down; nothing is cut beyond their ends."""
    rows: list[Placed] = []
    formulas: dict[int, tuple[float, float]] = {}
    height = 0.0
    for column in range(blocks.columns):
        members, y = range(column, len(blocks.lines), blocks.columns), top
        for line in members:
            formulas[line] = (left, y - FORMULA * size)
            rows += _rows(left + INDENT * size, y - FORMULA * size, size, blocks, members, line)
            beside = range(line - column, min(line - column + blocks.columns, len(blocks.lines)))
            taken = FORMULA + FIRST + ROW * (max(map(blocks.rows, beside)) - 1)
            height = max(height, top - y + (taken + 0.35) * size)
            y -= (taken + GAP) * size
        ends = [placed.right for placed in rows] + [left + blocks.widths[line] * size for line in members]
        right = max(ends)
        left = right + GUTTER * size
    return Page(size, [formulas[line] for line in sorted(formulas)], rows, right - formulas[0][0], height)


def _rows(left: float, y: float, size: float, blocks: _Blocks, members: Sequence[int], line: int) -> Iterator[Placed]:
    """Yield what stands in the rows under a formula, its points aligned with those of the lines under each other."""
    aligned = left + max(part.head(size) for member in members for part in blocks.lines[member])
    x, y = left, y - FIRST * size
    for k, part in enumerate(blocks.lines[line]):
        if not blocks.in_one_row:
            x, y = aligned - part.head(size), y - (ROW * size if k else 0.0)
        for what in part.all:
            x += what.width(size)
            yield Placed(what, x, y)


def _loosened(page: Page, room: float) -> Page:
    """Give spare height to the spaces between the lines."""
    starts = {baseline for _, baseline in page.formulas}
    spare = min((room - page.height) / max(1, len(starts)), (LOOSEST - GAP) * page.size)

    def lowered(baseline: float) -> float:
        return baseline - spare * (sum(start >= baseline for start in starts) - 1)

    return page._replace(
        formulas=[(left, lowered(baseline)) for left, baseline in page.formulas],
        rows=[placed._replace(baseline=lowered(placed.baseline)) for placed in page.rows],
    )
