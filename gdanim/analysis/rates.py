"""What a learning rate does, known before the first step: regimes on a parabola, and the curvature a rule bears."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gdanim.objective import Objective
from gdanim.optimizers.classical import GradientDescent, Momentum, Nesterov
from gdanim.schedules.contract import cycled_field

ON_EDGE = 1e-12
"""Distance of the factor 1 − ηλ from 0 or −1 within which it is on the edge between two regimes."""

PLACES = 101
"""Places across the domain where the curvature of a parabola is the same to the last bit."""


class Stability(NamedTuple):
    """What curvature a rule bears: at most `factor` / η with the learning rate η; `formula` says it in words."""

    formula: str
    factor: float


def stability(optimizer: Any) -> Stability | None:
    """Return the largest curvature with which a rule is stable, None where it is not known in closed form.

    Along an axis of curvature λ a quadratic's gradient is λx, and the rules become recurrences in x:

        gradient descent   x⁺ = (1 − ηλ) x
        momentum           x⁺ = (1 + μ − (1 − d)ηλ) x − μ x⁻           (Polyak 1964; d is the dampening)
        Nesterov           x⁺ = (1 + μ)(1 − ηλ) x − μ(1 − ηλ) x⁻

    x⁺ = ax − bx⁻ dies out where |b| < 1 and |a| < 1 + b (Jury's criterion), which holds for 0 < λ < 2/η,
    2(1 + μ)/((1 − d)η) and 2(1 + μ)/((1 + 2μ)η). Elsewhere than on a quadratic the largest curvature tends to rise to
    that limit and to hover there (Cohen et al. 2021, "edge of stability", who give the same three).

    >>> from gdanim import Momentum
    >>> stability(Momentum(0.1, momentum=0.5))
    Stability(formula='2(1 + μ)/η', factor=3.0)
    """
    kind = type(optimizer)
    if kind not in (GradientDescent, Momentum, Nesterov) or optimizer.weight_decay or optimizer.maximize:
        return None
    if kind is GradientDescent:
        return Stability("2/η", 2.0)
    if cycled_field(optimizer):
        return None
    momentum = optimizer.momentum
    if kind is Nesterov:
        return Stability("2(1 + μ)/((1 + 2μ)η)", 2 * (1 + momentum) / (1 + 2 * momentum))
    if optimizer.dampening:
        return Stability("2(1 + μ)/((1 − d)η)", 2 * (1 + momentum) / (1 - optimizer.dampening))
    return Stability("2(1 + μ)/η", 2 * (1 + momentum))


def regime(objective: Objective, optimizer: Any) -> str | None:
    """Name what plain gradient descent does on a parabola: theory, known before the first step.

    With the curvature λ a step multiplies the distance to the minimum by 1 − ηλ: "monotone" where that is positive,
    "one step" where it is 0, then "alternating", "cycle" at −1, and "divergent". None for another method, a rate that
    changes, or a function that is no parabola with a minimum.
    """
    if not (isinstance(optimizer, GradientDescent) and optimizer == GradientDescent(optimizer.learning_rate)):
        return None
    if objective.dimension != 1:
        return None
    curvature = objective.hessian(np.linspace(objective.domain[0, 0], objective.domain[0, 1], PLACES)[:, np.newaxis])
    if not curvature[0] > 0 or (curvature != curvature[0]).any():
        return None
    if not isinstance(optimizer.learning_rate, int | float):
        return None
    factor = 1 - optimizer.learning_rate * curvature.item(0)
    if abs(factor) < ON_EDGE:
        return "one step"
    if abs(factor + 1) < ON_EDGE:
        return "cycle"
    return "monotone" if 0 < factor <= 1 else "alternating" if -1 < factor < 0 else "divergent"
