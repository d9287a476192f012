"""The walker in the dark: down by steps of one length."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import HillWalk, descend
from gdanim.analysis import critical_points


def test_a_finds_the_deep_valley_and_b_the_small_one(load) -> None:
    shown = load("in_the_dark")
    minima = sorted((p for p in critical_points(shown.objective) if p.kind == "minimum"), key=lambda p: p.value)
    assert len(minima) == 2
    for run, valley in zip(shown.descend(), minima, strict=True):
        # Where no side of a square of 2·0.1 about a point is lower, the bottom is within the square.
        assert np.abs(run.points[-1] - valley.point).max() < 0.1


def test_the_walker_never_climbs_and_each_step_is_one_length_or_none(load) -> None:
    for run in load("in_the_dark").descend():
        assert (np.diff(run.values) <= 0).all()
        lengths = np.abs(np.diff(run.points, axis=0)).sum(axis=1)
        assert set(lengths.round(9).tolist()) == {0.0, 0.1}


def test_at_the_end_every_side_has_been_refused(load) -> None:
    for run in load("in_the_dark").descend():
        assert (run.points[-4:] == run.points[-1]).all()


def test_on_the_quartic_it_ends_within_a_step_of_the_minimum(load) -> None:
    quartic = load("two_starts").objective
    left, right = (descend(quartic, HillWalk(0.1), start, steps=40) for start in (-1, 2))
    assert left.points[-1, 0] == pytest.approx(-0.3)
    assert left.points[7:, 0].tolist() == [left.points[-1, 0]] * 34
    assert right.points[-1, 0] == pytest.approx(3.0)
