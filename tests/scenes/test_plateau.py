"""The plateau of x⁴ + 2x³ + y² − 1."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Outcome, descend
from gdanim.analysis import critical_points


def test_from_the_right_the_run_creeps_to_the_plateau_and_never_past_it(load) -> None:
    shown = load("plateau")
    stuck = shown.descend()[0]
    assert stuck.points[199] == pytest.approx((0.0685, -0.0144), abs=5e-5)
    assert stuck.values[199] == pytest.approx(-0.9991, abs=5e-5)
    long = descend(shown.objective, shown.runs[0].optimizer, (1, -0.8), steps=10_000)
    x = long.points[:, 0]
    assert (x > 0).all() and (np.diff(x) < 0).all()
    # x⁺ = x − η(6x² + 4x³), so that x tends to 1/(6ηk).
    assert x[-1] == pytest.approx(0.00165, abs=5e-6)
    assert x[-1] == pytest.approx(1 / (6 * 0.01 * 10_000), rel=0.02)


def test_past_the_plateau_the_same_rule_reaches_the_minimum(load) -> None:
    arrived = load("plateau").descend()[1]
    assert arrived.outcome is Outcome.CONVERGED
    assert arrived.decided == 305
    assert arrived.points[-1] == pytest.approx((-1.5, 0), abs=2e-3)
    assert arrived.values[-1] == pytest.approx(-2.6875, abs=1e-5)


def test_the_plateau_is_a_critical_point_of_no_kind(load) -> None:
    kinds = {tuple(point.point.round(4).tolist()): point.kind for point in critical_points(load("plateau").objective)}
    assert kinds == {(-1.5, 0.0): "minimum", (0.0, 0.0): "degenerate"}
