"""How a run ended, in a few words on a pill, from the step at which it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdanim.descent import stop_trap
from gdanim.outcomes import Outcome
from gdanim.panels.base import Show, Track

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


def outcome_badge(show: Show, track: Track, *, briefly: bool = False) -> NDArray[np.uint8]:
    """Return the pill that says how a run ended; a stop that is a trap is said to be one."""
    run = track.trajectory
    kind, words = WORDS[run.outcome]
    if briefly:
        words = IN_A_WORD.get(run.outcome, words)
    if stop_trap(show.objective, run):
        kind, words = "trap", "stopped, not converged"
    return badge(show, kind, show.say(words, k=run.decided, p=run.period))


def decided_at(track: Track) -> int:
    """Return the step of a run's own from which its outcome may be told: it never stands before it happens."""
    return min(int(track.trajectory.decided), int(track.trajectory.end))


def badge(show: Show, kind: str, words: str) -> NDArray[np.uint8]:
    """Return a pill (height, width, 4) with the glyph of its kind."""
    from gdanim.lettering import badge_picture

    look = show.theme.badges[kind]
    return badge_picture(f"{look.glyph} {words}", show.layout.badge_type, look.text, look.ground)
