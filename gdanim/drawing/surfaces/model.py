"""The model of a surface: a relief fitted into a box of the canvas, its levels and its colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from contourpy import contour_generator
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.analysis import CriticalPoint, critical_points
from gdanim.geometry.horizon import TONES, Mesh
from gdanim.geometry.relief import AMBIENT, DIFFUSE, FLOOR, RISE, Camera, Relief, grid, line_step
from gdanim.panels.base import Show

Array = NDArray[np.float64]

LINES = 241
"""Samples along a side of the grid in which height lines are traced."""


class Model:
    """A relief of one size and place on the canvas, whichever of its cameras looks at it."""

    def __init__(self, relief: Relief, cameras: Sequence[Camera], box: Bbox, show: Show) -> None:
        self.relief, self.show, self.box = relief, show, box
        corners = np.array([(u, v, h) for u in (-1, 1) for v in (-1, 1) for h in (FLOOR, RISE)], dtype=np.float64)
        corners[1::2, 2] = relief.height(corners[1::2, :2])
        edge = relief.on_surface(grid(41).reshape(-1, 2))
        flat = np.stack([camera.project(np.concatenate([corners, edge])) for camera in cameras])
        room = 2.2 * show.layout.tick_type
        low, high = np.nanmin(flat, axis=(0, 1)), np.nanmax(flat, axis=(0, 1))
        self.unit = float(min((box.width - 2 * room) / (high[0] - low[0]), (box.height - room) / (high[1] - low[1])))
        centre = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2 + 0.25 * room])
        self.origin = centre - self.unit * (low + high) / 2

    def pixels(self, camera: Camera, points: Array) -> Array:
        """Return canvas pixels (..., 2) of relief points (..., 3)."""
        return np.asarray(self.origin + self.unit * camera.project(points))

    @cached_property
    def mesh(self) -> Mesh:
        """The relief's heights and normals."""
        return Mesh(self.relief)

    @cached_property
    def palette(self) -> NDArray[np.uint32]:
        """The surface's colours, packed, by side, height and brightness (2, TONES, TONES)."""
        tints = self.tints(np.linspace(self.relief.low, self.relief.high, TONES))[::-1, :, np.newaxis]
        colours = _lit(tints, AMBIENT + DIFFUSE * np.linspace(0, 1, TONES))
        return (255 * colours).round().astype(np.uint8).view(np.uint32)[..., 0]

    @cached_property
    def critical(self) -> list[CriticalPoint]:
        """The objective's critical points."""
        return critical_points(self.show.objective)

    @property
    def saddle(self) -> float | None:
        """The height of the first saddle in the domain, None where there is none."""
        return next((point.value for point in self.critical if point.kind == "saddle"), None)

    def levels(self) -> Array:
        """Return heights about a tenth of the range apart, one of them a saddle's."""
        relief = self.relief
        step = line_step(relief.low, relief.high)
        saddle = self.saddle or 0.0
        first = np.ceil((relief.low - saddle) / step)
        return np.asarray(saddle + step * np.arange(first, np.floor((relief.high - saddle) / step) + 1))

    def level_lines(self, samples: int) -> list[tuple[float, Array]]:
        """Return each level with each of its lines (m, 2), in relief coordinates, traced on so many samples a side."""
        uv = grid(samples)
        heights = self.relief.objective.value(self.relief.to_domain(uv))
        return [(float(level), line) for level in self.levels() for line in traced(uv, heights, level)]

    def tints(self, values: Array) -> Array:
        """Return RGBA of the upper side and of the underside (2, m, 4) at values of the function, before any light."""
        theme, relief, middle = self.show.theme, self.relief, self.saddle
        if middle is None or not relief.low < middle < relief.high:
            middle = (relief.low + relief.high) / 2
        shares = np.interp(values, [relief.low, middle, relief.high], [0, 0.5, 1])
        upper = LinearSegmentedColormap.from_list("surface", theme.surface)(shares)
        return np.stack([upper, 0.35 * upper + 0.65 * np.array(to_rgba(theme.underside))])


def _lit(tints: Array, brightness: Array) -> Array:
    """Return RGBA tints (..., 4) in a light (...), opaque."""
    colours = np.array(np.broadcast_to(tints, np.broadcast_shapes(tints.shape, (*brightness.shape, 4))), order="C")
    colours[..., :3] = np.clip(colours[..., :3] * brightness[..., np.newaxis], 0, 1)
    colours[..., 3] = 1
    return colours


def traced(uv: Array, field: Array, level: float) -> list[Array]:
    """Return the lines (m, 2) along which a field over relief coordinates has a level; it may have holes."""
    lines = contour_generator(uv[..., 0], uv[..., 1], np.ma.masked_invalid(field)).lines(level)
    return [np.asarray(line) for line in lines]
