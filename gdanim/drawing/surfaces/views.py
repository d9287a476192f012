"""A model seen by a camera that stands still, or by one that passes: how it is lit, and what it hides.

A view that lasts for a film follows a ray from everything that may be hidden and shades its triangles at twice the
size. One that lasts for a drawing takes both from the relief's floating horizon, which is as true to a pixel and
twenty times as fast.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gdanim.drawing.artists import shaded
from gdanim.drawing.surfaces.model import LINES, Model, lit, traced
from gdanim.geometry.horizon import TONES, Horizon, Mesh
from gdanim.geometry.relief import AMBIENT, DIFFUSE, Camera, grid
from gdanim.panels.cameras import Motion

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MESH = 161
"""Vertices along a side of the mesh of triangles."""

RAYS = 256
"""Rays that are followed at once."""

FACING = 0.02
"""Cosine between normal and line of sight along which the silhouette is drawn: just on this side of it."""


class View(Protocol):
    """A model seen by one camera. Relief coordinates are (m, 2), and flags (m,)."""

    camera: Camera

    def pixels(self, points: Array) -> Array:
        """Return canvas pixels (..., 2) of relief points (..., 3)."""

    def sees_top(self, uv: Array) -> Flags:
        """Return whether the upper side is in sight."""

    def sees_sheet(self, uv: Array) -> Flags:
        """Return whether the surface is in sight, from above or from below."""

    def sees_floor(self, uv: Array) -> Flags:
        """Return whether the floor under these places is in sight past the surface."""

    def glimpses_top(self, uv: Array) -> Flags:
        """Return the same as `sees_top`, of a few places and without preparing for more."""

    def silhouette(self) -> list[Array]:
        """Return the lines (m, 2), in relief coordinates, along which the surface turns away."""

    def sheet(self) -> tuple[NDArray[np.uint8], float, float]:
        """Return the lit surface as RGBA (height, width, 4), and the pixels of its left and bottom."""


class Lookout:
    """Where a model is seen from, now: `view` changes as the film's clock runs, where the camera moves."""

    def __init__(self, view_at: Callable[[float], View]) -> None:
        self.view_at, self.view, self.position = view_at, view_at(0.0), 0.0

    def turn(self, position: float) -> None:
        """See the model as when the clock reads `position`."""
        self.view, self.position = self.view_at(position), position


class StandingView:
    """The view of a camera that stands still for the whole film."""

    def __init__(self, model: Model, camera: Camera) -> None:
        self.camera, self.model, self.relief = camera, model, model.relief.seen_from(camera)

    def pixels(self, points: Array) -> Array:
        """Return canvas pixels (..., 2) of relief points (..., 3)."""
        return self.model.pixels(self.camera, points)

    def sees_top(self, uv: Array) -> Flags:
        """Return whether the upper side is in sight."""
        return _by_rays(self.relief.sees_top, uv)

    def sees_sheet(self, uv: Array) -> Flags:
        """Return whether the surface is in sight, from above or from below."""
        return _by_rays(self.relief.sees_sheet, uv)

    def sees_floor(self, uv: Array) -> Flags:
        """Return whether the floor under these places is in sight past the surface."""
        return _by_rays(self.relief.sees_floor, uv)

    def glimpses_top(self, uv: Array) -> Flags:
        """Return the same by rays."""
        return self.relief.sees_top(uv)

    def silhouette(self) -> list[Array]:
        """Return the lines along which the surface turns away."""
        uv = grid(LINES)
        return traced(uv, self.relief.facing(uv), FACING)

    def sheet(self) -> tuple[NDArray[np.uint8], float, float]:
        """Shade triangles, back to front, at twice the size, and average."""
        uv = grid(MESH)
        points = self.relief.on_surface(uv)
        pixels = self.pixels(points)
        finite = pixels[np.isfinite(pixels).all(axis=-1)]
        low = np.floor(finite.min(axis=0)) - 2
        size = np.ceil(finite.max(axis=0)) + 2 - low
        corners = _triangles(np.arange(MESH * MESH).reshape(MESH, MESH))
        places = (pixels - low).reshape(-1, 2)[corners]
        tints = self.model.tints(self.relief.objective.value(self.relief.to_domain(uv)).ravel())
        turn = np.diff(places, axis=1)
        under = turn[:, 0, 0] * turn[:, 1, 1] - turn[:, 0, 1] * turn[:, 1, 0] < 0
        depth = self.camera.depth(points).ravel()[corners].mean(axis=1)
        order = np.argsort(depth, kind="stable")
        order = order[np.isfinite(places[order]).all(axis=(1, 2))]
        colours = lit(tints, self.relief.brightness(uv).ravel())
        tinted = colours[under[order, np.newaxis].astype(np.intp), corners[order]]
        return shaded(places[order], tinted, (int(size[0]), int(size[1]))), float(low[0]), float(low[1])


