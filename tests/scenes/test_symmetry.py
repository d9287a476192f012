"""Gradient descent and Adam beside a ridge: who leaves first, and that neither leaves it from exactly on it."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Adam, GradientDescent, descend


def left(run) -> int:
    """Return the first step with |y| > 1."""
    return int(np.argmax(np.abs(run.points[:, 1]) > 1))


def test_adam_leaves_nine_times_as_soon(load) -> None:
    gd, adam = load("symmetry").descend()
    assert (left(gd), left(adam)) == (194, 21)
    # y grows by 1 + 2η a step.
    np.testing.assert_allclose(gd.points[:, 1], 1e-8 * 1.1 ** np.arange(len(gd.points)), rtol=1e-9)
    assert left(gd) == int(np.ceil(8 / np.log10(1.1)))


def test_adams_first_step_is_its_rate_less_what_epsilon_takes(load) -> None:
    _, adam = load("symmetry").descend()
    # η|g| / (|g| + ε) with |g| = 2·10⁻⁸ and ε = 10⁻⁸ is two thirds of η; along x nothing is lost.
    assert adam.points[1, 1] == pytest.approx(0.05 * 2 / 3, rel=1e-6)
    assert adam.points[1, 0] == pytest.approx(0.2 - 0.05, rel=1e-6)


@pytest.mark.parametrize(("rate", "slow", "fast"), [(0.01, 931, 77), (0.05, 194, 21), (0.1, 102, 12)])
def test_at_every_rate_adam_is_far_sooner(load, rate, slow, fast) -> None:
    saddle = load("symmetry").objective
    gd, adam = (descend(saddle, rule(rate), (0.2, 1e-8), steps=1000) for rule in (GradientDescent, Adam))
    assert (left(gd), left(adam)) == (slow, fast)


def test_from_the_ridge_itself_neither_leaves(load) -> None:
    for run in load("symmetry").runs:
        assert (descend(load("symmetry").objective, run.optimizer, (0.2, 0), steps=500).points[:, 1] == 0).all()
