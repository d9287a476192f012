"""The walker in the dark: steps of one length, a turn where it would go up, never a gradient."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Objective, descend
from gdanim.optimizers import HillWalk

HILLS = Objective("0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3", domain=(-2, 5))
BOWL = Objective("x**2 + 10*y**2", domain=[(-5, 5)] * 2, minima=[(0, 0)])


def test_from_minus_one_it_ends_at_minus_0_3_after_seven_moves_and_stays_within_one_step() -> None:
    x = descend(HILLS, HillWalk(0.1), -1, steps=60).points[:, 0]
    np.testing.assert_allclose(x[:8], [-1, -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3], atol=1e-12)
    assert np.abs(x[7:] + 0.3).max() <= 0.1


def test_from_two_it_ends_at_three() -> None:
    run = descend(HILLS, HillWalk(0.1), 2, steps=60)
    assert run.points[-1, 0] == pytest.approx(3.0, abs=1e-12)
    # Ten moves of 0.1 lead from 2 to 3.
    assert run.sentence == "converged to a minimum by step 10"


def test_from_the_hilltop_side_it_turns_round_first() -> None:
    x = descend(HILLS, HillWalk(0.1), 1, steps=3).points[:, 0]
    assert x[1] == 1.0
    assert x[2] == pytest.approx(0.9)


@pytest.mark.parametrize("start", np.random.default_rng(0).uniform(-2, 5, 6))
def test_it_never_goes_up(start: float) -> None:
    assert (np.diff(descend(HILLS, HillWalk(0.1), start, steps=80).values) <= 0).all()


def test_in_the_plane_it_walks_along_the_axes_to_within_a_step_of_the_minimum() -> None:
    run = descend(BOWL, HillWalk(0.1), (2.03, -1.52), steps=200)
    moves = np.diff(run.points, axis=0)
    assert ((moves != 0).sum(axis=1) <= 1).all()
    assert (np.diff(run.values) <= 0).all()
    assert np.abs(run.points[-1]).max() <= 0.1


def test_it_asks_for_no_gradient() -> None:
    class Felt:
        """A function that cannot be differentiated."""

        def value(self, x: np.ndarray) -> np.ndarray:
            return np.abs(x).sum(axis=-1)

    rule, x = HillWalk(0.5), np.array([2.0, 1.0])
    state = rule.init(x)
    for _ in range(20):
        x, state = rule.step(Felt(), x, state, 0.5)
    assert x.tolist() == [0, 0]
