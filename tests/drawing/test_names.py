"""What stands beside a run's head while it lingers at a saddle, after it left, and when it left the view."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gdanim import Contour, Curve, GradientDescent, Loss, Momentum, Nesterov, Objective, Run, Scene, Stage, Surface
from gdanim.drawing.stamps import Stamp, picture
from gdanim.panels import badges
from gdanim.theme import LIGHT

SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])
FIRST, LAST = 143, 517
"""Steps between which 0.5·0.98^k and −10⁻⁶·1.02^k are within 0.02·√2 of the saddle."""


@cache
def film(*panels: object, language: str = "en", runs: int = 1, preset: str = "article") -> Stage:
    some = [Run(GradientDescent(0.01), (0.5, -1e-6), label=f"run {k}") for k in range(runs)]
    scene = Scene("A slow saddle", SADDLE, some, panels or [Contour()], steps=900, language=language, preset=preset)
    return Stage(scene)


def pills(stage: Stage, step: int, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the words on all pills shown at a step: those whose picture is shown."""
    known: dict[int, str] = {}
    original = badges.badge

    def badge(show, kind, words):  # type: ignore[no-untyped-def]
        drawn = original(show, kind, words)
        known[id(drawn)] = words
        return drawn

    monkeypatch.setattr(badges, "badge", badge)
    monkeypatch.setattr("gdanim.drawing.names.badge", badge)
    stage.draw(int(np.argmax(stage.clock.positions >= step)))
    shown = [artist.picture for artist in stage._movers if isinstance(artist, Stamp) and artist.picture is not None]
    return {known[id(picture)] for picture in shown if id(picture) in known}


@pytest.mark.parametrize("panel", [Contour(), Surface()])
def test_a_run_at_a_saddle_says_for_how_long_in_counts_that_do_not_flicker(
    panel: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [pills(film(panel), step, monkeypatch) for step in range(FIRST - 20, LAST, 4)]
    words = ["".join(one) for one in told]
    assert list(dict.fromkeys(words)) == ["", *(f"at the saddle, over {n} steps" for n in (10, 20, 50, 100, 200))]
    assert words == sorted(words, key=lambda one: len(one) and int(one.split()[-2]))


def test_it_says_along_which_direction_and_after_how_many_steps_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pills(film(), LAST + 10, monkeypatch) == {f"left along −y after {LAST + 1 - FIRST} steps"}


def test_after_a_while_it_says_no_more_of_the_saddle(monkeypatch: pytest.MonkeyPatch) -> None:
    # It leaves the view where 10⁻⁶·1.02^k first exceeds 1.
    left = int(np.ceil(np.log(1e6) / np.log(1.02)))
    assert pills(film(), 850, monkeypatch) == {f"left at step {left}"}


def test_it_speaks_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pills(film(language="zh"), 400, monkeypatch) == {"停在鞍点 200 多步"}
    assert pills(film(language="zh"), LAST + 10, monkeypatch) == {f"{LAST + 1 - FIRST} 步后沿 −y 离开"}


def test_where_names_have_little_room_a_run_that_left_says_so_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    roomy, narrow = film(runs=7), film(Contour(), Loss(), runs=7, preset="square")
    assert pills(roomy, 890, monkeypatch)
    assert not pills(narrow, 890, monkeypatch)


def test_a_run_that_diverges_is_named_as_soon_as_it_parts_from_the_shared_start() -> None:
    parabola = Objective("x**2", domain=(-3, 3), minima=[0])
    runs = [Run(GradientDescent(rate), 2, label=f"rate {rate}") for rate in (0.1, 0.2, 1.1)]
    stage = Stage(Scene("Rates", parabola, runs, [Curve()], steps=40))
    stage.draw(int(np.argmax(stage.clock.positions >= 1)))
    name = picture("rate 1.1", stage.layout.label_type, LIGHT.texts[2], LIGHT.background)
    shown = [artist.picture.pixels for artist in stage._movers if isinstance(artist, Stamp) and artist.picture]
    assert any(np.array_equal(one, name.pixels) for one in shown)


def test_a_shared_start_at_the_edge_is_named_inside_and_off_the_paths() -> None:
    bowl = Objective("x**4 + 2*x**3 + y**2 - 1", domain=[(-2.3, 1.3), (-1.2, 1.2)])
    runs = [Run(rule(0.01), (1, -0.5)) for rule in (Momentum, Nesterov)]
    stage = Stage(Scene("At the right edge", bowl, runs, [Contour(), Loss()], steps=200, preset="readme"))
    [name] = [text for text in stage._figure.texts if text.get_text() == "start (1, −0.5)"]
    box, [axes, _] = name.get_window_extent(), stage._figure.axes
    assert axes.bbox.contains(*box.min)
    assert axes.bbox.contains(*box.max)
    for run in stage.trajectories:
        steps = np.linspace(0, 200, 4001)
        path = np.stack([np.interp(steps, np.arange(201), x) for x in run.points.T], axis=1)
        assert not any(box.contains(*pixel) for pixel in axes.transData.transform(path))


def test_a_name_stands_over_its_pill_as_near_its_head_as_it_can() -> None:
    stage = film()
    stage.draw(int(np.argmax(stage.clock.positions >= 400)))
    name, pill = (artist for artist in stage._movers if isinstance(artist, Stamp) and artist.picture is not None)
    if name.picture.shape[0] > pill.picture.shape[0]:
        name, pill = pill, name
    head = stage._figure.axes[0].transData.transform(stage.trajectories[0].points[400])[0]
    left, wide = name.left_bottom[0], name.picture.shape[1]
    ends = pill.left_bottom[0], pill.left_bottom[0] + pill.picture.shape[1] - wide
    assert left == pytest.approx(np.clip(head - wide / 2, *ends), abs=1)


def test_a_shared_start_is_named_off_the_curve() -> None:
    cube = Objective("x**3", domain=(-1.3, 1.3))
    runs = [Run(GradientDescent(rate), 1) for rate in (0.3, 0.34)]
    stage = Stage(Scene("Cube", cube, runs, [Curve(view=((-1.3, 1.3), (-1.4, 1.4)))], steps=5, preset="story"))
    [name] = [text for text in stage._figure.texts if text.get_text() == "start 1"]
    x = np.linspace(-1.3, 1.3, 2001)
    curve = stage._figure.axes[0].transData.transform(np.stack([x, x**3], axis=1))
    assert not any(name.get_window_extent().contains(*pixel) for pixel in curve)
