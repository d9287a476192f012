"""Runs moving in a plane of pixels: trails, step dots, starts, heads, and arrows where they leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.drawing.artists import Arrow, Marks, Points, Trail, along, head, tame
from gdanim.drawing.names import NOTHING, Beside, name_runs
from gdanim.panels.badges import decided_at
from gdanim.panels.base import Show, Track, Update

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

NOWHERE = np.zeros(2)
"""The direction of what is not on its way out."""

DOT_APART = 9.0
"""Pixels (on an article's canvas) that a step dot keeps from the last one and from the head."""


Note = Callable[[Track, int], str]
"""A second line under a run's name, from the step it is at."""

Fading = tuple[tuple[int, float], ...]
"""The opacity of a path up to so many steps back, and so on to its start."""

ALL = 10**9
UNFADED: Fading = ((ALL, 1.0),)
ON_A_MAP: Fading = ((48, 1.0), (ALL, 0.42))
ON_A_CURVE: Fading = ((4, 1.0), (5, 0.88), (6, 0.76), (7, 0.64), (8, 0.52), (9, 0.40), (ALL, 0.28))
"""There steps are chords, which all lie over the same few."""


def draw_paths(
    figure: Figure,
    clip: Bbox,
    show: Show,
    pixels: list[Points],
    fixed: Points,
    note: Note | None = None,
    graph: Points | None = None,
    beside: Beside | None = None,
) -> Update:
    """Add the moving marks of every run; `pixels` are their vertices (end + 1, 2).

    Names keep clear of the marks `fixed` (k, 2), and rather stand beside the line `graph` (m, 2) and what is `beside`
    the heads than on them.
    """
    fading = ON_A_MAP if graph is None else ON_A_CURVE
    walkers = [
        Walker(figure, clip, show, track, path, note=note, hollow=not show.together, fading=fading)
        for track, path in zip(show.tracks, pixels, strict=True)
    ]
    line = NOTHING if graph is None else cover(graph)[0]
    move_names = name_runs(figure, show, walkers, clip, fixed, line, beside)

    def update(position: float) -> None:
        for walker in walkers:
            walker.move(walker.track.step_at(position))
        move_names(position)

    return update


def cover(points: Points) -> tuple[Points, Points]:
    """Return pixels about 6 apart along a path, and the positions at which they come to be covered."""
    lengths = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    walked = np.concatenate([[0.0], np.cumsum(lengths)])
    count = int(min(400, max(2, walked[-1] / 6)))
    at = np.interp(np.linspace(0, walked[-1], count), walked, np.arange(len(points)))
    steps = np.arange(len(points))
    return np.stack([np.interp(at, steps, points[:, 0]), np.interp(at, steps, points[:, 1])], axis=1), at


def cover_near(points: Points, bounds: Bbox, scale: float) -> tuple[Points, Points]:
    """Cover a path as `cover` does.

    What lies far outside of `bounds` is drawn in to just outside, on a canvas of that `scale`, so that a run that
    diverges is covered as densely as others.
    """
    (low, high), beyond = bounds.get_points(), 2 * DOT_APART * scale
    return cover(np.clip(tame(points), low - beyond, high + beyond))


class Standing(NamedTuple):
    """Where a run is: its `head`, or where it left the view, with which step, and in which direction."""

    head: Points
    left: int | None = None
    direction: Points = NOWHERE
    is_seen: bool = True


class Walker:
    """The marks of one run, its name apart; where it runs over itself, older steps fade."""

    def __init__(
        self,
        figure: Figure,
        clip: Bbox,
        show: Show,
        track: Track,
        points: Points,
        *,
        note: Note | None = None,
        hollow: bool = True,
        fading: Fading = ON_A_MAP,
    ) -> None:
        layout, theme = show.layout, show.theme
        points = tame(points)
        self.clip, self.points, self.track, self.note = clip, points, track, note
        self.reach = DOT_APART * layout.scale
        size, ring = layout.head * track.series.scale, 1.5 * layout.scale
        self.spans = fading if _runs_over_itself(points) else UNFADED
        self.trails = [
            Trail(
                clip, colour=track.line, width=layout.line, dash=track.series.dash,
                casing=theme.background if alpha == 1 else None, alpha=alpha,
            )
            for _, alpha in self.spans
        ]  # fmt: skip
        self.dots = Marks(
            "o", size=4.5 * layout.scale, face=track.line, edge=theme.background, edge_width=0.9 * layout.scale,
            clip=clip, zorder=4,
        )  # fmt: skip
        self.head = Marks(track.series.marker, size=size, face=track.line, edge=theme.background, edge_width=ring)
        self.arrow = Arrow(colour=track.line, length=7 * layout.scale + layout.line)
        marks = [*reversed(self.trails), self.dots, self.head, self.arrow]
        if hollow:
            start = Marks(
                track.series.marker, size=0.82 * size, face=theme.background, edge=track.line,
                edge_width=1.8 * layout.scale, zorder=4.5,
            )  # fmt: skip
            start.set_places(points[:1] if clip.contains(*points[0]) else points[:0])
            marks.append(start)
        for mark in marks:
            figure.add_artist(mark)
        self.inside = np.array([bool(clip.contains(*point)) for point in points])
        self.shown = _near_view(points, self.inside)
        self.walked = _since_gap(self.shown)
        self.kept = _spaced(points, self.inside, self.reach)
        self.cover = cover_near(points, clip, layout.scale)
        self.standing = lru_cache(maxsize=1)(self._standing)

    def head_at(self, position: float) -> Points:
        """Return where the head is, or where it left the view for the last time."""
        return self.standing(position).head

    def left_at(self, position: float) -> int | None:
        """Return the step at which it left the view it is out of, or None."""
        return self.standing(position).left

    def in_sight(self, position: float) -> bool:
        """Return whether the head is in view, or has left it."""
        return self.standing(position).is_seen

    def told(self, position: float) -> str:
        """Return the run's name, with a note until its outcome is decided."""
        note = self.note(self.track, int(position)) if self.note and position < decided_at(self.track) else ""
        return f"{self.track.label}\n{note}" if note else self.track.label

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return pixels about 6 apart along the path, and the positions from which they are covered."""
        return self.cover

    def move(self, position: float) -> None:
        """Show the run at a position in steps."""
        standing = self.standing(position)
        self._lay(along(self.shown, position))
        dots = self.points[self.kept[self.kept <= position]]
        self.dots.set_places(dots[np.hypot(*(dots - standing.head).T) >= self.reach] if len(dots) else dots)
        walks = standing.is_seen and standing.left is None
        self.head.set_places(standing.head[np.newaxis] if walks else self.points[:0])
        self.arrow.point(None if standing.left is None else standing.head, standing.direction)

    def _standing(self, position: float) -> Standing:
        place = head(self.points, position)
        if self.clip.contains(*place):
            return Standing(place)
        walked = np.flatnonzero(self.inside[: int(min(position, len(self.points) - 1)) + 1])
        if not len(walked):
            return Standing(place, is_seen=False)
        last = int(walked[-1])
        target = self.points[last + 1] if last + 1 < len(self.points) else place
        crossing, direction = cross(self.points[last], target, self.clip)
        return Standing(crossing, last + 1, direction)

    def _lay(self, walked: Points) -> None:
        """Lay the path: all of it at once, or span by span where older steps fade."""
        end = len(walked)
        for trail, (steps, _) in zip(self.trails, self.spans, strict=True):
            first = max(0, len(walked) - 1 - steps)
            trail.set_points(walked[first:end], float(self.walked[first]))
            end = first + 1


def _runs_over_itself(points: Points) -> bool:
    """Return whether a path turns back by more than a right angle anywhere that can be seen."""
    steps = np.diff(points, axis=0)
    seen = np.hypot(*steps.T) > 1
    turns = (steps[1:] * steps[:-1]).sum(axis=1) < 0
    return bool((turns & seen[1:] & seen[:-1]).any())


def _near_view(points: Points, inside: NDArray[np.bool_]) -> Points:
    """Return the vertices with a gap where neither they nor their neighbours are in view."""
    near = inside.copy()
    near[1:] |= inside[:-1]
    near[:-1] |= inside[1:]
    return np.where(near[:, np.newaxis], points, np.nan)


def _since_gap(points: Points) -> NDArray[np.float64]:
    """Return the length of the path up to each vertex since its last gap, from where dashes are counted.

    >>> _since_gap(np.array([(0.0, 0), (3, 4), (np.nan, np.nan), (1, 1), (1, 3)])).tolist()
    [0.0, 5.0, 0.0, 0.0, 2.0]
    """
    lengths = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
    total = np.cumsum(np.nan_to_num(lengths))
    return total - np.maximum.accumulate(np.where(np.isfinite(lengths), 0.0, total))


def _spaced(points: Points, inside: NDArray[np.bool_], apart: float) -> NDArray[np.int64]:
    """Return the steps whose dots are drawn: long steps show, a tail of short ones stays a line."""
    lengths = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    return np.flatnonzero((lengths >= apart) & inside[1:]) + 1


def cross(inner: Points, outer: Points, clip: Bbox) -> tuple[Points, Points]:
    """Return where the segment from inside to outside crosses the edge, and its direction (Liang–Barsky 1984)."""
    low, high = clip.get_points()
    step = outer - inner
    with np.errstate(all="ignore"):
        reach = np.where(step > 0, (high - inner) / step, (low - inner) / step)
    share = np.nanmin(np.where(step == 0, np.inf, reach))
    return inner + np.clip(share, 0, 1) * step, step / max(float(np.hypot(*step)), 1e-300)
