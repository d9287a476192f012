"""Maps of basins against a double well, whose divide is known, and a loop of our own on Himmelblau's function."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from gdanim import Basins, GradientDescent, Momentum, Newton, Objective, Run, Scene, SceneError, Stage, recorded
from gdanim.analysis.arrivals import descend_to_rest, minima_of
from gdanim.drawing.artists import Block, Marks, Trail
from gdanim.drawing.maps.basin_ground import centres, series_of, survey_ground
from gdanim.drawing.stamps import Stamp
from gdanim.landscapes import himmelblau
from gdanim.theme import LIGHT

WELLS = Objective("(x**2 - 1)**2 + y**2", domain=[(-2, 2), (-1, 1)], minima=[(-1, 0), (1, 0)])
SLOW = GradientDescent(0.02)


def wells(**changes: object) -> Scene:
    """Return two runs into the two wells, which the line x = 0 divides."""
    fields = {"runs": [Run(SLOW, (-1.8, 0.5)), Run(SLOW, (0.2, -0.4))], "panels": [Basins()], "steps": 150} | changes
    return Scene("Two wells", WELLS, **fields)


def valleys(rule: object, **changes: object) -> Scene:
    """Return one run on Himmelblau's function."""
    fields = {"runs": [Run(rule, (4.5, 0.3))], "panels": [Basins()], "steps": 60} | changes
    return Scene("Four valleys", himmelblau, **fields)


def map_of(stage: Stage) -> Stamp:
    [stamp] = [artist for artist in stage._movers if isinstance(artist, Stamp) and artist.get_zorder() == 2.3]
    return stamp


def colour_at(stage: Stage, place: tuple[float, float]) -> tuple[int, ...]:
    """Return the colour (4,) of the map at a place of its axes."""
    [axes], stamp = stage._figure.axes, map_of(stage)
    left, up = axes.transData.transform(place) - stamp.left_bottom
    return tuple(stamp.picture[stamp.picture.shape[0] - 1 - int(up), int(left)].tolist())


def bars_of(stage: Stage) -> list[Block]:
    """Return the bodies of the bars from top to bottom."""
    bars = [artist for artist in stage._movers if isinstance(artist, Block) and artist.get_zorder() == 3]
    _, *bodies = bars  # the first is the elapsed part of the film's rule
    return sorted(bodies, key=lambda bar: -bar.box.y0)


def himmelblau_ends(starts: np.ndarray, steps: int) -> np.ndarray:
    """Descend Himmelblau's function at a rate of 0.01 with a gradient written by hand."""
    x, y = starts.T.copy()
    for _ in range(steps):
        one, other = x**2 + y - 11, x + y**2 - 7
        x, y = x - 0.01 * (4 * x * one + 2 * other), y - 0.01 * (2 * one + 4 * y * other)
    return np.stack([x, y], axis=1)


def test_every_start_goes_to_the_well_on_its_side() -> None:
    starts = centres(WELLS.domain, 40, 20).reshape(-1, 2)
    found = descend_to_rest(WELLS, SLOW, starts, 300)
    np.testing.assert_array_equal(found.minimum, (starts[:, 0] > 0).astype(int))


def test_a_start_is_at_rest_since_the_step_after_which_it_leaves_its_minimum_no_more() -> None:
    starts = np.array([(-1.8, 0.5), (0.2, -0.9), (0.5, 0.0)])
    found = descend_to_rest(WELLS, SLOW, starts, 300)
    radius = 4e-4 * np.hypot(4, 2)
    for start, minimum, since in zip(starts, found.minimum, found.since, strict=True):
        x, away = start.copy(), []
        for _ in range(301):
            away.append(np.hypot(*(x - WELLS.minima[minimum])))
            x = x - 0.02 * np.array([4 * x[0] * (x[0] ** 2 - 1), 2 * x[1]])
        assert since == np.flatnonzero(np.array(away) > radius)[-1] + 1


def test_momentum_that_only_passes_a_minimum_is_not_at_rest_there() -> None:
    [minimum], [since] = descend_to_rest(WELLS, Momentum(0.02), np.array([(1.9, 0.0)]), 400)
    x, velocity, passed = 1.9, 0.0, None
    for step in range(1, 400):
        velocity = 0.9 * velocity - 0.02 * 4 * x * (x**2 - 1)
        x += velocity
        if passed is None and x < 1:
            passed = step
    assert minimum >= 0
    assert passed is not None
    assert since > 3 * passed


