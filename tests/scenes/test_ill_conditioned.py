"""A quadratic valley of condition number 20: the best rate, the limit, and beyond."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import GradientDescent, Outcome, descend


def test_each_axis_shrinks_by_its_own_factor(load) -> None:
    shown = load("ill_conditioned")
    for run, track in zip(shown.runs, shown.descend(), strict=True):
        rate, steps = run.optimizer.learning_rate, np.arange(len(track.points))[:, np.newaxis]
        np.testing.assert_allclose(track.points, (4.5, 0.4) * (1 - rate * np.array([1, 20])) ** steps, rtol=1e-9)


def test_the_best_rate_shrinks_both_axes_alike(load) -> None:
    best = load("ill_conditioned").descend()[1].points[:60]
    np.testing.assert_allclose(np.abs(best[1:] / best[:-1]), 19 / 21, rtol=1e-3)


def test_just_over_the_limit_the_loss_falls_first_and_rises_without_end(load) -> None:
    over = load("ill_conditioned").descend()[2]
    lowest = int(over.values.argmin())
    assert 0 < lowest < 15
    assert (np.diff(over.values[lowest:]) > 0).all()
    assert over.values[-1] > 10 * over.values[0]


@pytest.mark.parametrize(("rate", "outcome"), [(0.0999, Outcome.CONVERGED), (0.1001, Outcome.DIVERGED)])
def test_two_over_the_larger_curvature_is_the_limit(load, rate, outcome) -> None:
    run = descend(load("ill_conditioned").objective, GradientDescent(rate), (4.5, 0.4), steps=60_000)
    assert run.outcome is outcome
