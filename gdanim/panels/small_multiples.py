"""SmallMultiples: one column for every run, all with the same axes and the same clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import critical_points, regime
from gdanim.notation import number
from gdanim.panels.badges import badge, outcome_badge
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.curve import check_line, curve_window, draw_curve, on_curve
from gdanim.panels.ticks import linear_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.panels.paths import Walker
    from gdanim.scene import Scene

Array = NDArray[np.float64]

ARRIVED = 0.005
"""Distance from a minimum, in the variable's unit, below which a run is said to be there."""

NEARLY = 0.01
"""Share of the first distance below which a steady approach is called converging, not slow."""

REGIMES = {
    "one step": ("good", "one step"),
    "alternating": ("alternating", "alternates"),
    "cycle": ("cycle", "cycles"),
    "divergent": ("diverged", "diverges"),
}
"""What is known of a parabola before the first step is made."""


@dataclass(frozen=True)
class SmallMultiples:
    """For every run its walk on the curve, and below it its position against step, which runs downward.

    Each column is headed by what differs, and says how its run fares. `view` is the window of every curve
    ((x low, x high), (f low, f high)), by default the domain and what the curve needs.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    weight: float = 100

    def check(self, scene: Scene) -> None:
        """Refuse functions that are not of one variable, and windows upside down."""
        check_line("SmallMultiples", scene.objective, self.view)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the columns and return the mover of all."""
        window = curve_window(show, self.view)
        alike = replace(
            show,
            tracks=tuple(
                replace(track, line=show.theme.lines[0], text=show.theme.texts[0], series=show.tracks[0].series)
                for track in show.tracks
            ),
        )
        rows = _Rows(box, show)
        _name_rows(figure, rows, show)
        columns = [_column(figure, rows, k, track, window, alike) for k, track in enumerate(alike.tracks)]
        move_now = _now(figure, rows, show)

        def update(position: float) -> None:
            move_now(position)
            for column in columns:
                column(position)

        return update


class _Rows:
    """Where the columns and their rows stand: heading, badge, curve, track and note, in pixels."""

    def __init__(self, box: Bbox, show: Show) -> None:
        layout = show.layout
        self.left = box.x0 + 2.4 * layout.tick_type
        self.gap = 17 * layout.scale
        self.width = (box.x1 - self.left - self.gap * (len(show.tracks) - 1)) / len(show.tracks)
        self.heading = box.y1 - 1.2 * layout.heading_type
        self.badge = self.heading - 0.5 * layout.heading_type - 1.2 * layout.badge_type
        self.note = box.y0 + 0.2 * layout.tick_type
        top = self.badge - 1.5 * layout.badge_type
        bottom = self.note + 1.6 * layout.tick_type
        numbers = layout.tick + 2.2 * layout.tick_type
        share = 0.53 * (top - bottom - numbers)
        self.curve = (top - share, top)
        self.track = (bottom, top - share - numbers)

    def column(self, k: int, row: tuple[float, float]) -> Bbox:
        """Return the box of column k in a row."""
        from matplotlib.transforms import Bbox

        x = self.left + k * (self.width + self.gap)
        return Bbox([[x, row[0]], [x + self.width, row[1]]])

    def depth(self, show: Show, step: float) -> float:
        """Return the height in pixels at which a step stands in the tracks, a head's room from their top."""
        low, high = self.track
        room = show.layout.head
        return high - room / 2 - (high - low - room) * step / show.steps


def _name_rows(figure: Figure, rows: _Rows, show: Show) -> None:
    from gdanim.artists import formula, words

    layout, theme = show.layout, show.theme
    if _swept(show) is not None:
        formula(figure, layout.margin, rows.heading, r"\eta", size=layout.formula_type, colour=theme.muted)
    steps = linear_ticks(0, show.steps, most=3)
    for step in steps:
        words(
            figure, rows.left - 0.3 * layout.tick_type, rows.depth(show, step), f"{step:.0f}",
            size=layout.tick_type, colour=theme.muted, ha="right", va="center",
        )  # fmt: skip
    words(
        figure, rows.left - 0.3 * layout.tick_type, rows.depth(show, steps[1] / 2), "step", size=layout.tick_type,
        colour=theme.muted, ha="right", va="center",
    )  # fmt: skip


def _swept(show: Show) -> list[str] | None:
    """Return the learning rates where the runs are named by nothing else, None otherwise."""
    heads = [track.label.removeprefix("rate ") for track in show.tracks]
    return heads if all(track.label.startswith("rate ") for track in show.tracks) else None


