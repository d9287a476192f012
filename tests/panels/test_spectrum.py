"""Spectrum: eigenvalues from closed forms, and the limits that rates and rules set."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import (
    Adam,
    EmpiricalLoss,
    GradientDescent,
    MiniBatches,
    Momentum,
    Nesterov,
    Objective,
    Run,
    Scene,
    Spectrum,
    StepDecay,
    datasets,
)
from gdanim.theme import LIGHT

# x² + 10y² has the curvatures 2 and 20 everywhere; (x y − 1)²/2 has the trace x² + y² and the determinant below.
BOWL = Objective("x**2 + 10*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
VALLEY = Objective("0.5*(x*y - 1)**2", domain=[(0.5, 3.5), (0, 1)])


def scene(*optimizers, objective=BOWL, start=(1, 1), panel=None, **fields) -> Scene:
    runs = [Run(optimizer, start) for optimizer in optimizers]
    return Scene("Curvatures", objective, runs, [panel or Spectrum()], **({"steps": 8} | fields))


def valley_curvatures(points):
    """Return the eigenvalues (2, m) of the valley's Hessian from its trace and determinant, the larger first."""
    x, y = points.T
    half, determinant = (x**2 + y**2) / 2, x**2 * y**2 - (2 * x * y - 1) ** 2
    return half + np.sqrt(half**2 - determinant), half - np.sqrt(half**2 - determinant)


def test_one_run_shows_all_curvatures_and_names_the_outer_ones(drawn) -> None:
    shown = scene(GradientDescent(0.2), objective=VALLEY, start=(3, 0.4))
    panel = drawn(shown)
    largest, smallest = panel.lines(LIGHT.lines[0])
    expected = valley_curvatures(shown.descend()[0].points)
    np.testing.assert_allclose(largest[:, 1], expected[0], rtol=1e-9)
    np.testing.assert_allclose(smallest[:, 1], expected[1], atol=1e-9)
    assert len(panel.names()) == 2
    assert {"Curvatures", r"$\lambda(\nabla^2 f(x_k, y_k))$"} <= set(panel.words)


def test_a_race_shows_the_largest_alone(drawn) -> None:
    shown = scene(GradientDescent(0.2), GradientDescent(0.25), objective=VALLEY, start=(3, 0.4))
    panel = drawn(shown)
    for colour, run in zip(LIGHT.lines, shown.descend(), strict=False):
        [line] = panel.lines(colour)
        np.testing.assert_allclose(line[:, 1], valley_curvatures(run.points)[0], rtol=1e-9)
    assert "Largest curvature" in panel.words


def test_three_variables_have_a_thin_line_between_the_outer_ones(drawn) -> None:
    bowl = Objective("x**2 + 2*y**2 + 3*z**2", domain=[(-1, 1)] * 3)
    lines = drawn(scene(GradientDescent(0.1), objective=bowl, start=(1, 1, 1))).lines(LIGHT.lines[0])
    assert sorted(float(line[0, 1]) for line in lines) == pytest.approx([2, 4, 6])


@pytest.mark.parametrize(
    ("optimizer", "limit", "formula"),
    [
        (GradientDescent(0.08), 25, "2/η = 25"),
        (Momentum(0.16, momentum=0.5), 18.75, "2(1 + μ)/η = 18.8"),
        (Nesterov(0.06, momentum=0.5), 25, "2(1 + μ)/((1 + 2μ)η) = 25"),
    ],
)
def test_the_limit_is_that_of_the_rule(optimizer, limit: float, formula: str, drawn) -> None:
    panel = drawn(scene(optimizer))
    [line] = panel.lines(LIGHT.muted, moving=False)
    np.testing.assert_allclose(line, [(0, limit), (8, limit)], atol=1e-9)
    assert f"stability limit {formula}" in panel.words


def test_the_limit_follows_the_rate_as_it_was_used(drawn) -> None:
    [line] = drawn(scene(GradientDescent(StepDecay(0.08, every=4, factor=0.8)))).lines(LIGHT.muted, moving=False)
    treads = dict(line[::2].round(9).tolist())
    assert treads == pytest.approx({k: 25.0 if k < 4 else 31.25 for k in range(8)})


def test_rates_that_differ_have_limits_in_their_runs_colours(drawn) -> None:
    panel = drawn(scene(GradientDescent(0.08), GradientDescent(0.09)))
    for colour, limit in zip(LIGHT.lines, (25, 200 / 9), strict=False):
        [line] = panel.lines(colour, moving=False)
        assert line[:, 1] == pytest.approx([limit, limit])


def test_a_limit_far_off_is_named_at_the_edge(drawn) -> None:
    panel = drawn(scene(GradientDescent(0.01)))
    assert "↑ stability limit 2/η = 200" in panel.words
    assert panel.axes.get_ylim()[1] < 30


def test_no_limit_is_drawn_where_none_is_known(drawn) -> None:
    line = EmpiricalLoss("(m*x + c - y)**2", "m c", datasets.noisy_line(32, seed=1), domain=[(-1, 4), (-1, 3)])
    fed = [Run(GradientDescent(0.1), (0, 0), batches=MiniBatches(4, seed=2))]
    for shown in (scene(Adam(0.1)), Scene("Fed", line, fed, [Spectrum()], steps=8)):
        assert not any("stability" in words for words in drawn(shown).words)


def test_curvatures_below_zero_have_a_line_at_zero(drawn) -> None:
    saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])
    panel = drawn(scene(GradientDescent(0.4), objective=saddle, start=(1, 0)))
    largest, smallest = panel.lines(LIGHT.lines[0])
    assert (largest[0, 1], smallest[0, 1]) == pytest.approx((2, -2))
    assert [line[:, 1].tolist() for line in panel.lines(LIGHT.grid, moving=False)] == [pytest.approx([0, 0], abs=1e-9)]
