"""What each drawing of a film shows, and for how long.

A film is a row of *drawings*; drawing k shows position `positions[k]`, what the clock reads: steps made, gradients
evaluated, or samples seen. It may be fractional while the heads glide from one step to the next. The drawing stays on
the screen for `durations[k]` frame periods of 1/fps seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdanim.descent import Trajectory
from gdanim.scene import Scene

Array = NDArray[np.float64]

START_HOLD = 0.6
"""Seconds for which the start is shown before anything moves."""

SHORTEST = 6.0
"""Seconds that the moving part of a film paced by movement takes at least, where steps last a sixth of a second."""

COMFORTABLE = 8.0
"""Seconds that the moving part of a short run is spread over."""

LONGEST = 12.0
"""Seconds that the moving part of a long run is pressed into; then a drawing shows every n-th step."""

EASED_FROM = 3
"""Frame periods a step must last before the heads glide between steps instead of jumping."""

SLOWEST = 4.0
"""Frame periods that a step lasts where runs move most, with a pace that follows movement."""

QUICKEST = 4.0
"""Steps a frame period where hardly anything moves, unless the film would grow too long."""

STRIDE = 0.006
"""Share of the domain's diagonal that a head may move in a frame period before the pace slows down."""

SMOOTH = 4.0
"""Units of the clock over which the pace changes."""

HAIR = 1e-6
"""Share of the way to the next drawing by which those of one step differ where heads jump under a moving camera."""


@dataclass(frozen=True)
class Clock:
    """The one clock of all panels: positions (drawings,) in its unit, durations (drawings,) in frame periods.

    `most_per_drawing` is the largest number of units between two drawings; `is_even` says whether every unit takes the
    same time.
    """

    positions: Array
    durations: NDArray[np.int64]
    fps: int
    is_even: bool = True

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def seconds(self) -> float:
        """The length of the whole film, holds included."""
        return float(self.durations.sum()) / self.fps

    @property
    def most_per_drawing(self) -> int:
        """The largest number of units between two drawings, 1 where none is left out."""
        return int(np.ceil(np.diff(self.positions).max(initial=1.0) - 1e-9))

    def share(self, position: float) -> float:
        """Return how much of the moving time has passed at a position, holds apart, from 0 to 1.

        After the end it is as if the film went on evenly.
        """
        end = float(self.positions[-1])
        return float(np.interp(position, self.positions, self.shares)) if position <= end else position / end

    @cached_property
    def shares(self) -> Array:
        """How much of the moving time has passed at each drawing (drawings,)."""
        return np.concatenate([[0.0], np.cumsum(self.moving) / self.moving.sum()])

    @property
    def moving(self) -> NDArray[np.int64]:
        """For how many frame periods each drawing but the last (drawings - 1,) would stay if none were held."""
        moving = self.durations[:-1].copy()
        moving[0] = min(self.durations[:2])
        return moving


def clock_for(scene: Scene, trajectories: Sequence[Trajectory]) -> Clock:
    """Return the clock of a scene's film: until every run has ended, at the pace that the scene asks for."""
    span = max(1, max(int(trajectory.spent(scene.clock)[-1]) for trajectory in trajectories))
    if scene.pacing == "uniform":
        clock = uniform(span, scene.fps, scene.hold, glide=scene.glide)
    else:
        clock = adaptive(_movement(scene, trajectories, span), scene.fps, scene.hold, glide=scene.glide)
    turning = max((panel.turning(clock) for panel in scene.all_panels if hasattr(panel, "turning")), default=0.0)
    return fluent(clock, turning, scene.hold, glide=scene.glide) if turning else clock


def uniform(span: int, fps: int, hold: float, *, glide: bool = True) -> Clock:
    """Give every unit the same time, and hold the start and the last drawing.

    Few steps are spread over about eight seconds and the heads glide between them; more than twelve seconds' worth
    are decimated: each drawing then shows every n-th step, and always the last.

    >>> clock = uniform(200, fps=25, hold=1.5)
    >>> len(clock), float(clock.positions[60]), clock.seconds
    (201, 60.0, 10.08)
    >>> uniform(40, fps=25, hold=1).positions[:6].round(3).tolist()
    [0.0, 0.104, 0.352, 0.648, 0.896, 1.0]
    """
    stride = max(1, int(np.ceil(span / (LONGEST * fps))))
    per_unit = max(1, round(COMFORTABLE * fps / span))
    if stride > 1:
        positions = np.append(np.arange(0, span, stride), span).astype(np.float64)
        durations = np.ones(len(positions), dtype=np.int64)
    elif glide and per_unit >= EASED_FROM:
        positions = np.append(np.add.outer(np.arange(span), _ease(per_unit)).ravel(), span)
        durations = np.ones(len(positions), dtype=np.int64)
    else:
        positions = np.arange(span + 1, dtype=np.float64)
        durations = np.full(span + 1, per_unit, dtype=np.int64)
    return _held(Clock(positions, durations, fps), hold)