def _column(figure: Figure, rows: _Rows, k: int, track: Track, window: Array, show: Show) -> Update:
    from gdanim.artists import PAD, Stamp, picture, words

    box = rows.column(k, rows.curve)
    middle = (box.x0 + box.x1) / 2
    heads = _swept(show)
    words(
        figure, middle, rows.heading, heads[k] if heads else track.label, size=show.layout.heading_type,
        colour=show.theme.ink, bold=True, ha="center",
    )  # fmt: skip
    walkers = [_on_curve(figure, rows, k, track, window, show), _down(figure, rows, k, track, window, show)]
    pill = _pill(figure, middle, rows.badge, show, track)
    note = Stamp()
    figure.add_artist(note)
    said = _fate(show, track, walkers[0])

    def update(position: float) -> None:
        for walker in walkers:
            walker.move(position)
        pill(position)
        text = picture(said(position), show.layout.tick_type, show.theme.muted, None, bold=False)
        note.place(text, middle - text.shape[1] / 2, rows.note - PAD)

    return update


def _on_curve(figure: Figure, rows: _Rows, k: int, track: Track, window: Array, show: Show) -> Walker:
    from gdanim.panels.axes import axes_in, set_ticks
    from gdanim.panels.paths import Walker

    box = rows.column(k, rows.curve)
    axes = axes_in(figure, box, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
    axes.spines["left"].set_visible(False)
    draw_curve(axes, window, show)
    ticks = linear_ticks(*window[0], most=3)
    set_ticks(axes, show, x=ticks, y=np.empty(0))
    if k:
        axes.set_xticklabels([])
    axes.tick_params(pad=3)
    return Walker(figure, box, show, track, on_curve(axes, track))


def _down(figure: Figure, rows: _Rows, k: int, track: Track, window: Array, show: Show) -> Walker:
    from gdanim.artists import Trail
    from gdanim.panels.paths import Walker

    box = rows.column(k, rows.track)
    across = box.x0 + box.width * (track.points[:, 0] - window[0, 0]) / np.ptp(window[0])
    down = np.array([rows.depth(show, step) for step in range(len(across))])
    for point in critical_points(show.objective):
        if point.kind == "minimum":
            x = box.x0 + box.width * (point.point[0] - window[0, 0]) / np.ptp(window[0])
            line = Trail(box, colour=show.theme.grid, width=1.2 * show.layout.hairline, zorder=1, animated=False)
            line.set_points(np.array([(x, box.y0), (x, box.y1)]))
            figure.add_artist(line)
    return Walker(figure, box, show, track, np.stack([across, down], axis=1), solid=True)


def _pill(figure: Figure, x: float, y: float, show: Show, track: Track) -> Update:
    """Return what shows the badge: a regime known from theory from the start, an outcome when it is decided."""
    from gdanim.artists import Stamp

    known = _regime(show, track)
    look = badge(show, *known) if known else outcome_badge(show, track)
    stamp = Stamp()
    figure.add_artist(stamp)

    def update(position: float) -> None:
        shown = look if known or position >= track.trajectory.end else None
        stamp.place(shown, x - look.shape[1] / 2, y - look.shape[0] / 2)

    return update


def _regime(show: Show, track: Track) -> tuple[str, str] | None:
    rate = track.trajectory.learning_rates[0] if len(track.trajectory.learning_rates) else 0.0
    kind = regime(show.objective, float(rate))
    if kind is None:
        return None
    if kind != "monotone":
        return REGIMES[kind]
    left = _distances(show, track)
    return ("good", "converges") if left[-1] < NEARLY * left[0] else ("slow", "slow")


def _distances(show: Show, track: Track) -> Array:
    """Return the distance to the nearest minimum at every step (end + 1,); +inf where there is none."""
    minima = [point.point[0] for point in critical_points(show.objective) if point.kind == "minimum"]
    if not minima:
        return np.full(len(track.points), np.inf)
    return np.asarray(np.abs(track.points - np.array(minima)).min(axis=1))


def _fate(show: Show, track: Track, walker: Walker) -> Callable[[float], str]:
    """Return what is written under a column at a position."""

    left = _distances(show, track)
    arrived = int(np.argmax(left < ARRIVED)) if (left < ARRIVED).any() else None
    period = track.trajectory.period

    def said(position: float) -> str:
        gone = walker.left(position)
        step = min(int(position), track.trajectory.end)
        if gone:
            return f"out at step {gone[0]}"
        if period and step >= period:
            return f"period {period}, for ever"
        if arrived is not None and step >= arrived:
            return f"there at step {arrived}"
        return f"{number(round(float(left[step]), 2))} left to go" if np.isfinite(left[step]) else ""

    return said


def _now(figure: Figure, rows: _Rows, show: Show) -> Update:
    from gdanim.artists import Trail

    last = rows.column(len(show.tracks) - 1, rows.track)
    now = Trail(figure.bbox, colour=show.theme.axis, width=show.layout.hairline, dash=(2, 2), zorder=2.5)
    figure.add_artist(now)

    def update(position: float) -> None:
        y = rows.depth(show, position)
        now.set_points(np.array([(rows.left, y), (last.x1, y)]))

    return update
