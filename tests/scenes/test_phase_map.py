"""Momentum's phase map on a parabola, against the roots of its recurrence."""

from __future__ import annotations

import numpy as np

from gdanim import Momentum, Outcome, descend


def test_the_border_of_the_map_is_the_closed_form(load) -> None:
    grid = load("phase_map").panels[0].survey
    rates, memories = grid.axes["learning_rate"][:, np.newaxis], grid.axes["momentum"]
    stable = rates < 2 * (1 + memories)
    assert not (grid.outcomes == Outcome.DIVERGED)[stable].any()
    assert not (grid.outcomes == Outcome.CONVERGED)[~stable].any()
    # Swings of √μ a step need time: with short memories all that is stable has converged, but for a strip at the border
    # and rates that creep.
    soon = (rates > 0.2) & (rates < 2 * (1 + memories) - 0.2) & (memories < 0.85)
    assert (grid.outcomes == Outcome.CONVERGED)[soon].all()
    assert (grid.outcomes == Outcome.DIVERGED)[rates > 2 * (1 + memories) + 0.2].all()


def test_memory_decides_between_two_runs_of_one_rate(load) -> None:
    quick, kept, lost = load("phase_map").descend()
    assert (quick.outcome, kept.outcome, lost.outcome) == (Outcome.CONVERGED, Outcome.CONVERGED, Outcome.DIVERGED)


def test_swings_shrink_by_the_root_of_the_memory_whatever_the_rate(load) -> None:
    # x₊ = (1 + μ − η)x − μx₋ between (1 − √μ)² and (1 + √μ)²: the roots are complex, of modulus √μ.
    for rate in (0.2, 1.0, 2.5):
        x = descend(load("phase_map").objective, Momentum(rate, 0.5), 2, steps=40).points[:, 0]
        assert (1 - 0.5**0.5) ** 2 < rate < (1 + 0.5**0.5) ** 2
        casorati = x[2:] * x[:-2] - x[1:-1] ** 2
        np.testing.assert_allclose(casorati[1:] / casorati[:-1], 0.5, rtol=1e-6)
