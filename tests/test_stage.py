"""The stage: frames as arrays, where panels stand, and what is cut, dotted or abridged."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gdanim import (
    Contour,
    Coordinates,
    GradientDescent,
    Loss,
    Objective,
    Run,
    Scene,
    SceneError,
    Stage,
    Surface,
    load_scenes,
)
from gdanim.drawing.artists import Arrow
from gdanim.drawing.surfaces.paths import ReliefWalker

SCENES = sorted((Path(__file__).parent.parent / "scenes").glob("*.py"))
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])


def shipped(path: Path, **changes: object) -> Scene:
    """Return the first scene of a shipped file."""
    return next(iter(load_scenes(path).values())).with_(**changes)


def saddle(**changes: object) -> Scene:
    """Return two runs on the saddle."""
    fields = {
        "runs": [Run(GradientDescent(0.01), start) for start in ((1, 0), (1, 0.25))],
        "panels": [Contour()],
        "steps": 100,
    } | changes
    return Scene("A saddle", SADDLE, **fields)


def test_a_frame_is_an_array_of_the_callers_own() -> None:
    stage = Stage(saddle())
    first = stage.frame(0)
    kept = first.copy()
    assert first.shape == (540, 960, 3)
    assert first.dtype == np.uint8
    stage.frame(len(stage) - 1)
    np.testing.assert_array_equal(first, kept)


def test_a_film_is_made_without_pyplot_which_would_look_for_a_window_system() -> None:
    program = (
        "import sys, gdanim; valley = gdanim.Objective('x**2', domain=(-1, 1));"
        "runs = [gdanim.Run(gdanim.GradientDescent(0.1), 1)];"
        "gdanim.Stage(gdanim.Scene('A valley', valley, runs, [gdanim.Curve()], steps=3)).frame(0);"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_drawings_outside_the_film_are_refused() -> None:
    stage = Stage(saddle())
    for index in (-1, len(stage)):
        with pytest.raises(IndexError):
            stage.frame(index)


def test_a_run_that_leaves_the_view_is_cut_at_the_edge_and_marked_with_its_step() -> None:
    stage = Stage(saddle())
    arrows = [artist for artist in stage._movers if isinstance(artist, Arrow)]
    stage.draw(70)
    assert all(arrow.tip is None for arrow in arrows)
    stage.draw(72)
    # y = 0.25 * 1.02**k first exceeds 1 at k = 71
    shown = [arrow for arrow in arrows if arrow.tip is not None]
    assert len(shown) == 1
    assert shown[0].direction[1] > 0


def test_a_title_too_long_for_the_canvas_is_refused() -> None:
    with pytest.raises(SceneError, match="title takes"):
        Stage(saddle(size=(640, 360)).with_(title="A very long title that goes on and on " * 4))


def test_a_surface_that_hides_a_run_dots_it() -> None:
    front = Stage(saddle(panels=[Surface(azimuth=106)]))
    back = Stage(saddle(panels=[Surface(azimuth=-103, elevation=17)]))
    seen = [_walkers(stage) for stage in (front, back)]
    assert all(walker.seen[walker.walk.on].all() for walker in seen[0])
    assert isinstance(seen[1][1], ReliefWalker)
    assert not seen[1][1].seen[seen[1][1].walk.on].all()
    assert seen[1][0].seen.any()


def _walkers(stage: Stage) -> list:
    """Return the walkers of a stage's first panel, through the closure that moves them."""
    return next(
        cell.cell_contents
        for cell in stage._updates[1][1].__closure__
        if isinstance(cell.cell_contents, list) and hasattr(cell.cell_contents[0], "seen")
    )


def test_of_three_panels_in_a_list_two_stand_beside_one_that_weighs_more() -> None:
    boxes = [axes.bbox for axes in Stage(saddle(panels=[Contour(), Loss(), Coordinates()]))._figure.axes]
    main, upper, lower = boxes
    assert main.x1 < min(upper.x0, lower.x0)
    assert upper.y0 > lower.y1
    assert upper.x0 == lower.x0
    tall = [
        axes.bbox for axes in Stage(saddle(panels=[Contour(), Loss(), Coordinates()], preset="square"))._figure.axes
    ]
    assert tall[0].y0 > max(tall[1].y1, tall[2].y1)
    assert tall[1].x1 < tall[2].x0


