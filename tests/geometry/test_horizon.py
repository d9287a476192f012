"""What a relief shows and hides, by its floating horizon, against rays followed step by step."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Objective
from gdanim.geometry.horizon import DEPTHS, TONES, Horizon, Mesh
from gdanim.geometry.relief import FLOOR, RISE, Camera, Relief
from gdanim.landscapes import himmelblau, rosenbrock

Array = NDArray[np.float64]

DOME = Objective("-(x**2 + y**2)", domain=[(-1, 1), (-1, 1)])
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])
PIXEL = 1 / 150
"""Half-widths of the domain in a pixel of an article's canvas."""

SLICES = 450
"""One for every pixel, three half-widths wide."""

AROUND = 0.03 * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
"""A point and its neighbours, which tell alike where the point is not on the brink of what is seen."""


def horizon(objective: Objective, azimuth: float, elevation: float) -> Horizon:
    relief = Relief(objective, np.asarray(objective.domain, dtype=float), Camera(azimuth, elevation))
    return Horizon(relief, Mesh(relief), -1.5, PIXEL, SLICES)


def followed(objective: Objective, azimuth: float, elevation: float, points: Array) -> Array:
    """Return how far above the surface rays from points (..., 3) to the viewer are (..., 1000), nan off the window.

    A ray marcher of its own: heights scaled to ±0.56, azimuth and elevation as on a globe.
    """
    turn, tilt = np.radians([azimuth, elevation])
    ray = np.array([np.cos(tilt) * np.cos(turn), np.cos(tilt) * np.sin(turn), np.sin(tilt)])
    low, high = np.asarray(objective.domain).T
    side = np.linspace(-1, 1, 121)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    values = objective.value((low + high) / 2 + grid * (high - low) / 2)
    line = points[..., np.newaxis, :] + np.linspace(1e-3, 3, 1000)[:, np.newaxis] * ray
    values_on = objective.value((low + high) / 2 + line[..., :2] * (high - low) / 2)
    clear = line[..., 2] - 0.56 * (2 * (values_on - values.min()) / np.ptp(values) - 1)
    return np.where((np.abs(line[..., :2]) <= 1).all(axis=-1), clear, np.nan)


def on_surface(objective: Objective, uv: Array) -> Array:
    relief = Relief(objective, np.asarray(objective.domain, dtype=float), Camera(0, 30))
    return relief.on_surface(uv)


VIEWS = [(106, 29), (20, 29), (-103, 17), (0, 29), (90, 60), (45, 8), (225, 29)]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("objective", [DOME, SADDLE, rosenbrock, himmelblau], ids=lambda f: f.name or str(f.expression))
def test_what_stands_clear_is_seen_and_what_is_well_behind_is_not(
    objective: Objective, view: tuple[float, float]
) -> None:
    uv = np.random.default_rng(0).uniform(-0.95, 0.95, (200, 2))
    points, one = on_surface(objective, uv[:, np.newaxis] + AROUND), horizon(objective, *view)
    clear, raised, lowered = (followed(objective, *view, points + np.array([0, 0, up])) for up in (0, 0.01, -0.01))
    on_top, below = np.nanmin(clear, axis=-1) > 0, np.nanmax(clear, axis=-1) < 0
    perhaps_on_top, perhaps_below = np.nanmin(raised, axis=-1) > 0, np.nanmax(lowered, axis=-1) < 0
    for seen, truly, perhaps in (
        (one.sees_top(uv), on_top, perhaps_on_top),
        (one.sees_sheet(uv), on_top | below, perhaps_on_top | perhaps_below),
    ):
        assert seen[truly.all(axis=1)].all()
        assert not seen[~perhaps.any(axis=1)].any()


@pytest.mark.parametrize("view", VIEWS)
def test_the_floor_is_seen_past_the_surface_only(view: tuple[float, float]) -> None:
    uv = np.random.default_rng(1).uniform(-0.95, 0.95, (200, 2))
    around = uv[:, np.newaxis] + AROUND
    clear = followed(SADDLE, *view, np.concatenate([around, np.full((*around.shape[:2], 1), FLOOR)], axis=-1))
    past = np.nanmax(clear, axis=-1) < 0
    seen = horizon(SADDLE, *view).sees_floor(uv)
    assert seen[past.all(axis=1)].all()
    assert not seen[~past.any(axis=1)].any()


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 215.0])
def test_a_dome_ends_where_its_tangent_is_the_line_of_sight(azimuth: float) -> None:
    # Heights from −2 to 0 over 2 RISE: the slope at distance r is 2 r RISE; it equals the line of sight's at r0.
    edge = np.tan(np.radians(20)) / (2 * RISE)
    away = -np.array([np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth))])
    radii = np.array([-0.9, -0.5, 0.0, edge - 0.05, edge + 0.08, 0.9])
    seen = horizon(DOME, azimuth, 20).sees_top(radii[:, np.newaxis] * away)
    assert seen.tolist() == [True, True, True, True, False, False]


