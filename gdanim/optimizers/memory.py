"""What optimizers remember, as moves: where the velocity leads, where the gradient alone would, and by which rates.

A rule's state is read by the names of its fields (see optimizers/states.py), so that a rule of one's own is understood
where it uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.optimizers.classical import Nesterov
from gdanim.optimizers.formulas import Step, alone, made_step

if TYPE_CHECKING:
    from gdanim.descent import Trajectory

Array = NDArray[np.float64]


class Memory(NamedTuple):
    """What a run remembers at every point (end + 1, n), None where its rule keeps nothing of the kind.

    `velocity` is the move to which the velocity alone would lead from there, and `gradient` that to which the gradient
    alone would, in the update that comes. `rates` are the learning rates of the coordinates, nan at the start, where
    nothing is known. `behind` are the points at which Nesterov's form with a look ahead stands, while it takes the
    gradient at the points of the run.
    """

    gradient: Array
    velocity: Array | None
    rates: Array | None
    behind: Array | None


def remembered(objective: Any, rule: Any, trajectory: Trajectory, fed: Any) -> Memory:
    """Return what a run whose states were kept remembers; `fed` are the samples of each of its updates.

    At the end, where no update comes, the gradient is that of all the data.
    """
    end = trajectory.end
    steps = [made_step(objective, rule, trajectory, k, fed[k]) for k in range(end)]
    last, x = alone(trajectory.states[end]), trajectory.points[end]
    rate = float(trajectory.learning_rates[-1]) if end else 0.0
    coming = [*steps, Step(rule, x, objective.gradient(x), rate, last, last, x)]
    return Memory(
        np.array([_gradient_move(step) for step in coming]),
        _since_start([_velocity_move(step) for step in steps], np.zeros_like(x)),
        _since_start([_rates(step) for step in steps], np.full_like(x, np.nan)),
        np.array([_behind(step) for step in coming]) if isinstance(rule, Nesterov) else None,
    )


def _since_start(rows: list[Array | None], start: Array) -> Array | None:
    """Return what is remembered after each update (end, n), and before them what is at the start."""
    known = [row for row in rows if row is not None]
    return np.stack([start, *known]) if known and len(known) == len(rows) else None


def _gradient_move(step: Step) -> Array:
    rates = _rates(step)
    with np.errstate(invalid="ignore"):  # at a pole, where nothing has moved
        return np.asarray(-(step.rate if rates is None else rates) * step.g)


def _velocity_move(step: Step) -> Array | None:
    """Return the move along the running mean or sum of gradients, which a rule may have scaled already."""
    names = _names(step)
    if "velocity" in names:
        return None if getattr(step.rule, "momentum", 1) == 0 else _of_length(step, -step.rate * step.after.velocity)
    if "first" not in names:
        return None
    mean = step.after.first
    if hasattr(step.rule, "beta1") and {"second", "largest"} & set(names):
        mean = mean / (1 - step.rule.beta1**step.t)
    rates = None if "squares" in names else _rates(step)
    return _of_length(step, -(step.rate if rates is None else rates) * mean)


def _rates(step: Step) -> Array | None:
    """Return η over the root of the squared slopes that are remembered, by coordinate."""
    names, state, rule = _names(step), step.after, step.rule
    epsilon = getattr(rule, "epsilon", 0.0)
    unbias = np.sqrt(1 - rule.beta2**step.t) if hasattr(rule, "beta2") else 1.0
    rate: Any = step.rate
    if "squares" in names:
        usual = np.sqrt(state.squares) + epsilon
    elif "moves" in names and "second" in names:
        rate, usual = step.rate * np.sqrt(step.before.moves + epsilon), np.sqrt(state.second + epsilon)
    elif "second" in names and ("largest" not in names or not getattr(rule, "amsgrad", True)):
        variance = state.second - state.first**2 if getattr(rule, "centered", False) else state.second
        usual = np.sqrt(variance) / unbias + epsilon
    elif "second" in names:
        usual = np.sqrt(state.largest) / unbias + epsilon
    elif "largest" in names:
        usual = state.largest
    else:
        return None
    with np.errstate(divide="ignore"):
        return _of_length(step, rate / usual)


def _behind(step: Step) -> Array:
    """Return x + ημv: torch's form walks along the points ahead, x = θ − ημv."""
    return np.asarray(step.x + step.rate * step.rule.momentum * step.before.velocity)


def _names(step: Step) -> tuple[str, ...]:
    return getattr(step.after, "_fields", ())


def _of_length(step: Step, values: Any) -> Array | None:
    """Return numbers that are one for every coordinate, and None for others."""
    return np.asarray(values) if np.shape(values) == step.x.shape else None
