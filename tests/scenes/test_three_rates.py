"""Seven optimizers at a saddle at three rates: when they leave, and what the rate costs."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Momentum, Nesterov, descend


def left(run) -> int:
    """Return the first step with |y| > 1, 0 if there is none."""
    return int(np.argmax(np.abs(run.points[:, 1]) > 1))


@pytest.fixture
def runs(load):
    """The runs of each film by label."""
    films = {name: load("three_rates", name) for name in ("low", "middle", "high")}
    return {name: dict(zip(film.labels, film.descend(), strict=True)) for name, film in films.items()}


def test_at_the_low_rate_adadelta_alone_gets_out(runs) -> None:
    assert {name: left(run) for name, run in runs["low"].items() if left(run)} == {"AdaDelta": 45}


def test_at_the_middle_rate_two_more_are_out_in_eighty_steps(runs) -> None:
    out = {name: left(run) for name, run in runs["middle"].items() if left(run)}
    assert out == {"AdaDelta": 45, "RMSProp": 73, "Adam": 78, "Nesterov": 217, "Momentum": 231}


def test_at_the_high_rate_all_get_out(runs) -> None:
    assert all(left(run) for run in runs["high"].values())
    # GD: 10⁻¹⁰ · 1.2ᵏ > 1.
    assert left(runs["high"]["GD"]) == int(np.ceil(10 / np.log10(1.2))) == 127


def test_adadelta_has_no_rate(runs) -> None:
    one, other = runs["low"]["AdaDelta"].points, runs["high"]["AdaDelta"].points
    np.testing.assert_array_equal(one[: len(other)], other[: len(one)])


def test_adagrad_grows_like_the_root_of_the_steps(runs) -> None:
    # y = c√k has slopes 2c√k with the sum of squares 2c²k², and grows by η√(2/k): c = η√8.
    for name, rate in (("low", 0.001), ("middle", 0.01)):
        y = runs[name]["AdaGrad"].points[:, 1]
        assert y[-1] == pytest.approx(rate * np.sqrt(8 * (len(y) - 1)), rel=0.02)


def test_rmsprop_ends_in_a_cycle_as_wide_as_its_rate(runs) -> None:
    x = runs["high"]["RMSProp"].points[-2:, 0]
    np.testing.assert_allclose(np.sort(x), (-0.05, 0.05), atol=1e-3)


def test_growth_is_the_larger_root_at_both_memories(load) -> None:
    # λ² − (1 + μ + 2η)λ + μ, and λ² − (1 + μ)(1 + 2η)λ + μ(1 + 2η).
    saddle, eta = load("three_rates", "middle").objective, 0.01
    for mu, slow, fast in ((0.9, 1.106969, 1.113779), (0.95, 1.127215, 1.136028)):
        for rule, growth in ((Momentum(eta, momentum=mu), slow), (Nesterov(eta, momentum=mu), fast)):
            y = descend(saddle, rule, (0.5, 1e-10), steps=180).points[:, 1]
            assert y[170] / y[169] == pytest.approx(growth, abs=5e-7)


def test_with_the_memory_of_the_caption_momentum_leaves_sooner(load) -> None:
    saddle = load("three_rates", "middle").objective
    assert left(descend(saddle, Momentum(0.01, momentum=0.95), (0.5, 1e-10), steps=500)) == 197
