"""Heat maps against the published sweeps of sin(x)·exp(−x²/20), and against closed forms on a parabola."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import (
    GradientDescent,
    HeatMap,
    InverseTime,
    Momentum,
    Objective,
    Outcome,
    Run,
    Scene,
    SceneError,
    Stage,
    Survey,
    survey,
)
from gdanim.drawing.artists import Marks, Trail
from gdanim.drawing.maps.axes import map_axis
from gdanim.drawing.maps.cells import shades, table
from gdanim.drawing.maps.quantities import SHADES, Scale, shaded
from gdanim.drawing.stamps import Stamp
from gdanim.landscapes import beale
from gdanim.panels.base import make_tracks
from gdanim.panels.heat_map import place_of
from gdanim.theme import LIGHT
from gdanim.wording.numbers import number

WAVE = Objective("sin(x)*exp(-0.05*x**2)", domain=(-2 * np.pi, 2 * np.pi))
PARABOLA = Objective("x**2", domain=(-3, 3), minima=[0])
RATES = [0.1, 0.25, 0.5, 0.75, 1.1]


def interaction(**changes: object) -> Scene:
    """Return rates times steps from 0 on the wave, with two of the rates as runs."""
    rates, steps = np.linspace(1e-10, 0.1, 50), np.round(np.linspace(10, 500, 40)).astype(int)
    grid = survey(WAVE, GradientDescent, start=0, learning_rate=rates, steps=steps)
    fields = {"runs": [Run(GradientDescent(rate), 0) for rate in (0.02, 0.08)], "panels": [HeatMap(grid)]} | changes
    return Scene("Rates and steps", WAVE, steps=500, **fields)


def parabola(quantity: str, **fields: object) -> Scene:
    """Return rates times starts on the parabola, where a step multiplies x by 1 − 2η."""
    grid = survey(PARABOLA, GradientDescent, starts=[0.5, 1.0, 2.0], learning_rate=RATES, steps=40)
    runs = [Run(GradientDescent(0.25), 2.0)]
    return Scene("Rates and starts", PARABOLA, runs, [HeatMap(grid, quantity=quantity, **fields)], steps=40)


def words_of(stage: Stage) -> list[str]:
    return [text.get_text() for text in stage._figure.texts]


def axes_of(stage: Stage):
    [axes] = stage._figure.axes
    return axes


def cells_of(stage: Stage) -> Stamp:
    """Return the picture of the cells: the lowest of the stamps that move and show something large."""
    stamps = [artist for artist in stage._movers if isinstance(artist, Stamp) and artist.get_zorder() == 2.3]
    [stamp] = stamps
    return stamp


def colour_at(stage: Stage, x: float, y: float) -> tuple[int, ...] | None:
    """Return the colour of the cell at (x, y) of the axes, None where no cell is shown."""
    stamp = cells_of(stage)
    left, up = axes_of(stage).transData.transform((x, y)) - stamp.left_bottom
    if stamp.picture is None or left >= stamp.picture.shape[1]:
        return None
    return tuple(stamp.picture[stamp.picture.shape[0] - 1 - int(up), int(left)].tolist())


def test_every_axis_carries_its_own_name_and_runs_over_its_own_values() -> None:
    stage = Stage(interaction())
    axes = axes_of(stage)
    assert axes.get_xlim() == (0, 500)
    assert axes.get_ylim() == pytest.approx((-0.00102, 0.10102), abs=1e-4)
    renderer = stage._canvas.get_renderer()
    [below] = [text for text in stage._figure.texts if text.get_text() == "step"]
    [above] = [text for text in stage._figure.texts if text.get_text() == "learning rate"]
    assert below.get_window_extent(renderer).y1 < axes.bbox.y0
    assert above.get_window_extent(renderer).y0 > axes.bbox.y1
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "100", "200", "300", "400", "500"]


def test_a_row_is_one_rate_and_a_column_one_number_of_steps() -> None:
    """The literature's picture swaps them unnoticed, since it depends on little but their product."""
    stage = Stage(interaction())
    stage.draw(len(stage) - 1)
    grid = interaction().panels[0].survey
    scale = Scale(1.0, 1e-4, True)
    for row, column in ((5, 3), (24, 7), (49, 2), (12, 30)):
        run = GradientDescent(float(grid.axes["learning_rate"][row]))
        x = np.zeros((1, 1))
        for _ in range(int(grid.axes["steps"][column])):
            x, _ = run.step(WAVE, x, (), run.learning_rate)
        height = float(WAVE.value(x)[0]) + 0.893875
        known = stage.scene.panels[0].survey.axes
        shown = colour_at(stage, float(known["steps"][column]) + 1, float(known["learning_rate"][row]))
        expected = int(shaded(scale.share(np.array(height))))
        shades = [tuple(colour) for colour in _ramp()]
        assert abs(shades.index(shown) - expected) <= 1, (row, column)