def test_shares_of_himmelblaus_valleys_are_those_of_a_loop_of_our_own() -> None:
    scene = valleys(GradientDescent(0.01), steps=200)
    stage = Stage(scene)
    stage.draw(len(stage) - 1)
    longest, *_ = lengths = [bar.box.width for bar in bars_of(stage)]
    starts = centres(himmelblau.domain, 150, 150).reshape(-1, 2)
    ends = himmelblau_ends(starts, 200)
    nearest = np.argmin([np.hypot(*(ends - place).T) for place in himmelblau.minima], axis=0)
    shares = np.sort(np.bincount(nearest) / len(starts))[::-1]
    assert shares == pytest.approx([0.260, 0.257, 0.247, 0.236], abs=0.002)
    np.testing.assert_allclose(np.array(lengths) / longest, shares / shares[0], atol=0.01)


def test_a_start_is_tinted_when_its_run_has_come_to_rest_and_not_before() -> None:
    stage = Stage(wells())
    place = (-1.75, 0.45)
    [minimum], [since] = descend_to_rest(WELLS, SLOW, np.array([place]), 150)
    assert minimum == 0
    positions = stage.clock.positions
    stage.draw(int(np.flatnonzero(positions <= since - 3)[-1]))
    assert colour_at(stage, place)[3] == 0
    stage.draw(int(np.argmax(positions >= since + 3)))
    assert colour_at(stage, place)[3] == 255


def test_the_two_sides_have_two_tints_deepest_at_their_minima() -> None:
    stage = Stage(wells())
    stage.draw(len(stage) - 1)
    left, right = colour_at(stage, (-0.93, 0.06)), colour_at(stage, (1.07, 0.06))
    high = colour_at(stage, (-1.93, 0.9))
    assert left != right
    assert sum(high[:3]) > sum(left[:3])  # on a white ground lighter is higher


