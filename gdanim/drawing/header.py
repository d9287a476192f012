"""What stands above the panels: the title, the formula, the parameters, and what the film's clock reads."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.transforms import Bbox

from gdanim.drawing.artists import Block, Points
from gdanim.drawing.lettering import formula, formula_extent, text_width, words, wrapped
from gdanim.drawing.stamps import Digits
from gdanim.errors import SceneError
from gdanim.panels.base import Show, Update
from gdanim.scene.naming import MOST_COORDINATES, parameters
from gdanim.theme import SMALLEST_TYPE
from gdanim.wording.letters import letter
from gdanim.wording.terms import terms

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdanim.scene import Scene

TOTALS = {
    "step": "/ {total} steps",
    "evaluations": "/ {total} gradient evaluations",
    "samples": "/ {total} samples seen",
}
SMALLEST_SHARE = 0.9
"""Share of its size down to which a formula is set smaller to fit, rather than abridged or broken."""

LEADING = 0.2
"""Space between two lines of a formula, in its size."""

GAP = 1.4
"""Space between a formula and the words after it, in their size."""


def draw_header(figure: Figure, show: Show, scene: Scene) -> tuple[Update, float]:
    """Set the title, the formula with parameters, and the rule that is the film's clock.

    Returns what moves them, and the height at which panels begin.
    """
    layout, theme = show.layout, show.theme
    top = layout.height
    _title(figure, scene.title, show)
    total = max(map(scene.steps_of, scene.runs)) if show.unit == "step" else show.span
    counter = _Counter(figure, show, total)
    right = layout.width - layout.margin
    end = counter.left - layout.body_type if layout.counter_on_formula else right
    (left, baseline), drop = _formula(figure, show, end, right)
    room = (end if baseline == top - layout.formula else right) - left
    _parameters(figure, left, baseline, room, show, list(parameters(scene)))
    rule = Bbox([[layout.margin, top - layout.rule - drop], [right, top - layout.rule - drop + layout.rule_width]])
    figure.add_artist(Block(rule, theme.grid, animated=False))
    elapsed = Block(rule, theme.ink)
    figure.add_artist(elapsed)

    def update(position: float) -> None:
        share = position / total
        elapsed.set_box(Bbox([rule.min, [rule.x0 + share * rule.width, rule.y1]]))
        counter.show(int(position))

    return update, top - layout.panels - drop


def formulas_of(objective: Any) -> tuple[str, ...]:
    """Return the whole formula, f(x, y) = ..., as mathtext, and where there is one its abridgement."""
    head, names = _head(objective), [*map(letter, objective.names)]
    whole = f"{head} {objective.latex}"
    if len(names) <= MOST_COORDINATES:
        return (whole,)
    return whole, rf"f({names[0]}, \ldots, {names[-1]}) = {getattr(objective, 'short_latex', objective.latex)}"


def _head(objective: Any) -> str:
    return f"f({', '.join(map(letter, objective.names))}) ="


def _broken(objective: Any) -> list[tuple[str, str]]:
    """Return the formula broken before each of its terms but the first, the last break first."""
    parts = terms(objective.latex)
    breaks = range(len(parts) - 1, 0, -1)
    return [(f"{_head(objective)} {' '.join(parts[:k])}", rf"{{}} {' '.join(parts[k:])}") for k in breaks]


class Setting(NamedTuple):
    """A formula on one line or two, the first of which may be left to other words, and the `share` of its size."""

    first: str
    second: str
    share: float


def _settings(show: Show, end: float, right: float) -> Iterator[Setting]:
    """Yield ways to set the formula on a line up to `end`, and on one below it up to `right`: the plainest first."""
    full, margin, objective = show.layout.formula_type, show.layout.margin, show.objective

    def fit(line: str, room: float) -> float:
        return min(1.0, room / formula_extent(line, full).width)

    formulas = formulas_of(objective)
    for line in formulas:
        yield Setting(line, "", fit(line, end - margin))
    indent = formula_extent(_head(objective), full).width
    for first, second in _broken(objective):
        yield Setting(first, second, min(fit(first, end - margin), fit(second, right - margin - indent)))
    yield Setting("", formulas[0], fit(formulas[0], right - margin))


def _formula(figure: Figure, show: Show, end: float, right: float) -> tuple[Points, float]:
    """Set the formula on a line up to `end`, or on that and one below it up to `right`.

    Where the whole one could not be read on one line it is abridged, else set on two, and smaller where it must.
    Returns where words after it begin, and how much lower than the first its second line is.
    """
    layout, colour = show.layout, show.theme.ink
    least = max(SMALLEST_TYPE / layout.formula_type, SMALLEST_SHARE)
    plain = (setting for setting in _settings(show, end, right) if setting.share >= least and not setting.second)
    first, second, share = next(plain, None) or max(_settings(show, end, right), key=attrgetter("share"))
    size, left, baseline = share * layout.formula_type, layout.margin, layout.height - layout.formula
    foot, indent = -0.3 * layout.body_type, 0.0
    if first:
        formula(figure, left + 2, baseline, first, size=size, colour=colour)
    if not second:
        return np.array([left + formula_extent(first, size).width + GAP * layout.body_type, baseline]), 0.0
    if first:
        foot, indent = formula_extent(first, size).y0, formula_extent(_head(show.objective), size).width
    extent = formula_extent(second, size)
    drop = extent.y1 - foot + LEADING * size
    formula(figure, left + 2 + indent, baseline - drop, second, size=size, colour=colour)
    after = [left + indent + extent.width + GAP * layout.body_type, baseline - drop] if first else [left, baseline]
    return np.array(after), drop


def _title(figure: Figure, title: str, show: Show) -> None:
    """Set the title; on two lines, break it so that both are about as long."""
    layout = show.layout
    room = layout.width - 2 * layout.margin
    if layout.counter_on_formula is False:
        room *= 0.78
    count = len(wrapped(title, layout.title_type, room, bold=True))
    if count > layout.title_lines:
        raise SceneError(
            f"Scene: the title takes {count} lines at {layout.width}x{layout.height}; {layout.title_lines} fit. "
            "Say less, or choose a larger canvas."
        )
    narrower = (wrapped(title, layout.title_type, room * share / 20, bold=True) for share in range(10, 21))
    lines = next(lines for lines in narrower if len(lines) == count)
    for k, line in enumerate(reversed(lines)):
        words(
            figure, layout.margin, layout.height - layout.title + 1.24 * layout.title_type * k, line,
            size=layout.title_type, colour=show.theme.ink, bold=True,
        )  # fmt: skip


def _parameters(figure: Figure, left: float, baseline: float, room: float, show: Show, parts: list[str]) -> None:
    """Set the parameters after the formula, leaving parts out from the front until they fit."""
    while parts:
        text = show.say(", ").join(parts)
        drawn = words(figure, left, baseline, text, size=show.layout.body_type, colour=show.theme.muted)
        if text_width(figure, drawn) <= room:
            return
        drawn.remove()
        parts.pop(0)


class _Counter:
    """What the clock reads, right aligned, with what it will have read in the end behind it."""

    def __init__(self, figure: Figure, show: Show, total: int) -> None:
        layout, theme = show.layout, show.theme
        baseline = layout.height - (layout.formula if layout.counter_on_formula else layout.title)
        right = layout.width - layout.margin
        text = show.say(TOTALS[show.unit], total=f"{total}")
        rest = words(figure, right, baseline, text, size=layout.body_type, colour=theme.muted, ha="right")
        end = right - text_width(figure, rest) - 0.5 * layout.body_type
        self.digits = Digits(end, baseline, size=layout.number_type, colour=theme.ink)
        self.left = end - len(str(total)) * self.digits.pitch
        figure.add_artist(self.digits)

    def show(self, reading: int) -> None:
        """Show a reading of the clock."""
        self.digits.number = reading
