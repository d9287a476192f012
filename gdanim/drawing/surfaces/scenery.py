"""What stands round the runs on a surface: the floor and its edges, the sheet with its height lines, the marks.

A still camera's scenery is drawn once, into what stands still. A moving camera's is drawn again for every new view,
and kept for drawings in which the camera rests.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import BboxBase
from numpy.typing import NDArray

from gdanim.drawing.artists import STILL, Area, Marks, Trail
from gdanim.drawing.stamps import Stamp
from gdanim.drawing.surfaces.edges import PassingEdge, near_edges, write
from gdanim.drawing.surfaces.model import LINES, Model
from gdanim.drawing.surfaces.views import Lookout, View
from gdanim.geometry.relief import Camera

Array = NDArray[np.float64]

OUTLINE = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], dtype=np.float64)


def stand(figure: Figure, model: Model, view: View) -> Array:
    """Add the scenery of a camera that stands still; return the pixels (k, 2) of marks and numbers."""
    scenery, edges = Scenery(figure.bbox, model, view), near_edges(figure, model, view.camera)
    scenery.show(view)
    for edge in edges:
        edge.show(view)
        write(figure, edge, view)
    for part in (*scenery.parts, *itertools.chain.from_iterable(edge.trails for edge in edges)):
        figure.add_artist(part)
    return np.concatenate([scenery.marks.seen_at(view), *(edge.places(view) for edge in edges)])


class PassingScenery(Artist):
    """The scenery of a camera that moves: drawn for each new view, and copied while the view stays."""

    def __init__(self, figure: Figure, model: Model, lookout: Lookout) -> None:
        super().__init__()
        self.scenery = Scenery(model.box, model, lookout.view, passing=True)
        self.lookout, self.box = lookout, model.box.padded(model.show.layout.tick_type)
        self.edges = [PassingEdge(figure, model, axis, side) for axis in (0, 1) for side in (-1.0, 1.0)]
        parts = [*self.scenery.parts, *itertools.chain.from_iterable(edge.parts for edge in self.edges)]
        self.parts: list[Artist] = sorted(parts, key=lambda part: part.get_zorder())
        for part in self.parts:
            part.set_figure(figure)
        self.kept: tuple[Camera, Any] | None = None
        self.set_zorder(STILL + 0.1)
        self.set_animated(True)

    def fixed(self) -> Array:
        """Return the pixels (k, 2) of marks and numbers, nan for those that are not to be seen."""
        view = self.lookout.view
        return np.concatenate([self.scenery.marks.seen_at(view), *(edge.places(view) for edge in self.edges)])

    def draw(self, renderer: Any) -> None:
        """Draw all parts, or copy them as they were last drawn."""
        view = self.lookout.view
        on_pixels = isinstance(renderer, RendererAgg)
        if on_pixels and self.kept and self.kept[0] == view.camera:
            renderer.restore_region(self.kept[1])
            return
        self.scenery.show(view)
        for edge in self.edges:
            edge.show(view)
        for part in self.parts:
            if part.get_visible():
                part.draw(renderer)
        if on_pixels:
            self.kept = (view.camera, renderer.copy_from_bbox(self.box))


class Scenery:
    """The floor and the sheet with their lines, and the marks of critical points, as `parts` to be drawn.

    Where it is `passing`, drawn again and again, lines are traced half as finely, and those of one look joined.
    """

    def __init__(self, clip: BboxBase, model: Model, view: View, *, passing: bool = False) -> None:
        theme, fine, relief = model.show.theme, model.show.layout.fine, model.relief
        self.clip, self.joined, self.raised = clip, passing, relief.on_surface
        samples = LINES // 2 + 1 if passing else LINES
        levels = model.level_lines(samples)
        self.floor = Area(OUTLINE, theme.terrain[1], zorder=0.2)
        self.outline = relief.on_floor(OUTLINE)
        self.floor_lines = self._lines([uv for _, uv in levels], relief.on_floor, theme.contour, 0.8 * fine, zorder=0.3)
        self.sheet = Stamp(zorder=0.5, animated=False)
        self.height_lines = [
            self._lines([uv for _, uv in alike], self.raised, *_height_look(model, central))
            for central, alike in itertools.groupby(levels, lambda pair: _is_central(model, pair[0]))
        ]
        outline = (theme.muted, 1.1 * fine)
        self.rim = self._lines(_rim(samples), self.raised, *outline)
        self.silhouette = self._lines(view.silhouette(), self.raised, *outline)
        self.marks = CriticalMarks(model)
        lines = (self.floor_lines, *self.height_lines, self.rim, self.silhouette)
        trails = itertools.chain.from_iterable(group.trails for group in lines)
        self.parts: list[Artist] = [self.floor, self.sheet, *trails, *self.marks.parts]

    def _lines(
        self, lines: Sequence[Array], raised: Callable[[Array], Array], colour: str, width: float, alpha: float = 1.0,
        *, zorder: float = 1.0,
    ) -> Lines:  # fmt: skip
        count = 1 if self.joined else len(lines)
        trails = [
            Trail(self.clip, colour=colour, width=width, alpha=alpha, zorder=zorder, animated=False)
            for _ in range(count)
        ]
        return Lines(lines, raised, trails)

    def show(self, view: View) -> None:
        """Lay everything as it is seen."""
        self.floor.set_outline(view.pixels(self.outline))
        self.floor_lines.lay(view)
        self.sheet.place(*view.sheet())
        silhouette = Lines(view.silhouette(), self.raised, self.silhouette.trails)
        sheet_lines = (*self.height_lines, self.rim, silhouette)
        seen = view.sees_sheet(np.concatenate([lines.uv for lines in sheet_lines]))
        for lines in sheet_lines:
            lines.lay(view, seen[: len(lines.uv)])
            seen = seen[len(lines.uv) :]
        self.marks.lay(view)


class Lines:
    """Lines in relief coordinates, and the trails that show them: one for each, or one for all, with gaps."""

    def __init__(self, lines: Sequence[Array], raised: Callable[[Array], Array], trails: Sequence[Trail]) -> None:
        self.trails = trails
        self.uv = np.concatenate([np.empty((0, 2)), *lines])
        self.points = raised(self.uv)
        self.ends = np.cumsum([len(line) for line in lines], dtype=np.int64)
        self.parts = [slice(end - len(line), end) for end, line in zip(self.ends, lines, strict=True)]

    def lay(self, view: View, seen: NDArray[np.bool_] | None = None) -> None:
        """Lay the lines as they are, with gaps where they are not `seen` (m,)."""
        pixels = view.pixels(self.points)
        if seen is not None:
            pixels = np.where(seen[:, np.newaxis], pixels, np.nan)
        if len(self.trails) == 1:
            self.trails[0].set_points(np.insert(pixels, self.ends, np.nan, axis=0))
            return
        for trail, part in zip(self.trails, self.parts, strict=True):
            trail.set_points(pixels[part])


class CriticalMarks:
    """A plus at every minimum and a cross at every saddle on the relief, where they are in sight."""

    def __init__(self, model: Model) -> None:
        layout, relief = model.show.layout, model.relief
        shown = [point for point in model.critical if point.kind in ("minimum", "saddle")]
        places = [(point.kind, relief.to_uv(point.point)) for point in shown]
        places = [(kind, uv) for kind, uv in places if (np.abs(uv) <= 1).all()]
        self.uv = np.array([uv for _, uv in places]).reshape(-1, 2)
        self.points = relief.on_surface(self.uv)
        self.parts = [
            Marks(
                "+" if kind == "minimum" else "x", size=(12.5 if kind == "minimum" else 8.0) * layout.scale, face=None,
                edge=model.show.theme.ink, edge_width=1.8 * layout.scale, zorder=1.5, animated=False,
            )
            for kind, _ in places
        ]  # fmt: skip

    def seen_at(self, view: View) -> Array:
        """Return the marks' pixels (k, 2), nan where they are hidden."""
        return np.where(view.sees_top(self.uv)[:, np.newaxis], view.pixels(self.points), np.nan)

    def lay(self, view: View) -> None:
        """Put the marks where they are seen."""
        for mark, place in zip(self.parts, self.seen_at(view), strict=True):
            mark.set_places(place[np.newaxis] if np.isfinite(place).all() else np.empty((0, 2)))


def _height_look(model: Model, central: bool) -> tuple[str, float, float]:
    """Return the colour, width and opacity of a height line; a saddle's is stronger."""
    (colour, alpha), fine = model.show.theme.height_line, model.show.layout.fine
    return (colour, 1.7 * fine, 0.42) if central else (colour, fine, alpha)


def _is_central(model: Model, level: float) -> bool:
    """Return whether a level is a saddle's."""
    return model.saddle is not None and bool(np.isclose(level, model.saddle))


def _rim(samples: int) -> list[Array]:
    side = np.linspace(-1, 1, samples)
    edge = np.ones_like(side)
    return [np.stack(pair, -1) for pair in ((side, -edge), (side, edge), (-edge, side), (edge, side))]
