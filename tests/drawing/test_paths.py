"""Paths of runs on a map: what older steps look like."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Contour, GradientDescent, Objective, Run, Scene, Stage

VALLEY = Objective("0.02*x**2 + 10*y**2", domain=[(2, 5), (-1, 1)])


@pytest.fixture(scope="module")
def zigzag() -> Stage:
    """Return a run, the second, whose dashed path goes to and fro across a valley, six pixels farther each time."""
    runs = [Run(GradientDescent(rate), (4.5, 0.8)) for rate in (0.05, 0.0999)]
    return Stage(Scene("A valley", VALLEY, runs, [Contour()], steps=140))


def across(stage: Stage, step: int, vertex: int) -> np.ndarray:
    """Return the pixels (height, width, 3) between the ends of the step to a vertex, on the drawing of a step."""
    [[axes]] = [axes for _, axes in stage.plots]
    x, _ = axes.transData.transform(stage.trajectories[1].points[vertex])
    low, high = (stage.size[1] - round(y) for y in axes.transData.transform([(0, 0.4), (0, -0.4)])[:, 1])
    assert stage.clock.positions[step] == step
    return stage.frame(step)[low:high, round(x) - 4 : round(x) + 4].astype(int)


@pytest.mark.parametrize("vertex", range(70, 90))
def test_no_dash_crawls_while_older_steps_fade(vertex: int, zigzag: Stage) -> None:
    np.testing.assert_array_equal(across(zigzag, 105, vertex), across(zigzag, 110, vertex))


def test_of_a_path_over_itself_the_last_48_steps_are_full_and_those_before_fainter(zigzag: Stage) -> None:
    ground = across(zigzag, 0, 80)
    full, still_full, faint = (np.abs(across(zigzag, step, 80) - ground).mean() for step in (100, 120, 140))
    assert full == pytest.approx(still_full, rel=0.02)
    assert faint == pytest.approx(0.42 * full, rel=0.15)
