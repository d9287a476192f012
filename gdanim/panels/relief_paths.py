"""Runs walking on a relief: solid where they are seen, dotted where the surface hides them, with their shadows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.artists import Arrow, Marks, Points, Trail, tame
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.names import NOTHING, Ground, name_runs
from gdanim.panels.paths import DOT_APART
from gdanim.panels.walks import Walk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdanim.panels.model import Model
    from gdanim.panels.views import Lookout


def draw_relief_paths(
    figure: Figure, model: Model, lookout: Lookout, fixed: Points = NOTHING, ground: Ground | None = None
) -> Update:
    """Add the moving marks of every run on the relief and return their mover.

    Names keep clear of the marks `fixed` (k, 2), or of those of a `ground` that turns.
    """
    walkers = [ReliefWalker(figure, model, lookout, track) for track in model.show.tracks]
    move_names = name_runs(figure, model.show, walkers, model.box, fixed, ground=ground)

    def update(position: float) -> None:
        lookout.turn(position)
        for walker in walkers:
            walker.move(walker.track.step_at(position))
        move_names(position)

    return update


class ReliefWalker:
    """The marks of one run on the relief, as they are seen from the lookout. Positions are in the run's steps."""

    def __init__(self, figure: Figure, model: Model, lookout: Lookout, track: Track) -> None:
        relief, show = model.relief, model.show
        self.show, self.track, self.lookout, self.view = show, track, lookout, lookout.view
        self.reach, self.alone = DOT_APART * show.layout.scale, not show.together
        self.walk = Walk(tame(relief.to_uv(track.points)))
        self.on_sheet, self.on_floor = relief.on_surface(self.walk.uv), relief.on_floor(self.walk.uv)
        self._make_marks(figure, show, track)
        self._see()
        self.apart = self._apart()

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
        self.start = Marks(
            track.series.marker, size=0.82 * size, face=theme.background, edge=track.line,
            edge_width=1.8 * layout.scale, zorder=4.5,
        )  # fmt: skip
        self.hidden_start = Marks(
            track.series.marker, size=0.82 * size, face=None, edge=track.line, edge_width=0.7 * layout.line, zorder=4.5
        )
        self.head = Marks(
            track.series.marker,
            size=size,
            face=track.line,
            edge=theme.background,
            edge_width=1.5 * layout.scale,
        )
        self.hollow = Marks(track.series.marker, size=size, face=None, edge=track.line, edge_width=0.7 * layout.line)
        self.arrow = Arrow(colour=track.line, length=7 * layout.scale + layout.line, edge_width=0.7 * layout.line)
        for mark in (
            self.cast, self.hidden, self.trail, self.dots, self.start, self.hidden_start, self.head, self.hollow,
            self.arrow,
        ):  # fmt: skip
            figure.add_artist(mark)

    def _see(self) -> None:
        """Look at the path and its shadow through the view."""
        on, uv = self.walk.on, self.walk.uv[self.walk.on]
        self.pixels, self.seen, falls = self.view.pixels(self.on_sheet), on.copy(), on.copy()
        self.seen[on], falls[on] = self.view.sees_top(uv), self.view.sees_floor(uv)
        self.shadow = np.where(falls[:, np.newaxis], self.view.pixels(self.on_floor), np.nan)
        self.kept = self._spaced()
        for start, shown in ((self.start, self.seen[0]), (self.hidden_start, not self.seen[0])):
            start.set_places(self.pixels[: int(shown and self.alone)])

    def _apart(self) -> NDArray[np.int64]:
        """Return vertices at least 6 pixels from each other along the path."""
        lengths = np.nan_to_num(np.hypot(*np.diff(self.pixels, axis=0).T))
        walked = np.concatenate([[0.0], np.cumsum(lengths)])
        apart = np.unique(np.searchsorted(walked, np.arange(0, walked[-1], 6.0)))
        return apart[self.walk.on[apart]]

    def _look(self) -> None:
        """Look again where the view has changed."""
        if self.view is not self.lookout.view:
            self.view = self.lookout.view
            self._see()

    def _spaced(self) -> NDArray[np.int64]:
        """Return the vertices of steps that carry a dot: in sight, and a long step from the one before."""
        whole = np.flatnonzero(self.walk.on & (self.walk.steps == np.round(self.walk.steps)))
        lengths = np.hypot(*np.diff(self.pixels[whole], axis=0).T)
        return whole[1:][(lengths >= self.reach) & self.seen[whole[1:]]]

    def move(self, position: float) -> None:
        """Show the run at a position."""
        self._look()
        head, last = self._head(position)
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
        self.arrow.point(head if gone else None, self._direction(last), hollow=not seen[-1])

    def _head(self, position: float) -> tuple[Points, int]:
        """Return the head's pixels in the view looked through, or of where it left, and the vertex there or before."""
        before, share = self.walk.before(position), self.walk.share(position)
        if not self.walk.on[before]:
            before -= 1
        ahead = self.pixels[before + 1] if share else self.pixels[before]
        return (1 - share) * self.pixels[before] + share * ahead, before

    def _direction(self, last: int) -> Points:
        """Return the direction in which the path reaches a vertex."""
        trodden = self.pixels[max(0, last - 3) : last]
        trodden = trodden[np.isfinite(trodden).all(axis=1)]
        step = self.pixels[last] - trodden[0] if len(trodden) else np.zeros(2)
        return np.asarray(step / max(float(np.hypot(*step)), 1e-9))

    def head_at(self, position: float) -> Points:
        """Return the pixels of the head, or of where it left the relief."""
        self._look()
        return self._head(position)[0]

    def left_at(self, position: float) -> int | None:
        """Return the step at which it left the relief, or None while it is on it."""
        return self.walk.left_at(position)

    def in_sight(self, position: float) -> bool:
        """Return True: what the surface hides is named as well."""
        return True

    def told(self, position: float) -> str:
        """Return the run's name, and that it is behind the surface."""
        self._look()
        label = self.track.label
        return label if self.seen[self._head(position)[1]] else self.show.say("{name}, behind", name=label)

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return vertices along the path, as it is seen now, and the positions at which the path reaches them."""
        self._look()
        return self.pixels[self.apart], self.walk.steps[self.apart]


def _widened(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the flags with each stretch one vertex longer at both ends, so that strokes meet."""
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    return wide
