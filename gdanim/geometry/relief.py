"""The geometry of a surface seen from afar: projection, what hides what, light. Arrays only, nothing is drawn.

A function over its domain is scaled to a *relief*: u and v run over [−1, 1], the heights shown over
[−RISE, RISE]. The camera is orthographic, so a point's line of sight is one direction for all points.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdanim.geometry.ticks import nice_step
from gdanim.objective import Objective

Array = NDArray[np.float64]

RISE = 0.56
"""Half the relief's height in half-widths of the domain."""

SUMMIT = 1.02 * RISE
"""Height at which peaks are cut off that are higher than any sample from which the scale is taken."""

FLOOR = -1.6 * RISE
"""Height of the floor: six tenths of the relief's half-height below its lowest point."""

SIGHT = 240
"""Samples along a line of sight."""

LIFT = 0.008
"""Height by which a point is raised before its line of sight is followed, so that the surface it lies on does not
hide it."""

MOST_LINES = 12
"""Height lines at most."""

AMBIENT, DIFFUSE = 0.70, 0.36
LIGHT = np.array([-0.5, 0.35, 0.8]) / np.linalg.norm([-0.5, 0.35, 0.8])
"""Direction to the light in the viewer's frame: right, up, towards the viewer."""


@dataclass(frozen=True)
class Camera:
    """Where the viewer stands: azimuth and elevation in degrees, as matplotlib counts them."""

    azimuth: float
    elevation: float

    @cached_property
    def axes(self) -> Array:
        """The viewer's right, up and towards, as rows (3, 3)."""
        turn, tilt = np.radians([self.azimuth, self.elevation])
        right = (-np.sin(turn), np.cos(turn), 0.0)
        up = (-np.sin(tilt) * np.cos(turn), -np.sin(tilt) * np.sin(turn), np.cos(tilt))
        towards = (np.cos(tilt) * np.cos(turn), np.cos(tilt) * np.sin(turn), np.sin(tilt))
        return np.array([right, up, towards])

    def project(self, relief: Array) -> Array:
        """Return screen coordinates (..., 2) of relief points (..., 3), in half-widths of the domain."""
        return np.asarray(relief @ self.axes[:2].T)

    def depth(self, relief: Array) -> Array:
        """Return how near relief points (..., 3) are to the viewer."""
        return np.asarray(relief @ self.axes[2])


class Relief:
    """A function over its window, scaled for the camera."""

    def __init__(self, objective: Objective, window: Array, camera: Camera) -> None:
        self.objective, self.camera = objective, camera
        self.middle, self.half = window.mean(axis=1), np.ptp(window, axis=1) / 2
        self.low, self.high = height_range(objective, window)

    def seen_from(self, camera: Camera) -> Relief:
        """Return the same relief before another camera."""
        other = copy.copy(self)
        other.camera = camera
        return other

    def to_domain(self, uv: Array) -> Array:
        """Return the points of the domain under relief coordinates (..., 2)."""
        return np.asarray(self.middle + uv * self.half)

    def to_uv(self, points: Array) -> Array:
        """Return relief coordinates (..., 2) of points of the domain."""
        return np.asarray((points - self.middle) / self.half)

    def scaled(self, values: Array | float) -> Array:
        """Return relief heights of values of the function."""
        return np.asarray(RISE * (2 * (np.asarray(values) - self.low) / (self.high - self.low) - 1))

    def height(self, uv: Array) -> Array:
        """Return the surface's relief height (...) over (..., 2): nan where it has none, cut off at poles."""
        values = self.objective.value(self.to_domain(uv))
        return np.clip(self.scaled(np.where(np.isfinite(values), values, np.nan)), -SUMMIT, SUMMIT)

    def on_surface(self, uv: Array) -> Array:
        """Return the surface's points (..., 3) over (..., 2)."""
        return np.concatenate([uv, self.height(uv)[..., np.newaxis]], axis=-1)

    def on_floor(self, uv: Array) -> Array:
        """Return the floor's points (..., 3) under (..., 2)."""
        return np.concatenate([uv, np.full((*uv.shape[:-1], 1), FLOOR)], axis=-1)

    def normals(self, uv: Array) -> Array:
        """Return upward unit normals (..., 3)."""
        slope = self.objective.gradient(self.to_domain(uv)) * self.half * (2 * RISE / (self.high - self.low))
        upward = np.concatenate([-slope, np.ones((*uv.shape[:-1], 1))], axis=-1)
        with np.errstate(invalid="ignore"):
            return np.asarray(upward / np.linalg.norm(upward, axis=-1, keepdims=True))

    def clearance(self, relief: Array) -> Array:
        """Return heights above the surface along the lines of sight of points (m, 3) as (m, SIGHT).

        Where the line has left the domain, or risen above all of the surface, the entry is +inf.
        """
        towards = self.camera.axes[2]
        reach = min(3 / max(np.hypot(*towards[:2]), 1e-9), 2 * RISE / max(towards[2], 1e-9))
        line = relief[:, np.newaxis] + np.linspace(0, reach, SIGHT)[:, np.newaxis] * towards
        over = (np.abs(line[..., 0]) <= 1) & (np.abs(line[..., 1]) <= 1) & (line[..., 2] <= RISE + 2 * LIFT)
        clear = np.full(over.shape, np.inf)
        sighted = line[over]
        clear[over] = sighted[:, 2] - self.height(sighted[:, :2])
        return clear

    def sees_top(self, uv: Array) -> NDArray[np.bool_]:
        """Return whether the upper side at (m, 2) is in sight: nothing of the surface stands before it."""
        lifted = self.on_surface(uv) + np.array([0, 0, LIFT])
        return np.asarray((self.clearance(lifted) > 0).all(axis=1))


def height_range(objective: Objective, window: Array) -> tuple[float, float]:
    """Return the lowest and the highest value over a window; a level function is given a height of 1."""
    heights = objective.value(window.mean(axis=1) + grid(121) * np.ptp(window, axis=1) / 2)
    finite = heights[np.isfinite(heights)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    return low, high if high > low else low + 1.0


def line_step(low: float, high: float) -> float:
    """Return how far apart the height lines of a relief from low to high are."""
    return nice_step(high - low, MOST_LINES)


def grid(count: int) -> Array:
    """Return relief coordinates (count, count, 2) over the whole domain."""
    side = np.linspace(-1, 1, count)
    return np.stack(np.meshgrid(side, side), axis=-1)


def best_azimuth(objective: Objective, window: Array, elevation: float, paths: list[Array]) -> float:
    """Return the azimuth, in steps of 10 degrees, from which most of every run is seen on the upper side.

    Among equals the one wins from which the runs look longest.
    """

    relief = Relief(objective, window, Camera(0, elevation))
    runs = [uv[(np.abs(uv) <= 1).all(axis=1)] for uv in map(relief.to_uv, paths)]
    runs = [relief.on_surface(uv) for uv in runs if len(uv)]

    def length(azimuth: float) -> float:
        camera = Camera(azimuth, elevation)
        return sum(float(np.hypot(*np.diff(camera.project(run), axis=0).T).sum()) for run in runs)

    def seen(azimuth: float) -> float:
        view = relief.seen_from(Camera(azimuth, elevation))
        shares = (view.sees_top(run[:: max(1, len(run) // 40), :2]).mean() for run in runs)
        return round(float(min(shares, default=0.0)), 2)

    best, most = 0.0, -1.0
    for azimuth in sorted(np.arange(-175.0, 180.0, 10.0).tolist(), key=length, reverse=True):
        if (share := seen(azimuth)) > most:
            best, most = azimuth, share
        if share == 1:
            break
    return best
