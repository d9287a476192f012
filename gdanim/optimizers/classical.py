"""Steps down the gradient: plain, with momentum, and with a look at what comes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, slope
from gdanim.optimizers.states import Previous, Velocity


@dataclass(frozen=True)
class GradientDescent:
    """Gradient descent: x ← x − ηg, g = ∇f(x) + λx (Cauchy 1847; λ is `weight_decay`).

    Simple and predictable: on a quadratic with the largest curvature L it converges where η < 2/L. Slow along valleys
    whose curvatures differ much. With mini-batches feeding it, it is stochastic gradient descent.
    """

    learning_rate: Rate
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: the rule remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], learning_rate: Number) -> tuple[Array, tuple[()]]:
        """Walk down the gradient."""
        g = slope(f, x, self.weight_decay, self.maximize)
        return x - learning_rate * g, ()


@dataclass(frozen=True)
class Momentum:
    """Heavy ball: v ← μv + (1 − d)g, x ← x − ηv; the first v is g (Polyak 1964, in torch.optim.SGD's form).

    The learning rate stands outside the velocity, so that a schedule acts at once. Runs along valleys that gradient
    descent zigzags across; overshoots and swings where the curvature is alike. d is `dampening`.
    """

    learning_rate: Rate
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
    """Nesterov's momentum: v ← μv + g, x ← x − η(g + μv) (Nesterov 1983; Sutskever et al. 2013; torch's form).

    Equal to taking the gradient at the look-ahead point θ − ημv, where x is that point. Damps the swings of plain
    momentum, since the gradient is taken where the velocity is about to lead.
    """

    learning_rate: Rate
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


@dataclass(frozen=True)
class OptimisticGradientDescent:
    """Optimistic gradient descent: x ← x − η((α + β)g − βg₋), g₋ the gradient before (Popov 1980; optax's form).

    The first g₋ is g. Counts on the gradient to change once more as it just did, which damps the circling of plain
    descent where two players pull against each other; on a bowl it is gradient descent with a little less room for η.
    """

    learning_rate: Rate
    alpha: Number = 1.0
    beta: Number = 1.0

    def init(self, x: Array) -> Previous:
        """Start without a gradient to compare with."""
        return Previous(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Previous, learning_rate: Number) -> tuple[Array, Previous]:
        """Follow the gradient that is expected next."""
        g = f.gradient(x)
        before = state.gradient if state.step else g
        expected = (self.alpha + self.beta) * g - self.beta * before
        return x - learning_rate * expected, Previous(state.step + 1, g)
