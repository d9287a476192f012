"""What rules remember from one step to the next, where several remember the same.

`step` is the number of steps made; arrays are (..., n) like the point, unless said otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

from gdanim.optimizers.contract import Array


class Previous(NamedTuple):
    """The gradient of the step before."""

    step: int
    gradient: Array


class Velocity(NamedTuple):
    """A running sum of gradients."""

    step: int
    velocity: Array


class Mean(NamedTuple):
    """A running mean of the gradient."""

    step: int
    first: Array


class Moments(NamedTuple):
    """Running means of the gradient and of its square."""

    step: int
    first: Array
    second: Array


class LargestMoments(NamedTuple):
    """Running means of the gradient and of its square, and the largest of the latter so far."""

    step: int
    first: Array
    second: Array
    largest: Array
