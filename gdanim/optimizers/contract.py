"""What an update rule is, and the few sums and powers that all rules share.

A batch must equal its runs one by one to the last bit. So sums are made column by column from the left, which is also
many times as fast as along rows of a few numbers, and powers are taken of arrays only.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
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
    """Return the inner products (..., 1) of vectors (..., n); one that is too large is infinite, without a warning."""
    with np.errstate(all="ignore"):
        products = (one * other for one, other in zip(columns(a), columns(b), strict=True))
        return np.asarray(reduce(np.add, products)[..., np.newaxis])


def apply(matrices: Array, vectors: Array) -> Array:
    """Return the products (..., n) of matrices (..., n, n) and vectors (..., n), as `dot` does."""
    with np.errstate(all="ignore"):
        products = (column * x[..., np.newaxis] for column, x in zip(columns(matrices), columns(vectors), strict=True))
        return np.asarray(reduce(np.add, products))


def columns(a: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the columns (...) of an array (..., n)."""
    return (a[..., k] for k in range(a.shape[-1]))


def norm(vectors: Array) -> Array:
    """Return the Euclidean lengths (..., 1) of vectors (..., n)."""
    return np.asarray(np.sqrt(dot(vectors, vectors)))


def principal(hessian: Array) -> tuple[Array, Array]:
    """Return the curvatures (..., n), the lowest first, and their axes, the columns of (..., n, n).

    In two variables without eigh, which takes many times as long: ((a, b), (b, c)) is (a + c)/2 and a reflection, times
    the length of ((a − c)/2, b); its mirror stands at half the angle of that vector.
    """
    if hessian.shape[-1] != 2:
        curvature, axes = np.linalg.eigh(hessian)
        return curvature, axes
    a, b, c = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
    with np.errstate(all="ignore"):
        mean, half = (a + c) / 2, (a - c) / 2
        radius = np.hypot(half, b)
        larger = mean + np.copysign(radius, mean)
        # The determinant by the larger one, since the difference would cancel; and no angle, so that zeros are exact.
        smaller = np.where(larger == 0, 0.0, a / larger * c - b / larger * b)
        along, size = radius + np.abs(half), np.hypot(radius + np.abs(half), b)
        near, far = np.where(size == 0, 1.0, along / size), np.where(size == 0, 0.0, b / size)
        cos, sin = np.where(half < 0, far, near), np.where(half < 0, near, far)
    curvature = np.array([np.minimum(larger, smaller), np.maximum(larger, smaller)])
    return np.moveaxis(curvature, 0, -1), np.moveaxis(np.array([[-sin, cos], [cos, sin]]), (0, 1), (-2, -1))
