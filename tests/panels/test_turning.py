"""A surface under a moving camera: what is drawn where, for every view as if it were the only one."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Ease, GradientDescent, Loss, Momentum, Objective, Orbit, Run, Scene, Stage, Surface, Sway
from gdanim.drawing.stamps import Stamp
from gdanim.drawing.surfaces.edges import prominence
from gdanim.drawing.surfaces.paths import ReliefWalker
from gdanim.drawing.surfaces.scenery import PassingScenery, Scenery
from gdanim.geometry.relief import Camera

Array = NDArray[np.float64]

SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
CAMERAS = {"orbit": Orbit(), "sway": Sway(), "ease": Ease(azimuth=20, elevation=50, during=(20, 60))}


@cache
def film(camera: str) -> Stage:
    runs = [Run(GradientDescent(0.01), start) for start in ((1, 0), (1, 0.25))]
    panels = [Surface(azimuth=106, camera=CAMERAS[camera]), Loss()]
    return Stage(Scene("A saddle", SADDLE, runs, panels, steps=90, size=(640, 360), fps=10))


def scenery_of(stage: Stage) -> PassingScenery:
    return next(artist for artist in stage._movers if isinstance(artist, PassingScenery))


def walkers_of(stage: Stage) -> list[ReliefWalker]:
    cells = (cell.cell_contents for cell in stage._updates[1][1].__closure__ or ())
    return next(cell for cell in cells if isinstance(cell, list) and isinstance(cell[0], ReliefWalker))


def seen_from_above(azimuth: float, elevation: float, uv: Array, raised: float = 0.0) -> NDArray[np.bool_]:
    """Return whether rays from the saddle at (m, 2) to the viewer stay above it: a ray marcher of its own."""
    turn, tilt = np.radians([azimuth, elevation])
    ray = np.array([np.cos(tilt) * np.cos(turn), np.cos(tilt) * np.sin(turn), np.sin(tilt)])
    start = np.column_stack([uv, 0.56 * (uv[:, 0] ** 2 - uv[:, 1] ** 2) + raised])
    line = start[:, np.newaxis] + np.linspace(1e-3, 3, 1500)[:, np.newaxis] * ray
    clear = line[..., 2] - 0.56 * (line[..., 0] ** 2 - line[..., 1] ** 2)
    return np.where((np.abs(line[..., :2]) <= 1).all(axis=-1), clear > 0, True).all(axis=1)


@pytest.mark.parametrize("share", [0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0])
def test_in_an_orbit_a_path_is_solid_where_rays_reach_it_and_dotted_where_they_do_not(share: float) -> None:
    stage = film("orbit")
    index = round(share * (len(stage) - 1))
    stage.draw(index)
    camera = scenery_of(stage).lookout.view.camera
    for walker in walkers_of(stage):
        last = walker._head(float(stage.clock.positions[index]))[1]
        uv = walker.walk.uv[:last]
        truly = seen_from_above(camera.azimuth, camera.elevation, uv)
        perhaps = seen_from_above(camera.azimuth, camera.elevation, uv, raised=0.01)
        solid, dotted = (np.isfinite(trail.points[:last, 0]) for trail in (walker.trail, walker.hidden))
        inked = walker.inked[:last]
        assert (solid | dotted)[inked].all()
        assert not (truly & inked).any() or solid[truly & inked].mean() > 0.99
        assert not solid[~perhaps].any()
        assert dotted[~perhaps].all()


def test_an_orbit_shows_paths_from_both_sides() -> None:
    stage, hidden = film("orbit"), set()
    for index in range(0, len(stage), 12):
        stage.draw(index)
        hidden |= {len(walker.hollow.places) > 0 for walker in walkers_of(stage)}
    assert hidden == {True, False}


@pytest.mark.parametrize("camera", ["orbit", "sway"])
def test_the_model_ends_as_it_began(camera: str) -> None:
    stage = film(camera)
    pictures = []
    for index in (0, len(stage) // 3, len(stage) - 1):
        stage.draw(index)
        pictures.append(np.asarray(scenery_of(stage).kept[1]).copy())
    np.testing.assert_array_equal(pictures[0], pictures[2])
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_fast_drawing_equals_the_full_redraw_in_any_order(camera: str) -> None:
    stage = film(camera)
    forward = {index: stage.frame(index) for index in (0, 1, len(stage) // 2, len(stage) - 1)}
    for index in reversed(forward):
        np.testing.assert_array_equal(stage.frame(index), forward[index])
        np.testing.assert_array_equal(stage.full_frame(index), forward[index])


def test_while_the_camera_rests_its_scenery_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, shown = film("ease"), []
    stage.draw(0)
    show = Scenery.show
    monkeypatch.setattr(Scenery, "show", lambda self, view: shown.append(view.camera) or show(self, view))
    resting = np.flatnonzero(stage.clock.positions <= 20)
    for index in resting:
        stage.draw(int(index))
    assert len(resting) > 5
    assert not shown
    stage.draw(int(resting[-1]) + 2)
    assert len(shown) == 1


@pytest.mark.parametrize("azimuth", range(-180, 180, 15))
def test_numbers_stand_on_the_two_near_edges(azimuth: int) -> None:
    camera = Camera(azimuth, 29)
    for axis in (0, 1):
        near, far = (prominence(camera, axis, side) for side in (1.0, -1.0))
        towards = np.array([np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth))])[1 - axis]
        assert near + far == pytest.approx(1)
        assert near == pytest.approx(1 if towards > -1e-9 else 0)


def test_the_numbers_of_an_edge_fade_and_do_not_jump() -> None:
    shown = np.array([prominence(Camera(azimuth, 29), 0, 1.0) for azimuth in np.arange(-6, 1, 0.25)])
    assert shown[0] == 0
    assert shown[-1] == 1
    assert 0 < np.diff(shown).max() < 0.15


def test_names_glide_beside_their_heads() -> None:
    runs = [Run(rule(0.01), (0.9, 0.2)) for rule in (GradientDescent, Momentum)]
    stage = Stage(film("orbit").scene.with_(runs=runs, fps=25))
    stamps = [artist for artist in stage._movers if isinstance(artist, Stamp)]
    moves: list[float] = []
    before: list[Any] = []
    for index in range(len(stage) // 4, len(stage) // 2):
        stage.draw(index)
        now = [(stamp.picture, np.array(stamp.left_bottom)) for stamp in stamps]
        moves += [
            np.hypot(*(b - a))
            for (one, a), (other, b) in zip(before, now, strict=False)
            if one is other and one is not None
        ]
        before = now
    assert len(moves) > 200
    assert np.quantile(moves, 0.9) < 6
    assert max(moves) < 40


def test_a_run_that_comes_back_has_a_head_again() -> None:
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)], minima=[(0, 0)])
    window = ((-0.3, 0.6), (-0.3, 0.6))
    run = Run(Momentum(0.05, momentum=0.9), (0.5, 0.4))
    stage = Stage(Scene("A bowl", bowl, [run], [Surface(view=window)], steps=60))
    [walker] = walkers_of(stage)
    off = (stage.trajectories[0].points < -0.3).any(axis=1)
    assert off.any()
    assert not off[-1]
    for index, position in enumerate(stage.clock.positions):
        if position == int(position):
            stage.draw(index)
            assert (walker.arrow.tip is not None) == off[int(position)]
            assert (len(walker.head.places) + len(walker.hollow.places) > 0) != off[int(position)]
    first = int(np.flatnonzero(off)[0])
    assert walker.left_at(first) == first


@pytest.mark.parametrize("camera", [None, Orbit()], ids=["still", "orbit"])
@pytest.mark.parametrize(
    "expression",
    ["0*x + 0*y", "0.01*(x**2 + y**2)", "log(x)**2 + y**2", "1/(x**2 + y**2)", "x", "-100*exp(-500*(x**2 + y**2))"],
)
def test_a_plain_a_shallow_bowl_poles_and_holes_are_drawn_within_their_box(expression: str, camera: Any) -> None:
    f = Objective(expression, "x y", domain=[(-1, 1), (-1, 1)])
    run = Run(GradientDescent(1e-4), (0.5, 0.5))
    stage = Stage(Scene("Odd", f, [run], [Surface(camera=camera)], steps=2, size=(640, 360), fps=2))
    for index in (0, len(stage) // 2):
        frame = stage.frame(index)
        np.testing.assert_array_equal(frame, stage.full_frame(index))
        assert len(np.unique(frame[70:300].reshape(-1, 3), axis=0)) > 50


def test_behind_is_told_while_the_head_is_hidden_and_does_not_flicker() -> None:
    stage, told, hidden = film("orbit"), [], []
    walker = walkers_of(stage)[0]
    for index, position in enumerate(stage.clock.positions):
        stage.draw(index)
        told.append(walker.told(float(position)).endswith("behind"))
        camera, place = scenery_of(stage).lookout.view.camera, walker.walk.uv[[walker.walk.before(float(position))]]
        hidden.append(not seen_from_above(camera.azimuth, camera.elevation, place, raised=0.002)[0])
    turns = np.flatnonzero(np.diff(np.array(told, dtype=int)))
    assert 2 <= len(turns) <= 6
    assert np.diff(turns).min() > 0.3 * stage.clock.fps
    around = np.lib.stride_tricks.sliding_window_view(np.pad(hidden, 8, mode="edge"), 17)
    settled = around.all(axis=1) | ~around.any(axis=1)
    assert settled.mean() > 0.5
    np.testing.assert_array_equal(np.array(told)[settled], np.array(hidden)[settled])


def test_dashes_stay_where_they_are_on_the_path() -> None:
    stage, gaps = film("orbit"), []
    walker = walkers_of(stage)[1]
    for share in (0.25, 0.3, 0.35):
        stage.draw(round(share * len(stage)))
        seen = np.flatnonzero(walker.seen[: len(walker.trail.points) - 1])
        gaps.append({int(vertex) for vertex in seen if np.isnan(walker.trail.points[vertex, 0])})
    assert all(len(gap) >= 3 for gap in gaps)
    assert set().union(*gaps) <= set(np.flatnonzero(~walker.inked).tolist())