def _ramp() -> list[tuple[int, ...]]:
    return [tuple(colour.tolist()) for colour in table(*shades(LIGHT.heat, SHADES))]


def test_the_map_agrees_with_the_published_sweep() -> None:
    ends = interaction().panels[0].survey.points[..., 0]
    assert ends.shape == (50, 40)
    corners = (ends[0, 0], ends[0, -1], ends[-1, 0], ends[-1, -1])
    assert corners == pytest.approx((0, -5e-8, -0.8525, -1.42887), abs=5e-5)
    assert (np.diff(ends, axis=0) <= 0).all()
    assert (np.diff(ends, axis=1) <= 0).all()


def test_nothing_is_shown_of_steps_that_are_still_to_come() -> None:
    stage = Stage(interaction())
    index = int(np.argmax(stage.clock.positions >= 200))
    stage.draw(index)
    reached = float(stage.clock.positions[index])
    assert colour_at(stage, reached - 3, 0.05) is not None
    assert colour_at(stage, reached + 3, 0.05) is None
    lines = [artist for artist in stage._movers if isinstance(artist, Trail) and artist.get_zorder() == 2.5]
    front = axes_of(stage).transData.transform((reached, 0))[0]
    assert [trail.line.get_clip_rectangle().x1 for trail in lines] == pytest.approx([front])


def test_a_head_stands_on_the_front_at_its_rate() -> None:
    stage = Stage(interaction())
    index = len(stage) // 2
    stage.draw(index)
    heads = [mark for mark in stage._movers if isinstance(mark, Marks) and mark.get_zorder() == 5]
    to_pixels = axes_of(stage).transData.transform
    expected = [to_pixels((stage.clock.positions[index], rate)) for rate in (0.02, 0.08)]
    np.testing.assert_allclose([mark.places[0] for mark in heads], expected, atol=1e-6)


def test_the_lines_are_where_rate_times_steps_is_the_same() -> None:
    """Close to the minimum x shrinks by 1 − 0.8939 η a step, so along a line η k hardly changes."""
    stage = Stage(interaction())
    stage.draw(len(stage) - 1)
    [lines] = [artist for artist in stage._movers if isinstance(artist, Trail) and artist.get_zorder() == 2.5]
    pieces = np.split(lines.points, np.flatnonzero(np.isnan(lines.points[:, 0])))
    longest = max(pieces, key=len)
    steps, rates = axes_of(stage).transData.inverted().transform(longest[~np.isnan(longest[:, 0])]).T
    products = (steps * rates)[(rates > 0.01) & (rates < 0.06)]
    assert products.max() / products.min() < 1.15


def test_the_key_says_both_ends_and_the_footnote_the_lines_between() -> None:
    shown = words_of(Stage(interaction()))
    assert {"Height above the minimum", "1", "0.0001"} <= set(shown)
    assert any("lines at 0.1, 0.01, 0.001" in text for text in shown)


