"""Data sets are what they are called, the same for the same seed, and the literature's own numbers come out of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gdanim import EmpiricalLoss, GradientDescent, Outcome, SceneError, datasets, descend

MADE = [datasets.noisy_line, datasets.noisy_plane, datasets.clusters, datasets.moons]


@pytest.mark.parametrize("make", MADE)
def test_the_same_seed_gives_the_same_numbers(make: Any) -> None:
    first, again, other = make(50, seed=3), make(50, seed=3), make(50, seed=4)
    assert first.keys() == again.keys()
    for name, column in first.items():
        assert column.shape == (50,)
        assert column.dtype == np.float64
        np.testing.assert_array_equal(column, again[name])
    assert not np.array_equal(first["x" if "x" in first else "x1"], other["x" if "x" in other else "x1"])


@pytest.mark.parametrize("make", MADE)
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"samples": 0}, "samples is 0"),
        ({"samples": 2.5}, "samples is 2.5"),
        ({"seed": -1}, "seed is -1"),
        ({"noise": -1}, "noise is -1"),
        ({"noise": np.nan}, "noise is nan"),
    ],
)
def test_a_data_set_that_cannot_be_made_is_refused(make: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(SceneError, match=words):
        make(**{"samples": 5, "seed": 0} | options)


def test_least_squares_recovers_a_line_and_a_plane_from_their_noise() -> None:
    """The estimate of a weight from N samples errs by about noise / √(N · variance of its input)."""
    line = datasets.noisy_line(10_000, seed=0)
    slope, intercept = np.polyfit(line["x"], line["y"], 1)
    assert slope == pytest.approx(2, abs=5 * 0.5 / np.sqrt(10_000 / 3))
    assert intercept == pytest.approx(1, abs=5 * 0.5 / np.sqrt(10_000))
    plane = datasets.noisy_plane(10_000, seed=0)
    x = np.column_stack([plane[f"x{place}"] for place in range(1, 6)])
    weights = np.linalg.lstsq(x, plane["y"], rcond=None)[0]
    np.testing.assert_allclose(weights, [1, 2, 3, 4, 5], rtol=0, atol=5 / np.sqrt(10_000))


def test_without_noise_a_line_is_a_line_and_the_moons_are_half_circles() -> None:
    line = datasets.noisy_line(20, seed=0, noise=0, slope=-3, intercept=2)
    np.testing.assert_allclose(line["y"], 2 - 3 * line["x"], rtol=1e-14)
    moons = datasets.moons(40, seed=0, noise=0)
    up = moons["y"] < 0
    np.testing.assert_allclose(np.hypot(moons["x1"][up], moons["x2"][up]), 1, rtol=1e-14)
    np.testing.assert_allclose(np.hypot(moons["x1"][~up] - 1, moons["x2"][~up] - 0.5), 1, rtol=1e-14)
    assert (moons["x2"][up] >= 0).all()
    assert (moons["x2"][~up] <= 0.5).all()


@pytest.mark.parametrize("make", [datasets.clusters, datasets.moons])
def test_there_are_as_many_samples_of_either_class(make: Any) -> None:
    assert sorted(set(make(10, seed=0)["y"])) == [-1, 1]
    assert make(10, seed=0)["y"].sum() == 0


def test_clusters_lie_about_their_centres() -> None:
    table = datasets.clusters(10_000, seed=0, distance=4)
    for label in (-1, 1):
        one = table["y"] == label
        assert table["x1"][one].mean() == pytest.approx(2 * label, abs=5 / np.sqrt(5_000))
        assert table["x2"][one].mean() == pytest.approx(0, abs=5 / np.sqrt(5_000))


@pytest.mark.parametrize("seed", range(4))
def test_overlapping_clusters_give_a_logistic_loss_with_a_minimum(seed: int) -> None:
    table = datasets.clusters(64, seed=seed)
    loss = EmpiricalLoss("log(1 + exp(-y*(w1*x1 + w2*x2)))", "w1 w2", table)
    run = descend(loss, GradientDescent(1.0), (0, 0), steps=1000)
    assert run.outcome is Outcome.CONVERGED
    correct = np.sign(run.points[-1, 0] * table["x1"] + run.points[-1, 1] * table["x2"]) == table["y"]
    assert 0.75 < correct.mean() < 1


def test_cs221s_regression_has_the_lectures_first_loss_and_gradient_and_its_closed_form() -> None:
    line = EmpiricalLoss("(w1*x + w0 - y)**2", "w0 w1", datasets.cs221_regression(), model="w1*x + w0")
    assert line.value([0, 0]) == pytest.approx(19 / 3, rel=1e-14)
    np.testing.assert_allclose(line.gradient([0, 0]), [-14 / 3, -38 / 3], rtol=1e-14)
    # The normal equations: 3 w0 + 7 w1 = 7 and 7 w0 + 21 w1 = 19, so w0 = 1, w1 = 4/7.
    stable = 2 / np.linalg.eigvalsh(line.hessian([0, 0])).max()
    run = descend(line, GradientDescent(0.1), (0, 0), steps=500)
    assert stable > 0.1
    np.testing.assert_allclose(run.points[-1], [1, 4 / 7], rtol=1e-4)
    assert descend(line, GradientDescent(1.02 * stable), (0, 0), steps=2000).outcome is Outcome.DIVERGED


def test_cs221s_hinge_loss_is_zero_where_every_margin_is_at_least_one() -> None:
    hinge = EmpiricalLoss("max(1 - y*(w1*x1 + w2*x2), 0)", "w1 w2", datasets.cs221_classification())
    assert hinge.value([0, 0]) == 1
    np.testing.assert_allclose(hinge.gradient([0, 0]), [1, -1], rtol=1e-14)
    run = descend(hinge, GradientDescent(0.1), (0, 0), steps=500)
    assert hinge.value([-0.5, 0.5]) == 0
    assert run.values[-1] < 0.05
