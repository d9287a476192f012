"""The update rules, simplest first, each as pure as its formula.

A rule is a frozen dataclass of hyperparameters, `learning_rate` first. `init(x)` returns its state at the start,
`step(f, x, state, learning_rate)` the next point and state; neither changes anything. x is (n,) or (runs, n), rows
independent of each other. A hyperparameter is a number, or an array (runs, 1) with one for every run.

The formulas are the ones that are run, with g = ∇f(x) and t counted from 1. Where references differ, torch.optim's
convention is followed: weight decay is added to the gradient, and `maximize` turns the raw gradient round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from gdanim.errors import SceneError

Array = NDArray[np.float64]
Number = float | Array


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


@dataclass(frozen=True)
class GradientDescent:
    """Gradient descent: x ← x − ηg, g = ∇f(x) + λx (Cauchy 1847; λ is `weight_decay`).

    Simple and predictable: on a quadratic with the largest curvature L it converges where η < 2/L. Slow along valleys
    whose curvatures differ much. With mini-batches feeding it, it is stochastic gradient descent.
    """

    learning_rate: Number
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: the rule remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], learning_rate: Number) -> tuple[Array, tuple[()]]:
        """Walk down the gradient."""
        g = slope(f, x, self.weight_decay, self.maximize)
        return x - learning_rate * g, ()


class Velocity(NamedTuple):
    """A running sum of gradients (..., n), and the number of steps made."""

    step: int
    velocity: Array


@dataclass(frozen=True)
class Momentum:
    """Heavy ball: v ← μv + (1 − d)g, x ← x − ηv; the first v is g (Polyak 1964, in torch.optim.SGD's form).

    The learning rate stands outside the velocity, so that a schedule acts at once. Runs along valleys that gradient
    descent zigzags across; overshoots and swings where the curvature is alike. d is `dampening`.
    """

    learning_rate: Number
    momentum: Number = 0.9
    dampening: Number = 0.0
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> Velocity:
        """Start at rest."""
        return Velocity(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Velocity, learning_rate: Number) -> tuple[Array, Velocity]:
        """Add the gradient to the velocity and follow it."""
        g = slope(f, x, self.weight_decay, self.maximize)
        v = self.momentum * state.velocity + (1 - self.dampening) * g if state.step else g
        return x - learning_rate * v, Velocity(state.step + 1, v)


@dataclass(frozen=True)
class Nesterov:
    """Nesterov's momentum: v ← μv + g, x ← x − η(g + μv) (Nesterov 1983; Sutskever et al. 2013, torch.optim.SGD's form).

    Equal to taking the gradient at the look-ahead point θ − ημv, where x is that point. Damps the swings of plain
    momentum, since the gradient is taken where the velocity is about to lead.
    """

    learning_rate: Number
    momentum: Number = 0.9
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> Velocity:
        """Start at rest."""
        return Velocity(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Velocity, learning_rate: Number) -> tuple[Array, Velocity]:
        """Add the gradient to the velocity and look one velocity ahead."""
        g = slope(f, x, self.weight_decay, self.maximize)
        v = self.momentum * state.velocity + g
        return x - learning_rate * (g + self.momentum * v), Velocity(state.step + 1, v)


class Moments(NamedTuple):
    """Running means of the gradient and of its square (..., n), and the number of steps made."""

    step: int
    first: Array
    second: Array


@dataclass(frozen=True)
class Adam:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η m̂/(√v̂ + ε) (Kingma and Ba 2015, algorithm 1).

    m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) undo the bias of the start at zero; ε stands outside the root. Moves about η
    a step in every coordinate, whatever the scale of f; may swing round a minimum, and settles only as m̂ fades.
    """

    learning_rate: Number
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    decoupled_weight_decay: bool = False
    maximize: bool = False

    def init(self, x: Array) -> Moments:
        """Start with means of zero."""
        return Moments(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Moments, learning_rate: Number) -> tuple[Array, Moments]:
        """Update both means and step by their ratio."""
        g = slope(f, x, 0.0 if self.decoupled_weight_decay else self.weight_decay, self.maximize)
        if self.decoupled_weight_decay:
            x = x * (1 - learning_rate * self.weight_decay)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        spread = np.sqrt(v) / np.sqrt(1 - power(self.beta2, t)) + self.epsilon
        return x - learning_rate / (1 - power(self.beta1, t)) * (m / spread), Moments(t, m, v)


def slope(f: Function, x: Array, weight_decay: Number, maximize: bool) -> Array:
    """Return the direction of ascent that a rule descends: ±∇f(x) + λx, the minus where f is to be maximized."""
    g = f.gradient(x)
    if maximize:
        g = -g
    return g + weight_decay * x if np.any(weight_decay) else g


def power(base: Number, t: int) -> Array:
    """Return baseᵗ as an array of at least one axis: NumPy's scalar power differs from it in the last bit."""
    return np.power(np.atleast_1d(np.asarray(base, dtype=np.float64)), t)


_RANGES: dict[str, tuple[float, float, str]] = {
    "learning_rate": (0.0, np.inf, "a number of at least 0"),
    "epsilon": (0.0, np.inf, "a number of at least 0"),
    "weight_decay": (0.0, np.inf, "a number of at least 0"),
    "momentum": (0.0, np.inf, "a number of at least 0"),
    "beta1": (0.0, 1.0, "a number from 0 up to but not including 1"),
    "beta2": (0.0, 1.0, "a number from 0 up to but not including 1"),
}
"""Where a hyperparameter may lie: from the first number up to but not including the second."""


def check_hyperparameters(optimizer: Any) -> None:
    """Raise SceneError where an object does not follow the contract or a hyperparameter cannot be used."""
    name = optimizer.__name__ if isinstance(optimizer, type) else type(optimizer).__name__
    if isinstance(optimizer, type):
        raise SceneError(f"{name} needs its hyperparameters: write {name}(learning_rate=0.1).")
    for part in ("learning_rate", "init", "step"):
        if not hasattr(optimizer, part):
            raise SceneError(f"{name} is no optimizer: it has no {part}.")
    for field, value in _hyperparameters(optimizer):
        low, high, allowed = _RANGES[field]
        if not _lies(value, low, high):
            raise SceneError(f"{name}: {field} is {value!r}; it must be {allowed}.")


def _hyperparameters(optimizer: Any) -> Iterator[tuple[str, Any]]:
    names = [item.name for item in fields(optimizer)] if is_dataclass(optimizer) else ["learning_rate"]
    return ((name, getattr(optimizer, name)) for name in names if name in _RANGES)


def _lies(value: Any, low: float, high: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number | np.ndarray):
        return False
    return bool(np.all((low <= np.asarray(value)) & (np.asarray(value) < high)))
