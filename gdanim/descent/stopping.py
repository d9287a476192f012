"""Rules that end a run early, and what becomes of one that ends where it should not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.outcomes import Flags, Outcome, at_minimum, length
from gdanim.descent.trajectory import Trajectory
from gdanim.objective import EmpiricalLoss, Objective

Array = NDArray[np.float64]


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
class SmallChange:
    """Stop where |f(x_{k+1}) − f(x_k)| ≤ `epsilon`; asked after every update, so that at least one is made."""

    epsilon: float

    def __call__(self, update: Update) -> Flags:
        """Return which runs (runs,) stop."""
        return np.abs(update.value_after - update.value_before) <= self.epsilon


@dataclass(frozen=True)
class SmallGradient:
    """Stop where the gradient's length after an update is at most `epsilon`."""

    epsilon: float

    def __call__(self, update: Update) -> Flags:
        """Return which runs (runs,) stop."""
        return length(update.objective.gradient(update.after)) <= self.epsilon


@dataclass(frozen=True)
class SmallStep:
    """Stop where an update moves the point by at most `epsilon`."""

    epsilon: float

    def __call__(self, update: Update) -> Flags:
        """Return which runs (runs,) stop."""
        return length(update.after - update.before) <= self.epsilon


def stop_trap(objective: Objective, trajectory: Trajectory) -> str | None:
    """Say why a stop rule was wrong to end a run, or return None: where it stopped is no minimum."""
    last = trajectory.points[-1]
    if trajectory.outcome is not Outcome.STOPPED or at_minimum(objective, last[np.newaxis])[0]:
        return None
    slope = float(length(objective.gradient(last)))
    return f"stopped at step {trajectory.end} by its rule, yet the gradient there has length {slope:.3g}."
