"""Eight rates on x², all by 1 − 2η."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim.analysis import regime


def test_every_loss_is_a_straight_line_on_a_log_scale(load) -> None:
    shown = load("race_of_rates")
    for run, walked in zip(shown.runs, shown.descend(), strict=True):
        factor = 1 - 2 * run.optimizer.learning_rate
        np.testing.assert_allclose(walked.values, 4 * factor ** (2 * np.arange(26)), rtol=1e-10)


def test_a_tenth_and_nine_tenths_are_equally_fast_and_a_quarter_is_faster(load) -> None:
    shown = load("race_of_rates")
    walked = {run.optimizer.learning_rate: end for run, end in zip(shown.runs, shown.descend(), strict=True)}
    np.testing.assert_allclose(walked[0.1].values, walked[0.9].values, rtol=1e-10)
    # 2 · 0.5^10
    assert walked[0.25].points[10, 0] == pytest.approx(0.001953, abs=5e-7)
    assert set(walked[1].values.tolist()) == {4.0}


def test_the_regimes_are_those_of_the_factors_sign_and_size(load) -> None:
    shown = load("race_of_rates")
    kinds = [regime(shown.objective, run.optimizer) for run in shown.runs]
    assert kinds == ["monotone"] * 4 + ["one step", "alternating", "cycle", "divergent"]
