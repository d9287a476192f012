"""Logistic regression of two moons, against Newton's method written out here."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def moons(load):
    """Inputs with a column of ones (160, 3), classes (160,), and the best parameters (3,)."""
    data = load("moons").objective.data
    inputs = np.stack([data["x1"], data["x2"], np.ones(160)], axis=1)
    best = np.zeros(3)
    for _ in range(30):
        wrong = 1 / (1 + np.exp(data["y"] * (inputs @ best)))
        slope = -(inputs * (data["y"] * wrong)[:, np.newaxis]).mean(axis=0)
        best -= np.linalg.solve((inputs.T * (wrong * (1 - wrong))) @ inputs / 160, slope)
    return inputs, data["y"], best


def test_no_line_parts_the_moons(moons) -> None:
    inputs, classes, best = moons
    assert np.mean(np.sign(inputs @ best) != classes) == pytest.approx(1 / 9, abs=0.01)


def test_every_rule_comes_near_the_one_floor(load, moons) -> None:
    shown = load("moons")
    inputs, classes, best = moons
    floor = float(shown.objective.value(best))
    assert floor > 0.2
    assert shown.objective.gradient(best) == pytest.approx((0, 0, 0), abs=1e-12)
    for run in shown.descend():
        assert floor < run.values[-1] < floor + 0.01
        assert (run.values >= floor).all()
        assert np.mean(np.sign(inputs @ run.points[-1]) != classes) == pytest.approx(1 / 9, abs=0.02)
