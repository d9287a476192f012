"""Steps by the sign of the slope alone: how steep it is does not matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, slope
from gdanim.optimizers.states import Mean


@dataclass(frozen=True)
class SignDescent:
    """Sign descent: x ← x − η sign(g), sign(0) = 0 (Bernstein et al. 2018's signSGD; optax's form).

    Every coordinate moves by η whatever its slope, so that plateaus cost no time; never settles while η stays, but
    hops to and fro over the minimum.
    """

    learning_rate: Rate

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: the rule remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], learning_rate: Number) -> tuple[Array, tuple[()]]:
        """Move every coordinate downhill by the same length."""
        return x - learning_rate * np.sign(f.gradient(x)), ()


@dataclass(frozen=True)
class Signum:
    """Signum: m ← μm + (1 − μ)g, x ← x − η sign(m) (Bernstein et al. 2018; optax's form).

    m starts at zero and is not corrected for it, since its sign is the same. Averages noise away before it asks for the
    sign; turns round late, by as much as the mean is long.
    """

    learning_rate: Rate
    momentum: Number = 0.9

    def init(self, x: Array) -> Mean:
        """Start with a mean of zero."""
        return Mean(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Mean, learning_rate: Number) -> tuple[Array, Mean]:
        """Update the mean and follow its sign."""
        m = self.momentum * state.first + (1 - self.momentum) * f.gradient(x)
        return x - learning_rate * np.sign(m), Mean(state.step + 1, m)


@dataclass(frozen=True)
class Lion:
    """Lion: x ← x − η(sign(β₁m + (1 − β₁)g) + λx), then m ← β₂m + (1 − β₂)g (Chen et al. 2023; optax's form).

    λ is `weight_decay`, decoupled from the gradient. Remembers long and yet reacts at once, since the step weighs g
    more than m does; needs a smaller η than Adam, for every coordinate moves by all of it.
    """

    learning_rate: Rate
    beta1: Number = 0.9
    beta2: Number = 0.99
    weight_decay: Number = 1e-3

    def init(self, x: Array) -> Mean:
        """Start with a mean of zero."""
        return Mean(0, np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Mean, learning_rate: Number) -> tuple[Array, Mean]:
        """Follow the sign of a blend of mean and gradient, then update the mean."""
        g = f.gradient(x)
        blend = self.beta1 * state.first + (1 - self.beta1) * g
        m = self.beta2 * state.first + (1 - self.beta2) * g
        return x - learning_rate * (np.sign(blend) + self.weight_decay * x), Mean(state.step + 1, m)


class Strides(NamedTuple):
    """The gradient that was followed last and the length of the next move, both (..., n)."""

    step: int
    gradient: Array
    stride: Array


@dataclass(frozen=True)
class Rprop:
    """Resilient propagation: s ← η₊s where gg₋ > 0, η₋s where gg₋ < 0; x ← x − s sign(g) (Riedmiller and Braun 1993).

    torch's form: every coordinate's first s is η, s stays within `step_min` and `step_max`, and where the sign has
    changed that coordinate stands still once, as if g were 0 (Igel and Hüsken 2000's iRprop⁻). A later η changes
    nothing. Fast on smooth functions with all their data; confused by mini-batches, whose signs change by chance.
    """

    learning_rate: Rate
    eta_minus: Number = 0.5
    eta_plus: Number = 1.2
    step_min: Number = 1e-6
    step_max: Number = 50.0
    maximize: bool = False

    def init(self, x: Array) -> Strides:
        """Start without a gradient to compare with; the first stride is the first learning rate."""
        return Strides(0, np.zeros_like(x), np.ones_like(x))

    def step(self, f: Function, x: Array, state: Strides, learning_rate: Number) -> tuple[Array, Strides]:
        """Lengthen the strides that kept their way, shorten those that passed a minimum."""
        g = slope(f, x, 0.0, self.maximize)
        agreement = g * state.gradient
        turned = agreement < 0
        factor = np.where(turned, self.eta_minus, np.where(agreement > 0, self.eta_plus, 1.0))
        stride = state.stride if state.step else learning_rate * state.stride
        stride = np.clip(stride * factor, self.step_min, self.step_max)
        g = np.where(turned, 0.0, g)
        return x - stride * np.sign(g), Strides(state.step + 1, g, stride)
