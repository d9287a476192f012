"""How the camera of a Surface moves: never too fast, from rest to rest, and back to where it started."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Ease, GradientDescent, Objective, Orbit, Run, Scene, SceneError, Stage, Surface, Sway
from gdanim.clock import Clock, clock_for
from gdanim.geometry.relief import Camera

SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
START = Camera(106, 29)


def scene(surface: Surface, **changes: object) -> Scene:
    fields = {"runs": [Run(GradientDescent(0.01), (1, 0.25))], "panels": [surface], "steps": 60} | changes
    return Scene("A saddle", SADDLE, **fields)


def clock_of(film: Scene) -> Clock:
    return clock_for(film, film.descend())


def walked(camera: object, steps: int, fps: int, **fields: object) -> NDArray[np.float64]:
    """Return azimuth and elevation (drawings, 2) in a film of so many steps, turns counted on."""
    clock = clock_of(scene(Surface(azimuth=106, camera=camera), steps=steps, fps=fps, **fields))
    views = [camera.at(START, position, clock.share) for position in clock.positions]
    angles = np.array([(view.azimuth, view.elevation) for view in views])
    angles[:, 0] = np.unwrap(angles[:, 0], period=360)
    return angles


@pytest.mark.parametrize("fields", [{}, {"pacing": "adaptive"}, {"glide": False}], ids=["even", "adaptive", "jumping"])
@pytest.mark.parametrize("fps", [6, 50])
@pytest.mark.parametrize("steps", [1, 7, 200, 3000])
@pytest.mark.parametrize(
    ("camera", "fastest"),
    [(Orbit(), 18), (Sway(), 6), (Sway(40), 6), (Ease(azimuth=-103, elevation=17), 36)],
    ids=["orbit", "sway", "wide", "ease"],
)
def test_no_camera_hurries(camera: object, fastest: float, steps: int, fps: int, fields: dict[str, object]) -> None:
    moves = np.hypot(*np.diff(walked(camera, steps, fps, **fields), axis=0).T)
    assert moves.max() * fps <= fastest * (1 + 1e-9)


@pytest.mark.parametrize("steps", [3, 200, 3000])
def test_an_orbit_is_one_whole_turn_with_a_soft_start_and_end(steps: int) -> None:
    azimuth, elevation = walked(Orbit(), steps, 25).T
    moves = np.diff(azimuth)
    assert (moves[1:-1] > 0).all()
    assert azimuth[-1] % 360 == azimuth[0] == 106
    assert max(moves[0], moves[-1]) < 0.1 * moves.max()
    np.testing.assert_allclose(moves.sum(), 360, atol=moves.max())
    assert (elevation == 29).all()


def test_a_sway_goes_as_far_to_one_side_as_to_the_other_and_comes_back() -> None:
    azimuth, _ = walked(Sway(10), 200, 25).T
    assert azimuth[0] == azimuth[-1] == 106
    np.testing.assert_allclose([azimuth.max(), azimuth.min()], [116, 96], atol=0.01)
    np.testing.assert_allclose(azimuth - 106, -(azimuth - 106)[::-1], atol=1e-9)


def test_an_ease_goes_the_shorter_way_from_rest_to_rest_during_its_steps() -> None:
    camera = Ease(azimuth=-103, elevation=17, during=(60, 120))
    share = clock_of(scene(Surface(azimuth=106, camera=camera), steps=200)).share
    before, middle, after = (camera.at(START, position, share) for position in (60, 90, 120))
    assert (before.azimuth, before.elevation) == (106, 29)
    assert middle.azimuth == pytest.approx(106 + 151 / 2, abs=0.5)
    assert (after.azimuth - 257, after.elevation - 17) == pytest.approx((0, 0))
    early = camera.at(START, 61, share).azimuth - 106
    assert 0 < early < 0.1 * 151 / 60


def test_a_camera_rests_while_the_start_and_the_end_are_held_and_moves_with_every_frame_between() -> None:
    clock = Stage(scene(Surface(camera=Sway()), steps=10, hold=3)).clock
    assert clock.durations[0] == 15
    assert clock.durations[-1] == 75
    assert (clock.durations[1:-1] == 1).all()
    assert clock.share(0) == 0
    assert clock.share(10) == 1
    assert clock.share(float(clock.positions[1])) == pytest.approx(1 / (len(clock) - 1))


def test_a_still_camera_leaves_the_clock_as_it_is() -> None:
    still, turning = (clock_of(scene(Surface(camera=camera))) for camera in (None, Orbit()))
    assert still.seconds < 12
    assert turning.durations[:-1].sum() / 25 >= 20


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"camera": "orbit"}, "camera is 'orbit'; it must be a moving camera, such as Orbit(). Did you mean Orbit?"),
        ({"camera": Sway}, "camera is Sway without parentheses; it must be a moving camera, such as Orbit()."),
        ({"camera": Sway(0)}, "the amplitude of Sway is 0; it must be above 0 and at most 45 degrees."),
        ({"camera": Sway("wide")}, "the amplitude of Sway is 'wide'; it must be above 0 and at most 45 degrees."),
        ({"camera": Ease()}, "Ease has nowhere to go; give it an azimuth, an elevation, or both."),
        ({"camera": Ease(elevation=90)}, "Ease's elevation is 90; it must be from 5 to 85 degrees."),
        ({"camera": Ease(azimuth="north")}, "Ease's azimuth is 'north'; it must be a number of degrees."),
        ({"camera": Ease(azimuth=10)}, "Ease to an azimuth starts from one; give Surface an azimuth too."),
        (
            {"camera": Ease(elevation=10, during=(50, 70))},
            "Ease's during is (50, 70); it must be (first, last), from 0 to the film's 60.",
        ),
        (
            {"azimuth": 0, "camera": Ease(azimuth=180, during=(10, 12))},
            "so as not to hurry, this camera needs a film of 225 seconds; the most is 60. "
            "Give it a shorter way or more time.",
        ),
        ({"elevation": 2}, "elevation is 2; it must be from 5 to 85 degrees."),
        ({"azimuth": float("nan")}, "azimuth is nan; it must be a number of degrees."),
    ],
)
def test_what_is_wrong_with_a_camera_is_said_when_the_scene_is_built(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(SceneError) as caught:
        scene(Surface(**fields))
    assert caught.value.sentence.removeprefix("Surface: ") == sentence
