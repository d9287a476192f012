"""The stage: panels laid out on one canvas, what stands still drawn once, any drawing of the film on demand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.clock import Clock, clock_for
from gdanim.descent import Trajectory
from gdanim.drawing.artists import Rectangle
from gdanim.drawing.lettering import Digits, formula, legible, register_faces, text_width, words
from gdanim.errors import SceneError
from gdanim.naming import MOST_COORDINATES, owned_up, parameters
from gdanim.panels.base import Show, Update, make_tracks
from gdanim.scene import Scene
from gdanim.theme import SMALLEST_TYPE, THEMES, Layout, layout_for

Frame = NDArray[np.uint8]

OWN_LOOK: Any = {name: setting for name, setting in mpl.rcParamsDefault.items() if name != "backend"}
"""matplotlib's settings as it ships them; were a backend among them, it would load pyplot, to look for windows."""

TOTALS = {
    "step": "/ {total} steps",
    "evaluations": "/ {total} gradient evaluations",
    "samples": "/ {total} samples seen",
}
EVERY = {
    "step": "one drawing every {n} steps",
    "evaluations": "one drawing every {n} gradient evaluations",
    "samples": "one drawing every {n} samples",
}
UP_TO = {
    "step": "up to {n} steps a drawing",
    "evaluations": "up to {n} gradient evaluations a drawing",
    "samples": "up to {n} samples a drawing",
}

MOST_CAPTION_LINES = 3

SMALLEST_SHARE = 0.9
"""Share of its size down to which a formula is set smaller to fit, rather than abridged."""

STACKED = 1.25
"""Power of the panels' weights by which rows share the height: a main panel wants more of it than of the width."""


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
        self._updates: list[Update] = [self._header(show)]
        self.plots: list[tuple[Any, tuple[Axes, ...]]] = []
        floor = self._caption(show)
        for k, (panel, box) in enumerate(_arrange(scene, self.layout, floor)):
            known = len(self._figure.axes)
            self._updates.append(panel.draw(self._figure, box, replace(show, outcomes=k == 0)))
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
        """Return drawing `index` as RGBA (height, width, 4): the canvas itself, overwritten by the next call."""
        self._move(index)
        self._canvas.restore_region(self._still)
        renderer = self._canvas.get_renderer()
        for artist in self._movers:
            artist.draw(renderer)
        return np.asarray(self._canvas.buffer_rgba())

    def frame(self, index: int) -> Frame:
        """Return drawing `index` as RGB (height, width, 3), an array of the caller's own."""
        return self.draw(index)[..., :3].copy()

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
        with self._all_still(index), mpl.rc_context(OWN_LOOK), mpl.rc_context(settings):
            self._figure.savefig(file, format=form, dpi=72, metadata=metadata)

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
        for update in self._updates:
            update(position)

    def _header(self, show: Show) -> Update:
        """Title, formula with parameters, and the rule that is the film's clock; return what moves them."""
        layout, theme, figure, scene = self.layout, show.theme, self._figure, self.scene
        top = layout.height
        _title(figure, scene.title, show)
        baseline = top - layout.formula
        total = max(map(scene.steps_of, scene.runs)) if show.unit == "step" else show.span
        counter = _Counter(figure, show, total)
        end = counter.left - layout.body_type if layout.counter_on_formula else layout.width - layout.margin
        typeset = _formula(figure, baseline, end - layout.margin, show)
        left = layout.margin + text_width(figure, typeset) + 1.4 * layout.body_type
        room = end - left
        _parameters(figure, left, baseline, room, show, list(parameters(scene)))
        right = layout.width - layout.margin
        rule = Bbox([[layout.margin, top - layout.rule], [right, top - layout.rule + layout.rule_width]])
        figure.add_artist(Rectangle(rule, theme.grid, animated=False))
        elapsed = Rectangle(rule, theme.ink)
        figure.add_artist(elapsed)

        def update(position: float) -> None:
            share = position / total
            elapsed.set_box(Bbox([rule.min, [rule.x0 + share * rule.width, rule.y1]]))
            counter.show(int(position))

        return update

    def _caption(self, show: Show) -> float:
        """Set the caption, its last line where the layout wants it; return the height at which panels end.

        The footnote stands at its right, or on lines of its own where there is no room.
        """
        layout, room = self.layout, self.layout.width - 2 * self.layout.margin
        lines = wrap(self._figure, self.scene.caption, layout.body_type, room)
        if len(lines) > MOST_CAPTION_LINES:
            raise SceneError(
                f"Scene: the caption takes {len(lines)} lines at {layout.width}x{layout.height}; "
                f"{MOST_CAPTION_LINES} fit. Say less, or choose a larger canvas."
            )
        note = self._footnote(show)
        taken = _width(self._figure, lines[-1], layout.body_type, bold=False) if lines else 0.0
        if _width(self._figure, note, layout.body_type, bold=False) + taken + layout.gutter <= room:
            words(
                self._figure, layout.width - layout.margin, layout.caption, note, size=layout.body_type,
                colour=show.theme.muted, ha="right",
            )  # fmt: skip
        else:
            lines += wrap(self._figure, note, layout.body_type, room)
        pitch = 1.4 * layout.body_type
        for k, line in enumerate(reversed(lines)):
            words(
                self._figure, layout.margin, layout.caption + pitch * k, line, size=layout.body_type,
                colour=show.theme.muted,
            )  # fmt: skip
        return layout.floor + pitch * max(0, len(lines) - layout.caption_lines)

    def _footnote(self, show: Show) -> str:
        """Return what the panels say of their scales, and what a viewer would not see."""
        panels = itertools.chain.from_iterable(_rows(self.scene.panels, self.layout))
        notes = [panel.footnote(show) for panel in panels if hasattr(panel, "footnote")]
        return show.say("; ").join(dict.fromkeys(filter(None, [*notes, *self._owned_up(show)])))

    def _owned_up(self, show: Show) -> list[str]:
        """Say what a viewer would not see: drawings left out, and what else differs between the runs."""
        notes = []
        if self.clock.most_per_drawing > 1:
            sentences = EVERY if self.clock.is_even else UP_TO
            notes.append(show.say(sentences[show.unit], n=self.clock.most_per_drawing))
        return [*notes, *owned_up(self.scene)]


