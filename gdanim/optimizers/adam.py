"""Adam: steps of about one length, whatever the scale of the gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, power, slope
from gdanim.optimizers.states import Moments


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
