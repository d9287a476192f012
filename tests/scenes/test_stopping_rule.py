"""The stopping rule |Δf| ≤ 0.01 on x² from 2, and where it is a trap."""

from __future__ import annotations

import pytest

from gdanim import Outcome
from gdanim.descent import stop_trap

STOPS = {0.001: (119, 1.576), 0.01: (70, 0.4862), 0.02: (44, 0.33187), 0.1: (13, 0.1100), 0.5: (2, 0), 1: (1, -2)}
"""Where the rule stops: the step and x, from the literature's table."""


def test_every_run_stops_where_the_table_says(load) -> None:
    shown = load("stopping_rule")
    for run, end in zip(shown.runs, shown.descend(), strict=True):
        step, x = STOPS[run.optimizer.learning_rate]
        assert end.outcome is Outcome.STOPPED
        assert (end.end, end.points[-1, 0]) == (step, pytest.approx(x, abs=5e-4))


def test_the_textbooks_rate_stops_with_a_tenth_of_f_to_go(load) -> None:
    run = load("stopping_rule").descend()[2]
    assert run.values[-1] == pytest.approx(0.11014, abs=5e-6)
    assert run.values[-2] - run.values[-1] == pytest.approx(0.00937, abs=5e-6)


def test_it_stops_where_the_closed_form_of_the_change_says(load) -> None:
    # f(x_k) = 4q^k with q = (1 − 2η)², so the change of step k is 4q^(k−1)·(1 − q).
    shown = load("stopping_rule")
    for run, end in zip(shown.runs, shown.descend(), strict=True):
        q = (1 - 2 * run.optimizer.learning_rate) ** 2
        changes = [4 * q ** (k - 1) * (1 - q) for k in range(1, end.end + 1)]
        assert [abs(change) <= 0.01 for change in changes] == [False] * (end.end - 1) + [True]


def test_only_the_rate_of_a_half_is_no_trap(load) -> None:
    shown = load("stopping_rule")
    assert [stop_trap(shown.objective, run) is None for run in shown.descend()] == [False] * 4 + [True, False]
