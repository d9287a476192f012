"""Small multiples of a function of two variables: every run alone among the same level lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.transforms import Bbox

from gdanim.analysis.planes import Section, plane_for
from gdanim.drawing.axes import axes_in, name_axes, set_ticks
from gdanim.drawing.multiples import Band, widest_badge, widest_heading
from gdanim.drawing.paths import Walker
from gdanim.drawing.terrain import draw_terrain, mark_critical
from gdanim.geometry.ticks import linear_ticks
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.contour import levels_for, ratio_of
from gdanim.wording.letters import letter

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class PlaneBand(Band):
    """A band whose pictures are planes, with heading and badge on one line where both fit."""

    note = None

    def __init__(self, box: Bbox, show: Show, across: int) -> None:
        layout = show.layout
        super().__init__(box, show, across, box.x0 + 2 * layout.tick_type)
        self.heading_type = layout.label_type
        words = widest_heading(show, layout.label_type) + widest_badge(show)
        self.inline = words + 1.5 * layout.label_type <= self.width + self.gap / 2
        self.heading = box.y1 - 1.1 * layout.label_type
        below = 1.6 * layout.badge_type
        self.badge = self.heading + 0.35 * layout.label_type if self.inline else self.heading - below
        self.top = (self.heading if self.inline else self.badge) - (0.6 if self.inline else 1.0) * below
        self.bottom = box.y0 + layout.tick + 1.4 * layout.tick_type


class Planes:
    """The pictures of runs on one plane, in one window, with one set of levels."""

    def __init__(self, show: Show, view: Any) -> None:
        self.show = show
        self.window = np.asarray(show.objective.domain if view is None else view, dtype=np.float64)
        self.section = Section(show.objective, plane_for(None, show.objective, []))
        self.points = self.section.critical_points()
        self.levels = levels_for(self.section, self.window, self.points)

    def across(self, box: Bbox) -> int:
        """Return the number of columns that gives the largest pictures, as long as their words have room."""
        show, count = self.show, len(self.show.tracks)
        widest = max(widest_badge(show), widest_heading(show, show.layout.label_type)) + show.layout.label_type
        fit = max(1, int(box.width / widest))
        return max(range(1, min(count, fit) + 1), key=lambda across: self._area(box, across))

    def _area(self, box: Bbox, across: int) -> float:
        rows = -(-len(self.show.tracks) // across)
        height = (box.height + self.show.layout.gutter) / rows - self.show.layout.gutter
        part = Bbox([[box.x0, box.y1 - height], [box.x1, box.y1]])
        place = self._place(self.cut(part, across, alone=rows == 1), 0)
        return float(max(0.0, place.width) * max(0.0, place.height))

    def cut(self, box: Bbox, across: int, *, alone: bool) -> Band:
        """Return a band with room for the numbers left of its first picture and below all."""
        return PlaneBand(box, self.show, across)

    def draw_rows(self, figure: Figure, band: Band) -> list[Update]:
        """Name the axes of the first picture."""
        names = map(letter, self.show.objective.names)
        name_axes(figure, self._place(band, 0), self.show, *names)
        return []

    def draw(self, figure: Figure, band: Band, k: int, track: Track) -> list[Walker]:
        """Draw the terrain with its run."""
        place, show = self._place(band, k), self.show
        axes = axes_in(figure, place, show, xlim=tuple(self.window[0]), ylim=tuple(self.window[1]))
        draw_terrain(axes, self.section, self.window, place, self.levels, show)
        set_ticks(axes, show, x=linear_ticks(*self.window[0], most=3), y=linear_ticks(*self.window[1], most=3))
        if k:
            axes.set_xticklabels([])
            axes.set_yticklabels([])
        axes.tick_params(pad=3)
        mark_critical(figure, axes, place, self.points, show)
        return [Walker(figure, place, show, track, axes.transData.transform(track.points))]

    def _place(self, band: Band, k: int) -> Bbox:
        """Return where the picture of column k stands: as large as its column allows, under its heading."""
        column = band.column(k, band.bottom, band.top)
        ratio = ratio_of(self.window) or column.width / column.height
        width = min(column.width, column.height * ratio)
        height, left = width / ratio, column.x0 + (0 if band.inline else (column.width - width) / 2)
        return Bbox.from_bounds(left, column.y1 - height, width, height)
