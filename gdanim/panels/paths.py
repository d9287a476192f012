"""Runs moving in a plane of pixels: trails, step dots, starts, heads, names, and arrows where they leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from gdanim.artists import Arrow, Marks, Points, Trail, along, tame
from gdanim.lettering import PAD, Label, text_width, words
from gdanim.notation import point_text
from gdanim.outcomes import Outcome
from gdanim.panels.badges import badge, outcome_badge
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.labels import Places, plan, sample_positions

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

DOT_APART = 9.0
"""Pixels (on an article's canvas) that a step dot keeps from the last one and from the head."""


MOST_PILLS = 2
"""Runs beyond which "out of steps" is left to the counter: pills for all would hide what they speak of."""

FAR_OFF = 30.0
"""Pixels (on an article's canvas) between a head and its name from which a leader joins them."""

APART = 14.0
"""Pixels (on an article's canvas) from a start that all runs share at which a run is first named."""

Note = Callable[[Track, int], str]
"""A second line under a run's name, from the step it is at."""

Beside = Callable[[Track, float], Points]
"""Pixels (k, 2) that something beside a run's head, such as its tangent, covers at a position."""

FADING = ((4, 1.0), (5, 0.88), (6, 0.76), (7, 0.64), (8, 0.52), (9, 0.40), (10**9, 0.28))
"""Opacity of a path that runs over itself: of the last 4 steps, of the fifth last, and so on."""


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
    together = len(pixels) > 1 and all(np.allclose(path[0], pixels[0][0]) for path in pixels)
    walkers = [
        Walker(figure, clip, show, track, path, hollow=not together)
        for track, path in zip(show.tracks, pixels, strict=True)
    ]
    if together:
        fixed = np.concatenate([fixed.reshape(-1, 2), _common_start(figure, show, pixels)])
    names = [Name(figure, show, walker, note, hidden=together) for walker in walkers]
    _plan_names(clip, show, names, fixed, np.empty((0, 2)) if graph is None else _cover(graph)[0], beside)

    def update(position: float) -> None:
        for walker, name in zip(walkers, names, strict=True):
            walker.move(position)
            name.move(position)

    return update


def _common_start(figure: Figure, show: Show, pixels: list[Points]) -> Points:
    """Mark the place where all runs start, and name it on the side to which fewer run; return the words' pixels."""
    layout, theme, place = show.layout, show.theme, pixels[0][0]
    mark_start(figure, show, place)
    side = -1.0 if np.mean([path[: len(path) // 4 + 2, 0].mean() for path in pixels]) > place[0] else 1.0
    text = f"start {point_text(show.tracks[0].points[0])}"
    name = words(
        figure,
        place[0] + side * layout.head,
        place[1],
        text,
        size=layout.tick_type,
        colour=theme.ink,
        ha="left" if side > 0 else "right",
        va="center",
    )
    name.set_path_effects([Stroke(linewidth=0.2 * layout.tick_type, foreground=theme.background), Normal()])
    reach = np.linspace(layout.head, layout.head + text_width(figure, name), 9)
    return np.stack([place[0] + side * reach, np.full(9, place[1])], axis=1)


def mark_start(figure: Figure, show: Show, place: Points) -> None:
    """Add one hollow circle in ink where all runs start together."""
    layout, theme = show.layout, show.theme
    mark = Marks(
        "o", size=0.82 * layout.head, face=theme.background, edge=theme.ink, edge_width=1.8 * layout.scale, zorder=4.5
    )
    mark.set_places(place[np.newaxis])
    figure.add_artist(mark)


def _plan_names(clip: Bbox, show: Show, names: list[Name], fixed: Points, graph: Points, beside: Beside | None) -> None:
    positions = sample_positions(show.steps)
    heads = np.array([[name.walker.head_at(position) for position in positions] for name in names])
    sizes = np.array([[name.label.size(*name.told(position)) for position in positions] for name in names])
    covered = [_cover(name.walker.points) for name in names]
    always = np.zeros(len(graph))
    trails = (np.concatenate([graph, *(c[0] for c in covered)]), np.concatenate([always, *(c[1] for c in covered)]))
    starts = np.array([name.walker.points[0] for name in names])
    marks = np.concatenate([starts, fixed.reshape(-1, 2)])
    moving = None
    if beside:
        moving = np.array([np.concatenate([beside(track, at) for track in show.tracks]) for at in positions])
    plans = plan(positions, heads, sizes, trails, clip.get_points(), marks, show.layout.scale, moving)
    for name, places in zip(names, plans, strict=True):
        name.places = places


def _cover(points: Points) -> tuple[Points, Points]:
    """Return pixels about 6 apart along a path, and the positions at which they come to be covered."""
    lengths = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    walked = np.concatenate([[0.0], np.cumsum(lengths)])
    count = int(min(400, max(2, walked[-1] / 6)))
    at = np.interp(np.linspace(0, walked[-1], count), walked, np.arange(len(points)))
    steps = np.arange(len(points))
    return np.stack([np.interp(at, steps, points[:, 0]), np.interp(at, steps, points[:, 1])], axis=1), at


class Walker:
    """The marks of one run, its name apart."""

    def __init__(
        self,
        figure: Figure,
        clip: Bbox,
        show: Show,
        track: Track,
        points: Points,
        *,
        hollow: bool = True,
        solid: bool = False,
    ) -> None:
        layout, theme = show.layout, show.theme
        points = tame(points)
        self.clip, self.points, self.track = clip, points, track
        self.reach = DOT_APART * layout.scale
        size, ring = layout.head * track.series.scale, 1.5 * layout.scale
        self.spans = FADING if _runs_over_itself(points) and not solid else ((10**9, 1.0),)
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
        self.kept = _spaced(points, self.inside, self.reach)

    def head_at(self, position: float) -> Points:
        """Return where the head is, or where it left the view for the last time."""
        left = self.left(position)
        return left[1] if left else along(self.points, position)[-1]

    def left(self, position: float) -> tuple[int, Points, Points] | None:
        """Return (step, crossing, direction) of the last way out of the view, None while the head is inside."""
        head = along(self.points, position)[-1]
        if self.clip.contains(*head):
            return None
        walked = np.flatnonzero(self.inside[: int(min(position, len(self.points) - 1)) + 1])
        if not len(walked):
            return None
        last = int(walked[-1])
        target = self.points[last + 1] if last + 1 < len(self.points) else head
        return last + 1, *cross(self.points[last], target, self.clip)

    def move(self, position: float) -> None:
        """Show the run at a position in steps."""
        left = self.left(position)
        head = left[1] if left else along(self.points, position)[-1]
        self._lay(along(self.shown, position))
        dots = self.points[self.kept[self.kept <= position]]
        self.dots.set_places(dots[np.hypot(*(dots - head).T) >= self.reach] if len(dots) else dots)
        self.head.set_places(head[np.newaxis] if self.clip.contains(*head) and not left else self.points[:0])
        self.arrow.point(head if left else None, left[2] if left else np.zeros(2))

    def _lay(self, walked: Points) -> None:
        """Lay the path: all of it at once, or span by span where older steps fade."""
        end = len(walked)
        for trail, (steps, _) in zip(self.trails, self.spans, strict=True):
            first = max(0, len(walked) - 1 - steps)
            trail.set_points(walked[first:end])
            end = first + 1


class Name:
    """The name of a run, walking beside its head, with how it ended."""

    places: Places

    def __init__(self, figure: Figure, show: Show, walker: Walker, note: Note | None, *, hidden: bool) -> None:
        self.show, self.walker, self.note = show, walker, note
        away = np.hypot(*(walker.points - walker.points[0]).T) > APART * show.layout.scale
        self.since = int(np.argmax(away)) if hidden and away.any() else 0
        self.label = Label(figure, show.layout.label_type, walker.track.text, show.theme.background)
        self.leader = Trail(figure.bbox, colour=walker.track.text, width=show.layout.hairline, zorder=4.2)
        figure.add_artist(self.leader)
        crowded = len(show.tracks) > MOST_PILLS and walker.track.trajectory.outcome is Outcome.OUT_OF_STEPS
        self.outcome = outcome_badge(show, walker.track) if show.outcomes and not crowded else None

    def told(self, position: float) -> tuple[str, NDArray[np.uint8] | None]:
        """Return the words beside the head, and the pill that says how the run ended or when it left."""
        track, left = self.walker.track, self.walker.left(position)
        if position < self.since:
            return "", None
        if left:
            return track.label, badge(self.show, "diverged", f"left at step {left[0]}")
        if position >= track.trajectory.end:
            return track.label, self.outcome
        note = self.note(track, int(position)) if self.note else ""
        return f"{track.label}\n{note}" if note else track.label, None

    def move(self, position: float) -> None:
        """Show the name at a position in steps."""
        head = self.walker.head_at(position)
        unseen = not self.walker.left(position) and not self.walker.clip.contains(*head)
        if unseen or position < self.since:
            self.label.hide()
            self.leader.set_points(self.walker.points[:0])
            return
        name, pill = self.told(position)
        size = self.label.size(name, pill)
        centre = self.places.centre(position, head, size)
        self.label.place(name, pill, centre, self.walker.clip.get_points())
        self._lead(head, np.clip(head, centre - size / 2 + PAD, centre + size / 2 - PAD))

    def _lead(self, head: Points, end: Points) -> None:
        """Draw a leader from the head to its name, where that stands so far off that it might be another's."""
        away = float(np.hypot(*(end - head)))
        scale = self.show.layout.scale
        start = head + (end - head) * (0.6 * self.show.layout.head / max(away, 1e-9))
        self.leader.set_points(np.stack([start, end]) if away > FAR_OFF * scale else self.walker.points[:0])


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
