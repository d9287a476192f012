"""A model seen by a camera that stands still, or by one that passes: how it is lit, and what it hides.

Both come from the relief's floating horizon. In a view that lasts for a film it has a slice for every half pixel, and
the colours of four are averaged; in one that lasts for a drawing a slice for every pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gdanim.drawing.surfaces.model import Model, traced
from gdanim.geometry.horizon import Horizon
from gdanim.geometry.relief import Camera, grid
from gdanim.panels.cameras import Motion

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

FACING = 0.02
"""Cosine between normal and line of sight along which the silhouette is drawn: just on this side of it."""


class View:
    """A model seen by one camera, `fineness` (1 or 2) slices to a pixel. Relief coordinates are (m, 2), flags (m,)."""

    def __init__(self, model: Model, camera: Camera, fineness: int) -> None:
        self.model, self.camera, self.fineness = model, camera, fineness
        self.relief = model.relief.seen_from(camera)

    def pixels(self, points: Array) -> Array:
        """Return canvas pixels (..., 2) of relief points (..., 3)."""
        return self.model.pixels(self.camera, points)

    @cached_property
    def horizon(self) -> Horizon:
        """The slices of the relief: lines on all edges hide their steps."""
        left = (self._left + 0.5 / self.fineness - self.model.origin[0]) / self.model.unit
        return Horizon(self.relief, self.model.mesh, left, self._pitch, self.fineness * (self._right - self._left))

    @property
    def _pitch(self) -> float:
        return 1 / (self.fineness * self.model.unit)

    @property
    def _left(self) -> int:
        return int(np.floor(self.model.origin[0] - self.model.unit * self._reach))

    @property
    def _right(self) -> int:
        return int(np.ceil(self.model.origin[0] + self.model.unit * self._reach))

    @property
    def _reach(self) -> float:
        return float(np.abs(self.camera.axes[0]).sum())

    def sees_top(self, uv: Array) -> Flags:
        """Return whether the upper side is in sight."""
        return self.horizon.sees_top(uv)

    def sees_sheet(self, uv: Array) -> Flags:
        """Return whether the surface is in sight, from above or from below."""
        return self.horizon.sees_sheet(uv)

    def sees_floor(self, uv: Array) -> Flags:
        """Return whether the floor under these places is in sight past the surface."""
        return self.horizon.sees_floor(uv)

    def glimpses_top(self, uv: Array) -> Flags:
        """Return the same as `sees_top`, of a few places and without preparing for more."""
        return self.relief.sees_top(uv)

    def silhouette(self) -> list[Array]:
        """Return the lines (m, 2), in relief coordinates, along which the surface turns away."""
        apart = 2 // self.fineness
        facing = self.model.mesh.normals[::apart, ::apart] @ self.camera.axes[2].astype(np.float32)
        return traced(grid(len(facing)), facing, FACING)

    def sheet(self) -> tuple[NDArray[np.uint8], float, float]:
        """Return the lit surface as RGBA (height, width, 4), and the pixels of its left and bottom."""
        unit, origin, box = self.model.unit, self.model.origin[1], self.model.box
        low, high = (origin + unit * extreme for extreme in self.horizon.span)
        bottom = int(np.floor(max(low, box.y0))) - 1
        rows = self.fineness * (int(np.ceil(min(high, box.y1))) + 1 - bottom)
        first = (bottom + 0.5 / self.fineness - origin) / unit
        picture = self.horizon.picture(self.model.palette, first, self._pitch, rows)
        if self.fineness > 1:
            picture = np.asarray(Image.fromarray(picture).reduce(self.fineness))
        return picture, float(self._left), float(bottom)


class Lookout:
    """Where a model is seen from, now: `view` changes as the film's clock runs, where the camera moves."""

    def __init__(self, view_at: Callable[[float], View]) -> None:
        self.view_at, self.view, self.position = view_at, view_at(0.0), 0.0

    def turn(self, position: float) -> None:
        """See the model as when the clock reads `position`."""
        self.view, self.position = self.view_at(position), position


class Passage:
    """The views of a camera that moves, each made when it is asked for; the last one is kept."""

    def __init__(self, model: Model, start: Camera, motion: Motion) -> None:
        self.model, self.start, self.motion = model, start, motion
        self.last: View | None = None

    def __call__(self, position: float) -> View:
        """Return the view when the clock reads `position`."""
        camera = self.motion.at(self.start, position, self.model.show.clock.share)
        if self.last is None or self.last.camera != camera:
            self.last = View(self.model, camera, fineness=1)
        return self.last
