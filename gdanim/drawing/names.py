"""The names of runs that walk in a picture: beside their heads, with how each ended, clear of paths and each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from gdanim.analysis import stay_at_saddle
from gdanim.descent import Outcome
from gdanim.drawing.artists import Marks, Points, Trail
from gdanim.drawing.lettering import text_width, words
from gdanim.drawing.stamps import PAD, Label, Picture
from gdanim.geometry.labels import FAR_OFF, Places, give_way, leader_end, meets, plan, sample_positions
from gdanim.panels.badges import TOLD_FOR, badge, decided_at, outcome_badge, stay_badge
from gdanim.panels.base import Show, Track, Update
from gdanim.scene.naming import MOST_COORDINATES
from gdanim.wording.numbers import point_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

MOST_PILLS = 2
"""Runs beyond which "out of steps" is left to the counter: pills for all would hide what they speak of."""

CROWDED = 0.45
"""Share of a picture that names with their pills may cover."""

APART = 14.0
"""Pixels (on an article's canvas) from a start that all runs share at which a run is first named."""

NOTHING: Points = np.empty((0, 2))

Beside = Callable[[Track, float], Points]
"""Pixels (k, 2) that something beside a run's head, such as its tangent, covers at a position."""


@dataclass(frozen=True)
class Ground:
    """A ground that turns as the film's clock runs: how it is turned, and the marks (k, 2) on it as it stands.

    Marks that are not to be seen are nan.
    """

    turn: Update
    marks: Callable[[], Points]


class Walking(Protocol):
    """A run that can be named: where its head is, and what is to be said there. Positions are in its own steps."""

    track: Track

    def head_at(self, position: float) -> Points:
        """Return the pixels (2,) of the head, or of where it left the view."""

    def left_at(self, position: float) -> int | None:
        """Return the step at which it left the view it is out of, or None."""

    def in_sight(self, position: float) -> bool:
        """Return whether there is a head, or a way out, to be named."""

    def told(self, position: float) -> str:
        """Return the run's name, with what is to be said of where it is."""

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return pixels (m, 2) along the path from its start, and the positions (m,) from which they are covered."""


def name_runs(
    figure: Figure,
    show: Show,
    walkers: Sequence[Walking],
    bounds: Bbox,
    fixed: Points,
    graph: Points = NOTHING,
    beside: Beside | None = None,
    *,
    starts: bool = True,
    ground: Ground | None = None,
) -> Update:
    """Add the names of all runs and return their mover.

    They stay within `bounds`, clear of the marks `fixed` (k, 2), or of those of a `ground` that turns, and rather
    beside the line `graph` (m, 2) and what is `beside` the heads than on them. A start that all share is named once,
    and each run where it parts from it, unless these runs have no `starts` in the picture.
    """
    fixed, standing = fixed.reshape(-1, 2), list[Points]()
    names: list[Name | StartName] = [Name(figure, show, walker, bounds) for walker in walkers]
    if show.together and starts and ground:
        names.insert(0, StartName(figure, show, walkers[0]))
    elif show.together and starts:
        standing.append(_name_start(figure, show, walkers, bounds, fixed, graph))
        fixed = np.concatenate([fixed, _along(standing[0])])
    _plan(show, names, bounds, fixed, graph, beside, ground)

    def update(position: float) -> None:
        taken = standing.copy()
        for name in names:
            name.move(position, taken)

    return update


def mark_start(figure: Figure, show: Show, place: Points) -> Marks:
    """Add one hollow circle in ink where all runs start together, and return it."""
    layout, theme = show.layout, show.theme
    mark = Marks(
        "o", size=0.82 * layout.head, face=theme.background, edge=theme.ink, edge_width=1.8 * layout.scale, zorder=4.5
    )
    mark.set_places(place[np.newaxis])
    figure.add_artist(mark)
    return mark


def _start_text(show: Show) -> str:
    point = show.tracks[0].points[0]
    return show.say("start {point}", point=point_text(point)) if len(point) <= MOST_COORDINATES else show.say("start")


def _name_start(
    figure: Figure, show: Show, walkers: Sequence[Walking], bounds: Bbox, fixed: Points, graph: Points
) -> Points:
    """Mark the start that all runs share, and name it off the marks `fixed` (k, 2), where fewest go.

    What the line `graph` (m, 2) covers counts as a path. Returns the words' box ((left, bottom), (right, top)).
    """
    layout, theme, place = show.layout, show.theme, walkers[0].head_at(0)
    mark_start(figure, show, place)
    name = words(
        figure, 0, 0, _start_text(show), size=layout.tick_type, colour=theme.ink, ha="center", va="center",
    )  # fmt: skip
    size = np.array([text_width(figure, name), 1.3 * layout.tick_type]) + 2 * PAD
    paths = np.concatenate([graph, *(walker.covered()[0] for walker in walkers)])
    [places] = plan(
        np.zeros(1), place[np.newaxis, np.newaxis], size[np.newaxis, np.newaxis], (paths, np.zeros(len(paths))),
        bounds.get_points(), fixed, layout.scale,
    )  # fmt: skip
    centre = places.centre(0, place, size)
    name.set_position((centre[0] / figure.bbox.width, centre[1] / figure.bbox.height))
    name.set_path_effects([Stroke(linewidth=0.2 * layout.tick_type, foreground=theme.background), Normal()])
    half = size / 2 - PAD
    return np.stack([centre - half, centre + half])


def _along(box: Points) -> Points:
    """Return pixels (k, 2) along the middle of a box, no farther apart than it is high."""
    (left, bottom), (right, top) = box
    x = np.linspace(left, right, 2 + int((right - left) / (top - bottom)))
    return np.stack([x, np.full_like(x, (bottom + top) / 2)], axis=1)


def _plan(
    show: Show,
    names: Sequence[Name | StartName],
    bounds: Bbox,
    fixed: Points,
    graph: Points,
    beside: Beside | None,
    ground: Ground | None,
) -> None:
    """Choose the places of all names for the whole film."""
    positions = sample_positions(show.span)
    weighed = []
    for position in positions:
        if ground:
            ground.turn(position)
        weighed.append(_weighed(names, position, np.concatenate([fixed, ground.marks()]) if ground else fixed, graph))
    heads, sizes, pixels, marks = (np.array(kind) for kind in zip(*weighed, strict=True))
    reached = [name.walker.track.reading_at(name.walker.covered()[1]) for name in names]
    since = np.concatenate([np.zeros(len(graph)), *reached])
    moving = None
    if beside:
        moving = np.array(
            [np.concatenate([beside(track, track.step_at(at)) for track in show.tracks]) for at in positions]
        )
    plans = plan(
        positions, heads.swapaxes(0, 1), sizes.swapaxes(0, 1), (pixels, since), bounds.get_points(), marks,
        show.layout.scale, moving,
    )  # fmt: skip
    for name, places in zip(names, plans, strict=True):
        name.places = places


def _weighed(names: Sequence[Name | StartName], position: float, fixed: Points, graph: Points) -> tuple[Points, ...]:
    """Return what counts at a position: heads and sizes of labels (runs, 2), pixels of paths (m, 2), marks (k, 2)."""
    heads = np.array([name.head_at(position) for name in names])
    sizes = np.array([name.label.size(*name.told(position)) for name in names])
    paths = [name.walker.covered()[0] for name in names]
    return heads, sizes, np.concatenate([graph, *paths]), np.concatenate([[path[0] for path in paths], fixed])


class Name:
    """The name of a run, walking beside its head, with how it ended."""

    places: Places

    def __init__(self, figure: Figure, show: Show, walker: Walking, bounds: Bbox) -> None:
        track = walker.track
        self.show, self.walker = show, walker
        self.inner = bounds.get_points() + np.array([[PAD + 2], [-PAD - 2]])
        self.since = _parts(walker, APART * show.layout.scale) if show.together else 0.0
        self.label = Label(figure, show.layout.label_type, track.text, show.theme.background)
        self.leader = Trail(figure.bbox, colour=track.text, width=show.layout.hairline, zorder=4.2)
        figure.add_artist(self.leader)
        self.outcome = self._ending() if show.outcomes else None
        self.crowded = _is_crowded(show, bounds)
        self.stay = stay_at_saddle(show.objective, track.trajectory) if show.outcomes else None

    def _ending(self) -> Picture | None:
        """Return the pill that says how the run ended; one that is outside the domain may still be in view."""
        track, outcome = self.walker.track, self.walker.track.trajectory.outcome
        in_view = outcome is Outcome.LEFT_VIEW and self.walker.left_at(track.trajectory.end) is None
        if outcome is not Outcome.OUT_OF_STEPS and not in_view:
            return outcome_badge(self.show, track)
        crowded = len(self.show.tracks) > MOST_PILLS
        return None if crowded else badge(self.show, "slow", self.show.say("out of steps"))

    def head_at(self, position: float) -> Points:
        """Return where the head is at a position of the clock."""
        return self.walker.head_at(self.walker.track.step_at(position))

    def told(self, position: float) -> tuple[str, Picture | None]:
        """Return the words beside the head, and the pill that says how the run fares at a position of the clock."""
        track = self.walker.track
        step = track.step_at(position)
        if step < self.since:
            return "", None
        left, stay = self.walker.left_at(step), None
        if self.stay is not None:
            stay = stay_badge(self.show, track, self.stay, position)
        if left is not None:
            return track.label, self._gone(left, position) if stay is None else stay
        ended = self.outcome is not None and step >= decided_at(track)
        return self.walker.told(step), self.outcome if ended else stay

    def _gone(self, left: int, position: float) -> Picture | None:
        """Return the pill that says at which step the run left the view; where names have little room, for a while."""
        track = self.walker.track
        since = track.readings[min(left, track.trajectory.end)]
        if self.crowded and position > since + TOLD_FOR * self.show.span:
            return None
        return badge(self.show, "diverged", self.show.say("left at step {k}", k=left))

    def move(self, position: float, taken: list[Points]) -> None:
        """Show the name at a position of the clock, and add its box to `taken`.

        It gives way to the boxes ((left, bottom), (right, top)) that are taken already, and where it cannot, does
        without its pill.
        """
        step = self.walker.track.step_at(position)
        if step < self.since or not self.walker.in_sight(step):
            self.label.hide()
            self.leader.set_points(NOTHING)
            return
        head, (name, pill) = self.walker.head_at(step), self.told(position)
        size, centre = self._room(position, head, name, pill, taken)
        if pill is not None and meets(centre, size - 2 * PAD, taken):
            pill = None
            size, centre = self._room(position, head, name, pill, taken)
        taken.append(np.stack([centre - size / 2 + PAD, centre + size / 2 - PAD]))
        self.label.place(name, pill, centre, head)
        self._lead(head, leader_end(head, centre, size / 2 - PAD))

    def _room(
        self, position: float, head: Points, name: str, pill: Picture | None, taken: list[Points]
    ) -> tuple[Points, Points]:
        """Return the size and the centre of a block of name and pill: its planned place, or one near it."""
        size = self.label.size(name, pill)
        return size, give_way(self.places.centre(position, head, size), size - 2 * PAD, taken, self.inner)

    def _lead(self, head: Points, end: Points) -> None:
        """Draw a leader from the head to its name, where that stands so far off that it might be another's."""
        away = float(np.hypot(*(end - head)))
        start = head + (end - head) * (0.6 * self.show.layout.head / max(away, 1e-9))
        self.leader.set_points(np.stack([start, end]) if away > FAR_OFF * self.show.layout.scale else NOTHING)


class StartName:
    """The mark and the name of a start that all runs share, on a ground that turns."""

    places: Places

    def __init__(self, figure: Figure, show: Show, walker: Walking) -> None:
        self.walker, self.words = Start(walker), _start_text(show)
        self.mark = mark_start(figure, show, walker.head_at(0))
        self.label = Label(figure, show.layout.tick_type, show.theme.ink, show.theme.background, bold=False)

    def head_at(self, position: float) -> Points:
        """Return where the start is seen."""
        return self.walker.covered()[0][0]

    def told(self, position: float) -> tuple[str, None]:
        """Return the words beside the mark."""
        return self.words, None

    def move(self, position: float, taken: list[Points]) -> None:
        """Show the mark and its name at a position of the clock, and add the name's box to `taken`."""
        place, size = self.head_at(position), self.label.size(self.words, None)
        self.mark.set_places(place[np.newaxis])
        centre = self.places.centre(position, place, size)
        taken.append(np.stack([centre - size / 2 + PAD, centre + size / 2 - PAD]))
        self.label.place(self.words, None, centre, place)


class Start:
    """The start of a walk, as a path of one vertex."""

    def __init__(self, walker: Walking) -> None:
        self.walk, self.track = walker.covered, walker.track

    def covered(self) -> tuple[Points, NDArray[np.float64]]:
        """Return the start's pixels (1, 2) and its position (1,)."""
        pixels, steps = self.walk()
        return pixels[:1], steps[:1]


def _is_crowded(show: Show, bounds: Bbox) -> bool:
    """Return whether names with pills, one a run, would cover much of the picture."""
    rows, columns = badge(show, "diverged", show.say("left at step {k}", k=100)).shape[:2]
    return len(show.tracks) * 2 * rows * columns > CROWDED * bounds.width * bounds.height


def _parts(walker: Walking, apart: float) -> float:
    """Return the step from which a run is farther than `apart` pixels from its start, 0 where it never is."""
    pixels, since = walker.covered()
    away = np.hypot(*(pixels - pixels[0]).T) > apart
    return float(since[np.argmax(away)]) if away.any() else 0.0
