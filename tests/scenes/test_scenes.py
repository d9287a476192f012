"""The shipped scenes against the figures they teach: numbers from closed forms and from the literature."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gdanim import Outcome, Scene, descend, load_scenes
from gdanim.analysis import critical_points
from gdanim.batches import reseeded

FOLDER = Path(__file__).parents[2] / "scenes"
FILES = sorted(FOLDER.glob("*.py"))


WAVE_FLOOR = -0.893875
"""The least value of sin(x)·exp(−x²/20), at −1.428870."""


def scene(name: str) -> Scene:
    [only] = load_scenes(FOLDER / f"{name}.py").values()
    return only


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scene_is_short_and_its_docstring_is_its_lesson(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 32
    lesson = text.split('"""')[1].strip()
    assert text.startswith('"""')
    assert len(lesson.splitlines()) >= 3
    for shown in load_scenes(path).values():
        assert len(shown.title) <= 42
        assert shown.caption.endswith((".", "。"))


def test_blue_walks_along_the_ridge_into_the_saddle() -> None:
    blue, _ = scene("saddle").descend()
    assert (blue.points[:, 1] == 0).all()
    np.testing.assert_allclose(blue.points[:, 0], 0.98 ** np.arange(201), rtol=1e-12)
    assert blue.points[199, 0] == pytest.approx(0.017947, abs=5e-7)
    assert blue.values[199] == pytest.approx(3.22e-4, abs=5e-7)
    assert (np.diff(blue.values) < 0).all()
    assert blue.outcome is Outcome.STUCK_AT_SADDLE


def test_red_leaves_along_the_falling_axis() -> None:
    _, red = scene("saddle").descend()
    np.testing.assert_allclose(red.points[:, 1], 0.25 * 1.02 ** np.arange(201), rtol=1e-12)
    assert int(np.argmax(red.values < 0)) == 35
    assert int(np.argmax(np.abs(red.points[:, 1]) > 1)) == 71
    assert int(np.argmax(red.values < -1)) == 72
    assert red.points[199] == pytest.approx((0.01795, 12.8639), abs=5e-5)
    assert red.values[199] == pytest.approx(-165.48, abs=5e-3)
    assert red.outcome is Outcome.LEFT_VIEW


# x after 1, 10 and 100 steps from 2, from the literature's table; None where it says nothing.
TABLE = {
    0.001: {10: 1.96036, 100: 1.63713},
    0.01: {10: 1.63415, 100: 0.265239},
    0.1: {1: 1.6, 2: 1.28, 10: 0.214748, 100: 4.07e-10},
    0.5: {1: 0.0},
    0.9: {1: -1.6, 2: 1.28},
    1: {1: -2.0, 2: 2.0, 99: -2.0, 100: 2.0},
}


def test_seven_rates_on_one_parabola_do_what_the_table_says() -> None:
    shown = scene("step_sizes").with_(steps=100)
    rates = [run.optimizer.learning_rate for run in shown.runs]
    assert rates == [0.001, 0.01, 0.1, 0.5, 0.9, 1, 1.1]
    for rate, run in zip(rates, shown.descend(), strict=True):
        for step, x in TABLE.get(rate, {}).items():
            assert run.points[step, 0] == pytest.approx(x, rel=2e-3 if abs(x) < 1e-6 else 1e-5), (rate, step)


def test_nine_tenths_shrinks_as_fast_as_one_tenth() -> None:
    runs = scene("step_sizes").descend()
    np.testing.assert_allclose(np.abs(runs[4].points), runs[2].points, rtol=1e-12)
    assert (np.sign(runs[4].points[:-1, 0]) == -np.sign(runs[4].points[1:, 0])).all()


def test_the_regimes_are_those_of_two_over_the_curvature() -> None:
    outcomes = [run.outcome for run in scene("step_sizes").descend()]
    slow, there = Outcome.OUT_OF_STEPS, Outcome.CONVERGED
    assert outcomes == [slow, slow, there, there, there, Outcome.OSCILLATING, Outcome.DIVERGED]


def test_a_reaches_the_deep_valley_and_b_the_shallow_one() -> None:
    shown = scene("two_starts")
    assert [run.outcome for run in shown.descend()] == [Outcome.CONVERGED, Outcome.CONVERGED]
    a, b = shown.with_(steps=300).descend()
    assert (a.points[0, 0], b.points[0, 0]) == (-1, 2)
    assert (a.points[-1, 0], b.points[-1, 0]) == pytest.approx((-0.280776, 3.0), abs=5e-7)
    assert (a.values[-1], b.values[-1]) == pytest.approx((2.542525, 7.5), abs=5e-7)


