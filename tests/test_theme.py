"""Colours, type and layouts, measured: WCAG contrast, colour-vision simulation, and zones that keep their order."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gdanim.drawing.maps.basin_ground import TINTED
from gdanim.drawing.maps.cells import mixed
from gdanim.drawing.maps.quantities import DEEPENED
from gdanim.report.vision import ALIKE, BRIGHTNESS, VISIONS, linear_of, oklab, smallest_distance
from gdanim.theme import PRESETS, SERIES, SMALLEST_TYPE, THEMES, Layout, Theme, layout_for

Array = NDArray[np.float64]

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)

# The smallest distances between two of the eight lines that were measured when the colours were chosen.
CHOSEN = {
    ("light", "normal"): 0.141, ("light", "protan"): 0.138, ("light", "deutan"): 0.138, ("light", "tritan"): 0.139,
    ("dark", "normal"): 0.118, ("dark", "protan"): 0.104, ("dark", "deutan"): 0.104, ("dark", "tritan"): 0.104,
}  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    return float(linear_of(colour) @ BRIGHTNESS)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def type_sizes(layout: Layout) -> dict[str, float]:
    return {field.name: getattr(layout, field.name) for field in fields(layout) if field.name.endswith("_type")}


def test_the_measure_of_contrast_knows_black_on_white_and_the_grey_on_the_edge() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@themes
def test_words_are_read_on_the_ground(theme: Theme) -> None:
    for colour in (theme.ink, theme.muted, *theme.texts):
        assert contrast(colour, theme.background) >= 4.5, colour


@themes
def test_words_are_read_on_their_pills(theme: Theme) -> None:
    for kind, badge in theme.badges.items():
        assert contrast(badge.text, badge.ground) >= 4.5, kind


@pytest.mark.parametrize(("name", "least"), [("light", 3.0), ("dark", 4.5)])
def test_lines_stand_out_from_the_ground(name: str, least: float) -> None:
    theme = THEMES[name]
    for colour in theme.lines:
        assert contrast(colour, theme.background) >= least, colour


@pytest.mark.parametrize("vision", VISIONS)
@themes
def test_no_two_lines_look_alike_to_any_eye(theme: Theme, vision: str) -> None:
    smallest = smallest_distance(theme.lines, vision)
    assert smallest >= ALIKE
    assert smallest == pytest.approx(CHOSEN[theme.name, vision], abs=0.001)


def test_the_measure_of_likeness_finds_matplotlibs_red_and_green_alike() -> None:
    tab10 = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f")
    assert min(smallest_distance(tab10, vision) for vision in VISIONS) == pytest.approx(0.007, abs=0.001)


@themes
def test_the_terrain_grows_in_tint_downhill(theme: Theme) -> None:
    assert theme.terrain[0] == theme.background
    away = [abs(luminance(tint) - luminance(theme.background)) for tint in theme.terrain]
    assert all(low < high for low, high in pairwise(away))


@pytest.mark.parametrize("vision", VISIONS)
@themes
def test_basins_differ_to_any_eye(theme: Theme, vision: str) -> None:
    """By little, as tints must; therefore a border divides them and a marker names each."""
    tints = tuple(mixed(theme.lines[series], theme.background, theme.basin) for series in TINTED)
    assert smallest_distance(tints, vision) >= 0.03


@themes
def test_heat_grows_steadily_away_from_the_ground(theme: Theme) -> None:
    away = [abs(oklab(linear_of(colour))[0] - oklab(linear_of(theme.background))[0]) for colour in theme.heat]
    assert all(low < high for low, high in pairwise(away))


@themes
def test_words_are_read_on_pills_in_the_colour_of_cells(theme: Theme) -> None:
    for kind, badge in theme.badges.items():
        assert contrast(badge.text, mixed(badge.text, badge.ground, DEEPENED)) >= 4.5, kind


@themes
def test_every_token_is_a_colour(theme: Theme) -> None:
    plain = (theme.background, theme.ink, theme.muted, theme.faint, theme.axis, theme.grid, theme.contour)
    ramps = (*theme.terrain, *theme.lines, *theme.texts, *theme.surface, *theme.heat)
    for colour in (*plain, *ramps, theme.underside, theme.height_line[0]):
        assert len(colour) == 7
        assert 0 <= linear_of(colour).min() <= linear_of(colour).max() <= 1


@themes
def test_every_series_has_a_line_and_a_text_colour(theme: Theme) -> None:
    assert len(theme.lines) == len(theme.texts) == len(SERIES)
    assert len(set(theme.lines)) == len(set(theme.texts)) == len(SERIES)


def test_both_themes_tell_the_same_outcomes_with_the_same_glyphs() -> None:
    light, dark = (THEMES[name].badges for name in ("light", "dark"))
    assert {kind: badge.glyph for kind, badge in light.items()} == {kind: badge.glyph for kind, badge in dark.items()}


def test_no_two_series_share_a_marker() -> None:
    assert len({series.marker for series in SERIES}) == len(SERIES)


def test_no_two_series_share_a_dash_but_the_two_solid_ones() -> None:
    dashes = [series.dash for series in SERIES]
    assert sorted(k for k, dash in enumerate(dashes) if not dash) == [0, 7]
    assert len(set(dashes)) == len(dashes) - 1
    assert all(len(dash) % 2 == 0 for dash in dashes)


def assert_zones_in_order(layout: Layout) -> None:
    """From the top: title, formula, rule, panels, caption; each in the canvas and below the one before."""
    heights = [
        0,
        layout.title,
        layout.formula,
        layout.rule,
        layout.panels,
        layout.height - layout.floor,
        layout.height - layout.caption,
        layout.height,
    ]
    assert all(above < below for above, below in pairwise(heights)), heights
    assert layout.rule + layout.rule_width <= layout.panels
    assert 0 < 2 * layout.margin < layout.width


@pytest.mark.parametrize("name", PRESETS)
def test_every_presets_zones_stand_in_order_inside_the_canvas(name: str) -> None:
    assert_zones_in_order(PRESETS[name])


@pytest.mark.parametrize("name", PRESETS)
def test_a_presets_words_have_room_in_their_zones(name: str) -> None:
    layout = PRESETS[name]
    assert layout.title - layout.title_type * (1 + 1.24 * (layout.title_lines - 1)) >= 0
    assert layout.formula - layout.title >= layout.formula_type
    assert layout.rule - layout.formula >= 0.25 * layout.formula_type
    caption = layout.body_type * (1 + 1.4 * (layout.caption_lines - 1))
    assert layout.caption + caption <= layout.floor


@pytest.mark.parametrize("name", PRESETS)
def test_a_presets_size_gives_the_preset_itself(name: str) -> None:
    preset = PRESETS[name]
    assert layout_for(preset.width, preset.height) == preset


@given(st.integers(320, 3840), st.integers(180, 2160))
def test_at_any_size_no_type_is_too_small_and_the_zones_stand_in_order(width: int, height: int) -> None:
    layout = layout_for(width, height)
    assert (layout.width, layout.height) == (width, height)
    assert min(type_sizes(layout).values()) >= 13 == SMALLEST_TYPE
    assert_zones_in_order(layout)


@given(st.integers(320, 3840), st.integers(180, 2160))
def test_lines_of_the_header_do_not_run_into_each_other_at_any_size(width: int, height: int) -> None:
    layout = layout_for(width, height)
    # Capitals are 0.73 of the type size high in Inter; what hangs below a baseline is told apart by the eye.
    assert layout.formula - layout.title >= 0.73 * max(layout.formula_type, layout.body_type)
    assert layout.title >= 0.73 * layout.title_type


@given(st.integers(320, 3840), st.integers(180, 2160))
def test_tall_canvases_stack_their_panels_and_wide_ones_do_not(width: int, height: int) -> None:
    assert layout_for(width, height).stacked == (width / height < 1.2)


def test_twice_the_article_is_twice_the_marks() -> None:
    assert PRESETS["article"].scale == 1
    assert layout_for(2 * 1080, 2 * 1080).scale == pytest.approx(2 * PRESETS["square"].scale)
