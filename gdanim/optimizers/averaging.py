"""Two sequences of points at once: one that steps, and one that averages it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Optimizer, Rate, power, slope


class Averaged(NamedTuple):
    """The mean of the points (..., n)."""

    step: int
    average: Array


@dataclass(frozen=True)
class ASGD:
    """Averaged descent: x ← x(1 − ληₜ) − ηₜg, a ← a + (x − a)/max(1, t − 1 − t₀) (Polyak and Juditsky 1992).

    torch's form: ηₜ = η/(1 + λη(t − 1))^α, λ is `lambd`. (In torch a new η acts one step late, here at once.) The
    trajectory is that of x; the average a is in the state, and is x itself until t₀. Under noise a settles where x
    never does; without noise it drags behind.
    """

    learning_rate: Rate
    lambd: Number = 1e-4
    alpha: Number = 0.75
    t0: Number = 1e6
    weight_decay: Number = 0.0
    maximize: bool = False

    def init(self, x: Array) -> Averaged:
        """Start with nothing averaged."""
        return Averaged(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Averaged, learning_rate: Number) -> tuple[Array, Averaged]:
        """Step down the gradient with a fading rate, and take the new point into the average."""
        g = slope(f, x, self.weight_decay, self.maximize)
        rate = learning_rate / power(1 + self.lambd * learning_rate * state.step, self.alpha)
        x = x * (1 - self.lambd * rate) - rate * g
        share = 1 / np.maximum(1.0, state.step - np.asarray(self.t0))
        average = np.where(share == 1, x, state.average + (x - state.average) * share)
        return x, Averaged(state.step + 1, average)


class Base(NamedTuple):
    """The sequence that steps and the mean of squares (..., n), the largest rate and the sum of weights (..., 1)."""

    step: int
    base: Array
    second: Array
    largest_rate: Array
    weights: Array


@dataclass(frozen=True)
class ScheduleFreeSGD:
    """Schedule-free descent: z ← z − ηg, a ← a + c(z − a), x = (1 − μ)z + μa, g = ∇f(x) + λx (Defazio et al. 2024).

    The authors' code: c is tʳηₘᵖ over the sum of all such weights, ηₘ the largest rate so far and p
    `weight_lr_power`; η grows from η/w to η over w `warmup_steps`. (optax's warm-up differs.) The trajectory is that of
    x, where the gradient is taken; `average` gives a, the result. Needs no fading rate: averaging does its work.
    """

    learning_rate: Rate
    momentum: Number = 0.9
    weight_decay: Number = 0.0
    warmup_steps: int = 0
    r: Number = 0.0
    weight_lr_power: Number = 2.0

    def init(self, x: Array) -> Base:
        """Start all sequences at the same point."""
        return _together(x)

    def step(self, f: Function, x: Array, state: Base, learning_rate: Number) -> tuple[Array, Base]:
        """Step the base, and move the point between it and the average."""
        g = slope(f, x, self.weight_decay, maximize=False)
        return _follow(self, self.momentum, g, x, state, learning_rate)

    def average(self, x: Array, state: Base) -> Array:
        """Return the averaged point that belongs to x."""
        return (x - (1 - self.momentum) * state.base) / self.momentum


@dataclass(frozen=True)
class ScheduleFreeAdamW:
    """Schedule-free AdamW: z ← z − η(g/(√v̂ + ε) + λx), a ← a + c(z − a), x = (1 − β₁)z + β₁a (Defazio et al. 2024).

    v ← β₂v + (1 − β₂)g², v̂ = v/(1 − β₂ᵗ); c, the warm-up, the trajectory and `average` as in ScheduleFreeSGD. The
    average stands in for Adam's first mean. Quick and calm; a settles long before x and z do.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: Number = 1e-8
    weight_decay: Number = 0.0
    warmup_steps: int = 0
    r: Number = 0.0
    weight_lr_power: Number = 2.0

    def init(self, x: Array) -> Base:
        """Start all sequences at the same point."""
        return _together(x)

    def step(self, f: Function, x: Array, state: Base, learning_rate: Number) -> tuple[Array, Base]:
        """Step the base by the scaled gradient, and move the point between it and the average."""
        g = f.gradient(x)
        v = self.beta2 * state.second + (1 - self.beta2) * (g * g)
        scaled = g / (np.sqrt(v / (1 - power(self.beta2, state.step + 1))) + self.epsilon)
        return _follow(self, self.beta1, scaled + self.weight_decay * x, x, state._replace(second=v), learning_rate)

    def average(self, x: Array, state: Base) -> Array:
        """Return the averaged point that belongs to x."""
        return (x - (1 - self.beta1) * state.base) / self.beta1


def _together(x: Array) -> Base:
    none = np.zeros((*x.shape[:-1], 1))
    return Base(0, x, np.zeros_like(x), none, none)


def _follow(
    rule: ScheduleFreeSGD | ScheduleFreeAdamW, share: Number, direction: Array, x: Array, state: Base, rate: Number
) -> tuple[Array, Base]:
    """Step the base z along −direction, and x to (1 − share)z + share·a without computing the average a."""
    t = state.step + 1
    rate = rate * min(t / rule.warmup_steps, 1.0) if rule.warmup_steps else rate
    largest = np.maximum(state.largest_rate, rate)
    weight = power(t, rule.r) * power(largest, rule.weight_lr_power)
    weights = state.weights + weight
    c = np.where(weights == 0, 0.0, weight / weights)
    x = x + c * (state.base - x) + rate * (share * (1 - c) - 1) * direction
    return x, Base(t, state.base - rate * direction, state.second, largest, weights)


class FastAndSlow(NamedTuple):
    """The slow point (..., n), and the state of the rule inside."""

    step: int
    slow: Array
    inner: Any


@dataclass(frozen=True)
class Lookahead:
    """Lookahead: x by the rule inside; every k-th step s ← s + α(x − s), x ← s (Zhang et al. 2019; optax's form).

    k is `period`, α `slow_step`, s the slow point, in the state. The trajectory is that of the fast x, which is drawn
    back by 1 − α of its way every k steps. The rule inside goes on with what it remembers unless `reset_state`. Calms
    a rule that swings or hops; slows one that is on its way.
    """

    inner: Optimizer
    period: int = 5
    slow_step: Number = 0.5
    reset_state: bool = False

    @property
    def learning_rate(self) -> Any:
        """That of the rule inside."""
        return self.inner.learning_rate

    def init(self, x: Array) -> FastAndSlow:
        """Start both points together."""
        return FastAndSlow(0, x, self.inner.init(x))

    def step(self, f: Any, x: Array, state: FastAndSlow, learning_rate: Number) -> tuple[Array, FastAndSlow]:
        """Step the fast point; when its time has come, take the slow one along and start again from there."""
        x, inner = self.inner.step(f, x, state.inner, learning_rate)
        t = state.step + 1
        if t % self.period:
            return x, FastAndSlow(t, state.slow, inner)
        slow = state.slow + self.slow_step * (x - state.slow)
        return slow, FastAndSlow(t, slow, self.inner.init(slow) if self.reset_state else inner)
