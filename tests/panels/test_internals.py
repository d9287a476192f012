"""Internals: arrows along what is remembered, in one scale, an ellipse of rates, and words beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gdanim as gd
from gdanim import Internals, Objective, Run, Scene, SceneError
from gdanim.drawing.artists import Arrow, Marks, Trail
from gdanim.drawing.stamps import Stamp, picture
from gdanim.panels.internals import NICE, arrow_scale, memories_of

BOWL = Objective("x**2 + 10*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])


def scene(*rules: Any, panel: Internals | None = None, **fields: Any) -> Scene:
    runs = [Run(rule, (1.8, 0.9)) for rule in rules]
    return Scene("Inside", BOWL, runs, [panel or Internals()], **{"steps": 30, **fields})


def tips(drawn: Any, colour: str) -> list[np.ndarray]:
    """Return where arrows of a colour point, in units of the axes."""
    arrows = [artist for artist in drawn.figure.get_children() if isinstance(artist, Arrow) and artist.zorder < 5]
    shown = [arrow for arrow in arrows if arrow.tip is not None and arrow.colour == _rgba(colour)]
    return [drawn.axes.transData.inverted().transform(arrow.tip) for arrow in shown]


def _rgba(colour: str) -> tuple[float, ...]:
    return Trail(None, colour=colour, width=1).colour


def said(drawn: Any) -> set[str]:
    """Return which of the panel's words are shown, by their pictures."""
    theme, size = drawn.show.theme, drawn.show.layout.tick_type
    pictures = [stamp.picture for stamp in drawn.figure.get_children() if isinstance(stamp, Stamp)]
    colours = [theme.ink, *(track.text for track in drawn.show.tracks)]
    words = ("velocity", "gradient step", "rates", "before the look ahead")
    return {
        word for word in words for colour in colours
        if any(shown is picture(word, size, colour, theme.background, bold=False) for shown in pictures)
    }  # fmt: skip


def test_arrows_point_along_the_velocity_and_down_the_gradient(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Momentum(0.02)))
    [track] = shown.show.tracks
    scale = arrow_scale(memories_of(shown.show), np.array(BOWL.domain))
    shown.move(4)
    head, before = track.points[4], track.points[3]
    [velocity] = tips(shown, track.line)
    np.testing.assert_allclose(velocity, head + scale * (head - before), atol=1e-9)
    [gradient] = tips(shown, shown.show.theme.ink)
    np.testing.assert_allclose(gradient, head - scale * 0.02 * np.array([2, 20]) * head, atol=1e-9)
    assert said(shown) == {"velocity", "gradient step"}


def test_at_the_start_there_is_no_velocity_yet(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Momentum(0.02)))
    shown.move(0)
    assert not tips(shown, shown.show.tracks[0].line)
    assert said(shown) == {"gradient step"}


def test_a_rule_without_memory_has_its_gradient_step_alone(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.GradientDescent(0.02)))
    shown.move(2)
    assert len(tips(shown, shown.show.theme.ink)) == 1
    assert said(shown) == {"gradient step"}


def test_an_ellipse_has_the_rates_of_the_coordinates_for_half_axes(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.AdaGrad(0.3)))
    [track] = shown.show.tracks
    shown.move(10)
    ellipses = [
        artist for artist in shown.figure.get_children() if isinstance(artist, Trail) and len(artist.points) == 73
    ]
    [ellipse] = ellipses
    half = np.ptp(ellipse.points, axis=0) / 2
    sums = (BOWL.gradient(track.points[:10]) ** 2).sum(axis=0)
    assert half[0] / half[1] == pytest.approx(np.sqrt(sums[1] / sums[0]), rel=1e-6)
    head = shown.axes.transData.transform(track.points[10])
    np.testing.assert_allclose(ellipse.points[:-1].mean(axis=0), head, atol=1e-6)
    assert "ellipse: rates of the coordinates" in Internals().footnote(shown.show)


def test_nesterovs_hollow_head_stands_where_the_look_ahead_begins(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Nesterov(0.02)))
    shown.move(5)
    ghosts = [artist for artist in shown.figure.get_children() if isinstance(artist, Marks) and artist.zorder == 4.4]
    [place] = shown.axes.transData.inverted().transform(ghosts[0].places)
    [memory] = memories_of(shown.show)
    np.testing.assert_allclose(place, memory.behind[5], atol=1e-9)


def test_the_footnote_tells_the_one_scale_of_all_arrows(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Momentum(0.02)))
    scale = arrow_scale(memories_of(shown.show), np.array(BOWL.domain))
    assert scale in NICE
    assert Internals().footnote(shown.show) == f"arrows {scale:g} times true length"
    quick = drawn(scene(gd.GradientDescent(0.05), panel=Internals(view=((-0.2, 0.2), (-0.2, 0.2)))))
    assert arrow_scale(memories_of(quick.show), np.array([(-0.2, 0.2)] * 2)) < 10


def test_words_of_three_runs_stand_at_the_first_alone(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Momentum(0.02), gd.Nesterov(0.02), gd.Adam(0.1)))
    for position in range(1, 30, 4):
        shown.move(position)
        assert said(shown) <= {"velocity", "gradient step"}


def test_words_meet_neither_each_other_nor_the_names_of_runs(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(gd.Nesterov(0.02), gd.Adam(0.1)))
    stamps = [artist for artist in shown.figure.get_children() if isinstance(artist, Stamp)]
    for position in np.linspace(0, 30, 61):
        shown.move(position)
        boxes = [_box(stamp) for stamp in stamps if stamp.picture is not None]
        for k, one in enumerate(boxes):
            for other in boxes[k + 1 :]:
                assert (np.minimum(one[1], other[1]) - np.maximum(one[0], other[0])).min() <= 1


def _box(stamp: Stamp) -> np.ndarray:
    corner, size = np.array(stamp.left_bottom), np.array(stamp.picture.shape[1::-1])
    return np.stack([corner + 4, corner + size - 4])


def test_functions_of_other_than_two_variables_are_refused() -> None:
    line = Objective("x**2", domain=(-1, 1))
    with pytest.raises(SceneError, match="Internals shows functions of two variables"):
        Scene("A line", line, [Run(gd.Momentum(0.1), 1)], [Internals()], steps=5)
