"""A rate for every coordinate, from the squares of the slopes it has met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, slope


class Squares(NamedTuple):
    """The sum of the squared gradients (..., n)."""

    step: int
    squares: Array


@dataclass(frozen=True)
class AdaGrad:
    """AdaGrad: s ← s + g², x ← x − ηₜ g/(√s + ε), ηₜ = η/(1 + (t − 1)d) (Duchi, Hazan and Singer 2011; torch's form).

    d is `learning_rate_decay`; s starts at `initial_accumulator`, and ε stands outside the root. Gives coordinates
    that move seldom a long step when they do; s only grows, so that long runs come to a halt before the minimum.
    """

    learning_rate: Rate
    learning_rate_decay: Number = 0.0
    weight_decay: Number = 0.0
    initial_accumulator: Number = 0.0
    epsilon: Number = 1e-10
    maximize: bool = False

    def init(self, x: Array) -> Squares:
        """Start with the given sum of squares."""
        return Squares(0, np.zeros_like(x) + self.initial_accumulator)

    def step(self, f: Function, x: Array, state: Squares, learning_rate: Number) -> tuple[Array, Squares]:
        """Add the squared slope to the sum, and step the less the larger the sum."""
        g = slope(f, x, self.weight_decay, self.maximize)
        s = state.squares + g * g
        rate = learning_rate / (1 + state.step * self.learning_rate_decay)
        return x - rate * (g / (np.sqrt(s) + self.epsilon)), Squares(state.step + 1, s)


class SquaresAndMoves(NamedTuple):
    """Running means of the squared gradient and of the squared move, both (..., n)."""

    step: int
    second: Array
    moves: Array


@dataclass(frozen=True)
class AdaDelta:
    """AdaDelta: v ← ρv + (1 − ρ)g², δ = g√(u + ε)/√(v + ε), u ← ρu + (1 − ρ)δ², x ← x − ηδ (Zeiler 2012; torch's form).

    Zeiler has no η: it is 1. ε stands inside both roots, and u is the mean of moves before η. The step has the unit of
    x, so that no rate need be tuned; it starts with moves of about √ε, which is slow.
    """

    learning_rate: Rate = 1.0
    rho: Number = 0.9
    epsilon: Number = 1e-6
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> SquaresAndMoves:
        """Start with means of zero."""
        return SquaresAndMoves(0, np.zeros_like(x), np.zeros_like(x))

    def step(
        self, f: Function, x: Array, state: SquaresAndMoves, learning_rate: Number
    ) -> tuple[Array, SquaresAndMoves]:
        """Step as far as the moves so far were long, in units of the slopes so far."""
        g = slope(f, x, self.weight_decay, self.maximize)
        v = self.rho * state.second + (1 - self.rho) * (g * g)
        delta = np.sqrt(state.moves + self.epsilon) / np.sqrt(v + self.epsilon) * g
        u = self.rho * state.moves + (1 - self.rho) * (delta * delta)
        return x - learning_rate * delta, SquaresAndMoves(state.step + 1, v, u)


class CenteredVelocity(NamedTuple):
    """Running means of the gradient and of its square, and a running sum of the steps, all (..., n)."""

    step: int
    first: Array
    second: Array
    velocity: Array


@dataclass(frozen=True)
class RMSProp:
    """RMSProp: v ← ρv + (1 − ρ)g², b ← μb + g/(√v + ε), x ← x − ηb (Tieleman and Hinton 2012; torch's form).

    v starts at 0, ε stands outside the root, and η outside the momentum. With `centered`, √(v − m²) stands for √v, m
    the running mean of g (Graves 2013): where g is constant that is rounding noise, and the step runs away. Moves at
    one pace whatever the scale of f, and forgets old slopes, unlike AdaGrad; hops about the minimum by η.
    """

    learning_rate: Rate
    rho: Number = 0.99
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    momentum: Number = 0.0
    centered: bool = False
    maximize: bool = False

    def init(self, x: Array) -> CenteredVelocity:
        """Start with means of zero, at rest."""
        return CenteredVelocity(0, np.zeros_like(x), np.zeros_like(x), np.zeros_like(x))

    def step(
        self, f: Function, x: Array, state: CenteredVelocity, learning_rate: Number
    ) -> tuple[Array, CenteredVelocity]:
        """Divide the slope by its usual size."""
        g = slope(f, x, self.weight_decay, self.maximize)
        m = self.rho * state.first + (1 - self.rho) * g
        v = self.rho * state.second + (1 - self.rho) * (g * g)
        usual = np.sqrt(v - m * m if self.centered else v) + self.epsilon
        b = self.momentum * state.velocity + g / usual
        return x - learning_rate * b, CenteredVelocity(state.step + 1, m, v, b)


class SquaresAndMean(NamedTuple):
    """The sum of the squared gradients, and the running mean of the steps, both (..., n)."""

    step: int
    squares: Array
    first: Array


@dataclass(frozen=True)
class SM3:
    """SM3: s ← s + g², m ← μm + (1 − μ)g/√(s + ε), x ← x − ηm (Anil et al. 2019; optax's form, 0/0 = 0).

    Made to save memory on matrices; of a plain vector of coordinates, as here, what is left is AdaGrad with a running
    mean of its steps. As good and as short of breath as AdaGrad, and smoother.
    """

    learning_rate: Rate
    momentum: Number = 0.9
    epsilon: Number = 1e-8

    def init(self, x: Array) -> SquaresAndMean:
        """Start with nothing summed."""
        return SquaresAndMean(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: SquaresAndMean, learning_rate: Number) -> tuple[Array, SquaresAndMean]:
        """Add the squared gradient to the sum, and follow the mean of the scaled gradients."""
        g = f.gradient(x)
        s = state.squares + g * g
        scaled = np.where(s > 0, g / np.sqrt(s + self.epsilon), 0.0)
        m = self.momentum * state.first + (1 - self.momentum) * scaled
        return x - learning_rate * m, SquaresAndMean(state.step + 1, s, m)
