"""Rates that are too small on x²."""

from __future__ import annotations

import numpy as np
import pytest


def test_a_thousand_steps_leave_what_the_closed_form_says(load) -> None:
    shown = load("too_small")
    for run, walked in zip(shown.runs[:-1], shown.descend()[:-1], strict=True):
        factor = 1 - 2 * run.optimizer.learning_rate
        np.testing.assert_allclose(walked.points[:, 0], 2 * factor ** np.arange(1001), rtol=1e-10)


def test_a_tenth_of_the_rate_is_the_same_walk_ten_times_as_slow(load) -> None:
    quick, slow, slower, *_ = load("too_small").descend()
    assert quick.points[[10, 100], 0] == pytest.approx([1.63415, 0.265239], abs=5e-6)
    assert slow.points[[10, 100], 0] == pytest.approx([1.96036, 1.63713], abs=5e-6)
    assert slow.points[::10, 0] == pytest.approx(quick.points[:101, 0], abs=0.01)
    assert slower.points[::10, 0] == pytest.approx(slow.points[:101, 0], abs=0.001)


def test_below_half_a_last_digit_nothing_moves_at_all(load) -> None:
    still = load("too_small").descend()[-1]
    assert (still.points == 2).all()
