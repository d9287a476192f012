"""Rates from hardly any to a tenth, a thousand steps each."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import GradientDescent, survey
from gdanim.analysis import critical_points


def test_a_thousand_steps_suffice_from_a_rate_on(load) -> None:
    shown = load("rate_sweep")
    rates = np.linspace(1e-10, 0.1, 50)
    ends = survey(shown.objective, GradientDescent, start=0, learning_rate=rates, steps=1000).points[:, 0]
    good = np.abs(ends + 1.428870) < 1e-3
    assert ends[0] == pytest.approx(0, abs=2e-7)
    assert good[rates >= 0.00816].all() and not good[rates < 0.0081].any()


def test_the_film_shows_three_that_are_too_slow_and_three_that_are_not(load) -> None:
    left = [abs(run.points[-1, 0] + 1.428870) for run in load("rate_sweep").descend()]
    assert [distance < 1e-3 for distance in left] == [False, False, False, True, True, True]


def test_the_bottom_bears_rates_up_to_two_over_its_curvature(load) -> None:
    wave = load("rate_sweep").objective
    lowest = min(critical_points(wave), key=lambda point: point.value)
    assert float(wave.hessian(lowest.point)[0, 0]) == pytest.approx(1.0, abs=0.005)
