"""Adam and its nearest kin: running means of the slope and of its square, and a step by their ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, decayed, power, slope
from gdanim.optimizers.states import LargestMoments, Moments


def unbiased(rule: Adam | AMSGrad | AdamW, learning_rate: Number, t: int) -> tuple[Number, Number]:
    """Return η' = η√(1 − β₂ᵗ)/(1 − β₁ᵗ) and ε' = ε√(1 − β₂ᵗ), with which η' m/(√v + ε') is η m̂/(√v̂ + ε).

    Numbers are corrected in place of arrays (Kingma and Ba 2015, section 2).
    """
    scale = np.sqrt(1 - power(rule.beta2, t))
    return learning_rate * scale / (1 - power(rule.beta1, t)), rule.epsilon * scale


@dataclass(frozen=True)
class Adam:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η m̂/(√v̂ + ε) (Kingma and Ba 2015, algorithm 1).

    m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) undo the bias of the start at zero; ε stands outside the root. Moves about η
    a step in every coordinate, whatever the scale of f; may swing round a minimum, and settles only as m̂ fades.
    """

    learning_rate: Rate
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
        g, x = decayed(self, f, x, learning_rate)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        pace, epsilon = unbiased(self, learning_rate, t)
        return x - pace * (m / (np.sqrt(v) + epsilon)), Moments(t, m, v)


@dataclass(frozen=True)
class AMSGrad:
    """AMSGrad: Adam with u ← max(u, v) in place of v: x ← x − η m̂/(√û + ε) (Reddi, Kale and Kumar 2018; torch's form).

    The largest raw v is kept, and û = u/(1 − β₂ᵗ) corrects it by the present step (optax keeps the largest v̂; the
    paper corrects nothing). A steep slope once met is never forgotten, so that steps only shrink: safer than Adam
    where rare steep slopes matter, slower after a steep start.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    decoupled_weight_decay: bool = False
    maximize: bool = False

    def init(self, x: Array) -> LargestMoments:
        """Start with means of zero."""
        return LargestMoments(0, np.zeros_like(x), np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: LargestMoments, learning_rate: Number) -> tuple[Array, LargestMoments]:
        """Update both means and step by the ratio of the first to the largest second."""
        g, x = decayed(self, f, x, learning_rate)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        u = np.maximum(state.largest, v)
        pace, epsilon = unbiased(self, learning_rate, t)
        return x - pace * (m / (np.sqrt(u) + epsilon)), LargestMoments(t, m, v, u)


@dataclass(frozen=True)
class AdamW:
    """AdamW: x ← x(1 − ηλ), then Adam's step: x ← x − η m̂/(√v̂ + ε) (Loshchilov and Hutter 2019; torch's form).

    λ is `weight_decay`; it shrinks the point itself and never enters m and v, so that steep coordinates decay as much
    as flat ones (in Adam they decay less). The paper multiplies λ by the schedule alone, torch by all of η. With
    `amsgrad`, v is the largest so far, as in AMSGrad. Pulls to the origin: its rest is beside the minimum.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-8
    weight_decay: Number = 0.01
    amsgrad: bool = False
    maximize: bool = False

    def init(self, x: Array) -> LargestMoments:
        """Start with means of zero."""
        return LargestMoments(0, np.zeros_like(x), np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: LargestMoments, learning_rate: Number) -> tuple[Array, LargestMoments]:
        """Shrink the point, then step by the ratio of the means."""
        g = slope(f, x, 0.0, self.maximize)
        x = x * (1 - learning_rate * self.weight_decay)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        u = np.maximum(state.largest, v)
        pace, epsilon = unbiased(self, learning_rate, t)
        return x - pace * (m / (np.sqrt(u if self.amsgrad else v) + epsilon)), LargestMoments(t, m, v, u)


class ScheduledMoments(NamedTuple):
    """Running means of the gradient and of its square (..., n), and the product of the momenta so far (..., 1)."""

    step: int
    first: Array
    second: Array
    product: Array


