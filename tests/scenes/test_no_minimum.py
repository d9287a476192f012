"""exp(−x): convex, and nothing to arrive at."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Outcome
from gdanim.analysis import critical_points


def test_it_walks_on_like_the_logarithm_of_the_step(load) -> None:
    shown = load("no_minimum")
    [run] = shown.descend()
    assert run.points[[10, 100, 1000], 0] == pytest.approx([2.529, 4.641, 6.912], abs=5e-4)
    # e^x grows by a little over 1 a step: e^(x + e^(−x)) = e^x + 1 + e^(−x)/2 + ...
    grown = np.diff(np.exp(run.points[:, 0]))
    assert (grown > 1).all() and (grown < 1 + np.exp(-run.points[:-1, 0])).all()
    assert run.outcome is Outcome.OUT_OF_STEPS


def test_there_is_nothing_to_arrive_at_and_every_sign_of_arrival_fades(load) -> None:
    shown = load("no_minimum")
    [run] = shown.descend()
    assert critical_points(shown.objective) == []
    x = run.points[:, 0]
    for fading in (np.diff(x), run.values, np.abs(shown.objective.gradient(run.points)[:, 0])):
        assert (np.diff(fading) < 0).all()
