"""Fixed, exact and decaying steps on x³ − 2x² + 2, against the literature's counts."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Outcome


def test_each_rule_stops_after_the_steps_that_the_literature_counts(load) -> None:
    shown = load("step_rules")
    fixed, exact, decaying = shown.descend()
    assert all(run.outcome is Outcome.STOPPED for run in (fixed, exact, decaying))
    assert (fixed.end, decaying.end) == (16, 5)
    assert fixed.points[-1, 0] == pytest.approx(1.33342535, abs=5e-9)
    assert decaying.points[-1, 0] == pytest.approx(1.33085067, abs=5e-9)
    # The literature's search needs three steps, for it knows the lowest point to four digits only.
    assert exact.end == 2
    assert exact.points[-1, 0] == pytest.approx(4 / 3, abs=1e-12)


def test_the_fewest_steps_cost_the_most_gradients(load) -> None:
    fixed, exact, decaying = load("step_rules").descend()
    assert (fixed.evaluations[-1], exact.evaluations[-1], decaying.evaluations[-1]) == (16, 24, 5)


def test_the_decaying_rate_stops_where_there_is_slope_left(load) -> None:
    shown = load("step_rules")
    slopes = [abs(float(shown.objective.gradient(run.points[-1])[0])) for run in shown.descend()]
    assert slopes[0] < 5e-4
    assert slopes[1] < 1e-9
    assert slopes[2] == pytest.approx(0.01, abs=5e-3)


def test_the_rates_are_divided_by_one_two_three(load) -> None:
    decaying = load("step_rules").descend()[2]
    np.testing.assert_allclose(decaying.learning_rates[:-1] / decaying.learning_rates[1:], [1, 2, 3, 4])