def test_the_bars_grow_and_the_largest_is_first() -> None:
    stage = Stage(valleys(GradientDescent(0.01)))
    widths = []
    for index in (0, len(stage) // 4, len(stage) - 1):
        stage.draw(index)
        widths.append([bar.box.width for bar in bars_of(stage)])
    assert widths[0] == pytest.approx([0] * len(widths[0]), abs=1)
    assert all(one <= other for one, other in zip(widths[1], widths[2], strict=True))
    assert widths[2] == sorted(widths[2], reverse=True)


def test_runs_wear_the_colour_of_the_minimum_at_which_they_end() -> None:
    stage = Stage(wells())
    trails = [artist for artist in stage._movers if isinstance(artist, Trail) and artist.casing]
    assert [trail.colour for trail in trails] == [to_rgba(LIGHT.texts[series_of(k)]) for k in (0, 1)]


def test_only_the_runs_that_the_rule_makes_walk_on_its_map() -> None:
    runs = [Run(SLOW, (-1.8, 0.5)), Run(Momentum(0.02), (0.2, -0.9))]
    for rule, count in ((None, 1), (SLOW, 1), (Momentum(0.02), 1), (Newton(1.0), 0)):
        stage = Stage(wells(runs=runs, panels=[Basins(rule)]))
        assert len([artist for artist in stage._movers if isinstance(artist, Trail) and artist.casing]) == count


def test_a_map_with_a_rule_of_its_own_is_headed_by_it() -> None:
    assert "Gradient descent" not in words_of(Stage(wells()))
    assert {"Newton", "learning rate 1"} <= set(words_of(Stage(wells(panels=[Basins(Newton(1.0))]))))


def words_of(stage: Stage) -> list[str]:
    return [text.get_text() for text in stage._figure.texts]


def test_where_bars_have_no_room_the_map_stands_alone_and_is_headed_by_the_rule_only() -> None:
    maps = [[Basins(optimizer=rule) for rule in (GradientDescent(0.01), Momentum(0.01), Newton())]]
    wide, narrow = (Stage(valleys(GradientDescent(0.01), panels=maps, preset=preset)) for preset in ("slide", "square"))
    said = [[text.get_text() for text in stage._figure.texts] for stage in (wide, narrow)]
    assert all("Gradient descent" in words for words in said)
    assert ["learning rate 0.01" in words for words in said] == [True, False]
    assert (len(bars_of(wide)) > 0, len(bars_of(narrow))) == (True, 0)


def test_maps_of_several_rules_are_of_one_size_though_their_bars_are_not_of_one_number() -> None:
    rules = GradientDescent(0.01), Newton()
    runs = [Run(rule, (2, -3)) for rule in rules]
    panels = [Basins(optimizer=rule) for rule in rules]
    stage = Stage(valleys(rules[0], runs=runs, panels=panels, size=(1920, 1080)))
    one, other = (axes.bbox for axes in stage._figure.axes)
    assert (one.size == other.size).all()
    assert (one.y0, one.y1) == (other.y0, other.y1)
    stage.frame(len(stage) - 1)
    assert len(bars_of(stage)) == 4 + 5


def test_where_no_minimum_is_reached_the_ground_is_grey_and_a_bar_says_so() -> None:
    """Newton's method goes to the nearest critical point of whatever kind: from (0, 0.2) to the saddle at 0."""
    stage = Stage(wells(panels=[Basins(Newton(1.0))], steps=30))
    stage.draw(len(stage) - 1)
    grey = tuple(int(LIGHT.grid[k : k + 2], 16) for k in (1, 3, 5))
    assert colour_at(stage, (0.02, 0.2))[:3] == grey
    assert "no minimum" in words_of(stage)


def test_many_minima_share_four_tints_and_most_of_them_one_bar() -> None:
    eggs = Objective("cos(pi*x)*cos(pi*y)", domain=[(-2.4, 2.4), (-2.4, 2.4)])
    count = len(minima_of(eggs))
    assert count > 5
    scene = Scene("Eggs", eggs, [Run(GradientDescent(0.05), (0.3, 0.2))], [Basins()], steps=60)
    shown = words_of(Stage(scene))
    assert any(text.endswith("others") for text in shown)
    assert sum(text.startswith(("minimum", "no minimum")) for text in shown) == 4


def test_minima_are_marked_on_the_map() -> None:
    stage = Stage(wells())
    [axes] = stage._figure.axes
    [plus] = [mark for mark in stage._movers if isinstance(mark, Marks) and mark.get_zorder() == 2.7]
    np.testing.assert_allclose(plus.places, axes.transData.transform([(-1, 0), (1, 0)]))


def test_the_map_keeps_to_its_window_and_its_scales_are_equal() -> None:
    stage = Stage(wells(panels=[Basins(view=((-1.5, 0.5), (-1, 1)))]))
    [axes] = stage._figure.axes
    assert (axes.get_xlim(), axes.get_ylim()) == ((-1.5, 0.5), (-1, 1))
    assert axes.bbox.width == pytest.approx(axes.bbox.height, abs=1.5)


@pytest.mark.parametrize("steps", [1, 60, 3000])
def test_the_work_is_bounded_however_long_the_film(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(
        "gdanim.drawing.maps.basin_ground.descend_to_rest",
        lambda f, rule, starts, count: made.append(len(starts) * count) or 2 * (np.zeros(len(starts), dtype=int),),
    )

    class Ends:
        end = steps

    class Shown:
        objective = WELLS
        tracks = (type("Track", (), {"trajectory": Ends}),)

    survey_ground(WELLS.domain, Shown, SLOW)
    assert made[0] <= 1.02 * 3_500_000


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"panels": [Basins(view=((1, 0), (0, 1)))]}, "view is"),
        ({"panels": [Basins(GradientDescent(-1))]}, "learning_rate"),
        ({"runs": [recorded([[1, 1], [0.5, 0.8]])]}, "recorded run"),
    ],
)
def test_what_is_no_map_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(SceneError, match=sentence):
        wells(**changes)


def test_a_function_of_one_variable_has_no_such_map() -> None:
    line = Objective("x**2", domain=(-1, 1))
    with pytest.raises(SceneError, match="two variables"):
        Scene("A line", line, [Run(SLOW, 1)], [Basins()], steps=5)
