"""What rules remember from one step to the next, where several remember the same."""

from __future__ import annotations

from typing import NamedTuple

from gdanim.optimizers.contract import Array


class Velocity(NamedTuple):
    """A running sum of gradients (..., n), and the number of steps made."""

    step: int
    velocity: Array


class Moments(NamedTuple):
    """Running means of the gradient and of its square (..., n), and the number of steps made."""

    step: int
    first: Array
    second: Array
