"""Small multiples: columns in bands, each with its heading, a word on how its run fares, its picture and a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.analysis import critical_points, regime
from gdanim.descent.outcomes import Outcome, length
from gdanim.drawing.lettering import formula, text_width, words
from gdanim.drawing.stamps import PAD, Picture, Stamp, picture
from gdanim.panels.badges import badge, decided_at, outcome_badge
from gdanim.panels.base import Show, Track, Update
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdanim.drawing.paths import Walker

Array = NDArray[np.float64]

ARRIVED = 0.005
"""Distance from a minimum, in the variables' unit, below which a run is said to be there."""

NEARLY = 0.01
"""Share of the first distance below which a steady approach is called converging, not slow."""

REGIMES = {
    "one step": ("good", "one step"),
    "alternating": ("alternating", "alternates"),
    "cycle": ("cycle", "cycles"),
    "divergent": ("diverged", "diverges"),
}
"""What is known of a parabola before the first step is made."""


class Pictures(Protocol):
    """What stands in the columns: how many side by side, how each band is cut, and the picture of a run."""

    def across(self, box: Bbox) -> int:
        """Return how many columns stand side by side in a box."""

    def cut(self, box: Bbox, across: int, *, alone: bool) -> Band:
        """Return a band of columns; it is `alone` where there is no other."""

    def draw_rows(self, figure: Figure, band: Band) -> list[Update]:
        """Draw what stands beside and across the columns of a band; return its movers."""

    def draw(self, figure: Figure, band: Band, k: int, track: Track) -> list[Walker]:
        """Draw the picture in column k; return its walkers, the one that may leave it first."""


class Band:
    """Where the parts of a row of columns stand, in pixels: heading, badge, picture from bottom to top, note.

    The heading's baseline and the middle of the badge are heights; both are centred over the column, or `inline` at
    its left, the badge behind the heading. Without a note its height is None.
    """

    heading: float
    badge: float
    bottom: float
    top: float
    note: float | None
    heading_type: float
    inline = False

    def __init__(self, box: Bbox, show: Show, across: int, left: float) -> None:
        self.left, self.right, self.gap = left, box.x1, 17 * show.layout.scale
        self.width = (box.x1 - left - self.gap * (across - 1)) / across

    def column(self, k: int, low: float, high: float) -> Bbox:
        """Return the box of column k between two heights."""
        x = self.left + k * (self.width + self.gap)
        return Bbox([[x, low], [x + self.width, high]])


