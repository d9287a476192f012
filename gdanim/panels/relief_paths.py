"""Runs walking on a relief: solid where they are seen, dotted where the surface hides them, with their shadows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.artists import Arrow, Marks, Points, Trail
from gdanim.lettering import Label
from gdanim.panels.badges import badge, outcome_badge
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.labels import Places, plan, sample_positions

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.panels.surface import Model

CLOSE = 0.012
"""Distance between the vertices of a path on the relief, in half-widths of the domain."""

MOST_BETWEEN = 200
"""Vertices between two steps, at most."""

DOT_APART = 9.0


def draw_relief_paths(figure: Figure, model: Model, box: Bbox, show: Show, fixed: Points) -> Update:
    """Add the moving marks of every run on the relief and return their mover."""
    walkers = [ReliefWalker(figure, model, show, track) for track in show.tracks]
    positions = sample_positions(show.steps)
    heads = np.array([[walker.at(position)[0] for position in positions] for walker in walkers])
    sizes = np.array([[walker.label.size(*walker.told(position)) for position in positions] for walker in walkers])
    thinned = [walker.thinned() for walker in walkers]
    trails = (
        np.concatenate([pixels for pixels, _ in thinned]),
        np.concatenate([steps for _, steps in thinned]),
    )
    starts = np.array([walker.pixels[0] for walker in walkers])
    marks = np.concatenate([starts, fixed])
    names = plan(positions, heads, sizes, trails, box.get_points(), marks, show.layout.scale)

    def update(position: float) -> None:
        for walker, places in zip(walkers, names, strict=True):
            walker.move(position, places)

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
        layout, theme, relief = show.layout, show.theme, model.relief
        self.track, self.reach = track, DOT_APART * layout.scale
        path = relief.to_uv(track.points)
        uv, self.steps = _walk(path)
        self.left = int(np.ceil(self.steps[-1])) if (np.abs(path) > 1).any() else None
        self.pixels = model.pixels(relief.on_surface(uv))
        self.seen = relief.sees_top(uv)
        self.shadow = np.where(relief.sees_floor(uv)[:, np.newaxis], model.pixels(relief.on_floor(uv)), np.nan)
        self._make_marks(figure, show, track)
        self.show, self.label = show, Label(figure, layout.label_type, track.text, theme.background)
        self.outcome = outcome_badge(show, track) if show.outcomes else None

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
        start.set_places(self.pixels[:1])
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

    def at(self, position: float) -> tuple[Points, int]:
        """Return the head's pixels at a position, and the vertex before it."""
        position = min(position, self.steps[-1])
        before = int(np.searchsorted(self.steps, position, side="right")) - 1
        if before == len(self.steps) - 1:
            return self.pixels[-1], before
        share = (position - self.steps[before]) / (self.steps[before + 1] - self.steps[before])
        return (1 - share) * self.pixels[before] + share * self.pixels[before + 1], before

    def move(self, position: float, places: Places) -> None:
        """Show the run at a position in steps."""
        head, last = self.at(position)
        walked = np.concatenate([self.pixels[: last + 1], head[np.newaxis]])
        seen = np.append(self.seen[: last + 1], self.seen[last])
        self.trail.set_points(np.where(seen[:, np.newaxis], walked, np.nan))
        self.hidden.set_points(np.where(_widened(~seen)[:, np.newaxis], walked, np.nan))
        self.cast.set_points(self.shadow[: last + 1])
        dots = self.pixels[self.kept[self.kept <= last]]
        self.dots.set_places(dots[np.hypot(*(dots - head).T) >= self.reach] if len(dots) else dots)
        gone = self.left is not None and position >= self.steps[-1]
        none = walked[:0]
        self.head.set_places(none if gone or not seen[-1] else head[np.newaxis])
        self.hollow.set_places(none if gone or seen[-1] else head[np.newaxis])
        self.arrow.point(head if gone else None, self._direction())
        words, pill = self.told(position)
        self.label.place(words, pill, places.centre(position, head, self.label.size(words, pill)))

    def told(self, position: float) -> tuple[str, NDArray[np.uint8] | None]:
        """Return the words beside the head, and the pill that says how the run ended or when it left."""
        if self.left is not None and position >= self.steps[-1]:
            return self.track.label, badge(self.show, "diverged", f"left at step {self.left}")
        ended = position >= self.track.trajectory.end
        name = self.track.label if self.seen[self.at(position)[1]] else f"{self.track.label}, behind"
        return name, self.outcome if ended else None

    def thinned(self) -> tuple[Points, NDArray[np.float64]]:
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
