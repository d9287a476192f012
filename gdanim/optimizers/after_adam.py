"""What was tried after Adam: other second moments, more means, other orders of the same steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, norm, power, slope
from gdanim.optimizers.states import Moments


@dataclass(frozen=True)
class Yogi:
    """Yogi: v ← v − (1 − β₂) sign(v − g²) g², m as in Adam, x ← x − η m̂/(√v̂ + ε) (Zaheer et al. 2018; optax's form).

    m and v both start at `initial_accumulator`, and both are corrected as in Adam. v follows g² at one pace up and
    down, so that it does not forget steep slopes in a hurry; ε is large, which makes flat places slow.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-3
    initial_accumulator: Number = 1e-6

    def init(self, x: Array) -> Moments:
        """Start with small means."""
        start = np.zeros_like(x) + self.initial_accumulator
        return Moments(0, start, start)

    def step(self, f: Function, x: Array, state: Moments, learning_rate: Number) -> tuple[Array, Moments]:
        """Move the second mean towards the squared gradient by a share of the latter."""
        g = f.gradient(x)
        t, squared = state.step + 1, g * g
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = state.second - (1 - self.beta2) * np.sign(state.second - squared) * squared
        spread = np.sqrt(v / (1 - power(self.beta2, t))) + self.epsilon
        return x - learning_rate * (m / (1 - power(self.beta1, t)) / spread), Moments(t, m, v)


@dataclass(frozen=True)
class AdaBelief:
    """AdaBelief: s ← β₂s + (1 − β₂)(g − m)² + ε₀, m as in Adam, x ← x − η m̂/(√ŝ + ε) (Zhuang et al. 2020).

    optax's form: m is the new mean, and ε₀, which is `epsilon_root`, is added to the stored s and so sums up, as in
    the authors' code (where it equals ε). `nesterov` blends the gradient into m̂. Steps are long where the slope is as
    foreseen and short where it surprises: quick along straight valleys, too quick where g hardly changes and s fades.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-16
    epsilon_root: Number = 1e-16
    nesterov: bool = False

    def init(self, x: Array) -> Moments:
        """Start with means of zero."""
        return Moments(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Moments, learning_rate: Number) -> tuple[Array, Moments]:
        """Divide the mean by the usual surprise."""
        g = f.gradient(x)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        surprise = g - m
        s = self.beta2 * state.second + (1 - self.beta2) * (surprise * surprise) + self.epsilon_root
        ahead = m / (1 - power(self.beta1, t))
        if self.nesterov:
            coming = m / (1 - power(self.beta1, t + 1))
            ahead = self.beta1 * coming + (1 - self.beta1) * (g / (1 - power(self.beta1, t)))
        spread = np.sqrt(s / (1 - power(self.beta2, t))) + self.epsilon
        return x - learning_rate * (ahead / spread), Moments(t, m, s)


class TwoMeans(NamedTuple):
    """A short and a long running mean of the gradient, and the mean of its square, all (..., n)."""

    step: int
    first: Array
    slow: Array
    second: Array


@dataclass(frozen=True)
class AdeMAMix:
    """AdeMAMix: x ← x − η((m̂ + αl)/(√(v̂ + ε₀) + ε) + λx), l ← β₃l + (1 − β₃)g (Pagliardini et al. 2024; optax's form).

    m̂ and v̂ are Adam's; the long mean l is not corrected and fills slowly. ε₀ is `epsilon_root`, λ the decoupled
    `weight_decay`. Keeps thousands of gradients in mind, which pays in long noisy training; on short smooth runs l
    pushes on past the minimum.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    beta3: Number = 0.9999
    alpha: Number = 5.0
    epsilon: Number = 1e-8
    epsilon_root: Number = 0.0
    weight_decay: Number = 0.0

    def init(self, x: Array) -> TwoMeans:
        """Start with means of zero."""
        return TwoMeans(0, np.zeros_like(x), np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: TwoMeans, learning_rate: Number) -> tuple[Array, TwoMeans]:
        """Update the three means and step by the sum of the two first ones."""
        g = f.gradient(x)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        slow = self.beta3 * state.slow + (1 - self.beta3) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        spread = np.sqrt(v / (1 - power(self.beta2, t)) + self.epsilon_root) + self.epsilon
        mixed = (m / (1 - power(self.beta1, t)) + self.alpha * slow) / spread
        return x - learning_rate * (mixed + self.weight_decay * x), TwoMeans(t, m, slow, v)


@dataclass(frozen=True)
class ADOPT:
    """ADOPT: m ← β₁m + (1 − β₁)c, c = g/max(√v, ε), x ← x − ηm, then v ← β₂v + (1 − β₂)g² (Taniguchi et al. 2024).

    optax's form: the first step only sets v = g²; after it c is clipped to ±(t − 1)^¼ unless `use_clipping` is False,
    and `nesterov` blends c into m once more. v never holds the gradient that it divides, which proves convergence for
    any β₂; one step is lost at the start.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.9999
    epsilon: Number = 1e-6
    nesterov: bool = False
    use_clipping: bool = True

    def init(self, x: Array) -> Moments:
        """Start with means of zero."""
        return Moments(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Moments, learning_rate: Number) -> tuple[Array, Moments]:
        """Divide the gradient by what was known before it came, and follow the mean of that."""
        g = f.gradient(x)
        if state.step == 0:
            return x, Moments(1, state.first, g * g)
        scaled = g / np.maximum(np.sqrt(state.second), self.epsilon)
        if self.use_clipping:
            most = power(state.step, 0.25)
            scaled = np.clip(scaled, -most, most)
        m = self.beta1 * state.first + (1 - self.beta1) * scaled
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        ahead = self.beta1 * m + (1 - self.beta1) * scaled if self.nesterov else m
        return x - learning_rate * ahead, Moments(state.step + 1, m, v)


class MeansAndChange(NamedTuple):
    """Running means of the gradient, of its change and of a look ahead squared; the last gradient; all (..., n)."""

    step: int
    first: Array
    change: Array
    second: Array
    gradient: Array


@dataclass(frozen=True)
class Adan:
    """Adan: x ← (x − η(m̂ + β₂d̂)/(√v̂ + ε))/(1 + ηλ), m of g, d of g − g₋, v of (g + β₂(g − g₋))² (Xie et al. 2022).

    The authors' code and pytorch_optimizer: m, d and v are running means by β₁, β₂ and β₃ (1 − β of the paper), each
    corrected as in Adam; the first g₋ is g. With `weight_decouple` x ← x(1 − ηλ) comes first and no division after.
    Gradients longer than `max_grad_norm` are cut to it where it is not 0. (optax weighs d by 1 − β₂, and so differs.)
    Sees a turn of the slope as it begins and brakes; three long means make it slow to start.
    """

    learning_rate: Rate
    beta1: Number = 0.98
    beta2: Number = 0.92
    beta3: Number = 0.99
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    weight_decouple: bool = False
    max_grad_norm: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> MeansAndChange:
        """Start with means of zero."""
        zero = np.zeros_like(x)
        return MeansAndChange(0, zero, zero, zero, zero)

    def step(self, f: Function, x: Array, state: MeansAndChange, learning_rate: Number) -> tuple[Array, MeansAndChange]:
        """Update the means of gradient and change, and step by both."""
        g = self._cut(slope(f, x, 0.0, self.maximize))
        t = state.step + 1
        difference = g - state.gradient if state.step else np.zeros_like(g)
        ahead = g + self.beta2 * difference
        m = self.beta1 * state.first + (1 - self.beta1) * g
        d = self.beta2 * state.change + (1 - self.beta2) * difference
        v = self.beta3 * state.second + (1 - self.beta3) * (ahead * ahead)
        spread = np.sqrt(v) / np.sqrt(1 - power(self.beta3, t)) + self.epsilon
        push = m / (1 - power(self.beta1, t)) + self.beta2 * (d / (1 - power(self.beta2, t)))
        decay = learning_rate * self.weight_decay
        kept = x * (1 - decay) if self.weight_decouple else x
        moved = kept - learning_rate * (push / spread)
        return moved if self.weight_decouple else moved / (1 + decay), MeansAndChange(t, m, d, v, g)

    def _cut(self, g: Array) -> Array:
        if not np.any(self.max_grad_norm):
            return g
        share = np.minimum(self.max_grad_norm / (norm(g) + self.epsilon), 1.0)
        return g * np.where(np.asarray(self.max_grad_norm) > 0, share, 1.0)
