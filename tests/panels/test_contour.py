"""The contour panel: its window, its arrows, its marks and what it says, on artists rather than pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gdanim import Contour, GradientDescent, Objective, Run, Scene, SceneError, Stage
from gdanim.drawing.artists import Arrows, Marks
from gdanim.drawing.field import PITCH
from gdanim.theme import THEMES

SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])
BOWL = Objective("x**2 + 2*y**2 + 3*z**2", domain=[(-2, 2)] * 3)
PEAKS = Objective("cos(x) + cos(y)", domain=[(-4, 4), (-4, 4)])


def stage(panel: Contour, objective: Objective = SADDLE, start: Any = (0.8, 0.3), **fields: Any) -> Stage:
    return Stage(Scene("A scene", objective, [Run(GradientDescent(0.05), start)], [panel], steps=10, **fields))


def drawn(stage: Stage, kind: type) -> list[Any]:
    return [artist for artist in stage._figure.get_children() if type(artist) is kind]


def said(stage: Stage) -> list[str]:
    return [text.get_text() for text in stage._figure.texts]


def downhill(arrows: Arrows) -> np.ndarray:
    return (arrows.tips - arrows.tails) / np.hypot(*(arrows.tips - arrows.tails).T)[:, np.newaxis]


def field_of(shown: Stage) -> tuple[Arrows, np.ndarray]:
    """Return the arrows of the field and −∇f at their middles, in data."""
    [arrows] = drawn(shown, Arrows)
    axes = shown._figure.axes[0]
    middles = axes.transData.inverted().transform((arrows.tails + arrows.tips) / 2)
    return arrows, -shown.scene.objective.gradient(middles)


def test_no_arrows_unless_they_are_asked_for() -> None:
    assert drawn(stage(Contour()), Arrows) == []


def test_with_equal_scales_arrows_point_along_minus_the_gradient() -> None:
    arrows, slope = field_of(stage(Contour(field=True)))
    np.testing.assert_allclose(downhill(arrows), slope / np.hypot(*slope.T)[:, np.newaxis], atol=1e-9)


def test_with_unequal_scales_arrows_point_where_a_step_goes_on_the_screen() -> None:
    valley = Objective("x**2/100 + y**2", domain=[(-50, 50), (-2, 2)])
    shown = stage(Contour(field=True), valley, (40, 1))
    arrows, slope = field_of(shown)
    to_pixels = shown._figure.axes[0].transData.transform
    step = to_pixels(1e-3 * slope) - to_pixels((0, 0))
    np.testing.assert_allclose(downhill(arrows), step / np.hypot(*step.T)[:, np.newaxis], atol=1e-6)


def test_lengths_grow_as_the_cube_root_of_the_slope() -> None:
    arrows, slope = field_of(stage(Contour(field=True)))
    lengths, slopes = np.hypot(*(arrows.tips - arrows.tails).T), np.hypot(*slope.T)
    ordinary = lengths < lengths.max() - 1e-6
    ratio = lengths[ordinary] / np.cbrt(slopes[ordinary])
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)
    assert lengths.max() < PITCH
    assert "arrow length: cube root of the slope" in said(stage(Contour(field=True)))


def test_arrows_keep_clear_of_marks_words_and_starts() -> None:
    shown = stage(Contour(field=True, directions=True))
    field = max(drawn(shown, Arrows), key=lambda arrows: len(arrows.tips))
    middles = (field.tails + field.tips) / 2
    transform = shown._figure.axes[0].transData.transform
    for place in (transform((0, 0)), transform((0.8, 0.3))):
        assert np.hypot(*(middles - place).T).min() > 0.5 * PITCH
    renderer = shown._canvas.get_renderer()
    for text in shown._figure.texts:
        low, high = text.get_window_extent(renderer).get_points()
        for ends in (field.tails, middles, field.tips):
            assert not ((low < ends) & (ends < high)).all(axis=1).any(), text.get_text()


def test_at_a_saddle_arrows_lead_away_along_y_and_towards_it_along_x() -> None:
    shown = stage(Contour(directions=True))
    place = shown._figure.axes[0].transData.transform((0, 0))
    kinds = {}
    for arrows in drawn(shown, Arrows):
        axis = int(np.abs(downhill(arrows)[0, 1]) > 0.5)
        outward = np.hypot(*(arrows.tips - place).T) > np.hypot(*(arrows.tails - place).T)
        kinds["xy"[axis]] = outward.tolist()
    assert kinds == {"x": [False, False], "y": [True, True]}
    assert said(shown).count("unstable") == said(shown).count("stable") == 1


def test_directions_are_named_once_however_many_saddles_there_are() -> None:
    shown = stage(Contour(directions=True), PEAKS, (1, 2))
    saddles = [mark for mark in drawn(shown, Marks) if len(mark.places) == 4 and not mark.get_animated()]
    assert saddles
    assert len(drawn(shown, Arrows)) == 8
    assert said(shown).count("unstable") == said(shown).count("stable") == 1


def test_no_directions_where_there_is_no_saddle() -> None:
    shown = stage(Contour(directions=True), Objective("x**2 + y**2", domain=[(-1, 1)] * 2))
    assert drawn(shown, Arrows) == []
    assert "stable" not in said(shown)


def test_summits_are_marked_quietly() -> None:
    shown = stage(Contour(), PEAKS, (1, 2))
    centre = shown._figure.axes[0].transData.transform((0, 0))
    [summit] = [mark for mark in drawn(shown, Marks) if len(mark.places) and np.allclose(mark.places[0], centre)]
    assert summit.face is not None
    assert not summit.get_animated()


def test_a_slice_says_what_it_shows() -> None:
    # From (1, 1, 1) on a bowl without mixed terms: shares of squares about the end, by hand.
    shown = stage(Contour(plane=("x", "y")), BOWL, (1, 1, 1))
    apart = np.stack([factor ** np.arange(11) - factor**10 for factor in (0.9, 0.8, 0.7)])
    share = int(100 * (apart[:2] ** 2).sum() / (apart**2).sum())
    [note] = [text for text in said(shown) if text.startswith("slice")]
    assert note == f"slice through Gradient descent’s end; paths projected, {share}% of their movement"


def test_a_slice_of_two_variables_has_their_names_and_their_values_on_its_axes() -> None:
    shown = stage(Contour(plane=("z", "x")), BOWL, (1, 1, 1))
    assert {"$z$", "$x$"} <= set(said(shown))
    axes = shown._figure.axes[0]
    assert axes.get_xlim()[0] < 0.7**10 < 1 < axes.get_xlim()[1]


def test_a_principal_slice_is_named_in_words_and_holds_its_runs_with_room() -> None:
    shown = stage(Contour(plane="principal"), BOWL, (1, 1, 1))
    assert {"first principal direction", "second principal direction"} <= set(said(shown))
    axes = shown._figure.axes[0]
    assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]
    per_unit = axes.transData.transform((1, 1)) - axes.transData.transform((0, 0))
    assert per_unit[0] == pytest.approx(per_unit[1])


def test_a_view_is_kept_on_a_slice() -> None:
    axes = stage(Contour(plane=("x", "y"), view=((-3, 3), (-2, 2))), BOWL, (1, 1, 1))._figure.axes[0]
    assert (axes.get_xlim(), axes.get_ylim()) == ((-3, 3), (-2, 2))


@pytest.mark.parametrize("panel", [Contour(field=True, directions=True), Contour(plane="principal", field=True)])
def test_what_is_added_is_drawn_alike_the_fast_way_and_the_slow(panel: Contour) -> None:
    shown = stage(panel)
    np.testing.assert_array_equal(shown.frame(5), shown.full_frame(5))


@pytest.mark.parametrize("preset", ["readme", "square", "story"])
def test_words_of_a_slice_stay_on_the_canvas(preset: str) -> None:
    shown = stage(Contour(plane="principal", field=True), BOWL, (1, 1, 1), preset=preset)
    width, height = shown.size
    for text in shown._figure.texts:
        box = text.get_window_extent(shown._canvas.get_renderer())
        assert min(box.x0, box.y0) >= 0, text.get_text()
        assert box.x1 <= width and box.y1 <= height, text.get_text()


def tint_at(shown: Stage, place: tuple[float, float]) -> Any:
    """Return the colour of the basins' picture at a place in data."""
    [image] = shown._figure.axes[0].images
    pixels = np.asarray(image.get_array())
    left, right, bottom, top = image.get_extent()
    rows, columns = pixels.shape[:2]
    column = int((place[0] - left) / (right - left) * columns)
    return pixels[int((top - place[1]) / (top - bottom) * rows), column, :3]


