"""What an update rule is, and the few sums and powers that all rules share.

A batch must equal its runs one by one to the last bit. So sums run along the last axis of each row alone, which lies
in one piece of memory in either case, and powers are taken of arrays only.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = float | Array

Rate = Any
"""What may stand for a learning rate: a Number, or a schedule, which is asked before every update."""


class Function(Protocol):
    """What a rule may ask of a function: its value (...) and gradient (..., n) at points (..., n)."""

    def value(self, x: Array) -> Array:
        """Return f at x."""

    def gradient(self, x: Array) -> Array:
        """Return the partial derivatives at x."""


class Optimizer(Protocol):
    """The contract of an update rule."""

    @property
    def learning_rate(self) -> Any:
        """A number, or (runs, 1) numbers."""

    def init(self, x: Array) -> Any:
        """Return the state before the first step from x."""

    def step(self, f: Any, x: Array, state: Any, learning_rate: Number) -> tuple[Array, Any]:
        """Return the next point and the next state."""


def slope(f: Function, x: Array, weight_decay: Number, maximize: bool) -> Array:
    """Return the direction of ascent that a rule descends: ±∇f(x) + λx, the minus where f is to be maximized."""
    g = f.gradient(x)
    if maximize:
        g = -g
    return g + weight_decay * x if np.count_nonzero(weight_decay) else g


class Decaying(Protocol):
    """A rule whose weight decay is either part of the gradient or decoupled from it."""

    @property
    def weight_decay(self) -> Number:
        """λ."""

    @property
    def decoupled_weight_decay(self) -> bool:
        """Whether the point shrinks by itself."""

    @property
    def maximize(self) -> bool:
        """Whether f is to be maximized."""


def decayed(rule: Decaying, f: Function, x: Array, learning_rate: Number) -> tuple[Array, Array]:
    """Return the slope g and the point x, of which one has felt λ: g + λx or, where it is decoupled, x(1 − ηλ)."""
    if rule.decoupled_weight_decay:
        return slope(f, x, 0.0, rule.maximize), x * (1 - learning_rate * rule.weight_decay)
    return slope(f, x, rule.weight_decay, rule.maximize), x


def power(base: Number, exponent: Number) -> Any:
    """Return a power as it is in an array, also of two scalars: NumPy's scalar power differs in the last bit."""
    powers = np.power(np.array(base, dtype=np.float64, ndmin=1), exponent)
    return powers if isinstance(base, np.ndarray) or isinstance(exponent, np.ndarray) else powers[0]


def dot(a: Array, b: Array) -> Array:
    """Return the inner products (..., 1) of vectors (..., n)."""
    return np.asarray(np.einsum("...i,...i->...", np.ascontiguousarray(a), np.ascontiguousarray(b))[..., np.newaxis])


def apply(matrices: Array, vectors: Array) -> Array:
    """Return the products (..., n) of matrices (..., n, n) and vectors (..., n)."""
    return np.asarray(np.einsum("...ij,...j->...i", np.ascontiguousarray(matrices), np.ascontiguousarray(vectors)))


def norm(vectors: Array) -> Array:
    """Return the Euclidean lengths (..., 1) of vectors (..., n)."""
    return np.asarray(np.sqrt(dot(vectors, vectors)))
