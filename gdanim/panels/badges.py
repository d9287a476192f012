"""How a run ended, in a few words on a pill, from the step at which it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdanim.analysis.stays import LINGERS, Stay
from gdanim.descent import Outcome, stop_trap
from gdanim.panels.base import Show, Track
from gdanim.wording.numbers import direction_text

if TYPE_CHECKING:
    from gdanim.drawing.stamps import Picture

WORDS = {
    Outcome.CONVERGED: ("good", "converged at step {k}"),
    Outcome.STOPPED: ("good", "stopped at step {k}"),
    Outcome.OSCILLATING: ("cycle", "cycles, period {p}"),
    Outcome.STUCK_AT_SADDLE: ("stuck", "stuck at saddle"),
    Outcome.LEFT_VIEW: ("diverged", "left the view"),
    Outcome.DIVERGED: ("diverged", "diverged at step {k}"),
    Outcome.OUT_OF_STEPS: ("slow", "out of steps"),
}
"""Badge and words of every outcome, its step {k} and its period {p} left open."""

IN_A_WORD = {
    Outcome.CONVERGED: "converged",
    Outcome.STOPPED: "stopped",
    Outcome.OSCILLATING: "cycles",
    Outcome.DIVERGED: "diverged",
}
"""Shorter words, where there is room for no more."""


TOLD_FOR = 0.12
"""Share of the film for which it is told how a run left a saddle."""

LONGEST = 16
"""Characters of a direction that fit on a pill."""


def outcome_badge(show: Show, track: Track, *, briefly: bool = False) -> Picture:
    """Return the pill that says how a run ended; a stop that is a trap is said to be one."""
    run = track.trajectory
    kind, words = WORDS[run.outcome]
    if briefly:
        words = IN_A_WORD.get(run.outcome, words)
    if stop_trap(show.objective, run):
        kind, words = "trap", "stopped" if briefly else "stopped, not converged"
    return badge(show, kind, show.say(words, k=run.decided, p=run.period))


def decided_at(track: Track) -> int:
    """Return the step of a run's own from which its outcome may be told: it never stands before it happens."""
    return min(int(track.trajectory.decided), int(track.trajectory.end))


def stay_badge(show: Show, track: Track, stay: Stay, position: float) -> Picture | None:
    """Return the pill that says how long a run has been at a saddle by then, and for a while how it left."""
    step = track.step_at(position)
    if step < stay.first + LINGERS:
        return None
    if stay.direction is None or step <= stay.last:
        return badge(show, "stuck", show.say("at the saddle, over {n} steps", n=_rung(int(step) - stay.first)))
    if position > track.readings[stay.last + 1] + TOLD_FOR * show.span:
        return None
    along = direction_text(stay.direction, show.objective.names)
    sentence = "left along {direction} after {n} steps" if len(along) <= LONGEST else "left the saddle after {n} steps"
    return badge(show, "stuck", show.say(sentence, direction=along, n=stay.steps))


def _rung(steps: int) -> int:
    """Return the largest of 10, 20, 50, 100, 200, ... that is not more: a count that does not flicker.

    >>> _rung(10), _rung(49), _rung(1999)
    (10, 20, 1000)
    """
    power = 10 ** (len(str(steps)) - 1)
    return max(rung for rung in (power, 2 * power, 5 * power) if rung <= steps)


def badge(show: Show, kind: str, words: str) -> Picture:
    """Return a pill with the glyph of its kind."""
    from gdanim.drawing.stamps import badge_picture

    look = show.theme.badges[kind]
    return badge_picture(f"{look.glyph} {words}", show.layout.badge_type, look.text, look.ground)