def test_basins_are_tinted_like_the_runs_that_start_in_them() -> None:
    wells = Objective("(x**2 - 1)**2 + y**2", domain=[(-2, 2), (-1, 1)], minima=[(-1, 0), (1, 0)])
    runs = [Run(GradientDescent(0.05), start) for start in ((1.5, 0.5), (-1.5, 0.5))]
    shown = Stage(Scene("Wells", wells, runs, [Contour(basins=True)], steps=10))
    right, left = tint_at(shown, (0.7, 0.6)), tint_at(shown, (-0.7, 0.6))
    np.testing.assert_array_equal(tint_at(shown, (0.7, -0.6)), right)
    blue, red = THEMES["light"].lines[:2]
    assert nearer(right, blue, red)
    assert nearer(left, red, blue)


def nearer(tint: Any, this: str, other: str) -> bool:
    """Return whether a tint leans to one colour rather than to another, by its shade alone."""
    shade = tint / 255 - (tint / 255).mean()
    return bool(shade @ (np.array(to_rgb(this)) - np.array(to_rgb(other))) > 0.01)


def test_basins_of_a_slice_are_refused() -> None:
    with pytest.raises(SceneError, match="basins need a function of two variables; this one has 3"):
        stage(Contour(plane=("x", "y"), basins=True), BOWL, (1, 1, 1))
