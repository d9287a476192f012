"""The marks of what optimizers remember: arrows, an ellipse and a hollow head at every run's head, named in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gdanim.drawing.artists import Arrow, Marks, Points, Trail, along
from gdanim.drawing.paths import draw_paths
from gdanim.drawing.stamps import PAD, Stamp, picture
from gdanim.geometry.labels import give_way, meets
from gdanim.optimizers.memory import Memory
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.contour import Ground

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMED = 2
"""Runs up to which the marks of every run are named; of more, those of the first."""

SHORTEST = 16.0
"""Pixels (on an article's canvas) from which an arrow is named: shorter ones turn about too quickly."""

WIDEST, OFTEN = 46.0, 0.8
"""Pixels (on an article's canvas) that the longer half axis of an ellipse takes at most in this share of the steps."""

SPOTS = 40
"""Places along an arrow that the names of runs keep off: many, for a name that hides an arrow must rather move."""

ROUND = np.linspace(0, 2 * np.pi, 73)


def draw_memories(figure: Figure, show: Show, ground: Ground, memories: list[Memory], scale: float) -> Update:
    """Draw the runs and what they remember, arrows `scale` times as long as their moves; return their mover."""
    wide = _per_rate(show, memories)
    marks = [
        _Marks(figure, show, ground, track, memory, scale, wide)
        for track, memory in zip(show.tracks, memories, strict=True)
    ]
    by_track = {id(mark.track): mark for mark in marks}
    move_paths = draw_paths(
        figure,
        ground.plot,
        show,
        ground.pixels,
        ground.fixed,
        beside=lambda track, step: by_track[id(track)].spots(step),
    )
    names = [artist for artist in figure.get_children() if isinstance(artist, Stamp)]
    words = _Words(figure, show, ground, marks if len(marks) <= NAMED else marks[:1])

    def update(position: float) -> None:
        for mark in marks:
            mark.move(mark.track.step_at(position))
        move_paths(position)
        words.move([_box(name) for name in names if name.picture is not None])

    return update


def _per_rate(show: Show, memories: list[Memory]) -> float:
    """Return the pixels of an ellipse's half axis for a learning rate of 1."""
    rates = [memory.rates.max(axis=1) for memory in memories if memory.rates is not None]
    known = np.concatenate([np.zeros(0), *rates])
    known = known[np.isfinite(known) & (known > 0)]
    return WIDEST * show.layout.scale / float(np.quantile(known, OFTEN)) if len(known) else 0.0


def _box(stamp: Stamp) -> Points:
    """Return the box ((left, bottom), (right, top)) of a stamp's ink."""
    assert stamp.picture is not None
    corner, size = np.array(stamp.left_bottom, dtype=np.float64), np.array(stamp.picture.shape[1::-1])
    return np.stack([corner + PAD, corner + size - PAD])


class Named(NamedTuple):
    """Something to be named: its words, where they stand (2,), and in which direction from there."""

    words: str
    place: Points
    direction: Points


class _Marks:
    """What one run remembers, at its head."""

    def __init__(
        self, figure: Figure, show: Show, ground: Ground, track: Track, memory: Memory, scale: float, wide: float
    ) -> None:
        layout, theme, clip = show.layout, show.theme, ground.plot
        self.track, self.show, self.shortest = track, show, SHORTEST * layout.scale
        self.path = ground.pixels[show.tracks.index(track)]
        origin, unit = ground.axes.transData.transform([(0, 0), (1, 1)])
        self.gradient = memory.gradient * (unit - origin) * scale
        self.velocity = None if memory.velocity is None else memory.velocity * (unit - origin) * scale
        self.rates = None if memory.rates is None else memory.rates * wide
        self.behind = None if memory.behind is None else ground.axes.transData.transform(memory.behind)
        fine = 1.3 * layout.scale
        self.ellipse = Trail(clip, colour=track.line, width=fine, alpha=0.8, zorder=4.1)
        self.link = Trail(clip, colour=track.line, width=fine, zorder=4.3)
        self.ghost = Marks(
            track.series.marker, size=layout.head * track.series.scale, face=theme.background, edge=track.line,
            edge_width=1.8 * layout.scale, clip=clip, zorder=4.4,
        )  # fmt: skip
        for artist in (self.ellipse, self.link, self.ghost):
            figure.add_artist(artist)
        self.thick = _Shaft(figure, ground, track.line, layout.line, 4.6 * layout.line, theme.background)
        self.thin = _Shaft(figure, ground, theme.ink, fine, 4.2 * fine + 3, None)
        self.named: list[Named] = []

    def move(self, step: float) -> None:
        """Draw everything at a position in steps, and note what is to be named."""
        head = along(self.path, step)[-1]
        ahead = along(self.gradient, step)[-1]
        self.named = []
        if self.velocity is not None:
            way = along(self.velocity, step)[-1]
            self._point(self.thick, self.show.say("velocity"), head, way)
        self._point(self.thin, self.show.say("gradient step"), head, ahead)
        if self.rates is not None:
            self._circle(head, along(self.rates, step)[-1])
        if self.behind is not None:
            self._stand_behind(head, along(self.behind, step)[-1])

    def _point(self, shaft: _Shaft, words: str, head: Points, way: Points) -> None:
        shaft.point(head, head + way)
        length = float(np.hypot(*way))
        if length >= self.shortest and shaft.clip.contains(*(head + way)):
            self.named.append(Named(words, head + way, way / length))

    def _circle(self, head: Points, half: Points) -> None:
        if not np.isfinite(half).all():
            self.ellipse.set_points(self.path[:0])
            return
        self.ellipse.set_points(head + half * np.stack([np.cos(ROUND), np.sin(ROUND)], axis=1))
        if half.min() >= self.shortest / 4 and half.max() >= self.shortest:
            self.named.append(Named(self.show.say("rates"), head + half * (0.6, -0.8), np.array([0.6, -0.8])))

    def _stand_behind(self, head: Points, behind: Points) -> None:
        away = float(np.hypot(*(behind - head)))
        self.link.set_points(np.stack([behind, head]))
        self.ghost.set_places(behind[np.newaxis])
        if away >= self.shortest:
            out = (behind - head) / away
            self.named.append(
                Named(self.show.say("before the look ahead"), behind + 0.5 * self.show.layout.head * out, out)
            )

    def spots(self, step: float) -> Points:
        """Return pixels (2 SPOTS, 2) along the arrows, which names keep off."""
        head = along(self.path, step)[-1]
        ways = [along(moves, step)[-1] for moves in (self.gradient, self.velocity) if moves is not None]
        ways = ways if len(ways) == 2 else ways * 2
        return np.concatenate([head + way * np.linspace(0.1, 1.2, SPOTS)[:, np.newaxis] for way in ways])


class _Shaft:
    """An arrow from one place to another."""

    def __init__(
        self, figure: Figure, ground: Ground, colour: str, width: float, length: float, casing: str | None
    ) -> None:
        self.clip, self.length, self.width = ground.plot, length, width
        self.line = Trail(ground.plot, colour=colour, width=width, casing=casing, zorder=4.6)
        self.head = Arrow(colour=colour, length=length, zorder=4.7)
        figure.add_artist(self.line)
        figure.add_artist(self.head)

    def point(self, tail: Points, tip: Points) -> None:
        """Point from tail to tip, (2,) each; one that is hardly longer than its head is left out."""
        length = float(np.hypot(*(tip - tail)))
        if not 1.2 * self.length <= length < np.inf:
            self.line.set_points(np.empty((0, 2)))
            self.head.point(None, np.zeros(2))
            return
        way = (tip - tail) / length
        self.line.set_points(np.stack([tail, tip - way * 0.8 * self.length]))
        self.head.point(tip if self.clip.contains(*tip) else None, way)


class _Words:
    """The names of what is drawn, beyond the tips, off each other and off the names of runs."""

    def __init__(self, figure: Figure, show: Show, ground: Ground, marks: list[_Marks]) -> None:
        self.marks, self.size, self.ground = marks, show.layout.tick_type, show.theme.background
        self.inner = ground.plot.get_points() + np.array([[PAD], [-PAD]])
        self.ink, self.gap = show.theme.ink, 0.35 * show.layout.tick_type
        self.plain = {show.say("gradient step")}
        self.stamps = [[Stamp(zorder=5.5) for _ in range(4)] for _ in marks]
        for stamp in (stamp for stamps in self.stamps for stamp in stamps):
            figure.add_artist(stamp)

    def move(self, taken: list[Points]) -> None:
        """Set the words, off the boxes that are taken; where there is no room nearby they are left out."""
        for mark, stamps in zip(self.marks, self.stamps, strict=True):
            for stamp in stamps:
                stamp.place(None, 0, 0)
            for named, stamp in zip(mark.named, stamps, strict=False):
                self._set(named, stamp, mark.track.text, taken)

    def _set(self, named: Named, stamp: Stamp, colour: str, taken: list[Points]) -> None:
        drawn = picture(
            named.words, self.size, self.ink if named.words in self.plain else colour, self.ground, bold=False
        )
        size = np.array(drawn.shape[1::-1], dtype=np.float64) - 2 * PAD
        wanted = named.place + named.direction * (size / 2 + self.gap)
        centre = give_way(wanted, size, taken, self.inner)
        if meets(centre, size, taken) or np.hypot(*(centre - wanted)) > 2.5 * self.size:
            return
        taken.append(np.stack([centre - size / 2, centre + size / 2]))
        stamp.place(drawn, *(centre - size / 2 - PAD))
