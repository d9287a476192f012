"""x³: a pause that looks like a goal."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Outcome, descend
from gdanim.analysis import critical_points


def test_below_a_third_the_run_creeps_to_the_pause_from_above(load) -> None:
    shown = load("cube")
    creeping = descend(shown.objective, shown.runs[0].optimizer, 1, steps=2000)
    x = creeping.points[:, 0]
    assert x[[10, 50]] == pytest.approx([0.0535, 0.0180], abs=5e-5)
    assert (np.diff(x) < 0).all() and (x > 0).all()
    # x⁺ = x − 3ηx² is 1/x⁺ = 1/x + 3η + ..., so that x tends to 1/(3ηk).
    assert x[2000] == pytest.approx(1 / (3 * 0.3 * 2000), rel=0.01)


def test_above_a_third_it_steps_over_the_pause_and_falls(load) -> None:
    shown = load("cube")
    assert shown.descend()[1].outcome is Outcome.DIVERGED
    falling = descend(shown.objective, shown.runs[1].optimizer, 1, steps=60, escape=np.inf)
    assert falling.points[1, 0] == pytest.approx(-0.02)
    assert int(np.argmax(falling.points[:, 0] < -1e6)) == 58


def test_the_pause_is_no_minimum(load) -> None:
    [pause] = critical_points(load("cube").objective)
    assert pause.kind == "degenerate"
    assert pause.point[0] == pytest.approx(0, abs=1e-6)
