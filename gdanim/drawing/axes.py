"""Quiet axes: left and bottom lines only, round numbers, names at the far ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdanim.drawing.lettering import font, formula, words
from gdanim.errors import SceneError
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox, Transform
    from numpy.typing import NDArray

    from gdanim.panels.base import Show

LEAST_PLOT = 16
"""Pixels that a plot is wide and high, at least."""

DIGIT = 0.6
"""How wide a digit of the shipped face is, in its size."""


def axes_in(figure: Figure, box: Bbox, show: Show, *, xlim: tuple[float, float], ylim: tuple[float, float]) -> Axes:
    """Add axes whose plot fills `box` (pixels); SceneError where that is no room to show anything."""
    canvas = figure.bbox
    if min(box.width, box.height) < LEAST_PLOT:
        raise SceneError(
            f"Scene: a canvas of {canvas.width:.0f}x{canvas.height:.0f} leaves a panel no room for its plot. "
            "Choose a larger one, or fewer panels and runs."
        )
    axes = figure.add_axes(
        (box.x0 / canvas.width, box.y0 / canvas.height, box.width / canvas.width, box.height / canvas.height)
    )
    axes.set(xlim=xlim, ylim=ylim, facecolor="none")
    axes.spines[["top", "right"]].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=show.theme.axis, linewidth=show.layout.hairline)
    axes.tick_params(
        color=show.theme.axis,
        labelcolor=show.theme.muted,
        width=show.layout.hairline,
        length=show.layout.tick,
        pad=3 + show.layout.head / 2,
    )
    axes.minorticks_off()
    return axes


def plot_box(box: Bbox, show: Show) -> Bbox:
    """Leave room for numbers and names on the left and below."""
    from matplotlib.transforms import Bbox

    layout = show.layout
    room = layout.tick + 3 + layout.head / 2 + 1.2 * layout.tick_type
    return Bbox(
        [
            [box.x0 + room + 0.8 * layout.tick_type, box.y0 + room],
            [box.x1 - name_room(show), box.y1 - name_room(show)],
        ]
    )


def set_ticks(
    axes: Axes, show: Show, *, x: NDArray[np.float64] | None = None, y: NDArray[np.float64] | None = None
) -> None:
    """Put ticks with their numbers at the given values."""
    size = show.layout.tick_type
    if x is not None and len(x):
        characters = max(len(number(value)) for value in x)
        x = _apart(x, axes.get_xaxis_transform(), 0, (DIGIT * characters + 0.3) * size)
    if y is not None and len(y):
        y = _apart(y, axes.get_yaxis_transform(), 1, 1.2 * size)
    for values, put in ((x, axes.set_xticks), (y, axes.set_yticks)):
        if values is not None:
            numbers = [number(value) for value in values]
            put(values, numbers, fontproperties=font("".join(numbers), size))


def _apart(values: NDArray[np.float64], transform: Transform, axis: int, room: float) -> NDArray[np.float64]:
    """Return every value, or every second, third, ..., so that their numbers have `room` pixels along an axis."""
    pixels = transform.transform(np.stack([values, values], axis=1))[:, axis]
    nearest = np.diff(np.sort(pixels)).min(initial=np.inf)
    stride = max(1, int(np.ceil(room / max(nearest, 1e-9))))
    return values[np.abs(values).argmin() % stride :: stride]


def name_axes(figure: Figure, plot: Bbox, show: Show, x: str, y: str) -> None:
    """Set the variables at the far ends of their axes, never rotated: x right of its line, y above its own."""
    size = 1.25 * show.layout.body_type
    ink = show.theme.ink
    formula(figure, plot.x1 + 0.4 * size, plot.y0, x, size=size, colour=ink, ha="left", va="center")
    formula(figure, plot.x0, plot.y1 + 0.35 * size, y, size=size, colour=ink, ha="center", va="bottom")


def words_below(figure: Figure, plot: Bbox, show: Show, text: str) -> None:
    """Set what an axis counts in muted words, centred under its numbers."""
    layout = show.layout
    below = layout.tick + 5 + layout.head / 2 + 1.2 * layout.tick_type
    words(
        figure, (plot.x0 + plot.x1) / 2, plot.y0 - below, text, size=layout.body_type, colour=show.theme.muted,
        ha="center", va="top",
    )  # fmt: skip


def words_above(figure: Figure, plot: Bbox, show: Show, text: str) -> None:
    """Set what a vertical axis counts in muted words, lying above it."""
    size = show.layout.body_type
    words(figure, plot.x0, plot.y1 + 0.45 * size, text, size=size, colour=show.theme.muted, ha="left", va="bottom")


def name_room(show: Show) -> float:
    """Return the pixels that an axis' name takes beyond the end of its line."""
    return 1.25 * 1.25 * show.layout.body_type


def head_panel(
    figure: Figure, left: float, right: float, baseline: float, show: Show, title: str, tex: str, note: str = ""
) -> None:
    """Set a panel's title, its formula and a muted note on one baseline from `left`, the formula if there is room."""
    from gdanim.drawing.lettering import text_width

    size, theme = show.layout.label_type, show.theme
    end = left + text_width(figure, words(figure, left, baseline, title, size=size, colour=theme.ink, bold=True))
    noted = words(figure, left, baseline, note, size=size, colour=theme.muted)
    typeset = formula(figure, end + 0.5 * size, baseline, tex, size=1.1 * size, colour=theme.muted) if tex else None
    room = right - end - (0.6 * size + text_width(figure, noted) if note else 0.0)
    if typeset and 0.5 * size + text_width(figure, typeset) > room:
        typeset.remove()
    elif typeset:
        end += 0.5 * size + text_width(figure, typeset)
    noted.set_x((end + 0.6 * size) / figure.bbox.width)
