"""The stage: panels laid out on one canvas, what stands still drawn once, any drawing of the film on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gdanim.clock import Clock, clock_for
from gdanim.descent import Trajectory
from gdanim.drawing.arrangement import arrange
from gdanim.drawing.caption import draw_caption
from gdanim.drawing.cutout import cut_out
from gdanim.drawing.header import draw_header
from gdanim.drawing.lettering import register_faces, rimmed
from gdanim.errors import GdanimError, RenderError
from gdanim.panels.base import Show, Update, make_tracks
from gdanim.scene import Scene
from gdanim.theme import THEMES, layout_for

Frame = NDArray[np.uint8]

OWN_LOOK: Any = {name: setting for name, setting in mpl.rcParamsDefault.items() if name != "backend"}
"""matplotlib's settings as it ships them; were a backend among them, it would load pyplot, to look for windows."""

RIM = 3
"""Pixels of ground round all that a transparent film draws, on an article's canvas."""


class Stage:
    """A scene, ready to be drawn.

    `Stage.frame(i)` is a pure function of i: drawings may be asked for in any order. `clock` says which step each
    drawing shows and for how long; `plots` are the panels, each with the axes that it drew into.
    """

    def __init__(
        self, scene: Scene, trajectories: Sequence[Trajectory] | None = None, clock: Clock | None = None
    ) -> None:
        self.scene = scene
        self.trajectories = tuple(trajectories if trajectories is not None else scene.descend())
        self.layout = layout_for(*scene.size)
        self.clock = clock or clock_for(scene, self.trajectories)
        with mpl.rc_context(OWN_LOOK):
            self._set_up()

    def _set_up(self) -> None:
        register_faces()
        scene, theme = self.scene, THEMES[self.scene.theme]
        width, height = scene.size
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=theme.background)
        self._canvas = FigureCanvasAgg(self._figure)
        tracks = make_tracks(scene, self.trajectories, theme)
        span = int(self.clock.positions[-1])
        show = Show(scene.objective, tracks, span, self.clock, theme, self.layout, scene.language)
        move, ceiling = draw_header(self._figure, show, scene)
        self._updates: list[tuple[object, Update]] = [(scene, move)]
        self.plots: list[tuple[Any, tuple[Axes, ...]]] = []
        floor = draw_caption(self._figure, show, scene)
        for k, (panel, box) in enumerate(arrange(scene, self.layout, ceiling, floor)):
            known = len(self._figure.axes)
            with self._told(panel):
                self._updates.append((panel, panel.draw(self._figure, box, replace(show, outcomes=k == 0))))
            self.plots.append((panel, tuple(self._figure.axes[known:])))
        self._movers = _animated(self._figure)
        self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(self._figure.bbox)

    def __len__(self) -> int:
        """Return the number of drawings."""
        return len(self.clock)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a drawing in pixels."""
        return self.scene.size

    def draw(self, index: int) -> Frame:
        """Return drawing `index` as RGBA (height, width, 4): the canvas itself, overwritten by the next call.

        Of a transparent film it is a copy, clear where nothing is drawn.
        """
        self._move(index)
        self._canvas.restore_region(self._still)
        renderer = self._canvas.get_renderer()
        for artist in self._movers:
            artist.draw(renderer)
        drawn = np.asarray(self._canvas.buffer_rgba())
        if not self.scene.transparent:
            return drawn
        return cut_out(drawn, THEMES[self.scene.theme].background, round(RIM * self.layout.scale))

    def frame(self, index: int) -> Frame:
        """Return drawing `index` as RGB (height, width, 3), an array of the caller's own.

        That of a transparent film stands on its theme's ground.
        """
        self.draw(index)
        return np.asarray(self._canvas.buffer_rgba())[..., :3].copy()

    def ground(self) -> Frame:
        """Return what stands still, without the runs, as RGB (height, width, 3)."""
        self._canvas.restore_region(self._still)
        return np.asarray(self._canvas.buffer_rgba())[..., :3].copy()

    def full_frame(self, index: int) -> Frame:
        """Return the same drawing made the slow way, everything redrawn: what `frame` must equal."""
        with self._all_still(index):
            self._canvas.draw()
        return np.asarray(self._canvas.buffer_rgba())[..., :3].copy()

    def save(self, index: int, file: str | Path | BinaryIO, form: str, **metadata: str | None) -> None:
        """Write drawing `index` as vectors in the format `form`, "svg" or "pdf"; letters are outlines in an SVG.

        The same drawing gives the same bytes. `metadata` are those that matplotlib's savefig takes.
        """
        settings: Any = {"svg.hashsalt": "gdanim", "pdf.fonttype": 42}
        ground, clear = THEMES[self.scene.theme].background, self.scene.transparent
        with ExitStack() as stack:
            stack.enter_context(mpl.rc_context(OWN_LOOK))
            stack.enter_context(mpl.rc_context(settings))
            stack.enter_context(self._all_still(index))
            if clear:
                stack.enter_context(rimmed(self._figure, ground))
            self._figure.savefig(
                file, format=form, dpi=72, metadata=metadata, facecolor=to_rgba(ground, 0.0 if clear else 1.0)
            )

    @contextmanager
    def _all_still(self, index: int) -> Iterator[None]:
        """Let a drawing's movers be drawn with the rest."""
        self._move(index)
        for artist in self._movers:
            artist.set_animated(False)
        try:
            yield
        finally:
            for artist in self._movers:
                artist.set_animated(True)

    def _move(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise IndexError(f"drawing {index} of {len(self)}")
        position = float(self.clock.positions[index])
        for panel, update in self._updates:
            with self._told(panel, f"frame {index}, step {position:g}, "):
                update(position)

    @contextmanager
    def _told(self, panel: object, place: str = "") -> Iterator[None]:
        """Tell what goes wrong in a panel, which may be the user's own, with its place in the film."""
        try:
            yield
        except (GdanimError, Warning):
            raise
        except Exception as error:
            said = " ".join(f"{type(error).__name__}: {error}".split())
            raise RenderError(f"{self.scene.title}: {place}{type(panel).__name__} failed: {said}") from error


def _animated(figure: Figure) -> list[Any]:
    """Return everything that moves, in the order in which a full redraw draws it."""
    movers = [artist for artist in figure.get_children() if artist.get_animated()]
    return sorted(movers, key=lambda artist: artist.get_zorder())
