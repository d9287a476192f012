"""The lane right of a plot, in which the names of what ends there stand, kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gdanim.drawing.artists import Points, Trail
from gdanim.drawing.stamps import Picture, Stamp, picture
from gdanim.geometry.labels import neighbours, spread
from gdanim.panels.base import Show

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox


class Entry(NamedTuple):
    """A name in the lane: its words, their colour, and whether they are set bold."""

    words: str
    colour: str
    bold: bool = True


def run_entries(show: Show) -> list[Entry]:
    """Return the names of all runs."""
    return [Entry(track.label, track.text) for track in show.tracks]


def fits_lane(entries: Sequence[Entry], height: float, show: Show) -> bool:
    """Return whether names stand here: where they fit one above the other, or where they stand nowhere else."""
    return show.outcomes or (len(entries) - 1) * _pitch(entries, show) <= height


def folded(words: str, room: float, show: Show) -> str:
    """Return a name on two lines about as long, where one is wider than `room` pixels; a point stays in one piece."""
    width = picture(words, show.layout.label_type, show.theme.ink, None).shape[1]
    spaces = _breaks(words)
    if width <= room or not spaces:
        return words
    middle = min(spaces, key=lambda place: abs(2 * place - len(words)))
    return f"{words[:middle]}\n{words[middle + 1 :]}"


def _breaks(words: str) -> list[int]:
    """Return the places of the spaces at which a name may be broken: not within a point's brackets."""
    spaces = [place for place, letter in enumerate(words) if letter == " "]
    return [place for place in spaces if words.count("(", 0, place) == words.count(")", 0, place)]


def lane_width(entries: Sequence[Entry], show: Show) -> float:
    """Return the pixels between a plot and what stands right of its lane."""
    return max(_picture(entry, show).shape[1] for entry in entries) + _gap(show)


class Lane:
    """Names beside the points they belong to, as many as there are entries."""

    def __init__(self, figure: Figure, plot: Bbox, show: Show, entries: Sequence[Entry]) -> None:
        self.plot, self.pitch, self.gap = plot, _pitch(entries, show), _gap(show)
        self.high = plot.y1 - (self.pitch - 1.28 * show.layout.label_type) / 2
        self.pictures = [_picture(entry, show) for entry in entries]
        self.widths = np.array([name.shape[1] for name in self.pictures])
        self.stamps = [Stamp() for _ in entries]
        self.leaders = [
            Trail(figure.bbox, colour=entry.colour, width=0.9 * show.layout.hairline, zorder=4) for entry in entries
        ]
        for artist in (*self.leaders, *self.stamps):
            figure.add_artist(artist)

    def place(self, heads: Points) -> None:
        """Set each name right of its head (entries, 2), with a leader where it had to give way to another."""
        heights = np.empty(len(heads))
        for group in neighbours(heads[:, 0], heads[:, 0] + self.widths, self.gap):
            heights[group] = spread(heads[group, 1], self.pitch, self.plot.y0 + self.pitch / 2, self.high)
        for head, height, name, stamp, leader in zip(
            heads, heights, self.pictures, self.stamps, self.leaders, strict=True
        ):
            rows = name.shape[0]
            stamp.place(name, head[0] + self.gap, height - rows / 2)
            moved = abs(height - head[1]) > 0.6 * rows
            ends = [(head[0] + 0.55 * self.gap, head[1]), (head[0] + self.gap, height)]
            leader.set_points(np.array(ends) if moved else np.empty((0, 2)))

    def covers(self, box: Bbox) -> bool:
        """Return whether one of the names stands on a box."""
        for stamp in self.stamps:
            rows, columns = (0, 0) if stamp.picture is None else stamp.picture.shape[:2]
            left, bottom = stamp.left_bottom
            if left < box.x1 and left + columns > box.x0 and bottom < box.y1 and bottom + rows > box.y0:
                return True
        return False


def _picture(entry: Entry, show: Show) -> Picture:
    return picture(entry.words, show.layout.label_type, entry.colour, show.theme.background, bold=entry.bold)


def _pitch(entries: Sequence[Entry], show: Show) -> float:
    """Pixels from one name to the next, at least."""
    rows = 1 + max(entry.words.count("\n") for entry in entries)
    return 1.28 * show.layout.label_type * rows


def _gap(show: Show) -> float:
    """Pixels from a head to its name."""
    return 1.3 * show.layout.head
