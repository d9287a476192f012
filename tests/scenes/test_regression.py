"""Linear regression by batch and by single samples: the valley, its curvatures, and how long it takes."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import EmpiricalLoss, GradientDescent, Outcome, datasets, descend

# Chirps a second and degrees Fahrenheit of fifteen striped ground crickets (Pierce 1948), in float32 as they are
# passed on.
CHIRPS = np.float32([20, 16, 19.8, 18.4, 17.1, 15.5, 14.7, 17.1, 15.4, 16.2, 15, 17.2, 16, 17, 14.4]).astype(float)
DEGREES = np.float32(
    [88.6, 71.6, 93.3, 84.3, 80.6, 75.2, 69.7, 82, 69.4, 83.3, 79.6, 82.6, 80.6, 83.5, 76.3]
).astype(float)  # fmt: skip


def test_both_lines_meet_the_middle_of_the_data_long_before_they_have_turned(load) -> None:
    shown = load("regression")
    x, best = shown.objective.data["x"], shown.objective.minima[0]
    # The stiff direction of the loss: all lines through one point there, x = Σx²/Σx but for a little, are alike to it.
    middle = float((x * x).sum() / x.sum())
    for run, passes in zip(shown.descend(), (1, 40), strict=True):
        slope, intercept = run.points[6 * passes]
        assert slope * middle + intercept == pytest.approx(best @ (middle, 1), rel=0.1)
        assert abs(intercept - best[1]) > 8


def test_stochastic_descent_is_nearer_after_as_many_samples(load) -> None:
    shown = load("regression")
    batch, stochastic = shown.descend()
    assert (batch.end, stochastic.end) == (60, 2400)
    assert batch.samples[-1] == stochastic.samples[-1] == 60 * 40
    away = [abs(run.points[-1] - shown.objective.minima[0]) for run in (batch, stochastic)]
    assert (away[1] < 0.1 * away[0]).all()


def test_the_valley_curves_as_the_data_say(load) -> None:
    shown = load("regression")
    x = shown.objective.data["x"]
    moments = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    np.testing.assert_allclose(shown.objective.hessian((1, 1)), moments)
    np.testing.assert_allclose(np.linalg.eigvalsh(moments), (0.5, 69), rtol=0.02)


def test_the_three_points_of_cs221_have_their_minimum_and_limit_in_closed_form() -> None:
    loss = EmpiricalLoss("(w1*x + w0 - y)**2", "w0 w1", datasets.cs221_regression())
    # Mean (7/3, 7/3), Sxx = 14/3, Sxy = 8/3. The Hessian ((2, 14/3), (14/3, 14)) has the eigenvalues 8 ± √(36 + 196/9).
    run = descend(loss, GradientDescent(0.1), (0, 0), steps=500)
    assert loss.value((0, 0)) == pytest.approx(19 / 3)
    np.testing.assert_allclose(loss.gradient((0, 0)), (-14 / 3, -38 / 3))
    assert run.outcome is Outcome.CONVERGED
    np.testing.assert_allclose(run.points[-1], (1, 4 / 7), atol=1e-6)
    limit = 2 / (8 + np.sqrt(36 + 196 / 9))
    for rate, outcome in ((0.99 * limit, Outcome.CONVERGED), (1.01 * limit, Outcome.DIVERGED)):
        assert descend(loss, GradientDescent(rate), (0, 0), steps=2000).outcome is outcome


def test_fifteen_crickets_take_565_859_steps() -> None:
    # ½ · mean squared error from (1, 1) at 0.001. Across the valley all is over at once; along it the distance shrinks
    # by 1 − ηλ a step, so that |g| = λ · distance passes 0.001 at a step that can be computed.
    inputs = np.stack([np.ones(15), CHIRPS], axis=1)
    best = np.linalg.lstsq(inputs, DEGREES, rcond=None)[0]
    assert best == pytest.approx((25.232305, 3.291095), abs=1e-6)
    curvatures, axes = np.linalg.eigh(inputs.T @ inputs / 15)
    assert curvatures[1] / curvatures[0] == pytest.approx(2.92e4, rel=1e-3)
    assert 2 / curvatures[1] == pytest.approx(0.0071167, abs=5e-8)
    along = axes[:, 0] @ ((1, 1) - best)
    small = int(np.ceil(np.log(1e-3 / (curvatures[0] * abs(along))) / np.log1p(-0.001 * curvatures[0])))
    # The source looks at the gradient before the update, and so makes one more.
    assert small + 1 == 565_859
    assert best + axes[:, 0] * along * (1 - 0.001 * curvatures[0]) ** small == pytest.approx(
        (25.128553, 3.297265), abs=2e-6
    )


def test_the_loop_crawls_along_the_crickets_valley_as_the_closed_form_says() -> None:
    loss = EmpiricalLoss("0.5*(w1*x + w0 - y)**2", "w0 w1", {"x": CHIRPS, "y": DEGREES})
    inputs = np.stack([np.ones(15), CHIRPS], axis=1)
    best = np.linalg.lstsq(inputs, DEGREES, rcond=None)[0]
    curvatures, axes = np.linalg.eigh(inputs.T @ inputs / 15)
    end = descend(loss, GradientDescent(0.001), (1, 1), steps=5000, keep="last").points[-1]
    expected = best + axes @ ((1 - 0.001 * curvatures) ** 5000 * (axes.T @ ((1, 1) - best)))
    np.testing.assert_allclose(end, expected, rtol=1e-9)
