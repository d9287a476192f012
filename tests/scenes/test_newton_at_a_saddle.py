"""Newton's method and gradient descent on a saddle with walls."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Newton, Outcome, descend


def test_newton_ends_at_the_saddle_and_gradient_descent_in_a_minimum(load) -> None:
    gd, newton = load("newton_at_a_saddle").descend()
    assert newton.outcome is Outcome.STUCK_AT_SADDLE
    assert newton.points[5] == pytest.approx((0, 0), abs=1e-15)
    assert gd.outcome is Outcome.CONVERGED
    assert gd.points[-1] == pytest.approx((0, np.sqrt(2)), abs=5e-3)


def test_near_the_saddle_newtons_digits_triple(load) -> None:
    # y ← y − (y³ − 2y)/(3y² − 2) = 2y³/(3y² − 2), about −y³: cubic here, where f has no odd powers.
    y = load("newton_at_a_saddle").descend()[1].points[:4, 1]
    np.testing.assert_allclose(y[1:], 2 * y[:-1] ** 3 / (3 * y[:-1] ** 2 - 2), rtol=1e-6)


@pytest.mark.parametrize(("y", "outcome"), [(0.5, Outcome.STUCK_AT_SADDLE), (0.9, Outcome.CONVERGED)])
def test_where_the_function_curves_up_newton_finds_a_minimum(load, y, outcome) -> None:
    # f_yy = 3y² − 2 changes its sign at √(2/3) = 0.816.
    run = descend(load("newton_at_a_saddle").objective, Newton(), (1.2, y), steps=60)
    assert run.outcome is outcome
