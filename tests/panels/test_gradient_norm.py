"""GradientNorm: the gradient's length, against central differences and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import EmpiricalLoss, GradientDescent, GradientNorm, MiniBatches, Momentum, Objective, Run, Scene, datasets
from gdanim.landscapes import beale
from gdanim.theme import LIGHT


def central_difference(f, points, h: float = 1e-5):
    """Return ‖∇f‖ at points (m, 2) from values alone."""
    ways = h * np.eye(2)
    slopes = [(f.value(points + way) - f.value(points - way)) / (2 * h) for way in ways]
    return np.hypot(*slopes)


def test_the_gradients_length_is_drawn_at_every_step(drawn) -> None:
    runs = [Run(GradientDescent(0.004), (1, 1.5)), Run(Momentum(0.001), (1, 1.5))]
    scene = Scene("Beale", beale, runs, [GradientNorm(scale="linear")], steps=40)
    panel = drawn(scene)
    for colour, trajectory in zip(LIGHT.lines, scene.descend(), strict=False):
        [line] = panel.lines(colour)
        np.testing.assert_allclose(line[:, 0], np.arange(41), atol=1e-9)
        np.testing.assert_allclose(line[:, 1], central_difference(beale, trajectory.points), rtol=1e-5, atol=1e-6)


def test_on_a_parabola_it_shrinks_as_the_distance_does(drawn) -> None:
    parabola = Objective("x**2", domain=(-3, 3))
    panel = drawn(Scene("A parabola", parabola, [Run(GradientDescent(0.1), 2)], [GradientNorm()], steps=60))
    [line] = panel.lines(LIGHT.lines[0])
    assert panel.axes.get_yscale() == "log"
    np.testing.assert_allclose(line[:, 1], 4 * 0.8 ** np.arange(61.0), rtol=1e-9)


def test_it_is_the_whole_datas_gradient_where_batches_feed_the_run(drawn) -> None:
    loss = EmpiricalLoss("(m*x + c - y)**2", "m c", datasets.noisy_line(32, seed=1), domain=[(-1, 4), (-1, 3)])
    runs = [Run(GradientDescent(0.05), (0, 0), batches=MiniBatches(4, seed=2))]
    scene = Scene("A line", loss, runs, [GradientNorm(scale="linear")], steps=20)
    [line] = drawn(scene).lines(LIGHT.lines[0])
    np.testing.assert_allclose(line[:, 1], central_difference(loss, scene.descend()[0].points), rtol=1e-6)


def test_a_run_that_diverges_is_cut_at_what_the_domain_holds(drawn) -> None:
    parabola = Objective("x**2", domain=(-3, 3))
    runs = [Run(GradientDescent(rate), 2) for rate in (0.1, 1.1)]
    low, high = drawn(Scene("Two", parabola, runs, [GradientNorm(scale="linear")], steps=20)).axes.get_ylim()
    assert 4 <= high <= 6 * 1.05
    assert low == pytest.approx(0, abs=0.3)


def test_its_title_is_in_words_with_the_formula_behind_it(drawn) -> None:
    runs = [Run(GradientDescent(0.004), (1, 1.5))]
    words = drawn(Scene("Beale", beale, runs, [GradientNorm()], steps=4)).words
    assert {"Gradient norm", r"$\Vert\nabla f(x_k, y_k)\Vert$"} <= set(words)
    assert "梯度范数" in drawn(Scene("Beale", beale, runs, [GradientNorm()], steps=4, language="zh")).words
