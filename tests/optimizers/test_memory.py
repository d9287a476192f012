"""What optimizers remember, as moves: against the steps that were made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdanim as gd
from gdanim.optimizers.memory import Memory, remembered

HIMMELBLAU = gd.Objective("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", domain=[(-5, 5)] * 2)
START = (-1.5, 2.0)


def memory(rule: Any, steps: int = 30) -> tuple[gd.Trajectory, Memory]:
    run = gd.descend(HIMMELBLAU, rule, START, steps=steps, escape=np.inf, with_states=True)
    return run, remembered(HIMMELBLAU, rule, run, [slice(None)] * run.end)


@pytest.mark.parametrize(
    "rule",
    [
        gd.Momentum(0.005),
        gd.Momentum(0.005, dampening=0.3, weight_decay=0.1),
        gd.Adam(0.1),
        gd.AMSGrad(0.1),
        gd.AdamW(0.1, weight_decay=0.0, amsgrad=True),
        gd.AdaMax(0.1),
        gd.RMSProp(0.02, momentum=0.5),
        gd.SM3(0.1),
    ],
    ids=str,
)
def test_the_velocity_is_the_move_just_made(rule: Any) -> None:
    run, known = memory(rule)
    assert known.velocity is not None
    np.testing.assert_array_equal(known.velocity[0], 0)
    np.testing.assert_allclose(known.velocity[1:], np.diff(run.points, axis=0), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rule", [gd.GradientDescent(0.01), gd.RMSProp(0.02), gd.AdaGrad(0.5), gd.AdaDelta()], ids=str)
def test_where_no_velocity_is_kept_the_gradient_step_is_the_move_that_comes(rule: Any) -> None:
    run, known = memory(rule)
    assert known.velocity is None
    np.testing.assert_allclose(known.gradient[:-1], np.diff(run.points, axis=0), rtol=1e-9, atol=1e-12)


def test_velocity_and_gradient_step_add_up_to_the_move_that_comes() -> None:
    run, known = memory(gd.Momentum(0.005, momentum=0.8))
    np.testing.assert_allclose(0.8 * known.velocity[:-1] + known.gradient[:-1], np.diff(run.points, axis=0), atol=1e-12)


def test_nesterov_takes_its_gradient_ahead_of_where_the_other_form_stands() -> None:
    rate, momentum = 0.005, 0.9
    run, known = memory(gd.Nesterov(rate, momentum=momentum))
    # Sutskever's form: u ← μu − η∇f(θ + μu), θ ← θ + u, from the same start at rest.
    theta, u = np.array(START), np.zeros(2)
    for behind, ahead in zip(known.behind, run.points, strict=True):
        np.testing.assert_allclose(behind, theta, atol=1e-9)
        np.testing.assert_allclose(ahead, theta + momentum * u, atol=1e-9)
        u = momentum * u - rate * HIMMELBLAU.gradient(theta + momentum * u)
        theta = theta + u


def test_the_rates_are_the_learning_rate_over_the_usual_slope() -> None:
    run, known = memory(gd.AdaGrad(0.5))
    slopes = HIMMELBLAU.gradient(run.points[:-1])
    np.testing.assert_allclose(known.rates[1:], 0.5 / (np.sqrt(np.cumsum(slopes**2, axis=0)) + 1e-10), rtol=1e-9)
    assert np.isnan(known.rates[0]).all()
    # Adam corrects the bias of its mean: with one slope seen, that slope.
    _, adam = memory(gd.Adam(0.1))
    np.testing.assert_allclose(adam.rates[1], 0.1 / (np.abs(slopes[0]) + 1e-8), rtol=1e-9)


@pytest.mark.parametrize(
    "rule",
    [gd.Newton(1.0), gd.LBFGS(1.0), gd.NovoGrad(0.1), gd.Prodigy(1.0), gd.Rprop(0.01), gd.Lookahead(gd.Adam(0.1))],
    ids=str,
)
def test_every_rule_has_a_gradient_step(rule: Any) -> None:
    run, known = memory(rule)
    assert known.gradient.shape == run.points.shape
    for part in (known.velocity, known.rates):
        assert part is None or part.shape == run.points.shape
