"""Rosenbrock's valley: how it curves, and the order of the race."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import GradientDescent, Outcome, descend


def test_all_six_are_soon_on_the_floor(load) -> None:
    shown = load("long_valley")
    for run in shown.descend():
        assert run.points[0].tolist() == [-1.2, 1]
        assert run.values[0] == pytest.approx(24.2)
        assert run.values[100] < 4.3


def test_momentum_and_nesterov_lead_and_gradient_descent_is_last(load) -> None:
    shown = load("long_valley")
    ends = dict(zip(shown.labels, (run.values[-1] for run in shown.descend()), strict=True))
    ranked = sorted(ends, key=ends.__getitem__)
    assert ranked[:2] == ["Nesterov", "Momentum"]
    assert ranked[-1] == "GD"


def test_the_valley_curves_by_a_thousand_across_and_by_four_tenths_along(load) -> None:
    # The Hessian is ((1200x² − 400y + 2, −400x), (−400x, 200)).
    shown = load("long_valley")
    start, minimum = np.linalg.eigvalsh(shown.objective.hessian([(-1.2, 1), (1, 1)]))
    assert start[1] > 1000
    assert minimum == pytest.approx((501 - np.sqrt(501**2 - 400), 501 + np.sqrt(501**2 - 400)))
    assert minimum[0] == pytest.approx(0.4, abs=1e-3)


def test_a_rate_over_two_over_the_curvature_is_thrown_out(load) -> None:
    shown = load("long_valley")
    limit = 2 / np.linalg.eigvalsh(shown.objective.hessian((1, 1)))[1]
    nearby = (1.001, 1.0)
    assert descend(shown.objective, GradientDescent(0.9 * limit), nearby, steps=3000).points[-1] == pytest.approx(
        (1, 1), abs=1e-2
    )
    over = descend(shown.objective, GradientDescent(1.1 * limit), nearby, steps=3000)
    assert over.outcome is not Outcome.CONVERGED
    assert over.values[-1] > over.values[0]
