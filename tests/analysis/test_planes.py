"""Planes through many dimensions against linear algebra done by hand, and slices against central differences."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import (
    Contour,
    Curve,
    GradientDescent,
    Loss,
    Objective,
    Outcome,
    Run,
    Scene,
    SceneError,
    Stage,
    Surface,
    descend,
)
from gdanim.analysis.planes import PRINCIPAL, Plane, Section, check_choice, plane_for, worth_seeing

RANDOM = np.random.default_rng(1)
BOWL = Objective("x**2 + 2*y**2 + 3*z**2 + x*y", domain=[(-2, 2)] * 3)
TILTED = Plane(np.array([1.0, 2.0, 3.0]), np.array([[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]]))


def runs(*starts: tuple[float, ...]) -> list:
    return [descend(BOWL, GradientDescent(0.05), start, steps=40) for start in starts]


def test_the_plane_of_two_variables_changes_no_bit() -> None:
    plane = plane_for(None, Objective("x*y", domain=[(-1, 1)] * 2), [])
    points = RANDOM.normal(size=(50, 2)) * 1e9
    np.testing.assert_array_equal(plane.project(points), points)
    np.testing.assert_array_equal(plane.lift(points), points)


def test_a_place_is_lifted_to_the_plane_and_falls_back_onto_itself() -> None:
    places = RANDOM.normal(size=(4, 5, 2))
    lifted = TILTED.lift(places)
    assert lifted.shape == (4, 5, 3)
    np.testing.assert_allclose(lifted[..., 0], 1 + 0.6 * places[..., 0])
    np.testing.assert_allclose(TILTED.project(lifted), places, atol=1e-14)


def test_a_point_is_projected_at_right_angles() -> None:
    points = RANDOM.normal(size=(20, 3))
    aside = points - TILTED.lift(TILTED.project(points))
    np.testing.assert_allclose(aside @ TILTED.axes.T, 0, atol=1e-14)


def test_the_share_is_pythagoras() -> None:
    # Of 3² + 4² + 12² the plane of the first two coordinates shows 25 of 169.
    plane = Plane(np.zeros(3), np.eye(3)[:2])
    assert plane.share(np.array([[0, 0, 0], [3.0, 4, 12]]), np.zeros(3)) == pytest.approx(25 / 169)
    assert plane.share(np.zeros((3, 3)), np.zeros(3)) == 1


def test_a_plane_of_two_variables_holds_the_others_at_the_end_of_the_first_run() -> None:
    first, second = runs((1, 2, 1), (-1, 1, 2))
    plane = plane_for(("z", "x"), BOWL, [first, second])
    np.testing.assert_allclose(plane.project(second.points), second.points[:, [2, 0]])
    assert (plane.lift(np.array([[5.0, 7.0]]))[0] == (7, first.points[-1, 1], 5)).all()


def test_the_principal_plane_holds_runs_that_never_leave_a_plane() -> None:
    # Without the mixed term every coordinate shrinks by itself: from z = 0 a run stays in the plane of x and y.
    first = runs((1, 2, 0))[0]
    plane = plane_for(PRINCIPAL, BOWL, [first])
    assert plane.share(first.points, first.points[-1]) == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(plane.axes[:, 2], 0, atol=1e-12)
    assert plane.project(first.points[-1]).tolist() == [0, 0]


def test_no_other_plane_shows_more_than_the_principal_one() -> None:
    walked = runs((1, 2, 1), (-1, 1, 2))
    points, end = worth_seeing(BOWL, walked), walked[0].points[-1]
    best = plane_for(PRINCIPAL, BOWL, walked).share(points, end)
    for _ in range(50):
        axes = np.linalg.qr(RANDOM.normal(size=(3, 3)))[0][:2]
        assert Plane(end, axes).share(points, end) <= best


def test_a_run_that_does_not_move_has_a_principal_plane() -> None:
    plane = plane_for(PRINCIPAL, BOWL, runs((0, 0, 0)))
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)


def test_points_of_a_run_that_climbs_away_are_not_worth_seeing() -> None:
    lost = descend(BOWL, GradientDescent(0.6), (1, 1, 1), steps=40)
    kept = worth_seeing(BOWL, [*runs((1, 1, 1)), lost])
    assert len(kept) < 41 + len(lost.points)
    assert BOWL.value(kept).max() <= 2 * BOWL.value([1, 1, 1])


def test_points_of_a_run_that_falls_for_ever_are_worth_seeing_in_the_domain_alone() -> None:
    ridge = Objective("x**2 - y**2 + z**2", domain=[(-1, 1)] * 3)
    lost = descend(ridge, GradientDescent(0.05), (1, 0.1, 2), steps=200)
    kept = worth_seeing(ridge, [lost])
    assert lost.outcome is Outcome.DIVERGED
    assert kept[0].tolist() == [1, 0.1, 2]
    assert np.abs(kept[1:]).max() <= 1
    assert len(kept) > 5


def test_a_sections_slopes_and_curvatures_are_those_of_its_values() -> None:
    section, place, step = Section(BOWL, TILTED), np.array([0.3, -0.2]), 1e-4
    ways = step * np.eye(2)
    slopes = [(section.value(place + way) - section.value(place - way)) / (2 * step) for way in ways]
    np.testing.assert_allclose(section.gradient(place), slopes, rtol=1e-7)
    bends = [(section.gradient(place + way) - section.gradient(place - way)) / (2 * step) for way in ways]
    np.testing.assert_allclose(section.hessian(place), bends, rtol=1e-7)


def test_only_critical_points_of_the_whole_function_are_told() -> None:
    through = Section(BOWL, Plane(np.zeros(3), np.eye(3)[:2]))
    beside = Section(BOWL, Plane(np.array([0, 0, 0.1]), np.eye(3)[:2]))
    assert [(point.kind, point.point.tolist()) for point in through.critical_points()] == [("minimum", [0, 0])]
    assert beside.gradient(np.zeros(2)).tolist() == [0, 0]
    assert beside.critical_points() == []


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (None, 'the objective has 3. Choose a plane: plane=("x", "y") or plane="principal".'),
        (("x", "q"), "no variable q"),
        (("x", "x"), "two variables' names"),
        (("x", "y", "z"), "two variables' names"),
        ("princpal", "two variables' names"),
    ],
)
def test_a_plane_that_cannot_be_is_refused_with_a_remedy(choice: object, words: str) -> None:
    with pytest.raises(SceneError) as refused:
        check_choice("Contour", choice, BOWL)
    assert words in str(refused.value)


@pytest.mark.parametrize(("panel", "words"), [(Surface(), "Contour with a plane"), (Curve(), "Contour with a plane")])
def test_panels_of_fewer_dimensions_name_the_remedy(panel: object, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        Scene("A bowl", BOWL, [Run(GradientDescent(0.1), (1, 1, 1))], [panel], steps=3)


def test_a_function_of_one_variable_is_sent_to_curve() -> None:
    with pytest.raises(SceneError, match="Use Curve for one"):
        Scene("x²", Objective("x**2", domain=(-1, 1)), [Run(GradientDescent(0.1), 1)], [Contour()], steps=3)


def test_losses_of_many_variables_are_drawn_though_no_grid_could_hold_their_domain() -> None:
    names = "abcdefgh"
    far = Objective(" + ".join(f"{k + 1}*{name}**2" for k, name in enumerate(names)), domain=[(-1, 1)] * 8)
    scene = Scene(
        "Eight", far, [Run(GradientDescent(0.05), [1] * 8)], [Contour(plane="principal"), Loss()], steps=8,
        size=(640, 360),
    )  # fmt: skip
    stage = Stage(scene)
    np.testing.assert_array_equal(stage.frame(4), stage.full_frame(4))
