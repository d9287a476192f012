"""Plots against the clock: windows that show what matters, names that keep clear, and formulas that can be set."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from gdanim import (
    Contour,
    Coordinates,
    EmpiricalLoss,
    GradientDescent,
    Loss,
    Objective,
    Run,
    Scene,
    SceneError,
    neural_network,
)
from gdanim.drawing.lane import folded
from gdanim.panels.scales import padded, window
from gdanim.stage import Stage
from gdanim.theme import LIGHT

PARABOLA = Objective("x**2", domain=(-3, 3), minima=[0])
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])


def parabola(panel, *rates: float, **changes) -> Scene:
    runs = [Run(GradientDescent(rate), 2) for rate in rates or (0.1,)]
    return Scene("A parabola", PARABOLA, runs, [panel], **({"steps": 12} | changes))


def test_the_loss_is_drawn_as_it_was(drawn) -> None:
    [line] = drawn(parabola(Loss())).lines(LIGHT.lines[0])
    np.testing.assert_allclose(line[:, 0], np.arange(13), atol=1e-9)
    np.testing.assert_allclose(line[:, 1], 4 * 0.64 ** np.arange(13.0), atol=1e-9)


def test_a_line_grows_with_the_clock(drawn) -> None:
    panel = drawn(parabola(Loss()))
    panel.move(2.5)
    [line] = panel.lines(LIGHT.lines[0])
    assert line[-1] == pytest.approx((2.5, 4 * (0.64**2 + 0.64**3) / 2))
    assert panel.heads()[0] == pytest.approx(line[-1])


def test_a_log_scale_is_taken_from_two_and_a_half_decades_on() -> None:
    assert window("Loss", np.array([1.0, 299.0]), "auto", None) == (padded(1.0, 299.0), False)
    assert window("Loss", np.array([1.0, 301.0]), "auto", None) == ((1.0, 1000.0), True)
    assert window("Loss", np.array([0.0, 301.0]), "auto", None)[1] is False


def test_a_log_window_is_never_empty() -> None:
    assert window("Loss", np.array([0.1, 0.1]), "log", None) == ((0.1, 1.0), True)


def test_a_coordinate_that_grows_by_a_factor_is_straight_on_a_log_scale(drawn) -> None:
    scene = Scene("A saddle", SADDLE, [Run(GradientDescent(0.05), (0.2, 1e-8))], [Coordinates("y", "log")], steps=12)
    panel = drawn(scene)
    assert panel.axes.get_yscale() == "log"
    assert panel.axes.get_ylim() == (1e-8, 1e-7)
    [line] = panel.lines(LIGHT.lines[0])
    np.testing.assert_allclose(np.diff(np.log10(line[:, 1])), np.log10(1.1), rtol=1e-9)


def test_a_log_scale_without_positive_values_is_refused() -> None:
    with pytest.raises(SceneError, match="Loss: a log scale needs positive values"):
        window("Loss", np.array([-1.0, 0.0]), "log", None)


def test_a_run_that_leaves_the_domain_does_not_stretch_the_window(drawn) -> None:
    # 2 · 1.4ᵏ is beyond 3 from the second step on; the parabola holds 9 within its domain.
    low, high = drawn(parabola(Loss(), 1.2)).axes.get_ylim()
    assert low >= 0 - 0.04 * 9
    assert 4 < high <= padded(0, 9)[1]


def test_the_window_holds_a_minimum_that_no_grid_finds(drawn) -> None:
    bowl = Objective("(x - 0.13)**2 + (y - 0.07)**2", domain=[(-1, 1), (-1, 1)])
    scene = Scene("A bowl", bowl, [Run(GradientDescent(0.3), (1, 1))], [Loss(scale="linear")], steps=30)
    low, _ = drawn(scene).axes.get_ylim()
    assert low < 0


def test_seven_parameters_have_a_loss_but_no_point_written_out(drawn) -> None:
    network = neural_network("x", hidden=2)
    data = {"x": [0, 1, 2], "y": [1, 3, 2]}
    loss = EmpiricalLoss((network.model - Objective("y", domain=(0, 1)).variables[0]) ** 2, network.parameters, data)
    words = drawn(Scene("A net", loss, [Run(GradientDescent(0.1), [0.1] * 7)], [Loss()], steps=3)).words
    assert "$f$" in words


def test_numbered_variables_carry_the_step_as_a_second_index(drawn) -> None:
    bowl = Objective("w1**2 + w2**2", domain=[(-1, 1), (-1, 1)])
    runs = [Run(GradientDescent(0.1), (1, 1))]
    assert "$f(w_{1, k}, w_{2, k})$" in drawn(Scene("A bowl", bowl, runs, [Loss()], steps=3)).words
    assert "$w_{2, k}$" in drawn(Scene("A bowl", bowl, runs, [Coordinates("w2")], steps=3)).words


def test_a_level_is_named_on_the_side_where_no_run_is(drawn) -> None:
    for start, above in (((0.25, 0.0), False), ((0.0, 0.25), True)):
        scene = Scene("A saddle", SADDLE, [Run(GradientDescent(0.001), start)], [Loss(limits=(-1, 1))], steps=9)
        panel = drawn(scene)
        [name] = [word for word in panel.levels if word.text == "saddle level"]
        middle = panel.axes.transData.transform((0, 0))[1]
        assert bool((name.box.y0 + name.box.y1) / 2 > middle) is above


def test_a_level_keeps_quiet_while_a_name_stands_on_it(drawn) -> None:
    runs = [Run(GradientDescent(0.01), start) for start in ((1, 0), (1, 0.25))]
    panel = drawn(Scene("A saddle", SADDLE, runs, [Loss()], steps=60))
    [level] = panel.levels
    shown = []
    for position in range(61):
        panel.move(position)
        names = [(*stamp.left_bottom, *stamp.picture.shape[:2]) for stamp in panel.names()]
        on_it = any(
            left < level.box.x1
            and left + width > level.box.x0
            and bottom < level.box.y1
            and bottom + height > level.box.y0
            for left, bottom, height, width in names
        )
        assert on_it is (level.picture is None)
        shown.append(level.picture is not None)
    assert any(shown)


def test_a_name_too_wide_for_its_lane_stands_on_two_lines(drawn) -> None:
    label = "a name that would take more than a third of the panel and so leave little room for the plot itself"
    scene = Scene("A bowl", SADDLE, [Run(GradientDescent(0.1), (1, 0), label=label)], [Loss()], steps=3)
    panel = drawn(scene)
    [name] = panel.names()
    lines = name.picture.shape[0] / panel.show.layout.label_type
    assert 2 < lines < 4


def test_a_name_on_two_lines_keeps_a_point_in_one(drawn) -> None:
    show = drawn(Scene("A bowl", SADDLE, [Run(GradientDescent(0.1), (1, 0))], [Loss()], steps=3)).show
    assert folded("from (1, 0.25)", 10, show) == "from\n(1, 0.25)"
    assert folded("(1, 0.25)", 10, show) == "(1, 0.25)"
    assert folded("a long name", 10, show) == "a long\nname"


def test_a_box_without_room_for_a_plot_is_refused(drawn) -> None:
    with pytest.raises(SceneError, match="leaves a panel no room for its plot"):
        drawn(parabola(Loss()), Bbox([[0, 0], [160, 50]]))


@pytest.mark.parametrize("size", [(800, 450), (480, 854)])
def test_numbers_on_axes_stand_apart_where_plots_are_small(size: tuple[int, int]) -> None:
    far = Objective("(x + 50)**2/100 + (y + 70)**2/50", domain=[(-100, -10), (-120, -40)])
    run = Run(GradientDescent(10), (-20, -50))
    stage = Stage(Scene("Far from 0", far, [run], [[Contour(), Contour(), Contour()], [Loss()]], steps=30, size=size))
    for axes in stage._figure.axes:
        for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
            boxes = [label.get_window_extent() for label in labels if label.get_text()]
            assert not any(one.overlaps(other) for one, other in pairwise(boxes))


@pytest.mark.parametrize("size", [(800, 450), (1080, 1920)])
@pytest.mark.parametrize("limits", [(1e-7, 1e5), (-25000, 1000)])
def test_long_numbers_on_an_axis_stay_inside_the_margin(size: tuple[int, int], limits: tuple[float, float]) -> None:
    stage = Stage(parabola(Loss(scale="log" if limits[0] > 0 else "linear", limits=limits), size=size))
    [axes] = stage._figure.axes
    edges = [label.get_window_extent().x0 for label in axes.get_yticklabels() if label.get_text()]
    assert min(edges) >= stage.layout.margin


def test_a_name_on_two_lines_is_not_broken_within_a_point() -> None:
    stage = Stage(parabola(Loss()))
    show = SimpleNamespace(layout=stage.layout, theme=LIGHT)
    assert folded("from (1, 0.25)", 10, show) == "from\n(1, 0.25)"
    assert folded("η = 3.2, μ = 0.8", 10, show) == "η = 3.2,\nμ = 0.8"
