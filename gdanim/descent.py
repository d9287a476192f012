"""The loop: an optimizer steps from a start, for one run or a hundred thousand at once.

    start (runs, n) ──step, step, ...──> points (rows, runs, n) ──judge──> Outcome

Runs are rows of one array and never mix. Nothing is clipped; a run that overflows is a result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.batches import Feed, feed
from gdanim.empirical import EmpiricalLoss
from gdanim.errors import SceneError
from gdanim.objective import Objective
from gdanim.optimizers import Optimizer, check_hyperparameters
from gdanim.outcomes import TAIL, Flags, Outcome, at_minimum, judge, length
from gdanim.schedules.contract import check_schedule, is_schedule
from gdanim.schedules.pace import Pace

Array = NDArray[np.float64]
Keep = Literal["all", "last"] | int

ESCAPE = 100.0
"""Distance from the domain's middle, in half-widths, beyond which a run has diverged."""


@dataclass(frozen=True)
class Update:
    """One update as a stop rule sees it: points (runs, n) and values (runs,) before and after."""

    objective: Objective | EmpiricalLoss
    before: Array
    after: Array
    value_before: Array
    value_after: Array


StopRule = Callable[[Update], Flags]
"""Says after each update which of the runs (runs,) stop there."""


@dataclass(frozen=True)
class ValueChange:
    """Stop where |f(x_{k+1}) − f(x_k)| ≤ `epsilon`; asked after every update, so that at least one is made."""

    epsilon: float

    def __call__(self, update: Update) -> Flags:
        """Return which runs (runs,) stop."""
        return np.abs(update.value_after - update.value_before) <= self.epsilon


@dataclass(frozen=True)
class GradientNorm:
    """Stop where the gradient's length after an update is at most `epsilon`."""

    epsilon: float

    def __call__(self, update: Update) -> Flags:
        """Return which runs (runs,) stop."""
        return length(update.objective.gradient(update.after)) <= self.epsilon


