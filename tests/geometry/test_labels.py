"""Where names of runs stand: inside, off other heads, still, and apart in a lane."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gdanim.geometry.labels import (
    APART,
    COST_CHANGE,
    FAR_OFF,
    Places,
    _cheapest_sequence,
    give_way,
    leader_end,
    meets,
    neighbours,
    plan,
    sample_positions,
    spread,
)

Array = NDArray[np.float64]

BOUNDS = np.array([[20.0, 50.0], [600.0, 440.0]])
SIZE = np.array([60.0, 18.0])
NOTHING = np.empty((0, 2))
NO_TRAILS = (NOTHING, np.empty(0))

inner = st.tuples(st.floats(110, 510), st.floats(110, 380))
anywhere = st.tuples(st.floats(20, 600), st.floats(50, 440))


def still(*heads: tuple[float, float], samples: int = 1) -> Array:
    """Return heads (runs, samples, 2) that do not move."""
    return np.repeat(np.array(heads, dtype=np.float64)[:, np.newaxis], samples, axis=1)


def planned(heads: Array, trails: tuple[Array, Array] = NO_TRAILS, fixed: Array = NOTHING) -> list[Places]:
    """Plan labels of one size over as many positions as there are samples of heads."""
    positions = np.arange(heads.shape[1], dtype=np.float64)
    sizes = np.broadcast_to(SIZE, heads.shape)
    return plan(positions, heads, sizes, trails, BOUNDS, fixed, 1.0)


def boxes(plans: list[Places], heads: Array, sample: int = 0) -> list[Array]:
    """Return the label boxes ((left, bottom), (right, top)) at a sample."""
    centres = [
        places.centre(float(places.positions[sample]), head[sample], SIZE)
        for places, head in zip(plans, heads, strict=True)
    ]
    return [np.array([centre - SIZE / 2, centre + SIZE / 2]) for centre in centres]


def overlap(one: Array, other: Array) -> bool:
    return bool((np.minimum(one[1], other[1]) > np.maximum(one[0], other[0])).all())


def covers(box: Array, point: Array) -> bool:
    return bool((box[0] < point).all() and (point < box[1]).all())


def test_a_lone_name_stands_right_of_its_head() -> None:
    heads = still((300, 200))
    [box] = boxes(planned(heads), heads)
    np.testing.assert_allclose(box, [[311, 191], [371, 209]])


@given(anywhere)
def test_a_name_stays_in_the_panel_wherever_its_head_is(head: tuple[float, float]) -> None:
    heads = still(head)
    [box] = boxes(planned(heads), heads)
    assert (box[0] >= BOUNDS[0]).all()
    assert (box[1] <= BOUNDS[1]).all()


@given(anywhere)
def test_a_name_never_covers_its_own_head(head: tuple[float, float]) -> None:
    heads = still(head)
    [box] = boxes(planned(heads), heads)
    assert not covers(box, heads[0, 0])


@given(st.lists(inner, min_size=2, max_size=3))
def test_names_cover_neither_other_heads_nor_each_other(places: list[tuple[float, float]]) -> None:
    # Away from the edges every head has 32 places round it; two other runs cannot take them all.
    heads = still(*places)
    drawn = boxes(planned(heads), heads)
    for k, box in enumerate(drawn):
        assert not any(covers(box, head) for head in np.delete(heads[:, 0], k, axis=0))
        assert not any(overlap(box, other) for other in drawn[k + 1 :])


def test_a_name_keeps_clear_of_marks_that_stand_still() -> None:
    heads = still((300, 200))
    fixed = np.array([(340.0, 200.0), (260.0, 200.0)])
    [box] = boxes(planned(heads, fixed=fixed), heads)
    assert not any(covers(box, mark) for mark in fixed)


def test_a_name_keeps_clear_of_a_path_only_from_when_it_is_drawn() -> None:
    heads = still((300, 200), samples=80)
    path = np.stack([np.linspace(305, 380, 40), np.full(40, 200.0)], axis=1)
    plans = planned(heads, trails=(path, np.full(40, 40.0)))
    before, after = (boxes(plans, heads, sample)[0] for sample in (39, 40))
    assert any(covers(before, point) for point in path)
    assert not any(covers(after, point) for point in path)


@pytest.mark.parametrize(("lasting", "places"), [(5, 1), (40, 2)])
def test_a_name_changes_place_only_for_something_that_lasts(lasting: int, places: int) -> None:
    heads = still((300, 200), samples=80)
    path = np.array([(330.0, 200.0), (350.0, 200.0)])
    # Two covered pixels cost 12 a sample, the left side 2.5, a change 60: worth it from 7 samples on.
    [chosen] = planned(heads, trails=(path, np.full(2, 80.0 - lasting)))
    assert len(np.unique(chosen.sides, axis=0)) == places


def test_a_name_changes_sides_when_it_must() -> None:
    heads = still((300, 200), samples=80)
    heads[0, :, 0] = np.linspace(300, 595, 80)
    plans = planned(heads)
    first, last = (boxes(plans, heads, sample)[0] for sample in (0, 79))
    assert first[0, 0] > 300
    assert last[1, 0] < 595
    assert len(np.unique(plans[0].sides, axis=0)) == 2


@given(st.lists(inner, min_size=2, max_size=3), st.integers(2, 6))
def test_heads_that_stand_still_have_names_that_stand_still(places: list[tuple[float, float]], samples: int) -> None:
    for chosen in planned(still(*places, samples=samples)):
        assert (chosen.sides == chosen.sides[0]).all()


def leader(box: Array, head: Array) -> Array:
    """Return points along the leader from a head to its box; none where it stands so near that it has none."""
    end = leader_end(head, box.mean(axis=0), (box[1] - box[0]) / 2)
    far = np.hypot(*(end - head)) > FAR_OFF
    return head + np.linspace(0.25, 0.9, 40)[:, np.newaxis] * (end - head) if far else NOTHING


@given(st.lists(inner, min_size=2, max_size=4))
def test_no_leader_crosses_another_name_or_head(places: list[tuple[float, float]]) -> None:
    heads = still(*places)
    drawn = boxes(planned(heads), heads)
    for k, box in enumerate(drawn):
        for point in leader(box, heads[k, 0]):
            assert not any(covers(other, point) for other in np.delete(np.array(drawn), k, axis=0))
            assert np.hypot(*(np.delete(heads[:, 0], k, axis=0) - point).T).min() > 5


def test_names_make_room_for_those_that_are_placed_after_them() -> None:
    # The third head stands where the first would rather be named; all the others are hemmed in by a path.
    path = np.stack([np.linspace(250, 420, 60), np.full(60, 160.0)], axis=1)
    heads = still((300, 200), (330, 214), (360, 186))
    drawn = boxes(planned(heads, trails=(path, np.zeros(60))), heads)
    for k, box in enumerate(drawn):
        assert not any(covers(box, point) for point in [*heads[:, 0], *path])
        assert not any(overlap(box, other) for other in drawn[k + 1 :])


def test_the_same_film_is_planned_alike_every_time() -> None:
    random = np.random.default_rng(3)
    heads = random.uniform(100, 400, (4, 12, 2))
    trails = (random.uniform(50, 440, (200, 2)), np.sort(random.uniform(0, 11, 200)))
    for one, other in zip(planned(heads, trails), planned(heads, trails), strict=True):
        np.testing.assert_array_equal(one.sides, other.sides)


@given(st.integers(0, 10_000))
def test_the_cheapest_sequence_is_the_cheapest_of_all(seed: int) -> None:
    cost = np.random.default_rng(seed).uniform(0, 3 * COST_CHANGE, (5, 3))
    every = np.array(list(product(range(3), repeat=5)))
    totals = cost[np.arange(5), every].sum(axis=1) + COST_CHANGE * (np.diff(every, axis=1) != 0).sum(axis=1)
    found = _cheapest_sequence(cost)
    total = cost[np.arange(5), found].sum() + COST_CHANGE * np.count_nonzero(np.diff(found))
    assert total == pytest.approx(totals.min())


def test_a_name_that_changes_place_walks_there() -> None:
    positions = np.array([0.0, 3.0, 10.0])
    sides = np.array([[1.0, 0.0, 11.0], [-1.0, 0.0, 11.0], [0.0, 1.0, 22.0]])
    places, head = Places(positions, sides, BOUNDS), np.array([300.0, 200.0])
    at = np.linspace(-1, 11, 4001)
    centres = np.array([places.centre(position, head, SIZE) for position in at])
    # Smoothstep is never steeper than 1.5, and runs over a third of an interval: 4.5 times its mean speed.
    offsets = sides[:, :2] * (SIZE / 2 + sides[:, 2:])
    fastest = 4.5 * (np.abs(np.diff(offsets, axis=0)).max(axis=1) / np.diff(positions)).max()
    assert np.abs(np.diff(centres, axis=0)).max() <= fastest * (at[1] - at[0]) * (1 + 1e-9)
    for position, offset in zip(positions, offsets, strict=True):
        np.testing.assert_allclose(places.centre(position, head, SIZE), head + offset)


def test_positions_run_through_the_whole_film_and_are_denser_at_its_start() -> None:
    positions = sample_positions(200)
    assert positions[0] == 0
    assert positions[-1] == 200
    gaps = np.diff(positions)
    assert (np.diff(gaps) > 0).all()


lanes = st.lists(st.floats(-50, 350), min_size=1, max_size=8).map(np.array)


@given(lanes, st.floats(0, 30))
def test_a_lane_keeps_names_apart_in_order_and_within_bounds(wanted: Array, gap: float) -> None:
    placed = spread(wanted, gap, 0, 300)
    assert placed.shape == wanted.shape
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= gap - 1e-9).all()
    assert placed.min() >= -1e-9
    assert placed.max() <= 300 + 1e-9


@given(lanes, st.floats(0, 30), st.integers(0, 10_000))
def test_a_lane_moves_names_as_little_as_can_be(wanted: Array, gap: float, seed: int) -> None:
    placed = spread(wanted, gap, 0, 300)
    order = np.argsort(wanted, kind="stable")
    spare = 300 - gap * (len(wanted) - 1)
    free = np.sort(np.random.default_rng(seed).uniform(0, spare, (50, len(wanted))), axis=1)
    others = free + gap * np.arange(len(wanted))
    # The set of lanes is convex: on the way to any other lane the sum of squares may not fall.
    for other in others:
        nearer = placed[order] + 0.01 * (other - placed[order])
        assert ((nearer - wanted[order]) ** 2).sum() >= ((placed - wanted) ** 2).sum() - 1e-6


@given(st.floats(0, 100), st.floats(20, 100), st.floats(20, 100))
def test_names_far_enough_apart_are_left_alone(first: float, second: float, third: float) -> None:
    wanted = np.cumsum([first, second, third])
    np.testing.assert_allclose(spread(wanted, 20, 0, 300), wanted, atol=1e-6)


boxes_ = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), min_size=0, max_size=6)


@given(boxes_, st.floats(20, 300), st.floats(10, 190))
def test_a_name_that_gives_way_meets_no_other_and_moves_no_further_than_it_must(corners, x: float, y: float) -> None:
    size, bounds = np.array([60.0, 20.0]), np.array([[0.0, 0.0], [400.0, 300.0]])
    taken = [np.array([(left, bottom), (left + 60, bottom + 20)]) for left, bottom in corners]
    wanted = np.array([x, y])
    place = give_way(wanted, size, taken, bounds)
    overlaps = [((place - size / 2 < box[1]) & (place + size / 2 > box[0])).all() for box in taken]
    assert not any(overlaps)
    met = [((wanted - size / 2 < box[1] + APART) & (wanted + size / 2 > box[0] - APART)).all() for box in taken]
    clipped = np.clip(wanted, size / 2, bounds[1] - size / 2)
    if not any(met) and (clipped == wanted).all():
        np.testing.assert_array_equal(place, wanted)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 80)), min_size=1, max_size=8))
def test_neighbours_are_near_one_another_and_far_from_all_others(intervals: list[tuple[float, float]]) -> None:
    left, width = np.array(intervals).T
    groups = neighbours(left, left + width, 10.0)
    assert sorted(np.concatenate(groups)) == list(range(len(left)))
    for group, others in ((group, np.setdiff1d(range(len(left)), group)) for group in groups):
        apart = np.maximum.outer(left[group], left[others]) - np.minimum.outer(
            left[group] + width[group], left[others] + width[others]
        )
        assert (apart > 10).all()
        ordered = group[np.argsort(left[group])]
        reach = np.maximum.accumulate(left[ordered] + width[ordered])
        assert (left[ordered][1:] <= reach[:-1] + 10).all()


def test_boxes_meet_where_they_share_more_than_an_edge() -> None:
    taken = [np.array([(0.0, 0.0), (10.0, 4.0)])]
    assert meets(np.array([12.0, 2.0]), np.array([6.0, 2.0]), taken)
    assert not meets(np.array([13.0, 2.0]), np.array([6.0, 2.0]), taken)
    assert not meets(np.array([5.0, 7.0]), np.array([6.0, 2.0]), taken)
