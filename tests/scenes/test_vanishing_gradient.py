"""The terrace of x⁴ + 2x³ + y² − 1, against the literature's picture of it."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Adam, GradientDescent, Outcome, RMSProp, descend


def test_only_what_has_speed_gets_across_the_terrace(load) -> None:
    shown = load("vanishing_gradient")
    runs = dict(zip(shown.labels, shown.descend(), strict=True))
    crossed = {name: int(np.argmax(run.points[:, 0] < -1)) for name, run in runs.items() if run.points[-1, 0] < 0}
    # The look-ahead point of Nesterov's method passes −1 at step 13 in the literature; x, a velocity ahead, at 12.
    assert crossed == {"Momentum": 11, "Nesterov": 12}


def test_the_ends_are_those_of_the_literature(load) -> None:
    shown = load("vanishing_gradient")
    runs = dict(zip(shown.labels, shown.descend(), strict=True))
    assert runs["GD"].points[199] == pytest.approx((0.0685, -0.0144), abs=5e-5)
    assert runs["GD"].values[199] == pytest.approx(-0.9991, abs=5e-5)
    assert runs["Momentum"].points[199] == pytest.approx((-1.4935, 0.0046), abs=1e-4)
    assert runs["Nesterov"].points[199] == pytest.approx((-1.5, 0.0005), abs=1e-4)
    # The floor: f(−3/2, 0) = 81/16 − 27/4 − 1.
    assert runs["Nesterov"].values[199] == pytest.approx(-2.6875, abs=1e-5)
    assert runs["Nesterov"].outcome is Outcome.CONVERGED


@pytest.mark.parametrize(
    ("rule", "x"), [(GradientDescent(0.01), 0.00165), (RMSProp(0.01, rho=0.9), 0.0), (Adam(0.01), 0.00008)]
)
def test_ten_thousand_steps_do_not_lead_off_the_terrace(load, rule, x) -> None:
    run = descend(load("vanishing_gradient").objective, rule, (1, -0.8), steps=10_000)
    assert run.points[-1, 0] == pytest.approx(x, abs=5e-6)
    assert (run.points[:, 0] > 0).all()