def test_steps_shrink_with_the_slope() -> None:
    a, _ = scene("two_starts").descend()
    lengths = np.abs(np.diff(a.points[:, 0]))
    assert (np.diff(lengths) <= 0).all()
    # f'(−1) = −2 − 9 − 8 + 3 = −16 and the rate is 0.02.
    assert lengths[0] == pytest.approx(0.32)


def test_rates_that_fade_are_as_slow_as_their_formulas() -> None:
    # x after 100 steps: 2 · 0.8^100, and the literature's .6834, .02311, .1467.
    ends = [run.points[100, 0] for run in scene("annealing").descend()]
    assert ends[0] == pytest.approx(2 * 0.8**100, rel=1e-9)
    assert ends[1:] == pytest.approx([0.6834, 0.02311, 0.1467], abs=5e-5)


def test_the_larger_the_batch_the_calmer_the_end() -> None:
    shown = scene("batches")
    best = critical_points(shown.objective)[0].point
    spread = [float(np.linalg.norm(run.points[64:] - best, axis=1).mean()) for run in shown.with_(steps=640).descend()]
    assert spread[0] < 0.5 * spread[1] < 0.5 * spread[2]
    full = shown.descend()[0]
    assert (np.diff(full.values) < 0).all()


def test_after_the_same_samples_smaller_batches_have_made_more_steps() -> None:
    runs = scene("batches").descend()
    assert [run.end for run in runs] == [4, 32, 256]
    assert {int(run.samples[-1]) for run in runs} == {256}


def test_both_networks_rest_at_the_variance_of_the_data_and_adam_leaves_it() -> None:
    shown = scene("network")
    plateau = shown.objective.data["y"].var()
    gd, adam = shown.descend()
    # A model that has learned the mean and no more leaves the variance.
    assert gd.values[20:].tolist() == pytest.approx([plateau] * len(gd.values[20:]), rel=0.03)
    assert adam.values[20] == pytest.approx(plateau, rel=0.03)
    # The noise has a variance of 0.01.
    assert adam.values[-1] < 0.01


def test_in_a_valley_the_velocity_turns_along_it_and_overshoots() -> None:
    [run] = scene("momentum").descend()
    before = run.points[:-1]
    slopes = np.abs(before * (2, 20))
    assert np.median(slopes[:, 1] / slopes[:, 0]) > 4
    # How much longer the moves are, all told, than steps of the gradient alone: along the valley, and across it.
    along, across = np.abs(np.diff(run.points, axis=0)).sum(axis=0) / (0.02 * slopes).sum(axis=0)
    assert along > 2.5 * across
    assert run.points[:, 0].min() < -0.5


def test_all_seven_start_together_and_end_nearer_to_beales_minimum() -> None:
    runs = scene("race").descend()
    assert len(runs) == 7
    for run in runs:
        assert run.points[0].tolist() == [1, 1.5]
        assert run.values[-1] < 0.4 * run.values[0]
    # Momentum and Nesterov shoot past the floor of the valley to y < -0.5, the others do not.
    lowest = [run.points[:, 1].min() for run in runs]
    assert [low < -0.5 for low in lowest] == [False, True, True, False, False, False, False]


def test_half_the_rate_takes_twice_the_steps() -> None:
    grid = scene("interaction").panels[0].survey
    heights = grid.values - WAVE_FLOOR
    rates, steps = grid.axes["learning_rate"], grid.axes["steps"]
    for level in (0.1, 0.01, 0.001):
        # The first listed number of steps below the level; the list goes by tens.
        taken = {rate: steps[np.argmax(heights[row] < level)] for row, rate in enumerate(rates) if row in (10, 20, 40)}
        slow, middle, quick = taken.values()
        assert slow == pytest.approx(2 * middle, abs=20)
        assert middle == pytest.approx(2 * quick, abs=20)


