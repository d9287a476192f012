"""The moving marks: paths walked and tamed by arithmetic, and marks found again as pixels."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.drawing.artists import FAR, Area, Arrow, Block, Marks, Trail, along, tame
from gdanim.drawing.stamps import Picture, Stamp, badge_picture, picture

BLUE, WHITE = (51, 99, 156), (255, 255, 255)
CORNER = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 20.0)])
WHOLE = Bbox([[0, 0], [100, 80]])


def drawn(*artists: Artist) -> NDArray[np.uint8]:
    """Draw on a white canvas of 100 by 80 pixels; return RGB with row 0 at the bottom, so that [y, x] is a place."""
    figure = Figure(figsize=(100 / 72, 80 / 72), dpi=72, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    for artist in artists:
        artist.set_animated(False)
        figure.add_artist(artist)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[::-1, :, :3].copy()


def inked(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (pixels != 255).any(axis=-1)


def line(*points: tuple[float, float], clip: Bbox = WHOLE, **look: object) -> Trail:
    trail = Trail(clip, colour="#33639C", width=4, **look)
    trail.set_points(np.array(points, dtype=np.float64))
    return trail


def marks(*places: tuple[float, float], **look: object) -> Marks:
    shown = Marks("s", size=8, face="#33639C", edge="#33639C", edge_width=1, **look)
    shown.set_places(np.array(places, dtype=np.float64).reshape(-1, 2))
    return shown


@pytest.mark.parametrize(
    ("position", "walked"),
    [
        (0, [(0, 0)]),
        (0.25, [(0, 0), (2.5, 0)]),
        (1, [(0, 0), (10, 0)]),
        (1.5, [(0, 0), (10, 0), (10, 10)]),
        (2, [(0, 0), (10, 0), (10, 20)]),
        (7.5, [(0, 0), (10, 0), (10, 20)]),
    ],
)
def test_a_path_is_walked_up_to_a_position(position: float, walked: list[tuple[float, float]]) -> None:
    np.testing.assert_allclose(along(CORNER, position), walked)


def test_a_path_of_one_point_stays_there() -> None:
    np.testing.assert_array_equal(along(CORNER[:1], 3.7), [(0, 0)])


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_head_never_leaves_its_path_and_never_walks_back(one: float, other: float) -> None:
    # On this corner x + y is the length walked: 10 a step, then 20.
    walked = [along(CORNER, position)[-1].sum() for position in sorted((one, other))]
    assert walked[0] <= walked[1] + 1e-9
    assert walked == pytest.approx(np.interp(sorted((one, other)), [0, 1, 2], [0, 10, 30]))


def test_vertices_within_reach_are_left_as_they_are() -> None:
    points = np.random.default_rng(0).uniform(-0.9 * FAR, 0.9 * FAR, (20, 2))
    np.testing.assert_array_equal(tame(points), points)


@given(st.floats(0, 2 * np.pi), st.floats(6, 300))
def test_a_far_vertex_is_brought_nearer_in_its_own_direction(angle: float, power: float) -> None:
    near = np.array([480.0, 270.0])
    direction = np.array([np.cos(angle), np.sin(angle)])
    tamed = tame(np.array([near, near + 10.0**power * direction]))[1]
    assert np.abs(tamed).max() <= 2 * FAR
    step = tamed - near
    assert np.hypot(*step) >= 0.9 * FAR
    np.testing.assert_allclose(step / np.hypot(*step), direction, atol=1e-9)


def test_a_vertex_at_infinity_is_brought_nearer_along_the_axis_it_went() -> None:
    tamed = tame(np.array([(480.0, 270.0), (np.inf, 300.0)]))[1] - (480, 270)
    assert tamed[0] >= 0.9 * FAR
    assert abs(tamed[1]) <= 1e-3 * tamed[0]


numbers = st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.floats(-1000, 1000))


@given(st.tuples(st.floats(-1000, 1000), st.floats(-1000, 1000)), st.lists(st.tuples(numbers, numbers), max_size=6))
def test_from_a_start_on_the_canvas_every_vertex_comes_out_finite(
    start: tuple[float, float], rest: list[tuple[float, float]]
) -> None:
    tamed = tame(np.array([start, *rest], dtype=np.float64))
    assert np.isfinite(tamed).all()
    assert np.abs(tamed).max() <= 2 * FAR


def test_taming_leaves_the_original_alone() -> None:
    points = np.array([(0.0, 0.0), (1e300, 0.0)])
    tame(points)
    assert points[1, 0] == 1e300


def test_a_trail_colours_its_line_and_nothing_else() -> None:
    pixels = drawn(line((20, 40), (80, 40)))
    assert (pixels[38:42, 25:75] == BLUE).all()
    assert not inked(pixels)[:37].any()
    assert not inked(pixels)[43:].any()


def test_a_trail_draws_nothing_outside_its_clip_box() -> None:
    box = Bbox([[30, 20], [60, 60]])
    ink = inked(drawn(line((0, 0), (99, 79), (0, 79), (99, 0), clip=box, casing="#FF0000")))
    assert ink[20:60, 30:60].any()
    ink[20:60, 30:60] = False
    assert not ink.any()


def test_a_casing_stands_one_pixel_out_on_both_sides() -> None:
    pixels = drawn(line((20, 40), (80, 40), casing="#FF0000"))
    assert (pixels[38:42, 50] == BLUE).all()
    for row in (37, 42):
        red, green, blue = pixels[row, 50]
        assert red == 255
        assert green == blue < 80
    assert (pixels[[36, 43], 50] == WHITE).all()


def test_a_dash_is_measured_in_widths_of_the_line() -> None:
    row = inked(drawn(line((10, 40), (90, 40), dash=(3, 2))))[40]
    # Strokes of 3 times 4 pixels and gaps of 2 times 4, from the start on.
    expected = [x < 90 and (x - 10) % 20 < 12 for x in range(10, 100)]
    assert row[10:100].tolist() == expected


def test_a_vertex_that_is_not_finite_leaves_a_gap() -> None:
    row = inked(drawn(line((10, 40), (30, 40), (np.nan, np.nan), (60, 40), (90, 40))))[40]
    assert row[12:29].all()
    assert not row[35:55].any()
    assert row[62:88].all()


def test_a_trail_of_one_point_draws_nothing() -> None:
    assert not inked(drawn(line((40, 40)))).any()


def test_marks_colour_the_places_they_are_set_to_and_no_others() -> None:
    pixels = drawn(marks((20, 30), (70, 60)))
    for x, y in ((20, 30), (70, 60)):
        assert (pixels[y - 3 : y + 3, x - 3 : x + 3] == BLUE).all()
    ink = inked(pixels)
    for x, y in ((20, 30), (70, 60)):
        ink[y - 6 : y + 6, x - 6 : x + 6] = False
    assert not ink.any()


@given(st.floats(20, 80), st.floats(20, 60))
def test_marks_stand_within_a_quarter_of_a_pixel_of_their_place(x: float, y: float) -> None:
    ink = 255 - drawn(marks((x, y)))[..., 0].astype(float)
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]] + 0.5
    assert (columns * ink).sum() / ink.sum() == pytest.approx(x, abs=0.26)
    assert (rows * ink).sum() / ink.sum() == pytest.approx(y, abs=0.26)


def test_marks_that_move_by_less_than_anybody_sees_stay() -> None:
    still = drawn(marks((40, 30)))
    np.testing.assert_array_equal(drawn(marks((40.2, 29.8))), still)
    assert (drawn(marks((40.4, 30))) != still).any()


def test_marks_without_places_draw_nothing() -> None:
    assert not inked(drawn(marks())).any()


def test_marks_without_a_face_are_hollow() -> None:
    ring = Marks("o", size=30, face=None, edge="#33639C", edge_width=3)
    ring.set_places(np.array([(50.0, 40.0)]))
    ink = inked(drawn(ring))
    assert not ink[33:47, 43:57].any()
    assert ink[40, 34:37].any()
    assert ink[40, 63:67].any()


def test_marks_are_cut_at_their_clip_box() -> None:
    ink = inked(drawn(marks((50, 40), clip=Bbox([[50, 0], [100, 80]]))))
    assert ink[40, 50:54].all()
    assert not ink[:, :50].any()


def test_an_arrow_has_its_tip_where_it_points() -> None:
    arrow = Arrow(colour="#33639C", length=10)
    arrow.point(np.array([60.0, 40.0]), np.array([1.0, 0.0]))
    ink = inked(drawn(arrow))
    rows, columns = np.nonzero(ink)
    assert (columns.min(), columns.max()) == (50, 59)
    assert (rows.min(), rows.max()) == (35, 44)
    assert ink[:, 51].sum() > ink[:, 57].sum()


def test_an_arrow_without_a_tip_and_a_stamp_without_a_picture_draw_nothing() -> None:
    arrow, stamp = Arrow(colour="#33639C", length=10), Stamp()
    arrow.point(None, np.zeros(2))
    stamp.place(None, 20, 30)
    assert not inked(drawn(arrow, stamp)).any()


def test_matplotlib_can_be_loaded_after_our_marks() -> None:
    subprocess.run([sys.executable, "-c", "import gdanim.drawing.artists, matplotlib.pyplot"], check=True)


def test_a_rectangle_and_a_polygon_fill_exactly_their_outline() -> None:
    box = Bbox([[10, 20], [30, 25]])
    pixels = drawn(Block(box, "#33639C"))
    assert (pixels[20:25, 10:30] == BLUE).all()
    assert inked(pixels).sum() == 5 * 20
    outline = np.array([(10.0, 20.0), (30.0, 20.0), (30.0, 25.0), (10.0, 25.0)])
    np.testing.assert_array_equal(drawn(Area(outline, "#33639C", zorder=1)), pixels)


@pytest.mark.parametrize(("corners", "pixels"), [(0, 0), (2, 0), (4, 5 * 10)])
def test_a_polygon_grows_within_its_clip_and_is_nothing_before_it_has_three_corners(corners: int, pixels: int) -> None:
    polygon = Area(np.empty((0, 2)), "#33639C", zorder=1, clip=Bbox([[10, 20], [20, 25]]), animated=True)
    polygon.set_outline(np.array([(10.0, 20.0), (30.0, 20.0), (30.0, 25.0), (10.0, 25.0)])[:corners])
    assert inked(drawn(polygon)).sum() == pixels


def test_a_stamp_puts_its_lower_left_corner_on_whole_pixels() -> None:
    block = np.zeros((6, 9, 4), dtype=np.uint8)
    block[...] = (*BLUE, 255)
    block[0, 0] = (255, 0, 0, 255)  # row 0 is the top of a picture
    stamp = Stamp()
    stamp.place(block, 20.4, 29.6)
    pixels = drawn(stamp)
    assert inked(pixels).sum() == 6 * 9
    assert (pixels[30, 20] == BLUE).all()
    assert (pixels[35, 20] == (255, 0, 0)).all()


def test_words_are_a_picture_with_clear_corners() -> None:
    words = picture("Momentum", 14, "#33639C", "#FFFFFF").pixels
    assert words.dtype == np.uint8
    assert words.shape[2] == 4
    assert (words[[0, 0, -1, -1], [0, -1, 0, -1], 3] == 0).all()
    opaque = words[words[..., 3] == 255]
    assert (opaque[:, :3] == BLUE).all(axis=1).any()
    assert (opaque[:, :3] == WHITE).all(axis=1).any()


def test_words_without_a_halo_hold_their_own_colour_alone() -> None:
    words = picture("Momentum", 14, "#33639C", None).pixels
    solid = words[words[..., 3] == 255][:, :3]
    assert len(solid) > 20
    assert (solid == BLUE).all()


def on_grey(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    cover = pixels[..., 3:] / 255
    return cover * pixels[..., :3] + (1 - cover) * 128


def painted(words: Picture) -> NDArray[np.uint8]:
    """Return the pixels of words as matplotlib draws them, with as many shades as it likes."""
    height, width = words.shape[:2]
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    canvas = FigureCanvasAgg(figure)
    figure.patch.set_alpha(0)
    words.setting(figure, 0, 0)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


@pytest.mark.parametrize("halo", [None, "#FFFFFF", "#0E1116"])
def test_words_keep_to_four_shades_and_those_to_what_matplotlib_draws(halo: str | None) -> None:
    words = picture("rate 0.0952, 鞍点", 13.5, "#B94700", halo)
    assert len(np.unique(words.pixels[..., 3])) <= 4
    assert len(np.unique(words.pixels[words.pixels[..., 3] == 255], axis=0)) <= 4
    apart = on_grey(words.pixels) - on_grey(painted(words))
    assert np.abs(apart).max() <= 255 / 6 + 1
    assert abs(apart.mean()) < 0.5


def test_words_are_set_once_and_nobody_may_change_them() -> None:
    words = picture("Adam", 14, "#33639C", "#FFFFFF")
    assert picture("Adam", 14, "#33639C", "#FFFFFF") is words
    assert picture("Adam", 15, "#33639C", "#FFFFFF") is not words
    with pytest.raises(ValueError, match="read-only"):
        words.pixels[0, 0] = 0


def test_a_dollar_sign_is_a_dollar_sign() -> None:
    one, two = (picture(text, 14, "#33639C", None).shape[1] for text in ("$", "$x$"))
    assert two > 1.5 * one


def test_larger_words_are_larger_in_proportion() -> None:
    small, large = (picture("Gradient descent", size, "#33639C", None) for size in (20, 40))
    assert large.shape[1] / small.shape[1] == pytest.approx(2, rel=0.1)


def test_a_pill_is_round_and_its_words_stand_on_its_ground() -> None:
    pill = badge_picture("✓ converged", 13, "#136B3C", "#DFF3E7").pixels
    height, width = pill.shape[:2]
    assert (pill[[0, 0, -1, -1], [0, -1, 0, -1], 3] == 0).all()
    assert (pill[2 : height - 2, width // 2, 3] == 255).all()
    colours = {tuple(colour) for colour in pill[pill[..., 3] == 255][:, :3].tolist()}
    assert {(0x13, 0x6B, 0x3C), (0xDF, 0xF3, 0xE7)} <= colours