def formulas_of(objective: Any) -> tuple[str, ...]:
    """Return the whole formula, f(x, y) = ..., as mathtext, and where there is one its abridgement."""
    import sympy

    names = [sympy.latex(symbol) for symbol in objective.variables]
    whole = f"f({', '.join(names)}) = {objective.latex}"
    if len(names) <= MOST_COORDINATES:
        return (whole,)
    return whole, rf"f({names[0]}, \ldots, {names[-1]}) = {getattr(objective, 'short_latex', objective.latex)}"


def _formula(figure: Figure, baseline: float, room: float, show: Show) -> Any:
    """Set the formula within `room` pixels: abridged where the whole one could not be read, smaller where it must."""
    layout = show.layout
    for tex in formulas_of(show.objective):
        typeset = formula(figure, layout.margin + 2, baseline, tex, size=layout.formula_type, colour=show.theme.ink)
        size = min(layout.formula_type, layout.formula_type * room / text_width(figure, typeset))
        if size >= max(SMALLEST_TYPE, SMALLEST_SHARE * layout.formula_type):
            break
        typeset.remove()
    else:
        figure.add_artist(typeset)
    typeset.set_fontsize(size)
    return typeset


def _title(figure: Figure, title: str, show: Show) -> None:
    """Set the title; on two lines, break it so that both are about as long."""
    layout = show.layout
    room = layout.width - 2 * layout.margin
    if layout.counter_on_formula is False:
        room *= 0.78
    count = len(wrap(figure, title, layout.title_type, room, bold=True))
    if count > layout.title_lines:
        raise SceneError(
            f"Scene: the title takes {count} lines at {layout.width}x{layout.height}; {layout.title_lines} fit. "
            "Say less, or choose a larger canvas."
        )
    narrower = (wrap(figure, title, layout.title_type, room * share / 20, bold=True) for share in range(10, 21))
    lines = next(lines for lines in narrower if len(lines) == count)
    for k, line in enumerate(reversed(lines)):
        words(
            figure, layout.margin, layout.height - layout.title + 1.24 * layout.title_type * k, line,
            size=layout.title_type, colour=show.theme.ink, bold=True,
        )  # fmt: skip


def _parameters(figure: Figure, left: float, baseline: float, room: float, show: Show, parts: list[str]) -> None:
    """Set the parameters after the formula, leaving parts out from the front until they fit."""
    while parts:
        text = show.say(", ").join(parts)
        drawn = words(figure, left, baseline, text, size=show.layout.body_type, colour=show.theme.muted)
        if text_width(figure, drawn) <= room:
            return
        drawn.remove()
        parts.pop(0)


class _Counter:
    """What the clock reads, right aligned, with what it will have read in the end behind it."""

    def __init__(self, figure: Figure, show: Show, total: int) -> None:
        layout, theme = show.layout, show.theme
        baseline = layout.height - (layout.formula if layout.counter_on_formula else layout.title)
        right = layout.width - layout.margin
        text = show.say(TOTALS[show.unit], total=f"{total}")
        rest = words(figure, right, baseline, text, size=layout.body_type, colour=theme.muted, ha="right")
        end = right - text_width(figure, rest) - 0.5 * layout.body_type
        self.digits = Digits(end, baseline, size=layout.number_type, colour=theme.ink)
        self.left = end - len(str(total)) * self.digits.pitch
        figure.add_artist(self.digits)

    def show(self, reading: int) -> None:
        """Show a reading of the clock."""
        self.digits.number = reading


