"""What stands still in a Fit: title, axes and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import Normal, Stroke
from matplotlib.transforms import Bbox

from gdanim.drawing.axes import axes_in, head_panel, set_ticks
from gdanim.drawing.lettering import formula
from gdanim.drawing.samples import sees_a_part
from gdanim.drawing.stamps import picture
from gdanim.geometry.ticks import linear_ticks
from gdanim.objective import EmpiricalLoss
from gdanim.panels.base import Show
from gdanim.wording.letters import letter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gdanim.panels.fit import Columns


def plot_under_title(box: Bbox, show: Show, right: float) -> Bbox:
    """Leave room for the title above, numbers left and below, and `right` pixels right of the plot."""
    layout = show.layout
    numbers = layout.tick + 3 + layout.head / 2
    top = box.y1 - layout.label_type - max(14.0, layout.label_type)
    return Bbox(
        [[box.x0 + numbers + 2 * layout.tick_type, box.y0 + numbers + 1.2 * layout.tick_type], [box.x1 - right, top]]
    )


def draw_frame(
    figure: Figure,
    box: Bbox,
    plot: Bbox,
    show: Show,
    loss: EmpiricalLoss,
    columns: Columns,
    window: NDArray[np.float64],
    title: str,
) -> Axes:
    """Draw the axes of a fit with their numbers and names, and its title."""
    axes = axes_in(figure, plot, show, xlim=tuple(window[0]), ylim=tuple(window[1]))
    most = [int(np.clip(side / (3 * show.layout.tick_type), 3, 5)) for side in (plot.width / 1.5, plot.height)]
    set_ticks(axes, show, x=linear_ticks(*window[0], most=most[0]), y=linear_ticks(*window[1], most=most[1]))
    x, y = map(letter, (columns.x, columns.y))
    tex = f"{y}({x})" if columns.classes is None else ""
    _name_axes(figure, plot, show, x, "" if tex else y)
    head_panel(figure, box.x0, box.x1, box.y1 - show.layout.label_type, show, title, tex, _note(box, show, loss, title))
    return axes


def _note(box: Bbox, show: Show, loss: EmpiricalLoss, title: str) -> str:
    """Return what the title says of the coloured samples, nothing where there are none or no room for it."""
    if not sees_a_part(show, loss):
        return ""
    note = show.say("in colour: this step")
    size, ink = show.layout.label_type, show.theme.ink
    taken = picture(title, size, ink, None).shape[1] + picture(note, size, ink, None, bold=False).shape[1] + 0.6 * size
    return note if taken <= box.width else ""


def _name_axes(figure: Figure, plot: Bbox, show: Show, x: str, y: str) -> None:
    """Set the variables at the far ends of their axes: x right of its line, y, if any, beside the top of its own."""
    size, theme = 1.25 * show.layout.body_type, show.theme
    formula(figure, plot.x1 + 0.4 * size, plot.y0, x, size=size, colour=theme.ink, ha="left", va="center")
    if not y:
        return
    name = formula(figure, plot.x0 + 0.4 * size, plot.y1, y, size=size, colour=theme.ink, ha="left", va="top")
    name.set_path_effects([Stroke(linewidth=0.2 * size, foreground=theme.background), Normal()])
