"""Surface: a function of two variables as a lit relief, with the runs walking on it and never through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import critical_points
from gdanim.errors import SceneError
from gdanim.notation import number, point_text
from gdanim.panels.base import Show, Update
from gdanim.panels.contour import check_plane, variable_tex
from gdanim.panels.relief import FLOOR, RISE, Camera, Relief, best_azimuth, grid, height_range
from gdanim.panels.ticks import nice_step

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

Array = NDArray[np.float64]

MESH = 161
"""Vertices along a side of the mesh."""

MOST_LINES = 12
"""Height lines at most."""

LINES = 241
"""Samples along a side of the grid in which height lines are traced."""


@dataclass(frozen=True)
class Surface:
    """A smooth model without mesh lines: height lines, a floor with contour lines, and each run's shadow on it.

    Parts of a path that the surface hides are dotted, and the head there is hollow. `azimuth` and `elevation` are
    the camera's, in degrees; without an azimuth the one is taken from which most of the runs is seen. `view` is the
    window ((x low, x high), (y low, y high)), by default the objective's domain.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    azimuth: float | None = None
    elevation: float = 29.0
    weight: float = 62

    def check(self, scene: Scene) -> None:
        """Refuse functions not of two variables, windows upside down, views from below, and starts off the model."""
        check_plane("Surface", scene.objective, self.view)
        if not 5 <= self.elevation <= 85:
            raise SceneError(f"Surface: elevation is {self.elevation}; it must be from 5 to 85 degrees.")
        low, high = self._window(scene.objective).T
        for run in scene.runs:
            if (run.start < low).any() or (run.start > high).any():
                raise SceneError(
                    f"Surface: the start {point_text(run.start)} is outside the window from {point_text(low)} to "
                    f"{point_text(high)}; give a view=((x low, x high), (y low, y high)) that holds it, or use Contour."
                )

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do: the model is fitted into it."""
        return None

    def footnote(self, show: Show) -> str:
        """Say how far apart the height lines are."""
        low, high = height_range(show.objective, self._window(show.objective))
        return show.say("height lines every {step}", step=number(nice_step(high - low, MOST_LINES)))

    def _window(self, objective: Objective) -> Array:
        return np.asarray(objective.domain if self.view is None else self.view, dtype=np.float64)

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the model, its floor and its marks; return the mover of the runs."""
        from gdanim.panels.relief_paths import draw_relief_paths

        window = self._window(show.objective)
        azimuth = self.azimuth
        if azimuth is None:
            azimuth = best_azimuth(show.objective, window, self.elevation, [track.points for track in show.tracks])
        relief = Relief(show.objective, window, Camera(azimuth, self.elevation))
        model = Model(relief, box, show)
        model.draw_floor(figure)
        model.draw_sheet(figure)
        model.draw_lines(figure)
        model.draw_axes(figure, window)
        fixed = model.mark_critical(figure)
        return draw_relief_paths(figure, model, box, show, fixed)


