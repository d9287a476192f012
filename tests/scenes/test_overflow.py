"""Divergence on x² up to the largest float64."""

from __future__ import annotations

import sys
from math import ceil, log

import numpy as np
import pytest

from gdanim import GradientDescent, Outcome, descend


def test_the_loss_is_infinite_at_the_step_that_the_growth_factor_says(load) -> None:
    # f(x_k) = 4(1 − 2η)^2k, which is infinite once it is 2^1024.
    shown = load("overflow")
    decided = []
    for run, end in zip(shown.runs, shown.descend(), strict=True):
        growth = 2 * log(2 * run.optimizer.learning_rate - 1)
        assert end.outcome is Outcome.DIVERGED
        assert end.decided == ceil((1024 * log(2) - log(4)) / growth)
        assert np.isfinite(end.values).all()
        assert end.values[-1] > sys.float_info.max / np.exp(growth) / 1.001
        decided.append(int(end.decided))
    assert decided == [1943, 511, 323]


@pytest.mark.parametrize(("rate", "f", "x"), [(1.01, 17887, 35774), (1.1, 1943, 3886)])
def test_x_lasts_twice_as_long_as_its_square(load, rate: float, f: int, x: int) -> None:
    parabola = load("overflow").objective
    run = descend(parabola, GradientDescent(rate), 2, steps=40_000, escape=np.inf)
    assert int(np.argmax(~np.isfinite(run.values))) == f
    assert run.decided == x


def test_a_film_of_a_normal_window_calls_it_lost_a_hundred_windows_away(load) -> None:
    # 2 · 1.2^k first exceeds 300 at k = 28.
    run = descend(load("step_sizes").objective, GradientDescent(1.1), 2, steps=100)
    assert run.decided == ceil(log(150) / log(1.2)) == 28
