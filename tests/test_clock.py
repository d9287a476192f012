"""The clock: what is shown when, for any number of steps, frame rate and hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.clock import Clock, adaptive, clock_for, fluent, thinned, uniform

steps_ = st.one_of(st.integers(1, 400), st.integers(1, 1_000_000))
fps_ = st.integers(1, 240)
hold_ = st.floats(0, 60)

clocks = st.builds(uniform, steps_, fps_, hold_)


def is_decimated(clock: Clock) -> bool:
    return clock.most_per_drawing > 1


@given(steps_, fps_, hold_)
def test_a_film_runs_from_the_start_to_the_last_step(steps: int, fps: int, hold: float) -> None:
    clock = uniform(steps, fps, hold)
    assert clock.positions[0] == 0
    assert clock.positions[-1] == steps
    assert (np.diff(clock.positions) > 0).all()
    assert len(clock) == len(clock.positions) == len(clock.durations)


@given(clocks)
def test_every_drawing_is_seen_for_a_whole_frame_at_least(clock: Clock) -> None:
    assert clock.durations.dtype == np.int64
    assert clock.durations.min() >= 1


@given(steps_, fps_, hold_)
def test_every_step_is_shown_unless_there_are_too_many(steps: int, fps: int, hold: float) -> None:
    clock = uniform(steps, fps, hold)
    assert is_decimated(clock) == (steps > 12 * fps)
    if is_decimated(clock):
        stride = clock.most_per_drawing
        np.testing.assert_array_equal(clock.positions[:-1], np.arange(0, steps, stride))
        assert stride == -(-steps // (12 * fps))
    else:
        assert np.isin(np.arange(steps + 1), clock.positions).all()


@given(steps_, fps_, hold_)
def test_the_length_is_a_share_for_every_step_and_the_holds(steps: int, fps: int, hold: float) -> None:
    clock = uniform(steps, fps, hold)
    start, end = round(0.6 * fps), round(hold * fps)
    if is_decimated(clock):
        periods = -(-steps // clock.most_per_drawing) - 1 + max(1, start) + max(1, end)
    else:
        share = max(1, round(8 * fps / steps))
        drawn = 1 if share >= 3 else share  # a step that glides is many drawings of one period, else one drawing
        periods = share * steps - drawn + max(drawn, start) + max(drawn, end)
    assert clock.durations.sum() == periods
    assert clock.seconds == pytest.approx(periods / fps)


@given(steps_, fps_, hold_)
def test_the_start_and_the_end_are_held(steps: int, fps: int, hold: float) -> None:
    clock = uniform(steps, fps, hold)
    assert clock.durations[0] >= max(1, round(0.6 * fps))
    assert clock.durations[-1] >= max(1, round(hold * fps))


@given(clocks)
def test_what_moves_takes_twelve_seconds_at_most(clock: Clock) -> None:
    assert clock.durations[1:-1].sum() / clock.fps <= 12


@given(st.integers(1, 400), fps_)
def test_the_hold_changes_nothing_but_the_last_drawing(steps: int, fps: int) -> None:
    short, long = uniform(steps, fps, 0), uniform(steps, fps, 30)
    np.testing.assert_array_equal(short.positions, long.positions)
    np.testing.assert_array_equal(short.durations[:-1], long.durations[:-1])


@given(st.integers(1, 60), st.integers(24, 240))
def test_heads_glide_from_rest_to_rest(steps: int, fps: int) -> None:
    clock = uniform(steps, fps, 1)
    glide = clock.positions[: np.searchsorted(clock.positions, 1) + 1]
    moves = np.diff(glide)
    assert len(moves) >= 3
    # Smoothstep is point symmetric about the middle of the step, slowest at its ends.
    np.testing.assert_allclose(glide + glide[::-1], 1, atol=1e-12)
    assert moves[0] == pytest.approx(moves.min())
    assert moves[len(moves) // 2] > 1.2 / len(moves)


def test_two_hundred_steps_at_25_frames_are_the_readmes_ten_seconds() -> None:
    clock = uniform(200, fps=25, hold=1.5)
    # 15 periods of start, 199 steps of one, 38 of end: 252 periods of 40 ms.
    assert clock.durations.tolist() == [15, *[1] * 199, 38]
    assert clock.seconds == 10.08


movements = st.lists(st.floats(0, 0.5), min_size=1, max_size=400).map(np.array)


@given(movements, st.integers(10, 60), hold_, st.booleans())
def test_a_pace_by_movement_runs_from_the_start_to_the_last_step(movement, fps: int, hold: float, glide: bool) -> None:
    clock = adaptive(movement, fps, hold, glide=glide)
    assert clock.positions[0] == 0
    assert clock.positions[-1] == len(movement)
    assert (np.diff(clock.positions) > 0).all()
    assert clock.durations.min() >= 1
    assert clock.durations[0] >= round(0.6 * fps)
    assert clock.durations[-1] >= max(1, round(hold * fps))
    # Gliding steps are rounded to whole frame periods, by half a period at most where they last three or more.
    assert clock.durations[1:-1].sum() / fps <= 12 * 7 / 6 + 1
    assert glide or (clock.positions == np.round(clock.positions)).all()


paced = st.one_of(
    st.builds(uniform, st.integers(1, 5000), st.integers(1, 60), st.floats(0, 10), glide=st.booleans()),
    st.builds(adaptive, movements, st.integers(10, 60), st.floats(0, 10), glide=st.booleans()),
)


@given(paced, st.floats(0.01, 1))
def test_a_thinned_clock_is_as_long_and_ends_as_it_did(clock: Clock, share: float) -> None:
    thin = thinned(clock, share)
    assert np.isin(thin.positions, clock.positions).all()
    assert (thin.positions[0], thin.positions[-1]) == (0, clock.positions[-1])
    assert (np.diff(thin.positions) > 0).all()
    assert thin.durations.min() >= 1
    assert thin.durations.sum() == clock.durations.sum()


@given(paced, st.floats(0.01, 60), st.floats(0, 10), st.booleans())
def test_a_fluent_clock_gives_every_period_a_drawing(clock: Clock, seconds: float, hold: float, glide: bool) -> None:
    smooth = fluent(clock, seconds, hold, glide=glide)
    assert smooth.positions[0] == 0
    assert smooth.positions[-1] == pytest.approx(clock.positions[-1])
    assert (np.diff(smooth.positions) >= 0).all()
    assert (smooth.durations[1:-1] == 1).all()
    assert smooth.durations.min() >= 1
    moving = len(smooth) - 1
    assert moving / clock.fps >= seconds or moving == clock.moving.sum()
    assert smooth.durations[-1] >= max(1, round(hold * clock.fps))


def test_time_is_spent_where_runs_move() -> None:
    movement = np.concatenate([np.full(30, 0.05), np.full(370, 1e-6)])
    clock = adaptive(movement, fps=25, hold=1)
    shown = np.repeat(clock.positions, clock.durations)
    # 30 of 400 steps get most of the film, and in the tail a drawing passes over four.
    assert (shown[15:-25] < 30).mean() > 0.5
    assert clock.most_per_drawing == 4
    assert not clock.is_even


def test_without_glide_heads_stand_on_steps() -> None:
    clock = uniform(20, fps=25, hold=1, glide=False)
    np.testing.assert_array_equal(clock.positions, np.arange(21))
    assert clock.durations[1:-1].tolist() == [10] * 19


def test_a_film_ends_when_its_last_run_has() -> None:
    parabola = Objective("x**2 + y**2", domain=[(-3, 3), (-3, 3)])
    scene = Scene("Gone", parabola, [Run(GradientDescent(1.1), (2, 2))], [Contour()], steps=400)
    [run] = scene.descend()
    assert run.end < 40
    assert clock_for(scene, [run]).positions[-1] == run.end
    assert clock_for(scene.with_(pacing="adaptive"), [run]).positions[-1] == run.end