def wrap(figure: Figure, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Break words into lines no wider than `room` pixels; Chinese may break anywhere."""
    lines: list[str] = []
    for word in _breakable(legible(text)):
        probe = (lines[-1] if lines else "") + word
        if lines and _width(figure, probe.rstrip(), size, bold) <= room:
            lines[-1] = probe
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]


def _breakable(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        wide = ord(character) >= 0x2E80
        if pieces and not wide and not pieces[-1].endswith(" ") and ord(pieces[-1][-1]) < 0x2E80:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _width(figure: Figure, text: str, size: float, bold: bool) -> float:
    probe = words(figure, 0, 0, text, size=size, colour="black", bold=bold)
    width = text_width(figure, probe)
    probe.remove()
    return width


def _arrange(scene: Scene, layout: Layout, floor: float) -> list[tuple[Any, Bbox]]:
    """Give every panel its box: rows from top to bottom, in a row each column its share of the width."""
    rows = _rows(scene.panels, layout)
    left, right = layout.margin, layout.width - layout.margin
    top, bottom = layout.height - layout.panels, floor
    tall = [max(panel.weight for panel in row) ** STACKED for row in rows]
    heights = _shares(tall, top - bottom, layout.gutter)
    placed = []
    for row, height in zip(rows, heights, strict=True):
        columns = _columns(row, scene, layout)
        widths = _column_widths(columns, scene, right - left, height, layout)
        x = left
        for column, width in zip(columns, widths, strict=True):
            placed += _stack(column, Bbox([[x, top - height], [x + width, top]]), layout)
            x += width + layout.gutter
        top -= height + layout.gutter
    return placed


def _stack(column: Sequence[Any], box: Bbox, layout: Layout) -> list[tuple[Any, Bbox]]:
    """Give the panels of a column their boxes, from top to bottom; titles and numbers keep their plots apart."""
    gutter = 0.4 * layout.gutter
    heights = _shares([panel.weight for panel in column], box.height, gutter)
    placed, top = [], box.y1
    for panel, height in zip(column, heights, strict=True):
        placed.append((panel, Bbox([[box.x0, top - height], [box.x1, top]])))
        top -= height + gutter
    return placed


def _columns(row: Sequence[Any], scene: Scene, layout: Layout) -> list[Sequence[Any]]:
    """Return a row's panels in columns of one, or those of a plain list beside the main one in one column."""
    if not isinstance(scene.panels[0], tuple) and _has_main(row):
        return [row[:1], row[1:]]
    return [(panel,) for panel in row]


def _rows(panels: Sequence[Any], layout: Layout) -> Sequence[tuple[Any, ...]]:
    """Return the panels in rows: as the author nested them, or as the canvas asks."""
    if isinstance(panels[0], tuple):
        return panels
    if layout.stacked:
        return (tuple(panels[:1]), tuple(panels[1:])) if _has_main(panels) else tuple((panel,) for panel in panels)
    return (tuple(panels),)


def _has_main(panels: Sequence[Any]) -> bool:
    """Return whether there are three panels, of which the first weighs more: the others then stand together."""
    return len(panels) == 3 and panels[0].weight > max(panel.weight for panel in panels[1:])


def _shares(weights: list[float], room: float, gutter: float) -> list[float]:
    free = room - gutter * (len(weights) - 1)
    return [free * weight / sum(weights) for weight in weights]


def _column_widths(
    columns: Sequence[Sequence[Any]], scene: Scene, room: float, height: float, layout: Layout
) -> list[float]:
    """Share a row by weight, but give no more to a panel with equal scales than its plot can use."""
    widths = _shares([max(panel.weight for panel in column) for column in columns], room, layout.gutter)
    aspects = [column[0].aspect(scene.objective) if len(column) == 1 else None for column in columns]
    if None not in aspects:
        return widths
    numbers = 4 * layout.tick_type
    for k, aspect in enumerate(aspects):
        if aspect is not None:
            widths[k] = min(widths[k], aspect * (height - 2 * layout.tick_type) + numbers)
    spare = room - layout.gutter * (len(columns) - 1) - sum(widths)
    loose = [k for k, aspect in enumerate(aspects) if aspect is None]
    for k in loose:
        widths[k] += spare / len(loose)
    return widths


def _animated(figure: Figure) -> list[Any]:
    """Return everything that moves, in the order in which a full redraw draws it."""
    movers = [artist for artist in figure.get_children() if artist.get_animated()]
    return sorted(movers, key=lambda artist: artist.get_zorder())
