"""Runs walking on a relief: solid where they are seen, dotted where the surface hides them, with their shadows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.drawing.artists import Arrow, Marks, Points, Trail, tame
from gdanim.drawing.names import NOTHING, Ground, name_runs
from gdanim.drawing.paths import DOT_APART
from gdanim.geometry.walks import dashed, walk_over
from gdanim.panels.base import Show, Track, Update

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdanim.drawing.surfaces.model import Model
    from gdanim.drawing.surfaces.views import Lookout


SPELLS = 121
"""Moments of the film at which it is asked whether a head is behind a surface that turns."""

MOMENT = 2
"""Such moments before and after one that have a say in what is told."""


def draw_relief_paths(
    figure: Figure, model: Model, lookout: Lookout, fixed: Points = NOTHING, ground: Ground | None = None
) -> Update:
    """Add the moving marks of every run on the relief and return their mover.

    Names keep clear of the marks `fixed` (k, 2), or of those of a `ground` that turns.
    """
    walkers = [ReliefWalker(figure, model, lookout, track, turning=ground is not None) for track in model.show.tracks]
    move_names = name_runs(figure, model.show, walkers, model.box, fixed, ground=ground)

    def update(position: float) -> None:
        lookout.turn(position)
        for walker in walkers:
            walker.move(walker.track.step_at(position))
        move_names(position)

    return update


class ReliefWalker:
    """The marks of one run on the relief, as they are seen from the lookout. Positions are in the run's steps.

    Where the relief is `turning`, dashes are laid on it instead of on the picture, and stay where they are on the path.
    """

    def __init__(self, figure: Figure, model: Model, lookout: Lookout, track: Track, *, turning: bool) -> None:
        relief, show = model.relief, model.show
        self.show, self.track, self.lookout, self.view = show, track, lookout, lookout.view
        self.reach, self.alone = DOT_APART * show.layout.scale, not show.together
        self.walk = walk_over(tame(relief.to_uv(track.points)))
        self.inked = np.ones(len(self.walk.steps), dtype=np.bool_)
        if turning and track.series.dash:
            lengths = model.unit * _walked(relief.on_surface(self.walk.uv))
            self.walk, self.inked = dashed(self.walk, lengths, [show.layout.line * one for one in track.series.dash])
        self.on_sheet, self.on_floor = relief.on_surface(self.walk.uv), relief.on_floor(self.walk.uv)
        self._make_marks(figure, show, track, () if turning else track.series.dash)
        self._see()
        self.apart = self._apart()
        self.spells = self._spells() if turning else None

    def _make_marks(self, figure: Figure, show: Show, track: Track, dash: Sequence[float]) -> None:
        layout, theme, clip = show.layout, show.theme, figure.bbox
        size = layout.head * track.series.scale
        flat = bool(track.series.dash)
        self.cast = Trail(
            clip, colour=track.line, width=0.6 * layout.line, dash=dash, flat=flat, alpha=0.55, zorder=2.5
        )
        self.hidden = Trail(clip, colour=track.line, width=0.85 * layout.line, dotted=True, alpha=0.85, zorder=2.8)
        self.trail = Trail(clip, colour=track.line, width=layout.line, dash=dash, flat=flat, casing=theme.background)
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
        self.shadow = np.where((falls & self.inked)[:, np.newaxis], self.view.pixels(self.on_floor), np.nan)
        self.kept = self._spaced()
        for start, shown in ((self.start, self.seen[0]), (self.hidden_start, not self.seen[0])):
            start.set_places(self.pixels[: int(shown and self.alone)])

    def _apart(self) -> NDArray[np.int64]:
        """Return vertices at least 6 pixels from each other along the path."""
        walked = _walked(self.pixels)
        apart = np.unique(np.searchsorted(walked, np.append(0.0, np.arange(6.0, walked[-1], 6.0))))
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
        inked = np.append(self.inked[: last + 1], self.inked[last : last + 2].all())
        self.trail.set_points(np.where((seen & inked)[:, np.newaxis], walked, np.nan))
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
        label = self.track.label
        return self.show.say("{name}, behind", name=label) if self._is_behind(position) else label

    def _is_behind(self, position: float) -> bool:
        """Return whether the head is hidden, on a relief that turns for more than a moment."""
        self._look()
        if self.spells is None:
            return not self.seen[self._head(position)[1]]
        return bool(self.spells[round(self.show.clock.share(self.lookout.position) * (SPELLS - 1))])

    def _spells(self) -> NDArray[np.bool_]:
        """Return at what shares of the film (SPELLS,) the head is hidden, without spells that would flicker."""
        clock, hidden = self.show.clock, []
        for position in np.interp(np.linspace(0, 1, SPELLS), clock.shares, clock.positions):
            before = self.walk.before(self.track.step_at(position))
            place = self.walk.uv[before - (not self.walk.on[before])]
            hidden.append(not self.lookout.view_at(position).glimpses_top(place[np.newaxis])[0])
        around = np.lib.stride_tricks.sliding_window_view(np.pad(hidden, MOMENT, mode="edge"), 2 * MOMENT + 1)
        return np.asarray(around.mean(axis=1) > 0.5)

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return vertices along the path, as it is seen now, and the positions at which the path reaches them."""
        self._look()
        return self.pixels[self.apart], self.walk.steps[self.apart]


def _walked(points: Points) -> NDArray[np.float64]:
    """Return how far along a path each of its vertices (m, n) is (m,); what is off the relief has no length."""
    lengths = np.nan_to_num(np.linalg.norm(np.diff(points, axis=0), axis=1))
    return np.concatenate([[0.0], np.cumsum(lengths)])


def _widened(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the flags with each stretch one vertex longer at both ends, so that strokes meet."""
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    return wide
