"""What a relief shows to one camera and what it hides, fast enough for a camera that moves. Arrays only.

The relief is cut into upright *slices* along the lines of sight, side by side. On a slice, walked away from the
viewer, a point of the surface is seen from above where it rises over all that is nearer, and from below where it sinks
under all that is nearer: two running extremes, the floating horizons of Williamson (1972, Algorithm 420, CACM 15) and
Wright (1973, IEEE Transactions on Computers 22), tell what every pixel shows, and whether any point is hidden.

Places are in half-widths of the domain, as the camera projects them: `across` to the right, `up`, and `away`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdanim.geometry.relief import FLOOR, LIGHT, RISE, Relief, grid

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

MESH = 161
"""Vertices along a side of the mesh on which heights and normals are taken once; between them they are linear."""

DEPTHS = 160
"""Samples along a slice, from the relief's near edge to its far one."""

BLOCK = 128
"""Slices that are worked on at once."""

TONES = 256
"""Heights, and brightnesses, that a palette tells apart."""

SLACK = 0.002
"""How far up something nearer may reach over a point without hiding it, a third of a pixel on an article's canvas: what
is linear between samples is not exact."""

NOWHERE = 1e6
"""Half-widths away: where what is not there is put."""


class Mesh:
    """A relief's heights (MESH, MESH) and upward unit normals (MESH, MESH, 3), which no camera changes."""

    def __init__(self, relief: Relief) -> None:
        uv = grid(MESH)
        self.heights = relief.height(uv).astype(np.float32)
        self.normals = np.nan_to_num(relief.normals(uv)).astype(np.float32)
        self.whole = bool(np.isfinite(self.heights).all())


class Horizon:
    """The slices of a relief at `left + pitch * k`, k below `count`, before the relief's camera.

    `up`, `top` and `bottom` (count, DEPTHS) are where a sample is seen, and the extremes of that so far. `meets`
    (count,) says whether a slice meets the relief at all.
    """

    def __init__(self, relief: Relief, mesh: Mesh, left: float, pitch: float, count: int) -> None:
        self.axes, self.mesh = relief.camera.axes, mesh
        self.left, self.pitch, self.count = left, pitch, count
        self.right, self.ahead = self.axes[0, :2], -self.axes[2, :2] / np.hypot(*self.axes[2, :2])
        reach = np.abs(self.right).sum() * (1 - 1e-9)
        wanted = left + pitch * np.arange(count)
        self.across, self.meets = np.clip(wanted, -reach, reach), np.abs(wanted) <= reach
        self.near, far = _through(self.across, self.right, self.ahead)
        self.depth = np.maximum(far - self.near, 1e-9)
        self.up, self.top, self.bottom = np.empty((3, count, DEPTHS), dtype=np.float32)
        self.front = np.empty(count, dtype=np.float32)
        for block in self._blocks():
            self._cut(block)

    def _blocks(self) -> Iterator[slice]:
        """Yield the slices, as many at a time as a processor's cache holds."""
        for start in range(0, self.count, BLOCK):
            yield slice(start, min(start + BLOCK, self.count))

    def _cut(self, block: slice) -> None:
        """Fill a block of slices."""
        away = _floats(self.near[block, np.newaxis] + self.depth[block, np.newaxis] * np.linspace(0, 1, DEPTHS))
        height = _sampled(self.mesh.heights, *self._over(_floats(self.across[block, np.newaxis]), away))
        up = self.up[block] = self._seen_at(height, away)
        known = np.isfinite(up)
        self.front[block] = up[np.arange(len(up)), known.argmax(axis=1)]
        np.maximum.accumulate(up if self.mesh.whole else np.where(known, up, -NOWHERE), axis=1, out=self.top[block])
        np.minimum.accumulate(up if self.mesh.whole else np.where(known, up, NOWHERE), axis=1, out=self.bottom[block])

    def _over(self, across: Floats, away: Floats) -> list[Floats]:
        """Return the relief coordinates u and v of places to the right and away."""
        return [np.float32(self.right[axis]) * across + np.float32(self.ahead[axis]) * away for axis in (0, 1)]

    def _seen_at(self, height: Any, away: Any) -> Any:
        """Return how far up points of a height and a distance away are seen."""
        return height * np.float32(self.axes[1, 2]) + away * np.float32(self.axes[2, 2])

    @property
    def span(self) -> tuple[float, float]:
        """How far up the lowest and the highest sample are seen."""
        return float(self.bottom[:, -1].min()), float(self.top[:, -1].max())

    def picture(self, palette: NDArray[np.uint32], low: float, pitch: float, rows: int) -> NDArray[np.uint8]:
        """Return the surface as RGBA (rows, count, 4), a column for every slice.

        `palette` (2, TONES, TONES) holds packed RGBA by side, under and upper, height and brightness; row k from the
        bottom is at `low + pitch * k` up.
        """
        levels = _floats(low + pitch * np.arange(rows))
        sun = self.mesh.normals @ _floats(self.axes.T @ LIGHT)
        shown = np.zeros((self.count, rows), dtype=np.uint32)
        for block in self._blocks():
            self._paint(shown[block], block, palette.ravel(), sun, levels)
        return shown.T[::-1].copy().view(np.uint8).reshape(rows, self.count, 4)

    def _paint(
        self, shown: NDArray[np.uint32], block: slice, palette: NDArray[np.uint32], sun: Floats, levels: Floats
    ) -> None:
        """Fill a block's pixels (slices, rows) with what each meets first."""
        above = levels > self.front[block, np.newaxis]
        over, under = (_passed(extreme[block], levels) for extreme in (self.top, self.bottom))
        after = np.where(above, over, DEPTHS - under)
        pixels = np.flatnonzero((after > 0) & (after < DEPTHS) & self.meets[block, np.newaxis])
        slices = pixels // len(levels)
        level, upper, after = levels.take(pixels - slices * len(levels)), above.ravel().take(pixels), after.take(pixels)
        met = self._met(block, slices, after, level)
        away = _floats(np.nan_to_num(met))
        light = _sampled(sun, *self._over(_floats(self.across[block]).take(slices), away))
        height = _floats((level - away * np.float32(self.axes[2, 2])) / np.float32(self.axes[1, 2]))
        colours = palette.take(_tones(upper, height, _floats(np.where(upper, light, -light))))
        shown.reshape(-1)[pixels] = np.where(np.isfinite(met), colours, 0)

    def _met(self, block: slice, slices: NDArray[np.int64], after: NDArray[np.int64], level: Floats) -> Floats:
        """Return how far away slices of a block meet a level just before the sample `after`, nan in a hole."""
        up, place = self.up[block].ravel(), slices * DEPTHS + after
        low = up.take(place - 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.clip((level - low) / (up.take(place) - low), 0, 1)
        sample = (_floats(after - 1) + share) / (DEPTHS - 1)
        return _floats(self.near[block]).take(slices) + _floats(self.depth[block]).take(slices) * sample

    def sees_top(self, uv: Array) -> NDArray[np.bool_]:
        """Return whether the upper side at (m, 2) is in sight."""
        up, top, _ = self._found(uv)
        return np.asarray(top - up < SLACK)

    def sees_sheet(self, uv: Array) -> NDArray[np.bool_]:
        """Return whether the surface at (m, 2) is in sight from above or from below."""
        up, top, bottom = self._found(uv)
        return np.asarray(np.minimum(top - up, up - bottom) < SLACK)

    def sees_floor(self, uv: Array) -> NDArray[np.bool_]:
        """Return whether the floor at (m, 2) is in sight past the surface."""
        return np.asarray(self._seen_at(FLOOR, uv @ self.ahead) < self._found(uv)[2])

    def _found(self, uv: Array) -> Array:
        """Return `up`, `top` and `bottom` at points (m, 2) as (3, m), linear between slices and samples."""
        across, away = uv @ self.right, uv @ self.ahead
        column = np.clip((across - self.left) / self.pitch, 0, self.count - 1.001)
        first = column.astype(np.int64)
        one, other = (self._on_slice(slice_, away) for slice_ in (first, first + 1))
        return np.asarray(one + (column - first) * (other - one))

    def _on_slice(self, slice_: NDArray[np.int64], away: Array) -> Array:
        sample = np.clip((away - self.near[slice_]) / self.depth[slice_] * (DEPTHS - 1), 0, DEPTHS - 1.001)
        before = sample.astype(np.int64)
        share, before = sample - before, before + slice_ * DEPTHS
        tables = (self.up.ravel(), self.top.ravel(), self.bottom.ravel())
        return np.stack([table[before] + share * (table[before + 1] - table[before]) for table in tables])


def _through(across: Array, right: Array, ahead: Array) -> tuple[Array, Array]:
    """Return how far away each slice enters and leaves the window |u|, |v| <= 1."""
    near, far = np.full(len(across), -NOWHERE), np.full(len(across), NOWHERE)
    for aside, along in zip(right, ahead, strict=True):
        if abs(along) > 1e-9:
            ends = (np.array([[-1.0], [1.0]]) - across * aside) / along
            near, far = np.maximum(near, ends.min(axis=0)), np.minimum(far, ends.max(axis=0))
    return near, far


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float32)


