"""Small multiples of a function of one variable: the walk on the curve and, below it, the position downward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.transforms import Bbox

from gdanim.analysis import critical_points
from gdanim.drawing.artists import Trail
from gdanim.drawing.axes import axes_in, set_ticks
from gdanim.drawing.curve import curve_window, draw_curve, on_curve
from gdanim.drawing.lettering import words
from gdanim.drawing.multiples import Band, shared_out, widest_badge, widest_heading, widest_note
from gdanim.drawing.paths import ON_A_CURVE, UNFADED, Walker
from gdanim.geometry.ticks import linear_ticks
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.series import UNITS
from gdanim.theme import NOW

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FLATTEST = 0.4
"""Height of a curve in widths below which its note makes way."""


class CurveBand(Band):
    """A band whose pictures are curves and, where it is alone, the tracks below them."""

    def __init__(self, box: Bbox, show: Show, across: int, *, alone: bool) -> None:
        layout = show.layout
        super().__init__(box, show, across, box.x0 + _step_room(show))
        self.show, self.heading_type = show, layout.heading_type
        self.heading = box.y1 - 1.2 * layout.heading_type
        self.badge = self.heading - 0.5 * layout.heading_type - 1.2 * layout.badge_type
        self.note = box.y0 + 0.2 * layout.tick_type
        self.top, self.bottom = self.badge - 1.5 * layout.badge_type, self.note + 1.6 * layout.tick_type
        numbers = layout.tick + 2.2 * layout.tick_type
        share = (0.53 if alone else 1.0) * (self.top - self.bottom - numbers)
        if not alone and share < FLATTEST * self.width:
            self.note, share = None, self.top - box.y0 - layout.tick - 1.4 * layout.tick_type
        self.curve = (self.top - share, self.top)
        self.track = (self.bottom, self.top - share - numbers) if alone else None

    def depth(self, reading: float) -> float:
        """Return the pixels up at which a reading of the clock stands in the tracks, a head's room from their top."""
        assert self.track
        low, high = self.track
        room = self.show.layout.head
        return high - room / 2 - (high - low - room) * reading / self.show.span


class Curves:
    """The pictures of runs on one curve, in one window."""

    def __init__(self, show: Show, view: Any) -> None:
        self.show, self.window = show, curve_window(show, view)

    def across(self, box: Bbox) -> int:
        """Return how many columns stand side by side: all, or as few as their words need."""
        show = self.show
        widest = max(widest_badge(show), widest_note(show), widest_heading(show, show.layout.heading_type))
        fit = max(1, int((box.width - _step_room(show)) / widest))
        return shared_out(len(self.show.tracks), fit)

    def cut(self, box: Bbox, across: int, *, alone: bool) -> CurveBand:
        """Return a band of curves, with tracks where it is alone."""
        return CurveBand(box, self.show, across, alone=alone)

    def draw_rows(self, figure: Figure, band: Band) -> list[Update]:
        """Number the clock beside the tracks, and lay a line across them that moves with it."""
        assert isinstance(band, CurveBand)
        return [self._number_clock(figure, band)] if band.track else []

    def _number_clock(self, figure: Figure, band: CurveBand) -> Update:
        layout, theme = self.show.layout, self.show.theme
        readings = linear_ticks(0, self.show.span, most=3)
        marks = [(reading, f"{reading:.0f}") for reading in readings]
        for reading, text in (*marks, (readings[1] / 2, self.show.say(UNITS[self.show.unit]))):
            words(
                figure, band.left - 0.3 * layout.tick_type, band.depth(reading), text, size=layout.tick_type,
                colour=theme.muted, ha="right", va="center",
            )  # fmt: skip
        now = Trail(figure.bbox, colour=theme.axis, width=layout.hairline, dash=NOW, zorder=2.5)
        figure.add_artist(now)

        def update(position: float) -> None:
            y = band.depth(position)
            now.set_points(np.array([(band.left, y), (band.right, y)]))

        return update

    def draw(self, figure: Figure, band: Band, k: int, track: Track) -> list[Walker]:
        """Draw the curve with its run and, where there is one, the track below."""
        assert isinstance(band, CurveBand)
        walkers = [self._on_curve(figure, band.column(k, *band.curve), track, numbered=k == 0)]
        if band.track:
            walkers.append(self._down(figure, band, band.column(k, *band.track), track))
        return walkers

    def _on_curve(self, figure: Figure, box: Bbox, track: Track, *, numbered: bool) -> Walker:
        window = self.window
        axes = axes_in(figure, box, self.show, xlim=tuple(window[0]), ylim=tuple(window[1]))
        axes.spines["left"].set_visible(False)
        draw_curve(axes, window, self.show)
        set_ticks(axes, self.show, x=linear_ticks(*window[0], most=3), y=np.empty(0))
        if not numbered:
            axes.set_xticklabels([])
        axes.tick_params(pad=3)
        return Walker(figure, box, self.show, track, on_curve(axes, track), fading=ON_A_CURVE)

    def _down(self, figure: Figure, band: CurveBand, box: Bbox, track: Track) -> Walker:
        low, high = self.window[0]
        across = box.x0 + box.width * (track.points[:, 0] - low) / (high - low)
        down = np.array([band.depth(reading) for reading in track.readings])
        for point in critical_points(self.show.objective):
            if point.kind == "minimum":
                x = box.x0 + box.width * (point.point[0] - low) / (high - low)
                width = 1.2 * self.show.layout.hairline
                line = Trail(box, colour=self.show.theme.grid, width=width, zorder=1, animated=False)
                line.set_points(np.array([(x, box.y0), (x, box.y1)]))
                figure.add_artist(line)
        return Walker(figure, box, self.show, track, np.stack([across, down], axis=1), fading=UNFADED)


def _step_room(show: Show) -> float:
    """Return the pixels left of the columns that the clock's numbers take."""
    return 2.4 * show.layout.tick_type