def test_a_run_rests_only_where_the_valley_is_flat_enough_for_its_rate() -> None:
    slow, fast = scene("stability").descend()
    # On xy = 1 the Hessian is ((y², 1), (1, x²)), with the eigenvalues 0 and x² + y².
    sharpness = [float((run.points[-1] ** 2).sum()) for run in (slow, fast)]
    for run in (slow, fast):
        assert run.outcome is Outcome.CONVERGED
        assert run.points[-1].prod() == pytest.approx(1, abs=1e-6)
    assert sharpness[0] == pytest.approx(3**2 + 3**-2, abs=0.03)
    assert 2 / 0.25 < sharpness[0] < 2 / 0.2
    assert sharpness[1] < 2 / 0.25
    # A swing is ηλ − 1 times the one before, λ = 9.1, as long as swings are small.
    swings = fast.points[:4].prod(axis=1) - 1
    np.testing.assert_allclose(swings[1:] / swings[:-1], 1 - 0.25 * (9 + 1 / 9), rtol=0.05)


def test_seven_optimizers_leave_the_saddle_when_the_literature_says() -> None:
    runs = dict(zip(scene("slow_saddle").labels, scene("slow_saddle").descend(), strict=True))
    left = {name: int(np.argmax(np.abs(run.points[:, 1]) > 1)) for name, run in runs.items()}
    assert {name: left[name] for name in ("RMSProp", "Adam", "Nesterov", "Momentum")} == {
        "RMSProp": 75, "Adam": 79, "Nesterov": 365, "Momentum": 389,
    }  # fmt: skip
    assert (left["AdaGrad"], left["GD"]) == (0, 0)
    assert runs["AdaGrad"].points[999, 1] == pytest.approx(0.8877, abs=2e-4)
    np.testing.assert_allclose(runs["GD"].points[:, 1], 1e-20 * 1.02 ** np.arange(1001), rtol=1e-9)
    # Growth factors: the larger roots of λ² − (1 + μ + 2η)λ + μ and of λ² − (1 + μ)(1 + 2η)λ + μ(1 + 2η).
    for name, growth in (("Momentum", 1.127215), ("Nesterov", 1.136028)):
        height = runs[name].points[:, 1]
        assert height[300] / height[299] == pytest.approx(growth, abs=5e-7)


def test_every_step_follows_the_arrow_to_one_of_the_two_minima() -> None:
    shown = scene("gradient")
    minima = np.array([point.point for point in critical_points(shown.objective) if point.kind == "minimum"])
    # f_y = 0 at y = −x/5 and f_x = 0 there at x² = 1 + 1/25.
    np.testing.assert_allclose(minima[:, 0], [-(1.04**0.5), 1.04**0.5])
    for run in shown.descend():
        np.testing.assert_allclose(np.diff(run.points, axis=0), -0.05 * shown.objective.gradient(run.points[:-1]))
        assert np.hypot(*(minima - run.points[-1]).T).min() < 0.05


def test_each_of_himmelblaus_valleys_is_reached_and_every_run_is_at_rest() -> None:
    shown = scene("basins")
    ends = np.array([run.points[-1] for run in shown.descend()])
    distances = np.array([np.hypot(*(ends - minimum).T) for minimum in shown.objective.minima])
    assert (distances.min(axis=0) < 0.006).all()
    assert set(distances.argmin(axis=0)) == {0, 1, 2, 3}


def test_a_large_first_step_leaps_past_the_nearest_valley() -> None:
    shown = scene("basins")
    [run] = [run for run in shown.descend() if run.points[0].tolist() == [0.2, -4.3]]
    nearest = min(shown.objective.minima, key=lambda minimum: np.hypot(*(run.points[0] - minimum)))
    assert nearest == pytest.approx((-3.779310, -3.283186), abs=1e-6)
    assert run.points[-1] == pytest.approx((3.584428, -1.848127), abs=0.006)


def test_one_sample_a_step_settles_at_a_floor_that_the_rate_sets() -> None:
    # x⁺ = (1 − η)x + ηu with u of variance 1: the variance v = (1 − η)²v + η² settles at η/(2 − η). The loss is half of
    # it for each of two coordinates. No sample comes twice, which takes off 1/(N − 1).
    shown = scene("noise")
    assert shown.objective.value((0, 0)) == pytest.approx(0, abs=1e-12)
    for run in shown.runs:
        rate, start = run.optimizer.learning_rate, np.tile(run.start, (1000, 1))
        many = descend(shown.objective, run.optimizer, start, steps=280, batches=reseeded(run.batches, 1000))
        assert many.values[230:].mean() == pytest.approx(rate / (2 - rate) - 1 / 1023, rel=0.05)