def _sampled(mesh: Floats, u: Floats, v: Floats) -> Floats:
    """Return a mesh at relief coordinates, bilinear."""
    across, along = (np.clip((place + 1) * np.float32((MESH - 1) / 2), 0, MESH - 1.001) for place in (u, v))
    column, row = np.floor(across), np.floor(along)
    right, up, corner = across - column, along - row, (row * MESH + column).astype(np.intp)
    flat = mesh.ravel()
    near = _between(flat.take(corner), flat.take(corner + 1), right)
    return _between(near, _between(flat.take(corner + MESH), flat.take(corner + MESH + 1), right), up)


def _between(one: Floats, other: Floats, share: Floats) -> Floats:
    return np.asarray(one + share * (other - one))


def _passed(extreme: Floats, levels: Floats) -> NDArray[np.int64]:
    """Return how many samples of each slice (slices, rows) are below each of the levels, which are evenly apart."""
    count, rows = len(extreme), len(levels)
    first = np.clip((extreme - levels[0]) / (levels[1] - levels[0]) + 1, 0, rows).astype(np.int32)
    first += (np.arange(count, dtype=np.int32) * (rows + 1))[:, np.newaxis]
    begun = np.bincount(first.ravel(), minlength=count * (rows + 1))
    return begun.reshape(count, rows + 1).cumsum(axis=1)[:, :rows]


def _tones(upper: NDArray[np.bool_], height: Floats, light: Floats) -> NDArray[np.int32]:
    """Return places in a flat palette."""
    tall = np.clip((height + np.float32(RISE)) * np.float32((TONES - 1) / (2 * RISE)), 0, TONES - 1)
    lit = np.clip(light * np.float32(TONES - 1), 0, TONES - 1)
    return (upper * np.int32(TONES) + tall.astype(np.int32)) * np.int32(TONES) + lit.astype(np.int32)
