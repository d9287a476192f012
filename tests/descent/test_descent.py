"""How runs end, told by arithmetic that needs no program: powers, roots and cycles of x² and x² − y²."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdanim import (
    Adam,
    GradientDescent,
    InverseTime,
    Lookahead,
    Momentum,
    Newton,
    Objective,
    Outcome,
    SceneError,
    SmallChange,
    SmallGradient,
    SmallStep,
    descend,
)
from gdanim.descent import stop_trap
from gdanim.landscapes import himmelblau

PARABOLA = Objective("x**2", domain=(-3, 3), minima=[0])
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
BEALE = Objective("(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2", domain=[(-4, 4)] * 2)


def on_parabola(rate: float, steps: int, **options: object):
    return descend(PARABOLA, GradientDescent(rate), 2, steps=steps, **options)


@given(st.floats(0.001, 0.999), st.integers(1, 60))
def test_on_a_parabola_every_step_multiplies_by_one_minus_twice_the_rate(rate: float, steps: int) -> None:
    run = on_parabola(rate, steps)
    k = np.arange(steps + 1)
    np.testing.assert_allclose(run.points[:, 0], 2 * (1 - 2 * rate) ** k, rtol=1e-9, atol=1e-15)
    np.testing.assert_array_equal(run.values, run.points[:, 0] ** 2)
    np.testing.assert_array_equal(run.learning_rates, rate)
    assert run.steps.tolist() == k.tolist()


@pytest.mark.parametrize(
    ("rate", "steps", "outcome", "end"),
    [
        (1.0, 40, Outcome.OSCILLATING, 40),
        (0.001, 40, Outcome.OUT_OF_STEPS, 40),
        (0.1, 60, Outcome.CONVERGED, 60),
        (0.5, 2, Outcome.CONVERGED, 2),
        (0.9, 60, Outcome.CONVERGED, 60),
        # |x| = 2 · 1.2^k passes 300, a hundred half-widths of the domain, at k = 28: 1.2^28 = 164.8.
        (1.1, 40, Outcome.DIVERGED, 28),
    ],
)
def test_every_rate_on_a_parabola_has_its_end(rate: float, steps: int, outcome: Outcome, end: int) -> None:
    run = on_parabola(rate, steps)
    assert (run.outcome, run.end, len(run.points)) == (outcome, end, end + 1)


def test_a_two_cycle_is_not_convergence_although_the_value_never_changes() -> None:
    run = on_parabola(1.0, 10)
    assert run.points[:, 0].tolist() == [2.0, -2.0] * 5 + [2.0]
    assert set(run.values) == {4.0}
    assert (run.outcome, run.period) == (Outcome.OSCILLATING, 2)
    assert run.sentence == "oscillates for ever with period 2"


def test_a_slow_alternation_is_not_a_cycle() -> None:
    assert on_parabola(0.99999, 200).outcome is Outcome.OUT_OF_STEPS


@pytest.mark.parametrize(("rate", "value", "point"), [(1.1, 1943, 3886), (1.01, 17887, 35774)])
def test_divergence_can_be_followed_until_the_numbers_overflow(rate: float, value: int, point: int) -> None:
    run = on_parabola(rate, 40_000, escape=np.inf)
    assert run.outcome is Outcome.DIVERGED
    assert (run.end, run.decided) == (point - 1, point)
    assert run.sentence == f"diverged at step {point}"
    assert np.isfinite(run.points).all()
    assert int(np.argmin(np.isfinite(run.values))) == value


@pytest.mark.parametrize("rate", [1.0, 1.5, 1e300])
def test_a_diverging_run_holds_finite_numbers_only(rate: float) -> None:
    steep = Objective("exp(x**2)", domain=(-2, 2))
    run = descend(steep, GradientDescent(rate), 1.5, steps=50)
    assert run.outcome is Outcome.DIVERGED
    assert np.isfinite(run.points).all()
    assert np.isfinite(run.values).all()
    assert run.decided - run.end in (0, 1)


def test_a_step_too_small_for_float64_changes_nothing() -> None:
    # 2 − 4η is 2 in float64 where 4η is less than half the distance to the next number.
    assert set(on_parabola(2.7e-17, 5).points.ravel()) == {2.0}


def test_from_the_ridge_the_saddle_is_never_left() -> None:
    run = descend(SADDLE, GradientDescent(0.01), (1, 0), steps=200)
    assert run.outcome is Outcome.STUCK_AT_SADDLE
    assert (run.points[:, 1] == 0).all()
    np.testing.assert_allclose(run.points[:, 0], 0.98 ** np.arange(201), rtol=1e-12)


def test_beside_the_ridge_the_view_is_left() -> None:
    run = descend(SADDLE, GradientDescent(0.01), (1, 0.25), steps=200)
    assert run.outcome is Outcome.LEFT_VIEW
    np.testing.assert_allclose(run.points[:, 1], 0.25 * 1.02 ** np.arange(201), rtol=1e-12)


def test_a_saddle_the_author_does_not_name_holds_a_run_too() -> None:
    unnamed = Objective("x**2 - y**2 + 3", domain=[(-1, 1), (-1, 1)])
    assert descend(unnamed, GradientDescent(0.01), (1, 0), steps=200).outcome is Outcome.STUCK_AT_SADDLE


def test_rounding_does_not_free_a_run_from_a_saddle() -> None:
    side = np.linspace(-5, 5, 60)
    run = descend(
        himmelblau, Newton(), np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2), steps=60, keep="last"
    )
    away = np.linalg.norm(run.points[-1][:, np.newaxis] - himmelblau.saddles, axis=-1).min(axis=1)
    rests = away < 1e-12
    assert rests.sum() > 800
    assert set(run.outcome[rests]) == {Outcome.STUCK_AT_SADDLE}


def test_passing_a_saddle_is_not_being_stuck() -> None:
    # After 8 steps from (0.001, 0.005) the run is within a hundredth of the diagonal, and receding.
    run = descend(SADDLE, GradientDescent(0.1), (0.001, 0.005), steps=8)
    assert np.hypot(*run.points[-1]) < 0.01 * np.hypot(2, 2)
    assert run.outcome is Outcome.OUT_OF_STEPS


def test_a_flat_inflection_is_no_minimum() -> None:
    cubic = Objective("x**3", domain=(-1, 2))
    run = descend(cubic, GradientDescent(0.3), 1, steps=1000)
    assert 0 < run.points[-1, 0] < 0.002
    assert run.outcome is Outcome.OUT_OF_STEPS


def test_a_flat_minimum_is_reached_slowly_and_reached_all_the_same() -> None:
    # dx/dk = −4ηx³ gives x ≈ 1/√(8ηk): 0.11 after 100 steps of 0.1, far from negligible.
    flat = Objective("x**4", domain=(-1, 1))
    assert descend(flat, GradientDescent(0.1), 1, steps=100).outcome is Outcome.OUT_OF_STEPS
    assert descend(flat, GradientDescent(0.1), 1e-4, steps=2).outcome is Outcome.CONVERGED


# The article's rule with ε = 0.01: |f(x_{k+1}) − f(x_k)| ≤ ε, asked after every update.
@pytest.mark.parametrize(
    ("rate", "k", "x"),
    [(0.02, 44, 0.33187), (0.001, 119, 1.576), (0.01, 70, 0.4862), (0.1, 13, 0.1100), (0.5, 2, 0.0), (1.0, 1, -2.0)],
)
def test_the_articles_stop_rule_stops_where_the_article_says(rate: float, k: int, x: float) -> None:
    run = on_parabola(rate, 1000, stop=SmallChange(0.01))
    assert (run.outcome, run.end) == (Outcome.STOPPED, k)
    assert run.points[-1, 0] == pytest.approx(x, abs=6e-4)
    assert run.sentence == f"met its stop rule at step {k}"


@pytest.mark.parametrize(("rate", "is_trap"), [(0.001, True), (0.02, True), (1.0, True), (0.5, False)])
def test_a_stop_that_is_a_trap_is_told(rate: float, is_trap: bool) -> None:
    trap = stop_trap(PARABOLA, on_parabola(rate, 1000, stop=SmallChange(0.01)))
    assert (trap is not None) == is_trap
    if rate == 1.0:
        assert trap == "stopped at step 1 by its rule, yet the gradient there has length 4."


def test_the_other_rules_stop_by_slope_and_by_step() -> None:
    # |f'| = 2 · 2 · 0.8^k ≤ 0.01 from k = 27 on; |x_k − x_{k−1}| = 0.4 · 0.8^{k−1} ≤ 0.01 from k = 18 on.
    assert on_parabola(0.1, 100, stop=SmallGradient(0.01)).end == 27
    assert on_parabola(0.1, 100, stop=SmallStep(0.01)).end == 18


def test_a_rule_of_ones_own_is_a_function_of_the_update() -> None:
    run = on_parabola(0.1, 100, stop=lambda update: update.after[:, 0] < 1)
    assert run.end == 4  # 2 · 0.8^4 = 0.82


STARTS = np.random.default_rng(3).uniform(-3, 3, (9, 2))


@pytest.mark.parametrize(
    "rule",
    [GradientDescent(0.002), GradientDescent(0.01), Momentum(0.001), Adam(0.1)],
    ids=lambda rule: repr(rule)[:24],
)
def test_a_batch_is_its_runs_one_by_one_to_the_last_bit(rule: object) -> None:
    batch = descend(BEALE, rule, STARTS, steps=60)
    for k, start in enumerate(STARTS):
        alone = descend(BEALE, rule, start, steps=60)
        rows = alone.end + 1
        assert (batch.end[k], batch.outcome[k], batch.period[k]) == (alone.end, alone.outcome, alone.period)
        np.testing.assert_array_equal(batch.points[:rows, k], alone.points)
        np.testing.assert_array_equal(batch.values[:rows, k], alone.values)
        assert np.isnan(batch.points[rows:, k]).all()


def test_hyperparameters_may_be_one_for_every_run() -> None:
    rates = np.array([[0.1], [0.5], [1.1]])
    batch = descend(PARABOLA, GradientDescent(rates), np.full((3, 1), 2.0), steps=40)
    alone = [on_parabola(rate, 40) for rate in rates[:, 0]]
    assert batch.outcome.tolist() == [run.outcome for run in alone]
    assert batch.end.tolist() == [run.end for run in alone]


def test_less_may_be_kept_without_changing_the_end() -> None:
    whole = descend(BEALE, Adam(0.1), STARTS, steps=50)
    last = descend(BEALE, Adam(0.1), STARTS, steps=50, keep="last")
    tenth = descend(BEALE, Adam(0.1), STARTS, steps=50, keep=20)
    assert last.points.shape == (1, 9, 2)
    np.testing.assert_array_equal(last.points[0], whole.points[-1])
    assert last.outcome.tolist() == whole.outcome.tolist()
    assert tenth.steps.tolist() == [0, 20, 40, 50]
    np.testing.assert_array_equal(tenth.points, whole.points[[0, 20, 40, 50]])


def test_the_last_row_is_kept_wherever_a_run_ends() -> None:
    run = on_parabola(1.1, 40, keep=20)
    assert (run.steps.tolist(), run.end) == ([0, 20, 28], 28)
    stopped = on_parabola(0.1, 1000, stop=SmallChange(0.01), keep=10)
    assert stopped.steps.tolist() == [0, 10, 13]
    assert stopped.points[-1, 0] == pytest.approx(2 * 0.8**13)


def test_blocks_of_runs_are_joined_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = np.array([[0.002], [0.01], [0.002], [0.01], [0.05], [0.002], [0.3], [0.01], [0.002]])
    whole = descend(BEALE, GradientDescent(rates), STARTS, steps=30)
    monkeypatch.setattr("gdanim.descent.blocks.AT_ONCE", 4)  # two runs at a time, one left over
    parts = descend(BEALE, GradientDescent(rates), STARTS, steps=30)
    for name in ("points", "values", "steps", "end", "decided", "period"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    assert parts.outcome.tolist() == whole.outcome.tolist()
    assert Outcome.DIVERGED in whole.outcome
    np.testing.assert_array_equal(parts.learning_rates[0], rates[:, 0])
    last = descend(BEALE, GradientDescent(rates), STARTS, steps=30, keep="last")
    assert last.steps.tolist() == [int(whole.end.max())]


def test_parts_of_a_rule_get_the_rates_of_their_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = np.linspace(0.001, 0.01, 9)[:, np.newaxis]
    rule = Lookahead(Momentum(InverseTime(rates, decay=0.1)), period=3)
    whole = descend(BEALE, rule, STARTS, steps=20)
    monkeypatch.setattr("gdanim.descent.blocks.AT_ONCE", 8)
    np.testing.assert_array_equal(descend(BEALE, rule, STARTS, steps=20).points, whole.points)


def test_a_trajectory_cannot_be_written_to() -> None:
    run = on_parabola(0.1, 3)
    for array in (run.points, run.values, run.learning_rates, run.steps):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"steps": 0}, "at least 1"),
        ({"steps": 3, "escape": -1}, "escape is -1"),
        ({"steps": 3, "escape": np.nan}, "escape is nan"),
        ({"steps": 3, "keep": "first"}, "keep is 'first'"),
        ({"steps": 3, "keep": 0}, "keep is 0"),
    ],
)
def test_what_cannot_be_run_is_a_sentence(options: dict[str, object], words: str) -> None:
    with pytest.raises(SceneError, match=words):
        descend(PARABOLA, GradientDescent(0.1), 2, **options)


@pytest.mark.parametrize("optimizer", [GradientDescent, 0.1, object()])
def test_what_is_no_optimizer_is_a_sentence(optimizer: object) -> None:
    with pytest.raises(SceneError, match=r"needs its hyperparameters|is no optimizer"):
        descend(PARABOLA, optimizer, 2, steps=1)


def test_a_run_has_converged_where_it_comes_to_stay_at_its_end() -> None:
    bowl = Objective("x**2 + y**2", domain=[(-3, 3), (-3, 3)])
    run = descend(bowl, GradientDescent(0.25), (3, 0), steps=100)
    # x = 3 · 0.5^k is within 4e-4 of the diagonal, √72, of the minimum from step 10 on: 3 · 2⁻¹⁰ = 0.00293 < 0.00339.
    assert (run.outcome, run.decided, run.end) == (Outcome.CONVERGED, 10, 100)
    assert run.sentence == "converged to a minimum by step 10"
