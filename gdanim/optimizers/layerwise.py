"""Steps measured by the length of the point: all coordinates are one layer of a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, dot, norm, power
from gdanim.optimizers.states import Moments, Velocity


@dataclass(frozen=True)
class LARS:
    """LARS: u = g + λx, v ← μv + η c‖x‖/(‖u‖ + ε) u, x ← x − v (You, Gitman and Ginsburg 2017; optax's form).

    c is `trust_coefficient`; where a length is 0, c‖x‖/(‖u‖ + ε) is 1. η stands inside the velocity, so that a schedule
    acts with delay; `nesterov` looks a velocity ahead. Made for large batches and many layers; in the plane steps are
    a share of the distance from the origin, tiny beside it, and near a minimum they never shrink.
    """

    learning_rate: Rate
    weight_decay: Number = 0.0
    trust_coefficient: Number = 0.001
    epsilon: Number = 0.0
    momentum: Number = 0.9
    nesterov: bool = False

    def init(self, x: Array) -> Velocity:
        """Start at rest."""
        return Velocity(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Velocity, learning_rate: Number) -> tuple[Array, Velocity]:
        """Scale the gradient to the length of the point, and add it to the velocity."""
        u = f.gradient(x) + self.weight_decay * x
        push = learning_rate * (u * trust_ratio(x, u, coefficient=self.trust_coefficient, epsilon=self.epsilon))
        v = self.momentum * state.velocity + push
        return x - (push + self.momentum * v if self.nesterov else v), Velocity(state.step + 1, v)


@dataclass(frozen=True)
class LAMB:
    """LAMB: u = m̂/(√(v̂ + ε₀) + ε) + λx, x ← x − η‖x‖/‖u‖ u, m̂ and v̂ Adam's (You et al. 2020; optax's form).

    ε₀ is `epsilon_root`; where a length is 0, ‖x‖/‖u‖ is 1. Adam's direction with LARS's length: every step is η‖x‖
    long. Made for large batches; in the plane it cannot settle unless η fades.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-6
    epsilon_root: Number = 0.0
    weight_decay: Number = 0.0

    def init(self, x: Array) -> Moments:
        """Start with means of zero."""
        return Moments(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Moments, learning_rate: Number) -> tuple[Array, Moments]:
        """Scale Adam's step to the length of the point."""
        g = f.gradient(x)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        spread = np.sqrt(v / (1 - power(self.beta2, t)) + self.epsilon_root) + self.epsilon
        u = m / (1 - power(self.beta1, t)) / spread + self.weight_decay * x
        return x - learning_rate * (u * trust_ratio(x, u)), Moments(t, m, v)


@dataclass(frozen=True)
class Fromage:
    """Fromage: x ← (x − η‖x‖/‖g‖ g)/√(1 + η²) (Bernstein et al. 2020; optax's form).

    Lengths below `min_norm` count as it. The step is a share η of the point, and the division keeps points from
    growing. Its η means the same on every network; with one layer of two coordinates it cannot settle, and is drawn
    to the origin.
    """

    learning_rate: Rate
    min_norm: Number = 1e-6

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: the rule remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], learning_rate: Number) -> tuple[Array, tuple[()]]:
        """Step by a share of the point's length and shrink."""
        g = f.gradient(x)
        shrink = 1 / np.sqrt(1 + learning_rate * learning_rate)
        return shrink * (x - learning_rate * (g * trust_ratio(x, g, least=self.min_norm))), ()


class LayerMoments(NamedTuple):
    """A running sum of scaled gradients (..., n), and the running mean of the gradient's squared length (..., 1)."""

    step: int
    velocity: Array
    second: Array


@dataclass(frozen=True)
class NovoGrad:
    """NovoGrad: v ← β₂v + (1 − β₂)‖g‖², m ← β₁m + g/(√(v + ε₀) + ε) + λx, x ← x − ηm (Ginsburg et al. 2019).

    optax's form: the first v is ‖g‖². One v for all coordinates, so that directions are the gradient's own, unlike
    Adam's; steps of about η/(1 − β₁) whatever the slope, which overshoot a near minimum.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.25
    epsilon: Number = 1e-6
    epsilon_root: Number = 0.0
    weight_decay: Number = 0.0

    def init(self, x: Array) -> LayerMoments:
        """Start at rest."""
        return LayerMoments(0, np.zeros_like(x), np.zeros((*x.shape[:-1], 1)))

    def step(self, f: Function, x: Array, state: LayerMoments, learning_rate: Number) -> tuple[Array, LayerMoments]:
        """Divide the gradient by its usual length and add it to the velocity."""
        g = f.gradient(x)
        v = self.beta2 * state.second + (1 - self.beta2) * dot(g, g) if state.step else dot(g, g)
        scaled = g / (np.sqrt(v + self.epsilon_root) + self.epsilon)
        m = self.beta1 * state.velocity + (scaled + self.weight_decay * x)
        return x - learning_rate * m, LayerMoments(state.step + 1, m, v)


def trust_ratio(
    x: Array, update: Array, *, coefficient: Number = 1.0, epsilon: Number = 0.0, least: Number = 0.0
) -> Array:
    """Return c‖x‖/(‖u‖ + ε) as (..., 1), 1 where a length is 0; lengths below `least` count as it."""
    size, push = np.maximum(norm(x), least), np.maximum(norm(update), least)
    return np.where((size == 0) | (push == 0), 1.0, coefficient * size / (push + epsilon))
