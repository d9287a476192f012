"""Rules that find their own rate, from what is left to descend or from how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, dot, power


@dataclass(frozen=True)
class PolyakStep:
    """Polyak's step: x ← x − s · min((f(x) − f₀)/(s²‖g‖² + ε), η) g (Polyak 1987; Loizou et al. 2021; optax's form).

    f₀ is `f_min`, the least value of f, and η the largest step; s, `scaling`, is inside the squared length as optax
    computes it, though it documents s(f(x) − f₀)/‖g‖². No step where ‖g‖² + ε is rounding noise. `variant` "sps+" takes
    no step below f₀ where "sps" climbs. Right at once where f₀ is known; hops where it is guessed too low.
    """

    learning_rate: Rate = 1.0
    scaling: Number = 1.0
    f_min: Number = 0.0
    epsilon: Number = 0.0
    variant: Literal["sps", "sps+"] = "sps"

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: the rule remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], learning_rate: Number) -> tuple[Array, tuple[()]]:
        """Step to where the tangent reaches the least value."""
        g = self.scaling * f.gradient(x)
        gap = np.asarray(f.value(x))[..., np.newaxis] - self.f_min
        if self.variant == "sps+":
            gap = np.maximum(gap, 0.0)
        steepness = dot(g, g) + self.epsilon
        reach = np.minimum(gap / steepness, learning_rate)
        return x - np.where(steepness <= np.finfo(np.float64).eps, 0.0, reach) * g, ()


class Distance(NamedTuple):
    """What Prodigy has gathered: arrays (..., n), and the estimated distance and its numerator (..., 1)."""

    step: int
    first: Array
    second: Array
    gradients: Array
    start: Array
    distance: Array
    numerator: Array


@dataclass(frozen=True)
class Prodigy:
    """Prodigy: Adam with the rate ηd, d ← max(d, c r/‖s‖₁): x ← x − γ(m/(√v + dε) + λx) (Mishchenko and Defazio 2024).

    optax's form. With d from before the step, γ = ηd√(1 − β₂ᵗ)/(1 − β₁ᵗ), m and v as Adam's of dg,
    s ← β₃s + γdg/d₀, r ← β₃r + (d/d₀)γ g·(x₀ − x); `safeguard_warmup` has d for γ in s. d₀ is `estim_lr0`, c
    `estim_lr_coef`, β₃ is √β₂ unless given, and the first x is x₀. Where no slope was met d stays. d estimates how far
    away the minimum is, so that η stays 1: no rate to tune, but a slow start while d grows from d₀.
    """

    learning_rate: Rate = 1.0
    beta1: Number = 0.9
    beta2: Number = 0.999
    beta3: Number | None = None
    epsilon: Number = 1e-8
    estim_lr0: Number = 1e-6
    estim_lr_coef: Number = 1.0
    weight_decay: Number = 0.0
    safeguard_warmup: bool = False

    def init(self, x: Array) -> Distance:
        """Start with the first guess of the distance."""
        zero, one = np.zeros_like(x), np.ones((*x.shape[:-1], 1))
        return Distance(0, zero, zero, zero, x, one * self.estim_lr0, 0.0 * one)

    def step(self, f: Function, x: Array, state: Distance, learning_rate: Number) -> tuple[Array, Distance]:
        """Step as Adam does with the distance for a rate, and estimate the distance anew."""
        g, t, d = f.gradient(x), state.step + 1, state.distance
        beta3 = np.sqrt(self.beta2) if self.beta3 is None else self.beta3
        rate = d * learning_rate * (np.sqrt(1 - power(self.beta2, t)) / (1 - power(self.beta1, t)))
        m = self.beta1 * state.first + (1 - self.beta1) * (d * g)
        v = self.beta2 * state.second + (1 - self.beta2) * (d * g) * (d * g)
        s = beta3 * state.gradients + (d if self.safeguard_warmup else rate) * (d * g) / self.estim_lr0
        r = beta3 * state.numerator + d / self.estim_lr0 * rate * dot(g, state.start - x)
        gathered = dot(np.abs(s), np.ones_like(s))
        further = np.where(gathered > 0, np.maximum(d, self.estim_lr_coef * r / gathered), d)
        moved = x - rate * (m / (np.sqrt(v) + further * self.epsilon) + self.weight_decay * x)
        return moved, Distance(t, m, v, s, state.start, further, r)
