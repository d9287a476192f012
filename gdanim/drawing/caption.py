"""What stands below the panels: the caption, and the footnote in which a film owns up to what is not seen."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from gdanim.drawing.arrangement import rows
from gdanim.drawing.lettering import words, words_width, wrapped
from gdanim.errors import SceneError
from gdanim.panels.base import Show
from gdanim.scene.naming import owned_up

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdanim.scene import Scene

EVERY = {
    "step": "one drawing every {n} steps",
    "evaluations": "one drawing every {n} gradient evaluations",
    "samples": "one drawing every {n} samples",
}
UP_TO = {
    "step": "up to {n} steps a drawing",
    "evaluations": "up to {n} gradient evaluations a drawing",
    "samples": "up to {n} samples a drawing",
}

MOST_CAPTION_LINES = 3


def draw_caption(figure: Figure, show: Show, scene: Scene) -> float:
    """Set the caption, its last line where the layout wants it; return the height at which panels end.

    The footnote stands at its right, or on lines of its own where there is no room.
    """
    layout = show.layout
    room = layout.width - 2 * layout.margin
    lines = wrapped(scene.caption, layout.body_type, room)
    if len(lines) > MOST_CAPTION_LINES:
        raise SceneError(
            f"Scene: the caption takes {len(lines)} lines at {layout.width}x{layout.height}; "
            f"{MOST_CAPTION_LINES} fit. Say less, or choose a larger canvas."
        )
    note = _footnote(show, scene)
    taken = words_width(lines[-1], layout.body_type) if lines else 0.0
    if words_width(note, layout.body_type) + taken + layout.gutter <= room:
        words(
            figure, layout.width - layout.margin, layout.caption, note, size=layout.body_type,
            colour=show.theme.muted, ha="right",
        )  # fmt: skip
    else:
        lines += wrapped(note, layout.body_type, room)
    pitch = 1.4 * layout.body_type
    for k, line in enumerate(reversed(lines)):
        words(
            figure, layout.margin, layout.caption + pitch * k, line, size=layout.body_type,
            colour=show.theme.muted,
        )  # fmt: skip
    return layout.floor + pitch * max(0, len(lines) - layout.caption_lines)


def _footnote(show: Show, scene: Scene) -> str:
    """Return what the panels say of their scales, and what a viewer would not see."""
    panels = itertools.chain.from_iterable(rows(scene.panels, show.layout))
    notes = [panel.footnote(show) for panel in panels if hasattr(panel, "footnote")]
    return show.say("; ").join(dict.fromkeys(filter(None, [*notes, *_owned_up(show, scene)])))


def _owned_up(show: Show, scene: Scene) -> list[str]:
    """Say what a viewer would not see: drawings left out, and what else differs between the runs."""
    notes = []
    if show.clock.most_per_drawing > 1:
        sentences = EVERY if show.clock.is_even else UP_TO
        notes.append(show.say(sentences[show.unit], n=show.clock.most_per_drawing))
    return [*notes, *owned_up(scene)]
