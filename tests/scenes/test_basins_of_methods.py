"""Himmelblau's basins under three rules."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Newton, Outcome, descend
from gdanim.analysis import critical_points


def test_one_start_reaches_three_minima_by_three_rules(load) -> None:
    ends = [run.points[-1] for run in load("basins_of_methods").descend()]
    assert ends[0] == pytest.approx((3.584428, -1.848127), abs=1e-3)
    assert ends[1] == pytest.approx((3, 2), abs=1e-3)
    assert ends[2] == pytest.approx((-3.779310, -3.283186), abs=1e-6)


def test_newton_ends_at_every_kind_of_point_without_slope(load) -> None:
    himmelblau = load("basins_of_methods").objective
    starts = np.random.default_rng(0).uniform(-5, 5, (2000, 2))
    ends = descend(himmelblau, Newton(), starts, steps=300, keep="last")
    points = critical_points(himmelblau)
    reached = {
        kind: sum(
            int((np.hypot(*(ends.points[-1] - point.point).T) < 1e-6).sum()) for point in points if point.kind == kind
        )
        for kind in ("minimum", "saddle", "maximum")
    }
    assert sum(reached.values()) >= 1995
    assert all(count > 100 for count in reached.values())
    assert reached["minimum"] == pytest.approx(0.576 * 2000, abs=80)
    assert (ends.outcome == Outcome.CONVERGED).sum() == reached["minimum"]


def test_small_steps_and_memory_always_end_in_a_minimum(load) -> None:
    shown = load("basins_of_methods")
    starts = np.random.default_rng(1).uniform(-5, 5, (500, 2))
    for run in shown.runs[:2]:
        ends = descend(shown.objective, run.optimizer, starts, steps=600, keep="last")
        assert (ends.outcome == Outcome.CONVERGED).mean() > 0.99
