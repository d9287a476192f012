"""How a run ended, in a word or two on a pill, from the step at which it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdanim.descent import stop_trap
from gdanim.outcomes import Outcome
from gdanim.panels.base import Show, Track

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS = {
    Outcome.CONVERGED: ("good", "converged"),
    Outcome.STOPPED: ("good", "stopped"),
    Outcome.OSCILLATING: ("cycle", "cycles"),
    Outcome.STUCK_AT_SADDLE: ("stuck", "stuck at saddle"),
    Outcome.LEFT_VIEW: ("diverged", "left the view"),
    Outcome.DIVERGED: ("diverged", "diverged"),
    Outcome.OUT_OF_STEPS: ("slow", "out of steps"),
}
"""Badge and words of every outcome."""


def outcome_badge(show: Show, track: Track) -> NDArray[np.uint8]:
    """Return the pill that says how a run ended; a stop that is a trap is said to be one."""
    kind, words = WORDS[track.trajectory.outcome]
    if stop_trap(show.objective, track.trajectory):
        kind, words = "trap", "stopped, not converged"
    return badge(show, kind, show.say(words))


def badge(show: Show, kind: str, words: str) -> NDArray[np.uint8]:
    """Return a pill (height, width, 4) with the glyph of its kind."""
    from gdanim.lettering import badge_picture

    look = show.theme.badges[kind]
    return badge_picture(f"{look.glyph} {words}", show.layout.badge_type, look.text, look.ground)
