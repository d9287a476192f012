"""Small multiples: a picture a run, all alike but for the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdanim import (
    GradientDescent,
    Momentum,
    Objective,
    Run,
    Scene,
    SceneError,
    SmallChange,
    SmallMultiples,
    Stage,
    sweep,
)
from gdanim.drawing.artists import Marks
from gdanim.drawing.multiples import shared_out
from gdanim.panels.badges import badge

VALLEY = Objective("x**2 + 10*y**2", domain=[(-4, 4), (-2.4, 2.4)], minima=[(0, 0)])
MOMENTA = [0, 0.5, 0.8, 0.9, 0.95, 0.99]


def momenta(**changes: object) -> Scene:
    runs = sweep(Momentum, start=(-3.5, 1.5), learning_rate=0.02, momentum=MOMENTA)
    return Scene("Momenta", VALLEY, runs, [SmallMultiples()], steps=40).with_(**changes)


@pytest.mark.parametrize("preset", ["readme", "article", "square", "slide", "story"])
def test_every_run_has_its_picture_with_the_same_window_and_scales(preset: str) -> None:
    stage = Stage(momenta(preset=preset))
    pictures = stage._figure.axes
    assert len(pictures) == len(MOMENTA)
    shapes = {tuple(axes.bbox.size.round(3)) for axes in pictures}
    assert len(shapes) == 1
    assert {(axes.get_xlim(), axes.get_ylim()) for axes in pictures} == {((-4, 4), (-2.4, 2.4))}
    [(width, height)] = shapes
    assert width / height == pytest.approx(8 / 4.8, rel=1e-5)  # of sizes rounded to thousandths of a pixel


def test_heads_stand_where_their_runs_are() -> None:
    scene = momenta()
    stage = Stage(scene)
    stage.draw(int(np.flatnonzero(stage.clock.positions == 20)[0]))
    heads = [artist.places for artist in stage._movers if isinstance(artist, Marks) and len(artist.places) == 1]
    for axes, run in zip(stage._figure.axes, scene.descend(), strict=True):
        place = axes.transData.transform(run.points[20])
        assert any(np.allclose(head, place) for head in heads)


def test_pictures_are_headed_by_what_differs() -> None:
    headings = {text.get_text() for text in Stage(momenta())._figure.texts}
    assert {f"momentum {value}" for value in MOMENTA} <= headings


def test_only_the_first_picture_of_a_row_is_numbered() -> None:
    stage = Stage(momenta())
    numbered = [any(label.get_text() for label in axes.get_xticklabels()) for axes in stage._figure.axes]
    assert numbered == [True, False, False, True, False, False]


def test_columns_are_shared_out_evenly() -> None:
    assert [shared_out(7, fit) for fit in (9, 7, 6, 4, 3, 2, 1)] == [7, 7, 4, 4, 3, 2, 1]


def test_functions_of_three_variables_are_refused() -> None:
    bowl = Objective("x**2 + y**2 + z**2", domain=[(-1, 1)] * 3)
    with pytest.raises(SceneError, match="one or two variables; the objective has 3"):
        Scene("Bowl", bowl, [Run(GradientDescent(0.1), (1, 1, 1))], [SmallMultiples()], steps=3)


def test_a_run_that_its_rule_stopped_says_so_and_whether_that_was_a_trap(drawn: Callable[[Scene], Any]) -> None:
    parabola = Objective("x**2", domain=(-3, 3), minima=[0])
    runs = sweep(GradientDescent, start=2, learning_rate=[0.1, 0.5, 1])
    panel = drawn(Scene("Stopped", parabola, runs, [SmallMultiples()], steps=20, stop=SmallChange(0.01)))

    def pills(position: float) -> list[str]:
        panel.move(position)
        known = [("trap", "stopped"), ("good", "stopped"), ("good", "one step"), ("cycle", "cycles"), ("slow", "slow")]
        looks = {words: badge(panel.show, *words) for words in known}
        shown = [stamp.picture for stamp in panel.names()]
        return [" ".join(name) for picture in shown for name, look in looks.items() if np.array_equal(picture, look)]

    # What theory knows stands there first; of a rate that creeps it knows nothing before its rule ends it.
    assert pills(0) == ["good one step", "cycle cycles"]
    assert pills(13) == ["trap stopped", "good stopped", "trap stopped"]
