"""What a surface hides, against closed forms of a dome and of the saddle."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import Objective
from gdanim.geometry.relief import RISE, Camera, Relief, best_azimuth

WINDOW = np.array([[-1.0, 1.0], [-1.0, 1.0]])
DOME = Objective("-(x**2 + y**2)", domain=[(-1, 1), (-1, 1)])
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])


def test_the_cameras_axes_are_orthonormal_and_up_is_up() -> None:
    axes = Camera(37, 29).axes
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(axes[0], axes[1]), axes[2], atol=1e-12)
    assert axes[1][2] > 0


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 215.0])
def test_a_dome_hides_its_far_side_exactly_where_its_tangent_is_the_line_of_sight(azimuth: float) -> None:
    elevation = 20.0
    relief = Relief(DOME, WINDOW, Camera(azimuth, elevation))
    # Heights from −2 to 0 over 2 RISE: the slope at distance r is 2 r RISE; it equals the line of sight's at r0.
    horizon = np.tan(np.radians(elevation)) / (2 * RISE)
    away = -np.array([np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth))])
    radii = np.array([-0.9, -0.5, 0.0, horizon - 0.05, horizon + 0.12, 0.9])
    seen = relief.sees_top(radii[:, np.newaxis] * away)
    assert seen.tolist() == [True, True, True, True, False, False]


def test_from_straight_above_nothing_is_hidden() -> None:
    relief = Relief(SADDLE, WINDOW, Camera(10, 84))
    uv = np.random.default_rng(0).uniform(-1, 1, (200, 2))
    assert relief.sees_top(uv).all()


def test_normals_stand_upright_on_the_surface() -> None:
    relief = Relief(SADDLE, WINDOW, Camera(0, 30))
    uv = np.array([[0.3, -0.2]])
    step = 1e-6
    along = [relief.on_surface(uv + step * axis) - relief.on_surface(uv) for axis in np.eye(2)]
    for edge in along:
        assert abs(float((edge / step * relief.normals(uv)).sum())) < 1e-5


def test_the_best_azimuth_sees_all_of_every_run() -> None:
    k = np.arange(70)[:, np.newaxis]
    paths = [np.concatenate([0.98**k, y * 1.02**k], axis=1) for y in (0.0, 0.25)]
    azimuth = best_azimuth(SADDLE, WINDOW, 29, paths)
    relief = Relief(SADDLE, WINDOW, Camera(azimuth, 29))
    assert all(relief.sees_top(path[(np.abs(path) <= 1).all(axis=1)]).all() for path in paths)