@dataclass(frozen=True)
class StepLength:
    """Stop where an update moves the point by at most `epsilon`."""

    epsilon: float

    def __call__(self, update: Update) -> Flags:
        """Return which runs (runs,) stop."""
        return length(update.after - update.before) <= self.epsilon


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What a run did, in read-only arrays: row k is the state after k steps, row 0 the start.

    For one run, points (end + 1, n), values (end + 1,), and learning_rates (end,), the rate of the step taken from
    each row but the last. `end` is the last step whose point is finite. `decided` is the step at which the outcome
    was: `end`, or the next one where its point overflowed. `period` is that of a cycle, or 0.

    A batch has an axis more: points (rows, runs, n), values (rows, runs), learning_rates (rows - 1,) or
    (rows - 1, runs), and arrays (runs,) of ends and outcomes; rows after a run's end are nan. `steps` (rows,) says
    which steps were kept.
    """

    points: Array
    values: Array
    learning_rates: Array
    steps: NDArray[np.int64]
    outcome: Any
    end: Any
    decided: Any
    period: Any

    def __post_init__(self) -> None:
        for array in (self.points, self.values, self.learning_rates, self.steps):
            array.flags.writeable = False

    @property
    def sentence(self) -> str:
        """How one run ended, in words, such as "diverged at step 28"."""
        return str(self.outcome.value.format(k=self.decided, p=self.period))


def descend(
    objective: Objective | EmpiricalLoss,
    optimizer: Optimizer,
    start: ArrayLike,
    *,
    steps: int,
    batches: Any = None,
    stop: StopRule | None = None,
    escape: float = ESCAPE,
    keep: Keep = "all",
) -> Trajectory:
    """Make `steps` updates from `start`, (n,) for one run or (runs, n) for a batch of runs.

    A run ends early where `stop` says so, or where it diverges: at a point or a value that is not finite, or at a
    point farther than `escape` half-widths of the domain from its middle. With `escape` inf it is followed until its
    point overflows, though its value may have done so long before. `keep` names the rows kept: "all", the "last" one
    of each run, or every n-th and the last. Where the learning rate is a schedule, it is asked before every update.
    With `batches`, such as MiniBatches, every update descends the loss of a few samples, the same for all runs; the
    values are those of the whole loss. Raises SceneError for what cannot be run.

    >>> from gdanim import GradientDescent, Objective
    >>> parabola = Objective("x**2", domain=(-3, 3))
    >>> run = descend(parabola, GradientDescent(0.25), 2, steps=3)
    >>> run.points.ravel().tolist(), run.sentence
    ([2.0, 1.0, 0.5, 0.25], 'was still on its way after 3 steps')
    """
    check_hyperparameters(optimizer)
    check_schedule(optimizer)
    _check_arguments(steps, escape, keep)
    given = objective.point(start)
    walk = _Walk(objective, optimizer, np.atleast_2d(given), feed(objective, batches), escape, stop, keep)
    for step in range(1, steps + 1):
        walk.step(step, is_last=step == steps)
        if not walk.active.any():
            break
    return walk.trajectory(single=given.ndim == 1)


def _check_arguments(steps: int, escape: float, keep: Keep) -> None:
    if steps < 1:
        raise SceneError(f"steps is {steps}; at least 1 update must be made.")
    if not escape > 0:
        raise SceneError(f"escape is {escape}; it must be a positive number of half-widths, or inf.")
    if not (keep in ("all", "last") or (isinstance(keep, int) and keep >= 1)):
        raise SceneError(f'keep is {keep!r}; it must be "all", "last", or a number n for every n-th row.')


class _Walk:
    """Runs on their way: where they are, which of them still move, and what is kept of where they were."""

    def __init__(
        self,
        objective: Any,
        optimizer: Optimizer,
        start: Array,
        fed: Iterator[Feed] | None,
        escape: float,
        stop: StopRule | None,
        keep: Keep,
    ) -> None:
        self.objective, self.optimizer, self.fed, self.stop = objective, optimizer, fed, stop
        self.middle = objective.domain.mean(axis=1)
        self.radius = escape * np.ptp(objective.domain, axis=1) / 2
        self.follows = np.isinf(escape)
        self.every = {"all": 1, "last": 0}[keep] if isinstance(keep, str) else keep
        self.x, self.value = start, objective.value(start)
        self.state = optimizer.init(start)
        self.pace = Pace(optimizer, start) if is_schedule(optimizer.learning_rate) else None
        runs = len(start)
        self.active = np.ones(runs, dtype=bool)
        self.end, self.decided = np.zeros(runs, dtype=np.int64), np.zeros(runs, dtype=np.int64)
        self.outcome = np.full(runs, None, dtype=object)
        self.tail = deque([start], maxlen=TAIL)
        self.rows = [(0, self.x, self.value)]
        self.rates: list[Any] = []

    def step(self, step: int, *, is_last: bool) -> None:
        """Make one update of every run that still moves."""
        before, value_before = self.x, self.value
        optimizer, rate, f, epoch = self.optimizer, self.optimizer.learning_rate, self.objective, step - 1
        if self.fed is not None:
            epoch, samples = next(self.fed)
            f = self.objective.batch(samples)
        with np.errstate(all="ignore"):
            if self.pace is not None:
                optimizer, rate = self.pace.next(f, before, value_before, step - 1, epoch)
            after, self.state = optimizer.step(f, before, self.state, rate)
        value_after = self.objective.value(after)
        exists = np.isfinite(after).all(axis=-1) & (self.follows | np.isfinite(value_after))
        moved = self.active & exists
        self.x = np.where(moved[:, np.newaxis], after, before)
        self.value = np.where(moved, value_after, value_before)
        self.end[moved] = step
        self._finish(self.active & ~exists, Outcome.DIVERGED, step)
        self._finish((np.abs(self.x - self.middle) > self.radius).any(axis=-1), Outcome.DIVERGED, step)
        if self.stop:
            update = Update(self.objective, before, self.x, value_before, self.value)
            self._finish(self.stop(update), Outcome.STOPPED, step)
        self.tail.append(self.x)
        if moved.any() and self.every and (step % self.every == 0 or is_last or not self.active.any()):
            self.rows.append((step, self.x, self.value))
            self.rates.append(rate)

    def _finish(self, ended: Flags, outcome: Outcome, step: int) -> None:
        ended = ended & self.active
        self.outcome[ended], self.decided[ended] = outcome, step
        self.active &= ~ended

    def trajectory(self, *, single: bool) -> Trajectory:
        """Judge the runs that used all their steps, and return what was kept."""
        period = np.zeros(len(self.end), dtype=np.int64)
        left = self.active
        if left.any():
            self.outcome[left], period[left] = judge(self.objective, np.stack(self.tail)[:, left])
            self.decided[left] = self.end[left]
        rows = self.rows if self.every else [(int(self.end.max()), self.x, self.value)]
        steps = np.array([step for step, _, _ in rows])
        points, values = np.stack([x for _, x, _ in rows]), np.stack([value for _, _, value in rows])
        rates = np.array([np.squeeze(rate) for rate in self.rates], dtype=np.float64)
        if single:
            ended = (self.outcome[0], int(self.end[0]), int(self.decided[0]), int(period[0]))
            return Trajectory(points[:, 0], values[:, 0], rates, steps, *ended)
        if self.every:
            gone = steps[:, np.newaxis] > self.end
            points[gone], values[gone] = np.nan, np.nan
        return Trajectory(points, values, rates, steps, self.outcome, self.end, self.decided, period)


def stop_trap(objective: Objective, trajectory: Trajectory) -> str | None:
    """Say why a stop rule was wrong to end a run, or return None: where it stopped is no minimum."""
    last = trajectory.points[-1]
    if trajectory.outcome is not Outcome.STOPPED or at_minimum(objective, last[np.newaxis])[0]:
        return None
    slope = float(length(objective.gradient(last)))
    return f"stopped at step {trajectory.end} by its rule, yet the gradient there has length {slope:.3g}."
