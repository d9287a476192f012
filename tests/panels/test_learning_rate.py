"""LearningRate: a staircase of the rates that were used, as schedules and searches made them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gdanim import Backtracking, CosineDecay, GradientDescent, LearningRate, Objective, Run, Scene, StepDecay
from gdanim.theme import LIGHT

BOWL = Objective("x**2 + 10*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])


def scene(*rates, panel=None, starts=((1, 1),), **fields) -> Scene:
    runs = [Run(GradientDescent(rate), start) for rate in rates for start in starts]
    return Scene("Rates", BOWL, runs, [panel or LearningRate(scale="linear")], **({"steps": 6} | fields))


def heights(line) -> list[float]:
    """Return the height of every tread of a staircase, which must be level and a step long."""
    treads = [(one, other) for one, other in pairwise(line) if other[0] > one[0] + 1e-9]
    assert [round(float(start[0]), 6) for start, _ in treads] == list(range(len(treads)))
    for start, end in treads:
        assert end[1] == pytest.approx(start[1])
        assert end[0] == pytest.approx(start[0] + 1)
    return [float(start[1]) for start, _ in treads]


def test_a_schedule_is_a_staircase_of_what_it_said(drawn) -> None:
    [line] = drawn(scene(StepDecay(0.08, every=2, factor=0.5))).lines(LIGHT.lines[0])
    assert heights(line) == pytest.approx([0.08, 0.08, 0.04, 0.04, 0.02, 0.02])


def test_a_search_is_a_staircase_of_what_it_found(drawn) -> None:
    [line] = drawn(scene(Backtracking(1.0))).lines(LIGHT.lines[0])
    x, found = np.array([1.0, 1.0]), []
    for _ in range(6):
        g, t = np.array([2, 20]) * x, 1.0
        while BOWL.value(x - t * g) > BOWL.value(x) - 1e-4 * t * g @ g:
            t /= 2
        x = x - t * g
        found.append(t)
    assert heights(line) == pytest.approx(found)


def test_a_constant_rate_is_a_flat_line_above_zero(drawn) -> None:
    panel = drawn(scene(0.05, 0.08))
    assert heights(panel.lines(LIGHT.lines[0])[0]) == pytest.approx([0.05] * 6)
    assert heights(panel.lines(LIGHT.lines[1])[0]) == pytest.approx([0.08] * 6)
    low, high = panel.axes.get_ylim()
    assert low == 0
    assert 0.08 < high < 0.09


def test_the_rate_of_a_step_holds_until_the_step_is_made(drawn) -> None:
    panel = drawn(scene(StepDecay(0.08, every=2, factor=0.5)))
    for position, rate in ((1.9, 0.08), (2, 0.04), (2.5, 0.04), (6, 0.02)):
        panel.move(position)
        [line] = panel.lines(LIGHT.lines[0])
        assert line[-1] == pytest.approx((position, rate))


def test_a_rate_that_all_runs_share_is_said_once(drawn) -> None:
    panel = drawn(scene(CosineDecay(0.08, length=6), starts=((1, 1), (-1, 1.5))))
    assert not panel.lines(LIGHT.lines[0])
    assert len(panel.lines(LIGHT.ink)) == 1
    assert len(panel.names()) == 1


def test_a_shared_rate_is_that_of_the_run_that_lasts_longest(drawn) -> None:
    # 0.15 is above 2/20: from (1, 1) y grows until it has escaped, from (1, 0) the run goes on.
    panel = drawn(scene(0.15, starts=((1, 1), (1, 0)), steps=20))
    [line] = panel.lines(LIGHT.ink)
    assert line[-1, 0] == pytest.approx(20)


def test_a_run_without_a_step_has_no_rate(drawn) -> None:
    panel = drawn(scene(1e308, panel=LearningRate()))
    assert not panel.lines(LIGHT.lines[0])
    assert not panel.names()
