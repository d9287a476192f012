"""Rules that must agree with one another, whatever the landscape."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Objective, descend, optimizers
from gdanim.optimizers import (
    Adam,
    AdamW,
    AMSGrad,
    GradientDescent,
    Lookahead,
    Momentum,
    NAdam,
    Nesterov,
    OptimisticGradientDescent,
    PolyakStep,
    RAdam,
    RMSProp,
    ScheduleFreeSGD,
    SignDescent,
    Signum,
)

Array = NDArray[np.float64]

HIMMELBLAU = Objective("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", domain=[(-5, 5)] * 2)
BOWL = Objective("x**2 + 10*y**2", domain=[(-5, 5)] * 2)
START = (-1.5, 2.0)


def path(rule: Any, objective: Objective = HIMMELBLAU, steps: int = 60) -> Array:
    return descend(objective, rule, START, steps=steps, escape=np.inf).points


@pytest.mark.parametrize(
    ("special", "general"),
    [
        (GradientDescent(0.01), Momentum(0.01, momentum=0.0)),
        (GradientDescent(0.01), Nesterov(0.01, momentum=0.0)),
        (GradientDescent(0.01), OptimisticGradientDescent(0.01, beta=0.0)),
        (GradientDescent(0.01), Lookahead(GradientDescent(0.01), slow_step=1.0)),
        (GradientDescent(0.01, maximize=True), Momentum(0.01, momentum=0.0, maximize=True)),
        (SignDescent(0.01), Signum(0.01, momentum=0.0)),
        (SignDescent(0.01), RMSProp(0.01, rho=0.0, epsilon=0.0)),
        (SignDescent(0.01), Adam(0.01, beta1=0.0, beta2=0.0, epsilon=0.0)),
        (Adam(0.05), AdamW(0.05, weight_decay=0.0)),
        (Adam(0.05, weight_decay=0.1, decoupled_weight_decay=True), AdamW(0.05, weight_decay=0.1)),
        (AMSGrad(0.05), AdamW(0.05, weight_decay=0.0, amsgrad=True)),
        (Adam(0.05, beta1=0.0), NAdam(0.05, beta1=0.0)),
        # f is below 1e4 here and ‖g‖² above 1: the cap of 1e-4 binds at every step.
        (GradientDescent(1e-4), PolyakStep(1e-4, f_min=-1e9)),
    ],
    ids=str,
)
def test_a_rule_whose_extra_is_switched_off_is_the_simpler_rule(special: Any, general: Any) -> None:
    np.testing.assert_allclose(path(general), path(special), rtol=1e-11, atol=1e-12)


def test_momentum_without_memory_is_gradient_descent_to_the_last_bit() -> None:
    np.testing.assert_array_equal(path(Momentum(0.01, momentum=0.0)), path(GradientDescent(0.01)))


def test_nesterov_takes_its_gradient_at_the_look_ahead_point() -> None:
    """Sutskever's form stores theta and asks at theta - eta mu v; ours stores the point that is asked at."""
    rate, mu = 0.005, 0.9
    theta, v = np.array(START), np.zeros(2)
    asked = []
    for _ in range(61):
        ahead = theta - rate * mu * v
        asked.append(ahead)
        v = mu * v + HIMMELBLAU.gradient(ahead)
        theta = theta - rate * v
    np.testing.assert_allclose(path(Nesterov(rate, momentum=mu)), asked, rtol=1e-10)


MAXIMIZING = [
    rule
    for name in optimizers.__all__
    if is_dataclass(rule := getattr(optimizers, name)) and any(item.name == "maximize" for item in fields(rule))
]


@pytest.mark.parametrize("rule", [rule(0.005) for rule in MAXIMIZING], ids=str)
def test_maximizing_f_is_minimizing_minus_f(rule: Any) -> None:
    upside_down = Objective(-HIMMELBLAU.expression, HIMMELBLAU.variables, domain=HIMMELBLAU.domain)
    climbing = replace(rule, maximize=True)
    np.testing.assert_array_equal(path(climbing, upside_down), path(rule))


@pytest.mark.parametrize("rule", [Momentum(0.01), Adam(0.05), NAdam(0.05), RAdam(0.01)], ids=str)
def test_weight_decay_is_descent_of_f_with_half_lambda_x_squared(rule: Any) -> None:
    decayed = replace(rule, weight_decay=0.3)
    heavier = Objective("x**2 + 10*y**2 + 0.15*(x**2 + y**2)", domain=[(-5, 5)] * 2)
    np.testing.assert_allclose(path(decayed, BOWL), path(rule, heavier), rtol=1e-9, atol=1e-12)


def test_the_schedule_free_average_is_the_mean_of_the_base_points() -> None:
    rule, x = ScheduleFreeSGD(0.01), np.array(START)
    state, bases = rule.init(x), []
    for _ in range(30):
        x, state = rule.step(BOWL, x, state, 0.01)
        bases.append(state.base)
        np.testing.assert_allclose(rule.average(x, state), np.mean(bases, axis=0), rtol=1e-12)


def test_a_warm_up_of_w_steps_takes_the_shares_1_to_w_of_the_rate() -> None:
    rule, x = ScheduleFreeSGD(0.01, warmup_steps=4), np.array(START)
    state, steps = rule.init(x), []
    for _ in range(6):
        gradient, before = BOWL.gradient(x), state.base
        x, state = rule.step(BOWL, x, state, 0.01)
        steps.append(((before - state.base) / gradient)[0])
    np.testing.assert_allclose(steps, [0.0025, 0.005, 0.0075, 0.01, 0.01, 0.01])


def test_lookahead_draws_the_fast_point_back_every_period() -> None:
    """Each step halves: 2 is 1/4 after three, and is drawn half the way back, to (2 + 1/4)/2."""
    parabola = Objective("x**2", domain=(-3, 3))
    points = descend(parabola, Lookahead(GradientDescent(0.25), period=3), 2, steps=4).points
    assert points.ravel().tolist() == [2.0, 1.0, 0.5, 1.125, 0.5625]


def test_with_reset_the_rule_inside_lookahead_begins_anew_every_period() -> None:
    """So that each period is a run of its own: Adam's first step is its rate in every coordinate."""
    rule = Lookahead(Adam(0.01), period=4, slow_step=1.0, reset_state=True)
    steps = np.abs(np.diff(path(rule, steps=12), axis=0))
    np.testing.assert_allclose(steps[::4], 0.01, rtol=1e-6)
    assert np.abs(np.diff(path(Lookahead(Adam(0.01), period=4, slow_step=1.0)), axis=0)[4::4] / 0.01 - 1).max() > 0.01


def test_polyaks_step_knows_the_rate_that_halves_a_parabola() -> None:
    """f/f'^2 f' = x/2 on x^2: half of what remains, whatever the scale."""
    steep = Objective("1000*x**2", domain=(-3, 3))
    points = descend(steep, PolyakStep(), 2, steps=5).points
    assert points.ravel().tolist() == [2.0, 1.0, 0.5, 0.25, 0.125, 0.0625]