def test_without_a_minimum_the_value_itself_is_shown_within_the_domain() -> None:
    """On x² − y² runs fall for ever; the map shows values as they are in the domain, from 1 to −1."""
    saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
    grid = survey(saddle, GradientDescent, start=(1, 0.1), learning_rate=[0.01, 0.05, 0.2], steps=range(61))
    assert np.nanmin(grid.values) < -1000
    shown = words_of(
        Stage(Scene("A saddle", saddle, [Run(GradientDescent(0.01), (1, 0.1))], [HeatMap(grid)], steps=60))
    )
    assert {"Value", "1", "−1"} <= set(shown)
    assert any("lines at 0.5, 0, −0.5" in text for text in shown)


def test_limits_are_the_window_of_the_heights_or_of_the_values() -> None:
    decades = words_of(Stage(parabola("value", limits=(0.01, 1))))
    assert {"Height above the minimum", "1", "0.01"} <= set(decades)
    plain = words_of(Stage(parabola("value", limits=(-1, 3))))
    assert {"Value", "3", "−1"} <= set(plain)


def test_lines_go_on_to_the_edges_of_the_map() -> None:
    stage = Stage(interaction())
    stage.draw(len(stage) - 1)
    [lines] = [artist for artist in stage._movers if isinstance(artist, Trail) and artist.get_zorder() == 2.5]
    assert np.nanmax(lines.points[:, 1]) == pytest.approx(axes_of(stage).bbox.y1, abs=0.5)


def test_axes_follow_the_spacing_of_their_values() -> None:
    assert not map_axis("momentum", np.linspace(0.0, 0.9, 10)).log
    assert not map_axis("learning_rate", np.linspace(1e-10, 0.1, 50)).log
    rates = map_axis("learning_rate", np.geomspace(1e-4, 0.1, 31))
    assert rates.log
    assert rates.ticks(5).tolist() == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1])
    np.testing.assert_allclose(np.diff(rates.pixels(rates.edges, 0, 310)), 10)


def test_a_cell_is_as_dark_as_its_run_is_near_after_as_many_steps() -> None:
    stage = Stage(parabola("value"))
    for step in (0, 1, 3, 10):
        index = int(np.argmax(stage.clock.positions >= step))
        stage.draw(index)
        for rate in (0.1, 0.25, 0.75):
            height = (2.0 * (1 - 2 * rate) ** step) ** 2
            expected = int(shaded(Scale(10.0, 1e-3, True).share(np.array(height))))
            assert colour_at(stage, 2.0, rate) == _ramp()[expected], (step, rate)


def test_steps_to_converge_are_those_of_the_closed_form() -> None:
    scene = parabola("steps")
    since = scene.panels[0].survey.arrivals.since
    radius = 4e-4 * 6
    for row, rate in enumerate(RATES[:4]):
        for column, start in enumerate((0.5, 1.0, 2.0)):
            factor = abs(1 - 2 * rate)
            expected = 1 if factor == 0 else int(np.ceil(np.log(radius / start) / np.log(factor)))
            assert since[row, column] == expected
    stage = Stage(scene)
    index = int(np.argmax(stage.clock.positions >= 5))
    stage.draw(index)
    waiting = tuple(int(LIGHT.terrain[1][k : k + 2], 16) for k in (1, 3, 5))
    assert colour_at(stage, 2.0, 0.1)[:3] == waiting
    assert colour_at(stage, 2.0, 0.5)[:3] != waiting


def test_an_outcome_is_not_shown_before_it_happens() -> None:
    scene = parabola("outcome")
    outcomes = scene.panels[0].survey.outcomes
    assert set(outcomes[-1]) <= {Outcome.DIVERGED, Outcome.LEFT_VIEW}
    assert (outcomes[1:4] == Outcome.CONVERGED).all()
    stage = Stage(scene)
    stage.draw(0)
    assert colour_at(stage, 2.0, 0.25) == colour_at(stage, 2.0, 1.1)
    stage.draw(len(stage) - 1)
    assert colour_at(stage, 2.0, 0.25) != colour_at(stage, 2.0, 1.1)


