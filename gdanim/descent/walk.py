"""The loop: an optimizer steps from a start, for one run or a hundred thousand at once.

    start (runs, n) ──step, step, ...──> points (rows, runs, n) ──judge──> Outcome

Runs are rows of one array and never mix. Nothing is clipped; a run that overflows is a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.batches import Feed, feed
from gdanim.descent.blocks import in_blocks
from gdanim.descent.outcomes import TAIL, Flags, Outcome, arrival, every, judge
from gdanim.descent.rows import Row, Rows
from gdanim.descent.stopping import StopRule, Update
from gdanim.descent.trajectory import Trajectory
from gdanim.errors import SceneError
from gdanim.objective import EmpiricalLoss, Objective
from gdanim.optimizers.contract import Optimizer
from gdanim.optimizers.hyperparameters import check_hyperparameters
from gdanim.schedules.contract import check_schedule, is_schedule
from gdanim.schedules.pace import Pace

Array = NDArray[np.float64]
Keep = Literal["all", "last"] | int

ESCAPE = 100.0
"""Distance from the domain's middle, in half-widths, beyond which a run has diverged."""


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
    with_states: bool = False,
    executor: Executor | None = None,
) -> Trajectory:
    """Make `steps` updates from `start`, (n,) for one run or (runs, n) for a batch of runs.

    A run ends early where `stop` says so, or where it diverges: at a point or a value that is not finite, or at a
    point farther than `escape` half-widths of the domain from its middle. With `escape` inf it is followed until its
    point overflows, though its value may have done so long before. `keep` names the rows kept: "all", the "last" one
    of each run, or every n-th and the last. Where the learning rate is a schedule, it is asked before every update.
    With `batches`, such as MiniBatches, every update descends the loss of a few samples, the same for all runs; the
    values are those of the whole loss. `with_states` keeps what the optimizer remembers along one run. A large batch
    is walked in blocks, on all cores or by the workers of an `executor`, with the same numbers on the same kind of
    processor. Raises SceneError for what cannot be run.

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
    lone = given.ndim == 1
    walk = partial(
        _walked, objective, steps=steps, batches=batches, stop=stop, escape=escape, keep=keep, lone=lone,
        remembers=with_states,
    )  # fmt: skip
    if lone:
        return walk(optimizer, given[np.newaxis])
    if with_states:
        raise SceneError("with_states keeps the states of one run; give one start (n,), not a batch.")
    return _join(in_blocks(walk, optimizer, given, numbers=given.shape[1], executor=executor))


def _walked(
    objective: Any, optimizer: Optimizer, start: Array, *, steps: int, batches: Any, **options: Any
) -> Trajectory:
    return _Walk(objective, optimizer, start, feed(objective, batches), **options).to(steps)


def _join(parts: list[Trajectory]) -> Trajectory:
    """Put the blocks of a batch side by side; a block whose runs all ended early has nan for the rows that it lacks."""
    if len(parts) == 1:
        return parts[0]
    longest = max(parts, key=lambda part: int(part.steps[-1]))
    rates = [part.learning_rates for part in parts]
    return Trajectory(
        _side_by_side([part.points for part in parts]),
        _side_by_side([part.values for part in parts]),
        longest.learning_rates if longest.learning_rates.ndim == 1 else _side_by_side(rates),
        longest.steps,
        longest.evaluations,
        longest.samples,
        np.concatenate([part.outcome for part in parts]),
        np.concatenate([part.end for part in parts]),
        np.concatenate([part.decided for part in parts]),
        np.concatenate([part.period for part in parts]),
    )


def _side_by_side(parts: list[Array]) -> Array:
    """Return arrays (rows, runs, ...) as one, nan where a part has fewer rows than another."""
    rows, runs = max(map(len, parts)), sum(part.shape[1] for part in parts)
    whole = np.full((rows, runs, *parts[0].shape[2:]), np.nan)
    done = 0
    for part in parts:
        whole[: len(part), done : done + part.shape[1]] = part
        done += part.shape[1]
    return whole


def _check_arguments(steps: int, escape: float, keep: Keep) -> None:
    if steps < 1:
        raise SceneError(f"steps is {steps}; at least 1 update must be made.")
    if not escape > 0:
        raise SceneError(f"escape is {escape}; it must be a positive number of half-widths, or inf.")
    if not (keep in ("all", "last") or (isinstance(keep, int) and keep >= 1)):
        raise SceneError(f'keep is {keep!r}; it must be "all", "last", or a number n for every n-th row.')


class _Counted:
    """A function whose gradients are counted as they are asked for."""

    def __init__(self, f: Any) -> None:
        self.f, self.gradients = f, 0

    def gradient(self, x: Array) -> Array:
        self.gradients += 1
        return np.asarray(self.f.gradient(x))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.f, name)


class _Walk:
    """Runs on their way: where they are, which of them still move, and what is kept of where they were.

    Where a value may not be finite although the point is near, or somebody asks for it, values are watched: made with
    every update. Otherwise they are made in the end, of what is kept.
    """

    def __init__(
        self,
        objective: Any,
        optimizer: Optimizer,
        start: Array,
        fed: Iterator[Feed] | None,
        *,
        stop: StopRule | None,
        escape: float,
        keep: Keep,
        lone: bool,
        remembers: bool,
    ) -> None:
        self.objective, self.optimizer, self.fed, self.stop, self.lone = objective, optimizer, fed, stop, lone
        middle, half = objective.domain.mean(axis=1), np.ptp(objective.domain, axis=1) / 2
        self.low, self.high = middle - escape * half, middle + escape * half
        self.follows = np.isinf(escape)
        self.every = {"all": 1, "last": 0}[keep] if isinstance(keep, str) else keep
        start = np.asfortranarray(start)  # coordinate by coordinate, as the objective takes and returns points
        self.x, self.value = start, objective.value(start)
        self.state = optimizer.init(start)
        self.pace = Pace(optimizer, start) if is_schedule(optimizer.learning_rate) else None
        may_overflow = not (self.follows or objective.has_values_within(self.low, self.high))
        self.watches = bool(stop or may_overflow or (self.pace and "value" in self.pace.names))
        runs = len(start)
        self.active = np.ones(runs, dtype=bool)
        self.end, self.decided = np.zeros(runs, dtype=np.int64), np.zeros(runs, dtype=np.int64)
        self.outcome = np.full(runs, None, dtype=object)
        self.evaluations, self.samples, self.remembers = 0, 0, remembers
        self.rate, self.rates = optimizer.learning_rate, list[Any]()

    def to(self, steps: int) -> Trajectory:
        """Walk until all runs have ended, or for `steps` updates, and return what they did."""
        self.tail = np.empty((min(TAIL, steps + 1), *self.x.T.shape))  # the points by which runs are judged
        self.tail[0] = self.x.T
        self.rows = Rows(steps // self.every + 2 if self.every else 1, *self.x.shape)
        if self.every:
            self._keep(0)
        with np.errstate(all="ignore"):
            for step in range(1, steps + 1):
                self.step(step, left=steps - step)
                if not self.active.any():
                    break
        self.end[self.active] = steps
        return self.trajectory()

    def _keep(self, step: int) -> None:
        state = self.state if self.remembers else None
        self.rows.append(Row(step, self.evaluations, self.samples, state), self.x, self.value if self.watches else None)

    def step(self, step: int, *, left: int) -> None:
        """Make one update of every run that still moves; `left` are those to come."""
        before, value_before = self.x, self.value
        after, self.rate = self._update(step)
        moved = self._move(after, self.objective.value(after) if self.watches else None, step)
        if self.stop:
            update = Update(self.objective, before, self.x, value_before, self.value)
            self._finish(self.stop(update), Outcome.STOPPED, step, step)
        if left < len(self.tail):
            self.tail[-1 - left] = self.x.T
        if moved and self.every and (step % self.every == 0 or not left):
            self._keep(step)
            self.rates.append(self.rate)

    def _update(self, step: int) -> tuple[Array, Any]:
        """Return the points after an update of all runs, and the learning rate with which it was made."""
        optimizer, rate, f, epoch = self.optimizer, self.optimizer.learning_rate, self.objective, step - 1
        if self.fed is not None:
            epoch, samples = next(self.fed)
            f = self.objective.batch(samples)
        f = _Counted(f)
        if self.pace is not None:
            optimizer, rate = self.pace.next(f, self.x, self.value, step - 1, epoch)
        made = optimizer.step(f, self.x, self.state, rate)
        after, self.state = _as_promised(optimizer, made, self.x)
        self.evaluations += f.gradients
        self.samples += getattr(f, "samples", 0)
        return after, rate

    def _move(self, after: Array, value: Array | None, step: int) -> bool:
        """Take the runs that still move to their new points, end those that are lost; return whether any moved.

        `value` is None where it need not be watched.
        """
        if self.active.all() and self._all_near(after, value):
            self.x, self.value = after, self.value if value is None else value
            return True
        value = self.objective.value(after) if value is None else value
        exists = every(np.isfinite(after)) & (self.follows | np.isfinite(value))
        moved = self.active & exists
        self.x = np.where(moved[:, np.newaxis], after, self.x)
        self.value = np.where(moved, value, self.value)
        near = every((self.low < after) & (after < self.high))  # false for nan, and for inf with any bounds
        self._finish(~exists | ~near, Outcome.DIVERGED, step, np.where(exists, step, step - 1))
        return bool(moved.any())

    def _all_near(self, after: Array, value: Array | None) -> bool:
        """Return whether nothing is lost; extremes and sums are quickly made, and tell of a nan among their terms."""
        lowest, highest = np.minimum.reduce(after, axis=0), np.maximum.reduce(after, axis=0)
        near = bool(((self.low < lowest) & (highest < self.high)).all())
        return near and (self.follows or value is None or bool(np.isfinite(np.add.reduce(value))))

    def _finish(self, ended: Flags, outcome: Outcome, decided: int, end: int | NDArray[np.int64]) -> None:
        ended = ended & self.active
        self.outcome[ended], self.decided[ended] = outcome, decided
        self.end = np.where(ended, end, self.end)
        self.active &= ~ended

    def trajectory(self) -> Trajectory:
        """Judge the runs that used all their steps, and return what was kept."""
        period = np.zeros(len(self.end), dtype=np.int64)
        left = self.active
        if left.any():
            tail = self.tail if left.all() else self.tail[:, :, left]
            self.outcome[left], period[left] = judge(self.objective, tail.swapaxes(1, 2))
            self.decided[left] = self.end[left]
        if not self.every:
            self._keep(int(self.end.max()))
        elif self.lone and self.end[0] > self.rows.facts[-1].step:
            self._keep(int(self.end[0]))
            self.rates.append(self.rate)
        if not self.watches:
            self.rows.evaluate(self.objective.value)
        points, values = self.rows.points, self.rows.values
        steps, evaluations, samples = map(self.rows.each, ("step", "evaluations", "samples"))
        rates = np.array(
            [rate[:, 0] if np.ndim(rate) == 2 else np.squeeze(rate) for rate in self.rates], dtype=np.float64
        )
        if self.lone:
            rates = rates.reshape(len(rates))
            if self.outcome[0] is Outcome.CONVERGED:
                self.decided[0] = steps[arrival(self.objective, points[:, 0])]
            ended = (self.outcome[0], int(self.end[0]), int(self.decided[0]), int(period[0]))
            states = tuple(row.state for row in self.rows.facts) if self.remembers else ()
            return Trajectory(points[:, 0], values[:, 0], rates, steps, evaluations, samples, *ended, states)
        if self.every:
            gone = steps[:, np.newaxis] > self.end
            points[gone], values[gone] = np.nan, np.nan
        return Trajectory(
            points, values, rates, steps, evaluations, samples, self.outcome, self.end, self.decided, period
        )


def _as_promised(optimizer: Any, made: Any, x: Array) -> tuple[Array, Any]:
    """Return what a step gave back, new points and state; SceneError where a rule of one's own gives something else."""
    if isinstance(made, tuple) and len(made) == 2 and getattr(made[0], "shape", None) == x.shape:
        return made
    points = made[0] if isinstance(made, tuple) and len(made) == 2 else made
    told = f"points of the shape {points.shape}" if isinstance(points, np.ndarray) else f"a {type(made).__name__}"
    raise SceneError(
        f"{type(optimizer).__name__}: step returned {told}; it must return (x, state), with x of the shape {x.shape}."
    )