def painted(objective: Objective, azimuth: float, elevation: float) -> tuple[NDArray[np.uint8], float, float]:
    """Return a picture whose red is 1 + the side, green the height and blue the brightness, and its lowest row."""
    side, tall, lit = np.meshgrid(range(2), range(TONES), range(TONES), indexing="ij")
    palette = np.stack([1 + side, tall, lit, np.full_like(side, 255)], axis=-1).astype(np.uint8).view(np.uint32)[..., 0]
    one = horizon(objective, azimuth, elevation)
    low, high = one.span
    return one.picture(palette, low, PIXEL, int((high - low) / PIXEL)), low, PIXEL


@pytest.mark.parametrize("view", VIEWS)
def test_every_pixel_shows_the_surface_that_its_ray_meets_first(view: tuple[float, float]) -> None:
    picture, low, _ = painted(SADDLE, *view)
    rows, columns = picture.shape[:2]
    axes = Camera(*view).axes
    rng = np.random.default_rng(2)
    row, column = rng.integers(0, rows, 400), rng.integers(0, columns, 400)
    up, across = low + PIXEL * row, -1.5 + PIXEL * column
    starts = across[:, np.newaxis] * axes[0] + up[:, np.newaxis] * axes[1] + 1.5 * axes[2]
    line = starts[:, np.newaxis] - np.linspace(0, 3, 6000)[:, np.newaxis] * axes[2]
    inside = (np.abs(line[..., :2]) <= 1).all(axis=-1)
    clear = np.where(inside, line[..., 2] - 0.56 * (line[..., 0] ** 2 - line[..., 1] ** 2), np.nan)
    met = np.diff(np.sign(clear), axis=1) != 0
    met &= np.isfinite(clear[:, 1:]) & np.isfinite(clear[:, :-1])
    first = met.argmax(axis=1)
    told = picture[::-1][row, column]
    agree = (told[:, 3] > 127) == met.any(axis=1)
    assert agree.mean() > 0.98
    hit = met.any(axis=1) & (told[:, 3] == 255)
    height = line[np.arange(400), first, 2][hit]
    side = np.where(clear[np.arange(400), first] > 0, 2, 1)[hit]
    right = (np.abs(told[hit, 1] / (TONES - 1) * 2 * 0.56 - 0.56 - height) < 0.02) & (told[hit, 0] == side)
    assert right.mean() > 0.98


def test_a_plane_is_lit_alike_everywhere() -> None:
    picture, *_ = painted(Objective("x + 0.5*y", domain=[(-1, 1), (-1, 1)]), 40, 35)
    light = picture[picture[..., 3] == 255, 2].astype(int)
    assert np.ptp(light) <= 1
    assert 0 < light[0] < TONES - 1


def test_the_floor_is_hidden_under_a_dome_and_seen_before_it() -> None:
    seen = horizon(DOME, 0, 29).sees_floor(np.array([[0.98, 0.0], [-0.95, 0.0]]))
    assert seen.tolist() == [True, False]


def test_a_hole_shows_nothing() -> None:
    half = Objective("sqrt(x)", "x y", domain=[(-1, 1), (-1, 1)])
    picture, *_ = painted(half, 0, 60)
    alpha = picture[..., 3]
    assert 0.2 < (alpha == 255).mean() < 0.8
    whole, *_ = painted(Objective("sqrt(x + 1)", "x y", domain=[(-1, 1), (-1, 1)]), 0, 60)
    assert (whole[..., 3] == 255).sum() > 1.5 * (alpha == 255).sum()


def test_slices_are_as_many_as_asked_for_and_samples_reach_from_edge_to_edge() -> None:
    one = horizon(SADDLE, 30, 29)
    assert one.up.shape == (SLICES, DEPTHS)
    middle = len(one.near) // 4
    ends = one.near[middle], one.near[middle] + one.depth[middle]
    places = [one.across[middle] * one.right + away * one.ahead for away in ends]
    np.testing.assert_allclose([np.abs(place).max() for place in places], 1, atol=1e-6)