def test_six_panels_stand_in_two_rows_on_a_slide_and_in_pairs_on_a_story() -> None:
    for preset, abreast in (("slide", 3), ("story", 2)):
        stage = Stage(saddle(panels=[Contour(), Loss(), Loss(), Loss(), Coordinates("x"), Loss()], preset=preset))
        plots = [axes.bbox for _, [axes] in stage.plots]
        for one, other in itertools.combinations(plots, 2):
            assert not one.overlaps(other)
        first = [plot for plot in plots if plot.y1 > plots[0].y0]
        assert (len(first), len(plots)) == (abreast, 6)


def test_rows_share_the_height_of_their_plots_and_not_that_of_their_frames() -> None:
    stage = Stage(saddle(panels=[[Contour(), Surface()], [Loss()]]))
    [contour, *_, loss] = stage._figure.axes
    # Their weights are 62 and 38: 1.6 to 1, were the frames of both alike.
    assert loss.bbox.height > contour.bbox.height / 2.5


def test_a_strip_leaves_the_height_that_it_cannot_fill_to_the_row_below() -> None:
    valley = Objective("x**2 + 10*y**2", domain=[(-4, 4), (-1, 1)])
    runs = [Run(GradientDescent(0.02), (3, 0.5))]
    scene = Scene("A strip", valley, runs, [Contour(view=((-4, 4), (-1, 1))), Loss()], steps=40, preset="story")
    contour, loss = Stage(scene)._figure.axes
    assert contour.bbox.height == pytest.approx(contour.bbox.width / 4)
    gap = contour.bbox.y0 - loss.bbox.y1
    assert gap < 8 * Stage(scene).layout.tick_type
    assert loss.bbox.height > 1.5 * contour.bbox.height


def test_of_three_panels_alike_all_stand_side_by_side() -> None:
    boxes = [axes.bbox for axes in Stage(saddle(panels=[Loss(), Coordinates(weight=38), Loss()]))._figure.axes]
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 < boxes[2].x0


@pytest.mark.parametrize(("preset", "abreast"), [("article", 3), ("square", 2), ("story", 2)])
def test_panels_of_one_kind_stand_in_a_grid_that_fills_the_canvas(preset: str, abreast: int) -> None:
    rules = [GradientDescent(0.02), GradientDescent(0.05), GradientDescent(0.1)]
    panels = [Contour(), Contour(), Contour()]
    runs = [Run(rule, (0.5, 0.2)) for rule in rules]
    plots = [axes.bbox for axes in Stage(saddle(runs=runs, panels=panels, preset=preset))._figure.axes]
    assert len({round(plot.width) for plot in plots}) == len({round(plot.height) for plot in plots}) == 1
    assert sum(plot.y1 > plots[0].y0 for plot in plots) == abreast
    assert len({round(plot.x0) for plot in plots}) == abreast


def test_a_formula_too_long_for_its_line_is_broken_before_a_term_and_panels_begin_lower() -> None:
    beale = Stage(shipped(SCENES[0].parent / "race.py", preset="story"))
    first, second = [text for text in beale._figure.texts if "\\left" in text.get_text()]
    assert first.get_text() == r"$f(x, y) = \left(x y - x + 1.5\right)^{2}$"
    assert second.get_text().startswith(r"${} + \left(x y^{2} - x + 2.25\right)^{2} + ")
    assert first.get_fontsize() == second.get_fontsize() == beale.layout.formula_type
    one, other = first.get_window_extent(), second.get_window_extent()
    assert other.y1 < one.y0
    assert max(one.x1, other.x1) <= beale.layout.width - beale.layout.margin
    [plot] = beale.plots[0][1]
    assert plot.bbox.y1 < other.y0 - (beale.layout.panels - beale.layout.formula)


def test_a_formula_without_terms_has_a_line_of_its_own_where_the_counter_leaves_too_little() -> None:
    stage = Stage(shipped(SCENES[0].parent / "batches.py", preset="story"))
    [whole] = [text for text in stage._figure.texts if "sum" in text.get_text()]
    [words] = [text for text in stage._figure.texts if text.get_text() == "from (0, 0)"]
    assert whole.get_fontsize() == stage.layout.formula_type
    assert whole.get_window_extent().y1 < words.get_window_extent().y0
    assert whole.get_window_extent().x0 == pytest.approx(words.get_window_extent().x0, abs=6)


def test_a_formula_too_long_to_be_read_is_abridged() -> None:
    stage = Stage(shipped(SCENES[0].parent / "network.py", preset="square"))
    shown = next(text for text in stage._figure.texts if text.get_text().startswith("$f(w_"))
    assert (
        shown.get_text()
        == r"$f(w_{11}, \ldots, c) = \frac{1}{40} {\sum}_{i=1}^{40} \left(\hat{y}_{i} - y_{i}\right)^{2}$"
    )
    assert shown.get_fontsize() == stage.layout.formula_type