class Model:
    """A relief fitted into a box of the canvas."""

    def __init__(self, relief: Relief, box: Bbox, show: Show) -> None:
        self.relief, self.show = relief, show
        corners = np.array([(u, v, h) for u in (-1, 1) for v in (-1, 1) for h in (FLOOR, RISE)], dtype=np.float64)
        corners[1::2, 2] = relief.height(corners[1::2, :2])
        edge = relief.on_surface(grid(41).reshape(-1, 2))
        flat = relief.camera.project(np.concatenate([corners, edge]))
        room = 2.2 * show.layout.tick_type
        low, high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)
        self.unit = float(min((box.width - 2 * room) / (high[0] - low[0]), (box.height - room) / (high[1] - low[1])))
        centre = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2 + 0.25 * room])
        self.origin = centre - self.unit * (low + high) / 2

    def pixels(self, points: Array) -> Array:
        """Return canvas pixels (..., 2) of relief points (..., 3)."""
        return np.asarray(self.origin + self.unit * self.relief.camera.project(points))

    def levels(self) -> Array:
        """Return heights about a tenth of the range apart, one of them a saddle's."""
        relief = self.relief
        step = nice_step(relief.high - relief.low, MOST_LINES)
        saddle = self.saddle() or 0.0
        first = np.ceil((relief.low - saddle) / step)
        return np.asarray(saddle + step * np.arange(first, np.floor((relief.high - saddle) / step) + 1))

    def saddle(self) -> float | None:
        """Return the height of the first saddle in the domain, None where there is none."""
        return next((p.value for p in critical_points(self.show.objective) if p.kind == "saddle"), None)

    def draw_floor(self, figure: Figure) -> None:
        """Lay the floor with its contour lines."""
        from gdanim.artists import Polygon, Trail

        show = self.show
        outline = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], dtype=np.float64)
        figure.add_artist(Polygon(self.pixels(self.relief.on_floor(outline)), show.theme.terrain[1], zorder=0.2))
        for level in self.levels():
            for line in self._level_lines(level):
                trace = Trail(
                    figure.bbox,
                    colour=show.theme.contour,
                    width=0.8 * show.layout.fine,
                    zorder=0.3,
                    animated=False,
                )
                trace.set_points(self.pixels(self.relief.on_floor(line)))
                figure.add_artist(trace)

    def _level_lines(self, level: float) -> list[Array]:
        from contourpy import contour_generator

        uv = grid(LINES)
        heights = np.ma.masked_invalid(self.relief.objective.value(self.relief.to_domain(uv)))
        return [np.asarray(line) for line in contour_generator(uv[..., 0], uv[..., 1], heights).lines(level)]

    def draw_sheet(self, figure: Figure) -> None:
        """Draw the lit surface, back to front, at twice the size, and average."""
        from gdanim.artists import shaded
        from gdanim.lettering import Stamp

        uv = grid(MESH)
        pixels = self.pixels(self.relief.on_surface(uv))
        finite = pixels[np.isfinite(pixels).all(axis=-1)]
        low = np.floor(finite.min(axis=0)) - 2
        size = np.ceil(finite.max(axis=0)) + 2 - low
        corners = _triangles(np.arange(MESH * MESH).reshape(MESH, MESH))
        places = (pixels - low).reshape(-1, 2)[corners]
        colours = self._colours(uv)[:, corners]
        turn = np.diff(places, axis=1)
        under = turn[:, 0, 0] * turn[:, 1, 1] - turn[:, 0, 1] * turn[:, 1, 0] < 0
        tinted = np.where(under[:, np.newaxis, np.newaxis], colours[1], colours[0])
        depth = self.relief.camera.depth(self.relief.on_surface(uv)).ravel()[corners].mean(axis=1)
        order = np.argsort(depth, kind="stable")
        order = order[np.isfinite(places[order]).all(axis=(1, 2))]
        sheet = Stamp(zorder=0.5, animated=False)
        sheet.place(shaded(places[order], tinted[order], (int(size[0]), int(size[1]))), *low)
        figure.add_artist(sheet)

    def _colours(self, uv: Array) -> Array:
        """Return RGBA of the upper side and of the underside at every vertex (2, vertices, 4)."""
        from matplotlib.colors import LinearSegmentedColormap, to_rgba

        theme, relief = self.show.theme, self.relief
        values = relief.objective.value(relief.to_domain(uv)).ravel()
        middle = self.saddle()
        if middle is None or not relief.low < middle < relief.high:
            middle = (relief.low + relief.high) / 2
        shares = np.interp(values, [relief.low, middle, relief.high], [0, 0.5, 1])
        top = LinearSegmentedColormap.from_list("surface", theme.surface)(shares)
        bottom = 0.35 * top + 0.65 * np.array(to_rgba(theme.underside))
        light = relief.brightness(uv).ravel()[:, np.newaxis]
        lit = np.stack([top, bottom])
        lit[..., :3] = np.clip(lit[..., :3] * light, 0, 1)
        lit[..., 3] = 1
        return np.asarray(lit)

    def draw_lines(self, figure: Figure) -> None:
        """Draw height lines, the rim and the silhouette where they are in sight."""
        theme, fine = self.show.theme, self.show.layout.fine
        colour, alpha = theme.height_line
        saddle = self.saddle()
        for level in self.levels():
            central = saddle is not None and np.isclose(level, saddle)
            look = (colour, 0.42, 1.7 * fine) if central else (colour, alpha, fine)
            for line in self._level_lines(level):
                self._trace(figure, line, *look)
        for line in (*_rim(), *self._silhouette()):
            self._trace(figure, line, theme.muted, 1.0, 1.1 * fine)

    def _silhouette(self) -> list[Array]:
        from contourpy import contour_generator

        uv = grid(LINES)
        facing = np.ma.masked_invalid(self.relief.facing(uv))
        return [np.asarray(line) for line in contour_generator(uv[..., 0], uv[..., 1], facing).lines(0.02)]

    def _trace(self, figure: Figure, line: Array, colour: str, alpha: float, width: float) -> None:
        from gdanim.artists import Trail

        seen = self.relief.sees_sheet(line)
        trace = Trail(figure.bbox, colour=colour, width=width, alpha=alpha, zorder=1, animated=False)
        trace.set_points(np.where(seen[:, np.newaxis], self.pixels(self.relief.on_surface(line)), np.nan))
        figure.add_artist(trace)

    def draw_axes(self, figure: Figure, window: Array) -> None:
        """Draw the floor's two near edges with their ends, middle and variable."""
        near = np.where(self.relief.camera.axes[2][:2] >= 0, 1.0, -1.0)
        for axis in (0, 1):
            self._draw_edge(figure, axis, near, window[axis])

    def _draw_edge(self, figure: Figure, axis: int, near: Array, limits: Array) -> None:
        from gdanim.artists import Trail
        from gdanim.lettering import formula, words

        layout, theme = self.show.layout, self.show.theme

        def at(along: float, out: float) -> Array:
            uv = np.empty(2)
            uv[axis], uv[1 - axis] = along, near[1 - axis] * (1 + out)
            return self.pixels(self.relief.on_floor(uv))

        line = Trail(figure.bbox, colour=theme.axis, width=layout.hairline, zorder=0.4, animated=False)
        line.set_points(np.array([at(-1, 0), at(1, 0)]))
        figure.add_artist(line)
        outward = at(0, 0.1) - at(0, 0)
        outward /= np.hypot(*outward)
        for along, value in zip((-1.0, 0.0, 1.0), (limits[0], limits.mean(), limits[1]), strict=True):
            tick = Trail(figure.bbox, colour=theme.axis, width=layout.hairline, zorder=0.4, animated=False)
            tick.set_points(np.array([at(along, 0), at(along, 0) + 1.5 * layout.tick * outward]))
            figure.add_artist(tick)
            place = at(along, 0) + (1.5 * layout.tick + 0.75 * layout.tick_type) * outward
            words(
                figure, place[0], place[1], number(float(f"{value:.3g}")), size=layout.tick_type, colour=theme.muted,
                ha="center", va="center",
            )  # fmt: skip
        place = at(0.5, 0) + (1.5 * layout.tick + 1.1 * layout.body_type) * outward
        formula(
            figure, place[0], place[1], variable_tex(self.show.objective.variables[axis]), size=1.25 * layout.body_type,
            colour=theme.ink, ha="center", va="center",
        )  # fmt: skip

    def mark_critical(self, figure: Figure) -> Array:
        """Mark minima (+) and saddles (×) that are in sight; return their pixels (k, 2)."""
        from gdanim.artists import Marks

        layout, taken = self.show.layout, []
        for point in critical_points(self.show.objective):
            uv = self.relief.to_uv(point.point)
            if point.kind not in ("minimum", "saddle") or (np.abs(uv) > 1).any():
                continue
            if not self.relief.sees_top(uv[np.newaxis])[0]:
                continue
            marker, size = ("+", 12.5) if point.kind == "minimum" else ("x", 8.0)
            mark = Marks(
                marker, size=size * layout.scale, face=None, edge=self.show.theme.ink, edge_width=1.8 * layout.scale,
                zorder=1.5, animated=False,
            )  # fmt: skip
            taken.append(self.pixels(self.relief.on_surface(uv)))
            mark.set_places(taken[-1][np.newaxis])
            figure.add_artist(mark)
        return np.array(taken).reshape(-1, 2)


def _triangles(index: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the vertices (2 m, 3) of a mesh's triangles, all turning the same way."""
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def _rim() -> list[Array]:
    side = np.linspace(-1, 1, LINES)
    edge = np.ones_like(side)
    return [np.stack(pair, -1) for pair in ((side, -edge), (side, edge), (-edge, side), (edge, side))]