@dataclass(frozen=True)
class NAdam:
    """NAdam: x ← x − η((1 − μₜ)g/(1 − Πμ) + μₜ₊₁m/(1 − μₜ₊₁Πμ))/(√v̂ + ε) (Dozat 2016; torch's form).

    m ← β₁m + (1 − β₁)g, v̂ as in Adam, μₜ = β₁(1 − ½ · 0.96^(tψ)) with ψ = `momentum_decay`, and Πμ = μ₁μ₂⋯μₜ. ψ = 1
    is Keras, a large ψ optax. Adam with Nesterov's look ahead: as quick, with a little less swing.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    momentum_decay: Number = 4e-3
    decoupled_weight_decay: bool = False
    maximize: bool = False

    def init(self, x: Array) -> ScheduledMoments:
        """Start with means of zero and an empty product."""
        return ScheduledMoments(0, np.zeros_like(x), np.zeros_like(x), np.ones((*x.shape[:-1], 1)))

    def step(
        self, f: Function, x: Array, state: ScheduledMoments, learning_rate: Number
    ) -> tuple[Array, ScheduledMoments]:
        """Update both means and step by the gradient and by the momentum to come."""
        g, x = decayed(self, f, x, learning_rate)
        t = state.step + 1
        now, coming = (self.beta1 * (1 - 0.5 * power(0.96, k * self.momentum_decay)) for k in (t, t + 1))
        product = state.product * now
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        spread = np.sqrt(v / (1 - power(self.beta2, t))) + self.epsilon
        ahead = (1 - now) / (1 - product) * g + coming / (1 - product * coming) * m
        return x - learning_rate * (ahead / spread), ScheduledMoments(t, m, v, product)


@dataclass(frozen=True)
class RAdam:
    """Rectified Adam: x ← x − η m̂ r√(1 − β₂ᵗ)/(√v + ε) where ρₜ > 5, else x ← x − η m̂ (Liu et al. 2020; torch's form).

    r² = (ρₜ − 4)(ρₜ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρₜ), ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), ρ∞ = 2/(1 − β₂) − 1; the authors' code
    has ρₜ ≥ 5 and stands still until then. Needs no warm-up, for v is trusted only once it has seen enough. But the
    first steps (5 with β₂ = 0.999) are plain momentum, as long as the slope is steep: they may throw a run far away.
    """

    learning_rate: Rate
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
        """Update both means; step by their ratio once the second has seen enough, by the first until then."""
        g, x = decayed(self, f, x, learning_rate)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        longest, unbias = 2 / (1 - self.beta2) - 1, 1 - power(self.beta2, t)
        seen = longest - 2 * t * power(self.beta2, t) / unbias
        r = np.sqrt((seen - 4) * (seen - 2) * longest / ((longest - 4) * (longest - 2) * seen))
        scale = np.where(seen > 5, r * np.sqrt(unbias) / (np.sqrt(v) + self.epsilon), 1.0)
        return x - learning_rate * (m / (1 - power(self.beta1, t))) * scale, Moments(t, m, v)


class MeanAndLargest(NamedTuple):
    """The running mean of the gradient, and its largest size in fading memory, both (..., n)."""

    step: int
    first: Array
    largest: Array


@dataclass(frozen=True)
class AdaMax:
    """AdaMax: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), x ← x − η m̂/u (Kingma and Ba 2015, algorithm 2).

    torch's form; the paper has no ε. Adam with the largest slope in place of the mean square: u needs no correction,
    and a single steep slope shortens about 1/(1 − β₂) steps.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> MeanAndLargest:
        """Start with nothing seen."""
        return MeanAndLargest(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: MeanAndLargest, learning_rate: Number) -> tuple[Array, MeanAndLargest]:
        """Divide the mean slope by the largest one."""
        g = slope(f, x, self.weight_decay, self.maximize)
        t = state.step + 1
        m = self.beta1 * state.first + (1 - self.beta1) * g
        u = np.maximum(self.beta2 * state.largest, np.abs(g) + self.epsilon)
        return x - learning_rate / (1 - power(self.beta1, t)) * (m / u), MeanAndLargest(t, m, u)
