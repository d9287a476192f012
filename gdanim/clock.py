"""Which step each drawing of a film shows, and for how long.

A film is a row of *drawings*; drawing k shows position `positions[k]`, a number of steps that may be fractional while
the heads move on, and stays on the screen for `durations[k]` frame periods of 1/fps seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

START_HOLD = 0.6
"""Seconds for which the start is shown before anything moves."""

COMFORTABLE = 8.0
"""Seconds that the moving part of a short run is spread over."""

LONGEST = 12.0
"""Seconds that the moving part of a long run is pressed into; then a drawing shows every n-th step."""

EASED_FROM = 3
"""Frame periods a step must last before the heads glide between steps instead of jumping."""


@dataclass(frozen=True)
class Clock:
    """The one clock of all panels: positions (drawings,) in steps, durations (drawings,) in frame periods."""

    positions: NDArray[np.float64]
    durations: NDArray[np.int64]
    fps: int
    steps_per_drawing: int

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def seconds(self) -> float:
        """The length of the whole film, holds included."""
        return float(self.durations.sum()) / self.fps


def uniform(steps: int, fps: int, hold: float) -> Clock:
    """Give every step the same time, and hold the start and the last drawing.

    Few steps are spread over about eight seconds and the heads glide between them; more than twelve seconds' worth
    are decimated: each drawing then shows every n-th step, and always the last.

    >>> clock = uniform(200, fps=25, hold=1.5)
    >>> len(clock), float(clock.positions[60]), clock.seconds
    (201, 60.0, 10.08)
    >>> uniform(40, fps=25, hold=1).positions[:6].round(3).tolist()
    [0.0, 0.104, 0.352, 0.648, 0.896, 1.0]
    """
    stride = max(1, int(np.ceil(steps / (LONGEST * fps))))
    per_step = max(1, round(COMFORTABLE * fps / steps))
    if stride > 1:
        positions = np.append(np.arange(0, steps, stride), steps).astype(np.float64)
        durations = np.ones(len(positions), dtype=np.int64)
    elif per_step >= EASED_FROM:
        positions = np.append(np.add.outer(np.arange(steps), _ease(per_step)).ravel(), steps)
        durations = np.ones(len(positions), dtype=np.int64)
    else:
        positions = np.arange(steps + 1, dtype=np.float64)
        durations = np.full(steps + 1, per_step, dtype=np.int64)
    durations[0] = max(durations[0], round(START_HOLD * fps))
    durations[-1] = max(1, durations[-1], round(hold * fps))
    return Clock(positions, durations, fps, stride)


def _ease(count: int) -> NDArray[np.float64]:
    """Smoothstep 3t² − 2t³ at t = 0, 1/count, ... below 1."""
    t = np.arange(count) / count
    return t * t * (3 - 2 * t)
