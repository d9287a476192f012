"""Rates for noise: constant, 1/t, and one that fades too fast."""

from __future__ import annotations

from math import pi, sin, sqrt

import numpy as np
import pytest

from gdanim import EmpiricalLoss, GradientDescent, MiniBatches, descend
from gdanim.batches import reseeded


def test_one_over_t_is_the_mean_of_all_samples_seen(load) -> None:
    shown = load("robbins_monro")
    run, fed = shown.descend()[1], shown.runs[1].batches.indices(0, 1024)
    seen = shown.objective.data["a"][[int(indices[0]) for indices in fed[:250]]]
    means = np.cumsum(seen) / np.arange(1, 251)
    np.testing.assert_allclose(run.points[1:, 0], means, rtol=1e-12)


def test_after_one_pass_it_is_at_the_minimum(load) -> None:
    run = load("robbins_monro").with_(steps=1024).descend()[1]
    assert run.points[-1, 0] == pytest.approx(4, abs=1e-12)


def test_a_rate_that_fades_too_fast_leaves_over_a_third_of_the_way(load) -> None:
    # Without noise a step leaves 1 − 0.5/t² of the way, and ∏(1 − a²/t²) = sin(πa)/(πa) (Euler).
    shown = load("robbins_monro")
    left = sin(pi * sqrt(0.5)) / (pi * sqrt(0.5))
    assert left == pytest.approx(0.358, abs=5e-4)
    calm = EmpiricalLoss("0.5*(x - a)**2", "x", {"a": [4.0]}, domain=[(-3, 10)])
    run = descend(calm, shown.runs[2].optimizer, 0, steps=4000)
    assert 1 - run.points[-1, 0] / 4 == pytest.approx(left, rel=2e-4)
    last = shown.with_(steps=1000).descend()[2].points[250:, 0]
    assert np.ptp(last) < 0.02 and (last < 4).all()


@pytest.mark.parametrize(("rate", "variance"), [(0.5, 1.333), (0.1, 0.2105), (0.01, 0.0201)])
def test_a_constant_rate_keeps_a_share_of_the_variance(load, rate: float, variance: float) -> None:
    # x⁺ = (1 − η)x + ηa: the variance v = (1 − η)²v + η²σ² settles at ησ²/(2 − η), with σ² = 4. No sample comes twice
    # in a pass, so that two of N have the covariance −σ²/(N − 1), which takes as much off.
    assert 4 * rate / (2 - rate) == pytest.approx(variance, abs=5e-4)
    objective = load("robbins_monro").objective
    starts = np.full((1600, 1), 4.0)
    batches = reseeded(MiniBatches(1, seed=5), 1600)
    ends = descend(objective, GradientDescent(rate), starts, steps=500, batches=batches, keep="last").points[-1, :, 0]
    assert ends.var() == pytest.approx(variance - 4 / 1023, rel=0.12)
