"""A run's path on a relief: close vertices, exact edges, and gaps while it is off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdanim.geometry.walks import CLOSE, EDGE, dashed, walk_over

OUT_AND_BACK = np.array([(0.0, 0.0), (0.5, 0.0), (1.5, 0.0), (2.0, 0.0), (1.5, 0.5), (0.5, 0.5), (0.4, 0.5)])
places = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def test_a_run_that_leaves_and_comes_back_is_off_in_between() -> None:
    walk = walk_over(OUT_AND_BACK)
    assert [walk.left_at(position) for position in (0, 1, 1.4, 1.6, 3, 4.4)] == [None, None, None, 2, 2, 2]
    assert [walk.left_at(position) for position in (4.6, 5, 6)] == [None, None, None]


def test_it_leaves_and_comes_back_on_the_edge() -> None:
    walk = walk_over(OUT_AND_BACK)
    gap = np.flatnonzero(~walk.on)
    assert len(gap) == 1
    np.testing.assert_allclose(walk.uv[gap - 1], [(1, 0)])
    np.testing.assert_allclose(walk.uv[gap + 1], [(1, 0.5)])
    np.testing.assert_allclose(walk.steps[gap[0] - 1 : gap[0] + 2], [1.5, 1.5, 4.5])


def test_a_run_that_stays_away_ends_on_the_edge() -> None:
    walk = walk_over(OUT_AND_BACK[:4])
    assert not walk.on[-1]
    np.testing.assert_allclose(walk.uv[-2], (1, 0))
    assert walk.left_at(100) == 2


def test_a_run_that_crosses_a_corner_between_two_steps_is_seen_there() -> None:
    walk = walk_over(np.array([(0.0, 0.5), (0.4, 1.3), (1.4, 0.3), (2.0, 0.0)]))
    assert walk.left_at(0.9) == 1
    assert walk.left_at(1.5) is None
    assert walk.left_at(2.5) == 2


@pytest.mark.parametrize("path", [[(0.2, 0.3)], [(1.0, 1.0), (1.0, 1.0)], [(-1.0, 0.0), (-1.0, 0.5)]])
def test_a_run_on_the_edge_or_at_rest_is_on_the_relief(path: list[tuple[float, float]]) -> None:
    walk = walk_over(np.array(path))
    assert walk.on.all()
    assert walk.left_at(len(path) - 1) is None


@given(st.lists(places, min_size=1, max_size=8), st.floats(0, 1))
def test_the_head_is_where_the_run_is(rest: list[tuple[float, float]], share: float) -> None:
    path = np.array([(0.1, -0.2), *rest])
    walk, position = walk_over(path), share * len(rest)
    true = [np.interp(position, np.arange(len(path)), path[:, axis]) for axis in (0, 1)]
    before, ahead = walk.before(position), walk.share(position)
    if walk.left_at(position) is None:
        head = walk.uv[before] + (ahead * (walk.uv[before + 1] - walk.uv[before]) if ahead else 0)
        np.testing.assert_allclose(head, true, atol=1e-6)
    else:
        assert np.abs(true).max() > 1 - 1e-6


@given(st.lists(places, min_size=1, max_size=8))
def test_vertices_are_close_in_order_and_on_the_relief(rest: list[tuple[float, float]]) -> None:
    walk = walk_over(np.array([(0.1, -0.2), *rest]))
    assert (np.diff(walk.steps) >= 0).all()
    assert (np.abs(walk.uv[walk.on]) <= EDGE + 1e-9).all()
    apart = np.hypot(*np.diff(walk.uv, axis=0).T)
    assert (apart[np.isfinite(apart)] < 2 * CLOSE).all()


def test_dashes_are_painted_on_the_path_and_not_on_the_picture() -> None:
    walk = walk_over(np.array([(-1.0, 0.0), (1.0, 0.0)]))
    lengths = 100 * (walk.uv[:, 0] + 1)
    finer, inked = dashed(walk, lengths, (17, 5, 4, 5))
    along = 100 * (finer.uv[:, 0] + 1)
    assert (np.diff(along) >= -1e-9).all()
    changes = along[1:][np.diff(inked.astype(int)) != 0]
    # Between a dash's end and the vertex within the gap after it nothing is stroked: a gap is told by that vertex.
    told = [along[k] for k in range(1, len(along) - 1) if not inked[k] and inked[k - 1]]
    expected = [start + gap for start in range(0, 200, 31) for gap in (17, 26)]
    for gap, found in zip(expected, told, strict=False):
        assert gap < found <= gap + 2.5 + 1e-9
    assert len(changes) >= 2 * len(told) - 1
    for ends in expected:
        for end in (ends, ends + 5):
            if end < 200:
                nearest = np.abs(along - end).argmin()
                np.testing.assert_allclose(along[nearest], end)
                assert inked[nearest]
