"""Surveys against the published sweeps of sin(x)·exp(−x²/20), whose minima are at −1.428870 and 4.305801."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import GradientDescent, Momentum, Objective, Outcome, SceneError, descend, survey

WAVE = Objective("sin(x)*exp(-0.05*x**2)", domain=(-2 * np.pi, 2 * np.pi))
DEEP, SHALLOW = -1.428870, 4.305801
BEALE = Objective("(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2", domain=[(-4, 4)] * 2)


def test_fifty_starts_fall_into_two_valleys_or_leave() -> None:
    starts = np.linspace(-5, 5, 50)
    ends = survey(WAVE, GradientDescent, starts=starts, learning_rate=0.01, steps=1000).points[:, 0]
    deep = (starts > -4.3058) & (starts < 1.4289)
    assert deep.sum() == 28
    np.testing.assert_allclose(ends[deep], DEEP, atol=0.014)
    late = ends[deep][np.abs(ends[deep] - DEEP) > 0.005]  # from a start so near the top that it is still on its way
    assert late == pytest.approx([-1.442], abs=5e-4)
    shallow = survey(WAVE, GradientDescent, starts=starts[starts > 1.4289], learning_rate=0.01, steps=4000)
    np.testing.assert_allclose(shallow.points[:, 0], SHALLOW, atol=1e-4)  # a flatter valley takes longer
    left = ends[starts < -4.3058]
    assert len(left) == 4
    assert ((left > -6.75) & (left < -6.05)).all()


def test_a_rate_must_be_large_enough_for_a_thousand_steps() -> None:
    rates = np.linspace(1e-10, 0.1, 50)
    ends = survey(WAVE, GradientDescent, start=0, learning_rate=rates, steps=1000).points[:, 0]
    assert abs(ends[0]) < 1e-6
    good = np.abs(ends - DEEP) < 1e-3
    assert rates[good].min() == pytest.approx(0.00816, abs=1e-5)
    assert good[np.argmax(good) :].all()


def test_rate_times_steps_is_what_counts() -> None:
    rates, steps = np.linspace(1e-10, 0.1, 50), np.round(np.linspace(10, 500, 40)).astype(int)
    ends = survey(WAVE, GradientDescent, start=0, learning_rate=rates, steps=steps).points[..., 0]
    assert ends.shape == (50, 40)
    corners = (ends[0, 0], ends[0, -1], ends[-1, 0], ends[-1, -1])
    assert corners == pytest.approx((0, -5e-8, -0.8525, -1.42887), abs=5e-5)
    assert (np.diff(ends, axis=0) <= 0).all()
    assert (np.diff(ends, axis=1) <= 0).all()
    near = np.round(np.abs(ends - DEEP), 3) <= 0.01
    assert near.mean() == pytest.approx(0.68, abs=0.005)
    assert [int(steps[np.argmax(near[row])]) for row in (-1, 24)] == [48, 111]
    assert rates[24] == pytest.approx(0.049, abs=1e-4)


def test_a_survey_is_its_runs_one_by_one() -> None:
    rates, momenta, starts = [0.001, 0.002, 0.05], [0.0, 0.9], [(1.0, 1.5), (-2.0, 1.0)]
    whole = survey(BEALE, Momentum, learning_rate=rates, momentum=momenta, starts=starts, steps=40)
    assert list(whole.axes) == ["learning_rate", "momentum", "starts"]
    assert whole.points.shape == (3, 2, 2, 2)
    for place in np.ndindex(3, 2, 2):
        rule = Momentum(rates[place[0]], momentum=momenta[place[1]])
        alone = descend(BEALE, rule, starts[place[2]], steps=40)
        np.testing.assert_array_equal(whole.points[place], alone.points[-1])
        assert whole.values[place] == alone.values[-1]
        assert (whole.outcomes[place], whole.ends[place]) == (alone.outcome, alone.end)
    assert Outcome.DIVERGED in whole.outcomes


def test_where_a_run_had_diverged_there_is_no_value() -> None:
    parabola = Objective("x**2", domain=(-3, 3))
    ends = survey(parabola, GradientDescent, start=2, learning_rate=[0.1, 1.5], steps=[2, 20])
    # x doubles at a rate of 1.5: |x| = 2 · 2^k passes 300 at step 8.
    assert np.isnan(ends.values).tolist() == [[False, False], [False, True]]
    assert ends.ends.tolist() == [20, 8]


@pytest.mark.parametrize("arguments", [{}, {"start": 1, "starts": [1]}, {"start": 1, "learning_rate": 0.1}])
def test_a_survey_without_a_start_or_a_list_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(SceneError, match="survey needs"):
        survey(WAVE, GradientDescent, **{"learning_rate": 0.1} | arguments, steps=5)
