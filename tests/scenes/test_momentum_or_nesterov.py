"""Momentum and Nesterov on one surface: overshoot and damping."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Outcome

MU, ETA = 0.95, 0.01


def test_nesterov_overshoots_less_and_rests_first(load) -> None:
    momentum, nesterov = load("momentum_or_nesterov").descend()
    assert momentum.points[:, 0].min() == pytest.approx(-2.01, abs=5e-3)
    assert nesterov.points[:, 0].min() == pytest.approx(-1.86, abs=5e-3)
    assert (momentum.outcome, nesterov.outcome) == (Outcome.OUT_OF_STEPS, Outcome.CONVERGED)


def test_swings_along_y_shrink_as_the_roots_say(load) -> None:
    # y has curvature 2. Of y₊ = ay − by₋ the number y₊y₋ − y² shrinks by b a step, its swings by √b:
    # b = μ for Momentum, μ(1 − 2η) for Nesterov.
    for run, shrinks in zip(load("momentum_or_nesterov").descend(), (MU, MU * (1 - 2 * ETA)), strict=True):
        y = run.points[:100, 1]
        casorati = y[2:] * y[:-2] - y[1:-1] ** 2
        np.testing.assert_allclose(casorati[1:] / casorati[:-1], shrinks, rtol=1e-9)


def test_the_surface_is_not_convex(load) -> None:
    hessians = load("momentum_or_nesterov").objective.hessian([[-1.2, 0], [-0.5, 0], [0.5, 0]])
    assert (hessians[:, 0, 0] > 0).tolist() == [True, False, True]
