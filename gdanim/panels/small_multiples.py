"""SmallMultiples: one column for every run, all with the same axes and the same clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import critical_points, regime
from gdanim.notation import number
from gdanim.panels.badges import badge, decided_at, outcome_badge
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.curve import check_line, curve_window, draw_curve, on_curve
from gdanim.panels.series import UNITS
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

FLATTEST = 0.4
"""Height of a curve in widths below which its note makes way."""

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
        across = _columns_across(box, alike)
        bands = _bands(box, show, across)
        updates = []
        for k, band in enumerate(bands):
            tracks = alike.tracks[k * across : (k + 1) * across]
            _name_rows(figure, band, show)
            updates += [_column(figure, band, n, track, window, alike) for n, track in enumerate(tracks)]
            if band.track:
                updates.append(_now(figure, band, show))

        def update(position: float) -> None:
            for move in updates:
                move(position)

        return update


def _columns_across(box: Bbox, show: Show) -> int:
    """Return how many columns stand side by side: all, or as few as their words need, shared out evenly."""
    from gdanim.lettering import PAD, picture

    note = picture(show.say("there at step {k}", k=99), show.layout.tick_type, show.theme.muted, None, bold=False)
    widest = max(note.shape[1] - 2 * PAD, *(_look(show, track)[0].shape[1] for track in show.tracks))
    count = len(show.tracks)
    fit = max(1, int((box.width - _step_room(show)) / widest))
    return count if fit >= count else -(-count // -(-count // fit))


def _step_room(show: Show) -> float:
    """Return the pixels left of the columns that the steps' numbers take."""
    return 2.4 * show.layout.tick_type


