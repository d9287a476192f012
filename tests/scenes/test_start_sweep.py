"""Fifty starts at one rate."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim.analysis import critical_points


def ends(shown) -> np.ndarray:
    return shown.panels[0].survey.points[:, -1, 0]


def test_the_tops_divide_the_starts_into_three(load) -> None:
    shown = load("start_sweep")
    grid = shown.panels[0].survey
    starts, x = grid.axes["starts"][:, 0], ends(shown)
    tops = [p.point[0] for p in critical_points(shown.objective) if p.kind == "maximum"]
    assert tops == pytest.approx([-4.305801, 1.428870], abs=5e-7)
    middle = (starts > tops[0]) & (starts < tops[1])
    assert (middle.sum(), (starts >= tops[1]).sum(), (starts <= tops[0]).sum()) == (28, 18, 4)
    assert x[middle] == pytest.approx(-1.42887, abs=0.02)
    assert x[starts > tops[1]] == pytest.approx(4.3058, abs=0.2)
    assert x[starts < tops[0]].min() == pytest.approx(-6.7, abs=0.1)
    assert x[starts < tops[0]].max() == pytest.approx(-6.1, abs=0.1)


def test_one_start_of_the_middle_has_not_quite_arrived(load) -> None:
    shown = load("start_sweep")
    x = ends(shown)
    late = np.abs(x + 1.428870) > 0.005
    middle = np.abs(x + 1.428870) < 0.1
    assert x[late & middle] == pytest.approx([-1.442], abs=5e-4)


def test_those_that_leave_are_on_their_way_to_a_faint_valley(load) -> None:
    # f' = 0 where cot x = x/10.
    wave = load("start_sweep").objective
    assert float(wave.gradient([-7.3])[0]) < 0 < float(wave.gradient([-7.1])[0])
    assert float(wave.value([-7.2])) == pytest.approx(-0.06, abs=0.005)