def test_a_diverged_cell_has_a_look_of_its_own_and_a_word_in_the_key() -> None:
    grid = survey(beale, GradientDescent, start=(1, 1.5), learning_rate=[0.001, 0.01, 0.1], steps=range(51))
    scene = Scene("Rates on Beale", beale, [Run(GradientDescent(0.001), (1, 1.5))], [HeatMap(grid)], steps=50)
    assert np.isnan(grid.values).any()
    stage = Stage(scene)
    assert "diverged" in words_of(stage)
    stage.draw(len(stage) - 1)
    assert colour_at(stage, 45, 0.1) not in _ramp()


def test_runs_are_marked_where_their_settings_are_and_others_are_not() -> None:
    grid = survey(beale, Momentum, start=(1, 1.5), learning_rate=[0.001, 0.01], momentum=[0.5, 0.9], steps=20)
    runs = [
        Run(Momentum(0.002, momentum=0.8), (1, 1.5)),
        Run(Momentum(0.002, momentum=0.99), (1, 1.5)),
        Run(Momentum(0.002, momentum=0.8), (2, 1)),
        Run(GradientDescent(0.002), (1, 1.5)),
    ]
    scene = Scene("Rates and momenta", beale, runs, [HeatMap(grid)], steps=20)
    stage = Stage(scene)
    heads = [mark for mark in stage._movers if isinstance(mark, Marks)]
    [head] = heads
    place = axes_of(stage).transData.transform((0.8, 0.002))
    np.testing.assert_allclose(head.places, [place], atol=1e-6)


def test_a_run_with_a_schedule_lies_nowhere_on_a_map_of_rates() -> None:
    scene = interaction(runs=[Run(GradientDescent(InverseTime(0.02, decay=0.1)), 0)])
    [track] = make_tracks(scene, scene.descend(), LIGHT)
    assert place_of(track, scene.panels[0].survey) is None


def test_levels_are_round_and_lie_between_the_ends() -> None:
    assert [number(level) for level in Scale(1.0, 1e-4, True).levels] == ["0.001", "0.01", "0.1"]
    assert Scale(10.0, 0.0, False).levels.tolist() == [2.0, 4.0, 6.0, 8.0]


def test_a_survey_is_inert_until_it_is_asked() -> None:
    class Refuses(GradientDescent):
        def step(self, *arguments):
            raise AssertionError("made")

    declared = survey(PARABOLA, Refuses, start=2, learning_rate=[0.1, 0.2], steps=[1, 2])
    assert isinstance(declared, Survey)
    HeatMap(declared).check(parabola("value"))
    with pytest.raises(AssertionError, match="made"):
        _ = declared.values


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"survey": "rates"}, "give survey"),
        ({"quantity": "valeu"}, "Did you mean"),
        ({"limits": (1, 0.1)}, "limits is"),
        ({"limits": (0, 10), "quantity": "steps"}, "limits of steps"),
        (
            {"survey": survey(WAVE, GradientDescent, start=0, learning_rate=[0.1, 0.2], steps=[1, 2])},
            "another function",
        ),
        ({"survey": survey(PARABOLA, GradientDescent, start=1, learning_rate=[0.1, 0.2], steps=5)}, "two settings"),
        ({"survey": survey(PARABOLA, GradientDescent, starts=[2, 1], learning_rate=[0.1, 0.2], steps=5)}, "that grow"),
        (
            {
                "survey": survey(PARABOLA, GradientDescent, start=1, learning_rate=[0.1, 0.2], steps=[1, 5]),
                "quantity": "steps",
            },
            "one axis is steps",
        ),
    ],
)
def test_what_is_no_map_is_refused(fields: dict[str, object], sentence: str) -> None:
    good = parabola("value").panels[0]
    with pytest.raises(SceneError, match=sentence):
        parabola("value").with_(panels=[HeatMap(**{"survey": good.survey} | fields)])
