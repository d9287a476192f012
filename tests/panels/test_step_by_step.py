"""StepByStep: the numbers of the present step, rounded, in places that do not move and stay within the box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.transforms import Bbox

import gdanim as gd
from gdanim import Objective, Run, Scene, SceneError, StepByStep, neural_network
from gdanim.drawing.lettering import advance
from gdanim.drawing.stamps import Figures
from gdanim.drawing.worked_lines import READABLE
from gdanim.optimizers.formulas import LINES

BOWL = Objective("x**2 + 10*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
RULES = [rule(0.01) for rule in LINES]


def scene(rule: Any, panel: StepByStep | None = None, **fields: Any) -> Scene:
    return Scene("A step", BOWL, [Run(rule, (1.8, 0.9))], [panel or StepByStep()], **{"steps": 20, **fields})


def figures(drawn: Any) -> list[Figures]:
    """Return the number of the step, the numbers of the rows, and those of the next point."""
    return [artist for artist in drawn.figure.get_children() if isinstance(artist, Figures)]


def texts(figure: Figures) -> list[str]:
    return [text for text, _, _ in figure.numbers]


def test_the_last_row_is_the_next_point_in_the_colour_of_its_run(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Momentum(0.02)))
    [track] = shown.show.tracks
    for position, step in ((0, 1), (0.3, 1), (1, 1), (1.01, 2), (7, 7), (20, 20)):
        shown.move(position)
        count, _, told = figures(shown)
        assert texts(count) == [str(step)]
        assert told.look[1] == track.text
        decimals = len(texts(told)[0].partition(".")[2])
        assert decimals >= 2
        assert texts(told) == [f"{value:.{decimals}f}".replace("-", "−") for value in track.points[step]]


def test_the_rows_hold_the_numbers_of_the_formula(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.GradientDescent(0.04)))
    shown.move(1)
    # x − 0.04 · g at (1.8, 0.9), where g = (2x, 20y) = (3.6, 18).
    _, plain, told = figures(shown)
    assert [float(text) for text in texts(plain)] == [1.8, 0.9, 3.6, 18.0]
    assert [float(text) for text in texts(told)] == pytest.approx([1.656, 0.18], abs=0.0051)
    assert {"0.04"} <= set(shown.words)
    assert any(r"x \leftarrow x - \eta g" in word for word in shown.words)


def test_numbers_do_not_move_from_step_to_step(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Adam(0.1)))
    places = []
    for position in range(1, 21):
        shown.move(position)
        places.append([(right, baseline) for figure in figures(shown)[1:] for _, right, baseline in figure.numbers])
    assert all(place == places[0] for place in places)


def test_in_a_narrow_box_points_of_a_line_are_aligned(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Momentum(0.02)), Bbox([[40, 60], [330, 430]]))
    numbers = [number for figure in figures(shown)[1:] for number in figure.numbers]
    assert len({baseline for _, _, baseline in numbers}) == 6
    last = sorted(numbers, key=lambda number: (number[2], number[1]))[1::2]
    assert [right for _, right, _ in last] == pytest.approx([last[0][1]] * 6)


@pytest.mark.parametrize("box", [(300, 330), (300, 390), (880, 180), (880, 330)], ids=str)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_everything_stays_within_the_box(rule: Any, box: tuple[int, int], drawn: Callable[..., Any]) -> None:
    bounds = Bbox.from_bounds(40, 60, *box)
    shown = drawn(scene(rule), bounds)
    renderer = shown.figure.canvas.get_renderer()
    for text in shown.figure.texts:
        extent = text.get_window_extent(renderer)
        assert extent.x1 <= bounds.x1 + 1, text.get_text()
        assert extent.y0 >= bounds.y0 - 1, text.get_text()
        assert text.get_fontsize() >= 13
    for position in (1, 20):
        shown.move(position)
        for figure in figures(shown):
            size, _, bold = figure.look
            for text, right, baseline in figure.numbers:
                left = right - sum(advance(character, size, bold=bold) for character in text)
                assert bounds.x0 <= left < right <= bounds.x1
                assert baseline >= bounds.y0


def test_of_many_coordinates_the_first_two_are_shown(drawn: Callable[..., Any]) -> None:
    model, weights = neural_network("x", hidden=2)
    loss = gd.EmpiricalLoss(model**2, weights, {"x": [0.0, 1.0]}, model=model)
    shown = drawn(Scene("A step", loss, [Run(gd.Adam(0.1), np.ones(7))], [StepByStep()], steps=5))
    assert len(figures(shown)[2].numbers) == 2
    assert ", …)" in shown.words


def test_a_rule_that_is_not_written_out_is_told_as_a_move(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Newton(0.5)))
    assert any(r"x \leftarrow x + \Delta" in word for word in shown.words)
    assert not any(r"\nabla" in word for word in shown.words)


def test_where_terms_would_be_too_small_lines_say_what_comes_out(drawn: Callable[..., Any]) -> None:
    roomy, tight = (drawn(scene(gd.Adam(0.1)), Bbox.from_bounds(40, 60, 290, height)) for height in (460, 300))
    assert len(figures(roomy)[1].numbers) > len(figures(tight)[1].numbers) > 0
    assert figures(tight)[1].look[0] >= READABLE * 13


def test_a_run_that_is_not_there_is_refused() -> None:
    for run in (1, -1, True, 0.5):
        with pytest.raises(SceneError, match=r"run is .*; it must be 0"):
            scene(gd.Adam(0.1), StepByStep(run=run))


def test_states_are_kept_for_it() -> None:
    [trajectory] = scene(gd.Momentum(0.1)).descend()
    assert len(trajectory.states) == 21
