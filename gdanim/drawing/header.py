"""What stands above the panels: the title, the formula, the parameters, and what the film's clock reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.transforms import Bbox

from gdanim.drawing.artists import Block
from gdanim.drawing.lettering import Digits, formula, text_width, words, wrapped
from gdanim.errors import SceneError
from gdanim.panels.base import Show, Update
from gdanim.scene.naming import MOST_COORDINATES, parameters
from gdanim.theme import SMALLEST_TYPE
from gdanim.wording.letters import letter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdanim.scene import Scene

TOTALS = {
    "step": "/ {total} steps",
    "evaluations": "/ {total} gradient evaluations",
    "samples": "/ {total} samples seen",
}
SMALLEST_SHARE = 0.9
"""Share of its size down to which a formula is set smaller to fit, rather than abridged."""


def draw_header(figure: Figure, show: Show, scene: Scene) -> Update:
    """Set the title, the formula with parameters, and the rule that is the film's clock; return what moves them."""
    layout, theme = show.layout, show.theme
    top = layout.height
    _title(figure, scene.title, show)
    baseline = top - layout.formula
    total = max(map(scene.steps_of, scene.runs)) if show.unit == "step" else show.span
    counter = _Counter(figure, show, total)
    end = counter.left - layout.body_type if layout.counter_on_formula else layout.width - layout.margin
    typeset = _formula(figure, baseline, end - layout.margin, show)
    left = layout.margin + text_width(figure, typeset) + 1.4 * layout.body_type
    room = end - left
    _parameters(figure, left, baseline, room, show, list(parameters(scene)))
    right = layout.width - layout.margin
    rule = Bbox([[layout.margin, top - layout.rule], [right, top - layout.rule + layout.rule_width]])
    figure.add_artist(Block(rule, theme.grid, animated=False))
    elapsed = Block(rule, theme.ink)
    figure.add_artist(elapsed)

    def update(position: float) -> None:
        share = position / total
        elapsed.set_box(Bbox([rule.min, [rule.x0 + share * rule.width, rule.y1]]))
        counter.show(int(position))

    return update


def formulas_of(objective: Any) -> tuple[str, ...]:
    """Return the whole formula, f(x, y) = ..., as mathtext, and where there is one its abridgement."""
    names = [*map(letter, objective.names)]
    whole = f"f({', '.join(names)}) = {objective.latex}"
    if len(names) <= MOST_COORDINATES:
        return (whole,)
    return whole, rf"f({names[0]}, \ldots, {names[-1]}) = {getattr(objective, 'short_latex', objective.latex)}"


def _formula(figure: Figure, baseline: float, room: float, show: Show) -> Any:
    """Set the formula within `room` pixels: abridged where the whole one could not be read, smaller where it must."""
    layout = show.layout
    for tex in formulas_of(show.objective):
        typeset = formula(figure, layout.margin + 2, baseline, tex, size=layout.formula_type, colour=show.theme.ink)
        size = min(layout.formula_type, layout.formula_type * room / text_width(figure, typeset))
        if size >= max(SMALLEST_TYPE, SMALLEST_SHARE * layout.formula_type):
            break
        typeset.remove()
    else:
        figure.add_artist(typeset)
    typeset.set_fontsize(size)
    return typeset


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