def draw_multiples(figure: Figure, box: Bbox, show: Show, make: Callable[[Show], Pictures]) -> Update:
    """Draw a column for every run, all in the first run's colour since the heading is the name; return the mover."""
    first = show.tracks[0].series
    line, text = show.theme.lines[0], show.theme.texts[0]
    alike = replace(show, tracks=tuple(replace(track, line=line, text=text, series=first) for track in show.tracks))
    pictures = make(alike)
    across = pictures.across(box)
    updates = []
    for k, part in enumerate(_parts(box, -(-len(show.tracks) // across), show)):
        tracks = alike.tracks[k * across : (k + 1) * across]
        band = pictures.cut(part, across, alone=len(show.tracks) <= across)
        if _swept(show):
            size, colour = show.layout.formula_type, show.theme.muted
            formula(figure, show.layout.margin, band.heading, r"\eta", size=size, colour=colour)
        updates += [_column(figure, pictures, band, n, track, alike) for n, track in enumerate(tracks)]
        updates += pictures.draw_rows(figure, band)

    def update(position: float) -> None:
        for move in updates:
            move(position)

    return update


def widest_badge(show: Show) -> float:
    """Return the pixels that a column's badge takes at most."""
    return float(max(look.shape[1] for track in show.tracks for look, _ in _looks(show, track)))


def widest_heading(show: Show, size: float) -> float:
    """Return the pixels that a column's heading takes at most."""
    headings = (picture(_heading(show, track), size, show.theme.ink, None) for track in show.tracks)
    return float(max(heading.shape[1] for heading in headings) - 2 * PAD)


def widest_note(show: Show) -> float:
    """Return the pixels that a column's note takes at most."""
    note = picture(show.say("there at step {k}", k=99), show.layout.tick_type, show.theme.muted, None, bold=False)
    return float(note.shape[1] - 2 * PAD)


def shared_out(count: int, fit: int) -> int:
    """Return how many of `count` columns stand side by side where `fit` have room: all, or bands as even as can be.

    >>> shared_out(7, 9), shared_out(7, 6), shared_out(7, 3)
    (7, 4, 3)
    """
    return count if fit >= count else -(-count // -(-count // fit))


def _parts(box: Bbox, count: int, show: Show) -> Sequence[Bbox]:
    """Cut a box into bands, one above the other."""
    gap = show.layout.gutter
    height = (box.height - gap * (count - 1)) / count
    tops = [box.y1 - k * (height + gap) for k in range(count)]
    return [Bbox([[box.x0, top - height], [box.x1, top]]) for top in tops]


def _swept(show: Show) -> bool:
    """Return whether runs are named by their learning rates and nothing else."""
    return all(track.label.startswith(show.say("rate {value}", value="")) for track in show.tracks)


def _heading(show: Show, track: Track) -> str:
    return track.label.removeprefix(show.say("rate {value}", value="")) if _swept(show) else track.label


def _column(figure: Figure, pictures: Pictures, band: Band, k: int, track: Track, show: Show) -> Update:
    column, layout = band.column(k, band.bottom, band.top), show.layout
    middle = (column.x0 + column.x1) / 2
    end = _head(figure, band, column, show, track)
    walkers = pictures.draw(figure, band, k, track)
    pill = _pill(figure, band, middle if end is None else end, show, track)
    note = Stamp()
    figure.add_artist(note)
    said = _fate(show, track, walkers[0], column.width + band.gap / 2)

    def update(position: float) -> None:
        step = track.step_at(position)
        for walker in walkers:
            walker.move(step)
        pill(step)
        if band.note is not None:
            text = picture(said(step), layout.tick_type, show.theme.muted, None, bold=False)
            note.place(text, middle - text.shape[1] / 2, band.note - PAD)

    return update


def _head(figure: Figure, band: Band, column: Bbox, show: Show, track: Track) -> float | None:
    """Set a column's heading; return where it ends, if the badge stands behind it."""
    text, size, colour = _heading(show, track), band.heading_type, show.theme.ink
    if not band.inline:
        middle = (column.x0 + column.x1) / 2
        words(figure, middle, band.heading, text, size=size, colour=colour, bold=True, ha="center")
        return None
    left = column.x0 + size  # clear of the name of the axis below
    heading = words(figure, left, band.heading, text, size=size, colour=colour, bold=True)
    return left + text_width(figure, heading) + 0.5 * size


def _pill(figure: Figure, band: Band, x: float, show: Show, track: Track) -> Callable[[float], None]:
    looks = _looks(show, track)
    stamp = Stamp()
    figure.add_artist(stamp)

    def update(step: float) -> None:
        look = next((look for look, since in reversed(looks) if step >= since), None)
        if look is None:
            stamp.place(None, 0, 0)
        else:
            stamp.place(look, x - (0 if band.inline else look.shape[1] / 2), band.badge - look.shape[0] / 2)

    return update


def _looks(show: Show, track: Track) -> list[tuple[Picture, int]]:
    """Return a run's badges, each with the step from which it is shown.

    A regime known from theory is shown from the start, an outcome when it is decided: where nothing is known, or where
    a rule has stopped the run.
    """
    known = _regime(show, track)
    looks = [(badge(show, *known), 0)] if known else []
    if not known or _is_stopped(track):
        looks.append((outcome_badge(show, track, briefly=True), decided_at(track)))
    return looks


def _is_stopped(track: Track) -> bool:
    return track.trajectory.outcome is Outcome.STOPPED


def _regime(show: Show, track: Track) -> tuple[str, str] | None:
    """Return the badge and the words of what is known before the first step, None where that is nothing."""
    kind = regime(show.objective, track.optimizer)
    if kind is None or (kind == "monotone" and _is_stopped(track)):
        return None
    if kind == "monotone":
        left = _distances(show, track)
        look, words = ("good", "converges") if left[-1] < NEARLY * left[0] else ("slow", "slow")
    else:
        look, words = REGIMES[kind]
    return look, show.say(words)


def _distances(show: Show, track: Track) -> Array:
    """Return the distance to the nearest minimum at every step (end + 1,); +inf where there is none."""
    minima = [point.point for point in critical_points(show.objective) if point.kind == "minimum"]
    if not minima:
        return np.full(len(track.points), np.inf)
    return np.asarray(np.min([length(track.points - minimum) for minimum in minima], axis=0))


def _fate(show: Show, track: Track, walker: Walker, room: float) -> Callable[[float], str]:
    """Return what is written under a column at a step, within `room` pixels."""
    cycle = show.say("period {p}", p=track.trajectory.period)
    longer = show.say("period {p}, for ever", p=track.trajectory.period)
    fits = picture(longer, show.layout.tick_type, show.theme.muted, None, bold=False).shape[1] - 2 * PAD <= room
    left = _distances(show, track)
    arrived = int(np.argmax(left < ARRIVED)) if (left < ARRIVED).any() else None
    period = track.trajectory.period

    def said(position: float) -> str:
        gone, step = walker.left_at(position), int(position)
        if gone is not None:
            return show.say("out at step {k}", k=gone)
        if period and step >= period:
            return longer if fits else cycle
        if arrived is not None and step >= arrived:
            return show.say("there at step {k}", k=arrived)
        distance = number(round(float(left[step]), 2))
        return show.say("{distance} left to go", distance=distance) if np.isfinite(left[step]) else ""

    return said