def _by_rays(sees: Callable[[Array], Flags], uv: Array) -> Flags:
    """Return what rays tell, followed a few hundred at a time: each has hundreds of samples."""
    return np.concatenate([sees(part) for part in np.array_split(uv, len(uv) // RAYS + 1)])


def _triangles(index: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the vertices (2 m, 3) of a mesh's triangles, all turning the same way."""
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


class Passage:
    """The views of a camera that moves, each made when it is asked for; the last one is kept."""

    def __init__(self, model: Model, start: Camera, motion: Motion) -> None:
        self.model, self.start, self.motion = model, start, motion
        self.mesh, self.palette = Mesh(model.relief), _palette(model)
        self.last: PassingView | None = None

    def __call__(self, position: float) -> PassingView:
        """Return the view when the clock reads `position`."""
        camera = self.motion.at(self.start, position, self.model.show.clock.share)
        if self.last is None or self.last.camera != camera:
            self.last = PassingView(self, camera)
        return self.last


def _palette(model: Model) -> NDArray[np.uint32]:
    """Return the surface's colours, packed, by side, height and brightness (2, TONES, TONES)."""
    relief = model.relief
    tints = model.tints(np.linspace(relief.low, relief.high, TONES))[::-1, :, np.newaxis]
    colours = lit(tints, AMBIENT + DIFFUSE * np.linspace(0, 1, TONES))
    return (255 * colours).round().astype(np.uint8).view(np.uint32)[..., 0]


class PassingView:
    """The view of a camera on its way."""

    def __init__(self, passage: Passage, camera: Camera) -> None:
        self.camera, self.model, self.passage = camera, passage.model, passage
        self.relief = self.model.relief.seen_from(camera)

    def pixels(self, points: Array) -> Array:
        """Return canvas pixels (..., 2) of relief points (..., 3)."""
        return self.model.pixels(self.camera, points)

    @cached_property
    def horizon(self) -> Horizon:
        """The slices of the relief, one for every column of pixels: lines on all edges hide their steps."""
        left = (self._left + 0.5 - self.model.origin[0]) / self.model.unit
        return Horizon(self.relief, self.passage.mesh, left, 1 / self.model.unit, self._right - self._left)

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
        """Return whether the floor is in sight past the surface."""
        return self.horizon.sees_floor(uv)

    def glimpses_top(self, uv: Array) -> Flags:
        """Return the same by rays."""
        return self.relief.sees_top(uv)

    def silhouette(self) -> list[Array]:
        """Return the lines along which the surface turns away."""
        facing = self.passage.mesh.normals[::2, ::2] @ self.camera.axes[2].astype(np.float32)
        return traced(grid(len(facing)), facing, FACING)

    def sheet(self) -> tuple[NDArray[np.uint8], float, float]:
        """Look up what every pixel shows."""
        unit, origin, box = self.model.unit, self.model.origin[1], self.model.box
        low, high = (origin + unit * extreme for extreme in self.horizon.span)
        bottom = int(np.floor(max(low, box.y0))) - 1
        rows = int(np.ceil(min(high, box.y1))) + 1 - bottom
        picture = self.horizon.picture(self.passage.palette, (bottom + 0.5 - origin) / unit, 1 / unit, rows)
        return picture, float(self._left), float(bottom)
