"""Runs walking on a relief: solid where they are seen, dotted where the surface hides them, with their shadows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.artists import Arrow, Marks, Points, Trail
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.names import name_runs
from gdanim.panels.paths import DOT_APART

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.panels.surface import Model

CLOSE = 0.012
"""Distance between the vertices of a path on the relief, in half-widths of the domain."""

MOST_BETWEEN = 200
"""Vertices between two steps, at most."""


def draw_relief_paths(figure: Figure, model: Model, box: Bbox, show: Show, fixed: Points) -> Update:
    """Add the moving marks of every run on the relief and return their mover."""
    walkers = [ReliefWalker(figure, model, show, track) for track in show.tracks]
    move_names = name_runs(figure, show, walkers, box, fixed)

    def update(position: float) -> None:
        for walker in walkers:
            walker.move(walker.track.step_at(position))
        move_names(position)

    return update


def _walk(uv: Points) -> tuple[Points, NDArray[np.float64]]:
    """Return vertices close together along a path, and the step that each stands for, up to the relief's edge."""
    steps = []
    for k, length in enumerate(np.hypot(*np.diff(uv, axis=0).T)):
        between = int(np.clip(length / CLOSE, 1, MOST_BETWEEN)) if np.isfinite(length) else 1
        steps.append(k + np.arange(between) / between)
        if (np.abs(uv[k + 1]) > 1).any():
            steps.append(k + np.linspace(0, 1, MOST_BETWEEN)[1:])
            steps[-2] = np.array([float(k)])
            break
    steps.append(np.array([len(steps)], dtype=np.float64))
    at = np.unique(np.concatenate(steps))
    at = at[at <= len(uv) - 1]
    index = np.arange(len(uv))
    dense = np.stack([np.interp(at, index, uv[:, 0]), np.interp(at, index, uv[:, 1])], axis=1)
    inside = (np.abs(dense) <= 1 + 1e-9).all(axis=1)
    last = len(dense) if inside.all() else int(np.argmin(inside))
    return dense[:last], at[:last]


class ReliefWalker:
    """The marks of one run on the relief."""

    def __init__(self, figure: Figure, model: Model, show: Show, track: Track) -> None:
        relief = model.relief
        self.show, self.track, self.reach = show, track, DOT_APART * show.layout.scale
        path = relief.to_uv(track.points)
        uv, self.steps = _walk(path)
        self.left = int(np.ceil(self.steps[-1])) if (np.abs(path) > 1).any() else None
        self.pixels = model.pixels(relief.on_surface(uv))
        self.seen = relief.sees_top(uv)
        self.shadow = np.where(relief.sees_floor(uv)[:, np.newaxis], model.pixels(relief.on_floor(uv)), np.nan)
        self._make_marks(figure, show, track)

    def _make_marks(self, figure: Figure, show: Show, track: Track) -> None:
        layout, theme, clip = show.layout, show.theme, figure.bbox
        size = layout.head * track.series.scale
        self.cast = Trail(
            clip, colour=track.line, width=0.6 * layout.line, dash=track.series.dash, alpha=0.55, zorder=2.5
        )
        self.hidden = Trail(clip, colour=track.line, width=0.85 * layout.line, dotted=True, alpha=0.85, zorder=2.8)
        self.trail = Trail(clip, colour=track.line, width=layout.line, dash=track.series.dash, casing=theme.background)
        self.dots = Marks(
            "o",
            size=4.5 * layout.scale,
            face=track.line,
            edge=theme.background,
            edge_width=0.9 * layout.scale,
            zorder=4,
        )
        start = Marks(
            track.series.marker, size=0.82 * size, face=theme.background, edge=track.line,
            edge_width=1.8 * layout.scale, zorder=4.5,
        )  # fmt: skip
        start.set_places(self.pixels[:0] if show.together else self.pixels[:1])
        self.head = Marks(
            track.series.marker,
            size=size,
            face=track.line,
            edge=theme.background,
            edge_width=1.5 * layout.scale,
        )
        self.hollow = Marks(track.series.marker, size=size, face=None, edge=track.line, edge_width=0.7 * layout.line)
        self.arrow = Arrow(colour=track.line, length=7 * layout.scale + layout.line)
        for mark in (
            self.cast, self.hidden, self.trail, self.dots, start, self.head, self.hollow, self.arrow,
        ):  # fmt: skip
            figure.add_artist(mark)
        self.kept = self._spaced()

    def _spaced(self) -> NDArray[np.int64]:
        """Return the vertices of steps that carry a dot: in sight, and a long step from the one before."""
        whole = np.flatnonzero(self.steps == np.round(self.steps))
        lengths = np.hypot(*np.diff(self.pixels[whole], axis=0).T)
        return whole[1:][(lengths >= self.reach) & self.seen[whole[1:]]]

    def _at(self, position: float) -> tuple[Points, int]:
        """Return the head's pixels at a position, and the vertex before it."""
        position = min(position, self.steps[-1])
        before = int(np.searchsorted(self.steps, position, side="right")) - 1
        if before == len(self.steps) - 1:
            return self.pixels[-1], before
        share = (position - self.steps[before]) / (self.steps[before + 1] - self.steps[before])
        return (1 - share) * self.pixels[before] + share * self.pixels[before + 1], before

    def move(self, position: float) -> None:
        """Show the run at a position in steps."""
        head, last = self._at(position)
        walked = np.concatenate([self.pixels[: last + 1], head[np.newaxis]])
        seen = np.append(self.seen[: last + 1], self.seen[last])
        self.trail.set_points(np.where(seen[:, np.newaxis], walked, np.nan))
        self.hidden.set_points(np.where(_widened(~seen)[:, np.newaxis], walked, np.nan))
        self.cast.set_points(self.shadow[: last + 1])
        dots = self.pixels[self.kept[self.kept <= last]]
        self.dots.set_places(dots[np.hypot(*(dots - head).T) >= self.reach] if len(dots) else dots)
        gone = self.left_at(position) is not None
        none = walked[:0]
        self.head.set_places(none if gone or not seen[-1] else head[np.newaxis])
        self.hollow.set_places(none if gone or seen[-1] else head[np.newaxis])
        self.arrow.point(head if gone else None, self._direction())

    def head_at(self, position: float) -> Points:
        """Return the pixels of the head, or of where it left the relief."""
        return self._at(position)[0]

    def left_at(self, position: float) -> int | None:
        """Return the step at which it left the relief, or None while it is on it."""
        return self.left if position >= self.steps[-1] else None

    def in_sight(self, position: float) -> bool:
        """Return True: what the surface hides is named as well."""
        return True

    def told(self, position: float) -> str:
        """Return the run's name, and that it is behind the surface."""
        label = self.track.label
        return label if self.seen[self._at(position)[1]] else self.show.say("{name}, behind", name=label)

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return vertices at least 6 pixels apart, and the positions at which the path reaches them."""
        walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(self.pixels, axis=0).T))])
        kept = np.unique(np.searchsorted(walked, np.arange(0, walked[-1], 6.0)))
        return self.pixels[kept], self.steps[kept]

    def _direction(self) -> Points:
        step = self.pixels[-1] - self.pixels[max(0, len(self.pixels) - 4)]
        return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


def _widened(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the flags with each stretch one vertex longer at both ends, so that strokes meet."""
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    return wide