def adaptive(movement: Array, fps: int, hold: float, *, glide: bool = True) -> Clock:
    """Give time where runs move, and hold the start and the last drawing.

    `movement` (span,) is how far the quickest head moves in each unit of the clock, in diagonals of the domain. A unit
    lasts up to four frame periods where that is much, down to a quarter of one in a long tail where nothing moves. The
    film moves for six to twelve seconds, where it has steps enough and not too many.

    >>> clock = adaptive(0.1 * 0.9 ** np.arange(400), fps=25, hold=1)
    >>> bool(clock.durations[1:-1].sum() < 300), int(clock.positions[-1]), clock.most_per_drawing
    (True, 400, 4)
    """
    periods = _periods(movement, fps)
    positions, durations, left = [], [], 0.0
    for unit, lasts in enumerate(periods.tolist()):
        if glide and lasts >= EASED_FROM:
            count = round(lasts)
            positions += (unit + _ease(count)).tolist()
            durations += [1] * count
            continue
        left += lasts
        if left >= 1 or unit == 0:
            positions.append(float(unit))
            durations.append(max(1, int(left)))
            left = max(0.0, left - durations[-1])
    clock = Clock(np.array([*positions, len(movement)], dtype=np.float64), np.array([*durations, 1]), fps, False)
    return _held(clock, hold)


def _periods(movement: Array, fps: int) -> Array:
    """Return how many frame periods each unit lasts (span,): by movement, smoothly, within the film's length."""
    quickest = np.clip(SHORTEST * fps / 2 / len(movement), 1 / QUICKEST, 1)
    wanted = np.log(np.clip(movement / STRIDE, quickest, SLOWEST))
    reach = np.arange(-int(3 * SMOOTH), int(3 * SMOOTH) + 1)
    kernel = np.exp(-0.5 * (reach / SMOOTH) ** 2)
    padded = np.pad(wanted, int(3 * SMOOTH), mode="edge")
    periods = np.exp(np.convolve(padded, kernel / kernel.sum(), mode="valid"))
    total = float(periods.sum())
    shortest, longest = SHORTEST * fps, LONGEST * fps
    if total > longest:
        return np.asarray(periods * (longest / total))
    return np.asarray(np.minimum(periods * max(1.0, shortest / total), max(SLOWEST, fps / 6)))


def _movement(scene: Scene, trajectories: Sequence[Trajectory], span: int) -> Array:
    """Return how far the quickest head moves within the domain in each unit (span,), in diagonals of the domain."""
    low, high = scene.objective.domain.T
    movement = np.zeros(span)
    for trajectory in trajectories:
        places = np.clip((trajectory.points - low) / (high - low), -0.1, 1.1)
        lengths = np.linalg.norm(np.diff(places, axis=0), axis=1) / np.sqrt(scene.objective.dimension)
        units = np.maximum(trajectory.spent(scene.clock)[1:] - 1, 0)
        np.maximum.at(movement, units, lengths)
    return movement


def thinned(clock: Clock, share: float) -> Clock:
    """Return the clock with about a `share` of its drawings, evenly left out; what remains stays longer.

    >>> clock = thinned(uniform(200, fps=25, hold=1.5), 0.5)
    >>> len(clock), clock.seconds, float(clock.positions[-1])
    (101, 10.08, 200.0)
    """
    last = len(clock) - 1
    kept = np.unique(np.append(np.floor(np.arange(0, last, 1 / share)), last).astype(np.int64))
    starts = np.concatenate([[0], np.cumsum(clock.durations)])
    durations = np.diff(starts[np.append(kept, last + 1)])
    return replace(clock, positions=clock.positions[kept], durations=durations)


def fluent(clock: Clock, seconds: float, hold: float, *, glide: bool = True) -> Clock:
    """Give every frame period a drawing of its own, for `seconds` at least: a camera that moves must not stutter.

    >>> clock = fluent(uniform(200, fps=25, hold=1.5), 10, hold=1.5)
    >>> len(clock), float(clock.positions[1]), clock.seconds
    (251, 0.8, 12.08)
    """
    periods = max(int(clock.moving.sum()), int(np.ceil(seconds * clock.fps)))
    shares = np.linspace(0, 1, periods + 1)
    positions = np.interp(shares, clock.shares, clock.positions)
    if not glide:
        reached = clock.positions[np.searchsorted(clock.shares, shares, side="right") - 1]
        positions = reached + HAIR * (positions - reached)
    return _held(replace(clock, positions=positions, durations=np.ones(len(positions), dtype=np.int64)), hold)


def _held(clock: Clock, hold: float) -> Clock:
    """Return the clock with its first and its last drawing held."""
    durations = clock.durations.copy()
    durations[0] = max(durations[0], round(START_HOLD * clock.fps))
    durations[-1] = max(1, durations[-1], round(hold * clock.fps))
    return replace(clock, durations=durations)


def _ease(count: int) -> Array:
    """Smoothstep 3t² − 2t³ at t = 0, 1/count, ... below 1."""
    t = np.arange(count) / count
    return t * t * (3 - 2 * t)
