"""How far to go along a direction: rules that find the length of a step by trying.

Each has `along(f, x, direction, gradient, first)`, which returns lengths (..., 1), and the two methods of a schedule
that remembers, so that it may stand for the learning rate of GradientDescent, whose direction is −g.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, dot
from gdanim.optimizers.wolfe import StrongWolfe

TRIALS = 60
"""Trials after which a search gives up: 2⁶⁰ times nearer or farther float64 sees no more."""


class LineSearch(Protocol):
    """The contract of a line search."""

    def along(self, f: Function, x: Array, direction: Array, gradient: Array, first: Number) -> Array:
        """Return step lengths (..., 1); `first` is the length to try first."""


def step_length(
    search: LineSearch | str | None, f: Function, x: Array, direction: Array, gradient: Array, first: Number
) -> Number:
    """Return how far to go along a direction; without a search that is the first length."""
    if search is None:
        return first
    searched = StrongWolfe() if isinstance(search, str) else search
    return searched.along(f, x, direction, gradient, first)


def descending(direction: Array, gradient: Array) -> Array:
    """Return the direction where f falls along it, −g elsewhere, so that a search can find something."""
    return np.where(dot(direction, gradient) < 0, direction, -gradient)


@dataclass(frozen=True)
class Backtracking:
    """Backtracking: t ← βt until f(x + td) ≤ f(x) + ct dᵀg, from t = η on (Armijo 1966).

    β is `shrink`, c `decrease`, the share of the slope's promise that must be kept. Cheap, and f never rises; never
    tries farther than η, and takes the first length that will do, not the best.
    """

    learning_rate: Number = 1.0
    shrink: Number = 0.5
    decrease: Number = 1e-4
    robbins_monro: ClassVar[bool | None] = None

    def along(self, f: Function, x: Array, direction: Array, gradient: Array, first: Number) -> Array:
        """Return the first length, shrunk until f falls far enough."""
        value, promise = np.asarray(f.value(x))[..., np.newaxis], self.decrease * dot(direction, gradient)
        t = first + np.zeros_like(promise)
        for _ in range(TRIALS):
            falls = np.asarray(f.value(x + t * direction))[..., np.newaxis] <= value + t * promise
            if falls.all():
                break
            t = np.where(falls, t, self.shrink * t)
        return t

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: as a learning rate it remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], *, gradient: Array) -> tuple[Array, tuple[()]]:
        """Return the learning rates (..., 1) of gradient descent."""
        return self.along(f, x, -gradient, gradient, self.learning_rate), ()


@dataclass(frozen=True)
class ExactLineSearch:
    """Exact line search: t ← the root of φ′(t) = dᵀ∇f(x + td) beyond 0 (Cauchy 1847), found by regula falsi.

    A bracket is doubled from η on until the slope turns up, then narrowed (in Dowell and Jarratt 1971's Illinois way)
    until |φ′| has fallen to `tolerance` times its first value; on a quadratic the first guess is right. The length is 0
    where f does not fall along d. With −g for d successive steps are at right angles, which shows why steepest descent
    zigzags. Costs many gradients a step.
    """

    learning_rate: Number = 1.0
    tolerance: Number = 1e-12
    robbins_monro: ClassVar[bool | None] = None

    def along(self, f: Function, x: Array, direction: Array, gradient: Array, first: Number) -> Array:
        """Return the lengths at which f stops falling."""

        def rise(t: Array) -> Array:
            return dot(f.gradient(x + t * direction), direction)

        fall = dot(direction, gradient)
        bracket = _bracket(rise, fall, first + np.zeros_like(fall))
        return np.where(fall < 0, _root(rise, *bracket, np.abs(fall) * self.tolerance), 0.0)

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: as a learning rate it remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], *, gradient: Array) -> tuple[Array, tuple[()]]:
        """Return the learning rates (..., 1) of gradient descent."""
        return self.along(f, x, -gradient, gradient, self.learning_rate), ()


def _bracket(rise: Callable[[Array], Array], fall: Array, first: Array) -> tuple[Array, Array, Array, Array]:
    """Return lengths between which the slope turns up, and the slopes there; the upper one is doubled until it does."""
    low, low_slope, high = np.zeros_like(first), fall, first
    for _ in range(TRIALS):
        high_slope = rise(high)
        falls = high_slope < 0
        if not falls.any():
            break
        low, low_slope = np.where(falls, high, low), np.where(falls, high_slope, low_slope)
        high = np.where(falls, 2 * high, high)
    return low, low_slope, high, high_slope


def _root(
    rise: Callable[[Array], Array], low: Array, low_slope: Array, high: Array, high_slope: Array, enough: Array
) -> Array:
    """Return the lengths in a bracket at which the slope is at most `enough`, or as small as float64 can tell."""
    t, slope, was_left = high, high_slope, np.zeros(high.shape, dtype=np.int64)
    for trial in range(1, TRIALS + 1):
        searched = ~(np.abs(slope) <= enough) & (high - low > np.finfo(np.float64).eps * high)
        if not searched.any():
            break
        guess = (low * high_slope - high * low_slope) / (high_slope - low_slope)
        # Every third trial halves the orders of magnitude: far above the root the secant would crawl.
        middle = np.where(low > 0, np.sqrt(low) * np.sqrt(high), high / 1024)
        guess = np.where((low < guess) & (guess < high) & (trial % 3 > 0), guess, middle)
        t = np.where(searched, guess, t)
        slope = rise(t)
        left = np.where(slope < 0, 1, -1)
        # An end that stays twice counts half: otherwise a curved slope would never let it go.
        stays = np.where(left == was_left, 0.5, 1.0)
        low, high = np.where(left > 0, t, low), np.where(left > 0, high, t)
        low_slope, high_slope = (
            np.where(left > 0, slope, stays * low_slope),
            np.where(left > 0, stays * high_slope, slope),
        )
        was_left = left
    return t