def _bands(box: Bbox, show: Show, across: int) -> list[_Band]:
    """Cut the box into bands of columns, one above the other."""
    from matplotlib.transforms import Bbox

    count = -(-len(show.tracks) // across)
    gap = show.layout.gutter
    height = (box.height - gap * (count - 1)) / count
    tops = [box.y1 - k * (height + gap) for k in range(count)]
    return [_Band(Bbox([[box.x0, top - height], [box.x1, top]]), show, across, deep=count == 1) for top in tops]


class _Band:
    """Where columns and their rows stand: heading, badge, curve, note, and where it is `deep` a track, in pixels."""

    def __init__(self, box: Bbox, show: Show, across: int, *, deep: bool) -> None:
        layout = show.layout
        self.left = box.x0 + _step_room(show)
        self.gap = 17 * layout.scale
        self.width = (box.x1 - self.left - self.gap * (across - 1)) / across
        self.heading = box.y1 - 1.2 * layout.heading_type
        self.badge = self.heading - 0.5 * layout.heading_type - 1.2 * layout.badge_type
        self.note: float | None = box.y0 + 0.2 * layout.tick_type
        top = self.badge - 1.5 * layout.badge_type
        bottom = self.note + 1.6 * layout.tick_type
        numbers = layout.tick + 2.2 * layout.tick_type
        share = (0.53 if deep else 1.0) * (top - bottom - numbers)
        if not deep and share < FLATTEST * self.width:
            self.note, share = None, top - box.y0 - layout.tick - 1.4 * layout.tick_type
        self.curve = (top - share, top)
        self.track = (bottom, top - share - numbers) if deep else None
        self.right = self.left + across * (self.width + self.gap) - self.gap

    def column(self, k: int, row: tuple[float, float]) -> Bbox:
        """Return the box of column k in a row."""
        from matplotlib.transforms import Bbox

        x = self.left + k * (self.width + self.gap)
        return Bbox([[x, row[0]], [x + self.width, row[1]]])

    def depth(self, show: Show, reading: float) -> float:
        """Return the pixels up at which a reading of the clock stands in the tracks, a head's room from their top."""
        assert self.track
        low, high = self.track
        room = show.layout.head
        return high - room / 2 - (high - low - room) * reading / show.span


def _name_rows(figure: Figure, band: _Band, show: Show) -> None:
    from gdanim.lettering import formula, words

    layout, theme = show.layout, show.theme
    if _swept(show):
        formula(figure, layout.margin, band.heading, r"\eta", size=layout.formula_type, colour=theme.muted)
    if not band.track:
        return
    readings = linear_ticks(0, show.span, most=3)
    for reading in readings:
        words(
            figure, band.left - 0.3 * layout.tick_type, band.depth(show, reading), f"{reading:.0f}",
            size=layout.tick_type, colour=theme.muted, ha="right", va="center",
        )  # fmt: skip
    words(
        figure, band.left - 0.3 * layout.tick_type, band.depth(show, readings[1] / 2), show.say(UNITS[show.unit]),
        size=layout.tick_type,
        colour=theme.muted, ha="right", va="center",
    )  # fmt: skip


def _swept(show: Show) -> bool:
    """Return whether runs are named by their learning rates and nothing else."""
    return all(track.label.startswith(show.say("rate {value}", value="")) for track in show.tracks)


def _heading(show: Show, track: Track) -> str:
    return track.label.removeprefix(show.say("rate {value}", value="")) if _swept(show) else track.label


def _column(figure: Figure, band: _Band, k: int, track: Track, window: Array, show: Show) -> Update:
    from gdanim.lettering import PAD, Stamp, picture, words

    box = band.column(k, band.curve)
    middle = (box.x0 + box.x1) / 2
    words(
        figure, middle, band.heading, _heading(show, track),
        size=show.layout.heading_type, colour=show.theme.ink, bold=True, ha="center",
    )  # fmt: skip
    walkers = [_on_curve(figure, band, k, track, window, show)]
    if band.track:
        walkers.append(_down(figure, band, band.column(k, band.track), track, window, show))
    pill = _pill(figure, middle, band.badge, show, track)
    note = Stamp()
    figure.add_artist(note)
    said = _fate(show, track, walkers[0], box.width + band.gap / 2)

    def update(position: float) -> None:
        step = track.step_at(position)
        for walker in walkers:
            walker.move(step)
        pill(step)
        if band.note is None:
            return
        text = picture(said(step), show.layout.tick_type, show.theme.muted, None, bold=False)
        note.place(text, middle - text.shape[1] / 2, band.note - PAD)

    return update


def _on_curve(figure: Figure, band: _Band, k: int, track: Track, window: Array, show: Show) -> Walker:
    from gdanim.panels.axes import axes_in, set_ticks
    from gdanim.panels.paths import Walker

    box = band.column(k, band.curve)
    axes = axes_in(figure, box, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
    axes.spines["left"].set_visible(False)
    draw_curve(axes, window, show)
    ticks = linear_ticks(*window[0], most=3)
    set_ticks(axes, show, x=ticks, y=np.empty(0))
    if k:
        axes.set_xticklabels([])
    axes.tick_params(pad=3)
    return Walker(figure, box, show, track, on_curve(axes, track))


def _down(figure: Figure, band: _Band, box: Bbox, track: Track, window: Array, show: Show) -> Walker:
    from gdanim.artists import Trail
    from gdanim.panels.paths import Walker

    across = box.x0 + box.width * (track.points[:, 0] - window[0, 0]) / np.ptp(window[0])
    down = np.array([band.depth(show, reading) for reading in track.readings])
    for point in critical_points(show.objective):
        if point.kind == "minimum":
            x = box.x0 + box.width * (point.point[0] - window[0, 0]) / np.ptp(window[0])
            line = Trail(box, colour=show.theme.grid, width=1.2 * show.layout.hairline, zorder=1, animated=False)
            line.set_points(np.array([(x, box.y0), (x, box.y1)]))
            figure.add_artist(line)
    return Walker(figure, box, show, track, np.stack([across, down], axis=1), solid=True)


def _pill(figure: Figure, x: float, y: float, show: Show, track: Track) -> Callable[[float], None]:
    from gdanim.lettering import Stamp

    look, decided = _look(show, track)
    stamp = Stamp()
    figure.add_artist(stamp)

    def update(step: float) -> None:
        stamp.place(look if step >= decided else None, x - look.shape[1] / 2, y - look.shape[0] / 2)

    return update


def _look(show: Show, track: Track) -> tuple[NDArray[np.uint8], int]:
    """Return a run's badge and the step from which it is shown.

    A regime known from theory is shown from the start, an outcome when it is decided.
    """
    known = _regime(show, track)
    return (badge(show, *known), 0) if known else (outcome_badge(show, track, briefly=True), decided_at(track))


def _regime(show: Show, track: Track) -> tuple[str, str] | None:
    kind = regime(show.objective, track.optimizer)
    if kind is None:
        return None
    if kind == "monotone":
        left = _distances(show, track)
        look, words = ("good", "converges") if left[-1] < NEARLY * left[0] else ("slow", "slow")
    else:
        look, words = REGIMES[kind]
    return look, show.say(words)


def _distances(show: Show, track: Track) -> Array:
    """Return the distance to the nearest minimum at every step (end + 1,); +inf where there is none."""
    minima = [point.point[0] for point in critical_points(show.objective) if point.kind == "minimum"]
    if not minima:
        return np.full(len(track.points), np.inf)
    return np.asarray(np.abs(track.points - np.array(minima)).min(axis=1))


def _fate(show: Show, track: Track, walker: Walker, room: float) -> Callable[[float], str]:
    """Return what is written under a column at a step, within `room` pixels."""
    from gdanim.lettering import PAD, picture

    cycle = show.say("period {p}", p=track.trajectory.period)
    longer = show.say("period {p}, for ever", p=track.trajectory.period)
    fits = picture(longer, show.layout.tick_type, show.theme.muted, None, bold=False).shape[1] - 2 * PAD <= room
    left = _distances(show, track)
    arrived = int(np.argmax(left < ARRIVED)) if (left < ARRIVED).any() else None
    period = track.trajectory.period

    def said(position: float) -> str:
        gone, step = walker.left(position), int(position)
        if gone:
            return show.say("out at step {k}", k=gone[0])
        if period and step >= period:
            return longer if fits else cycle
        if arrived is not None and step >= arrived:
            return show.say("there at step {k}", k=arrived)
        distance = number(round(float(left[step]), 2))
        return show.say("{distance} left to go", distance=distance) if np.isfinite(left[step]) else ""

    return said


def _now(figure: Figure, band: _Band, show: Show) -> Update:
    from gdanim.artists import Trail

    now = Trail(figure.bbox, colour=show.theme.axis, width=show.layout.hairline, dash=(2, 2), zorder=2.5)
    figure.add_artist(now)

    def update(position: float) -> None:
        y = band.depth(show, position)
        now.set_points(np.array([(band.left, y), (band.right, y)]))

    return update
