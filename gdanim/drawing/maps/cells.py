"""Maps of cells: small arrays of colour numbers, enlarged to the pixels of a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from contourpy import contour_generator
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb, to_rgba
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim.drawing.artists import Points, Trail
from gdanim.drawing.stamps import Stamp

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
Colours = NDArray[np.uint8]


def table(*colours: str) -> Colours:
    """Return colours as RGBA (k, 4), to be looked up by their numbers."""
    return np.array([[round(255 * part) for part in to_rgba(colour)] for colour in colours], dtype=np.uint8)


def shades(anchors: Sequence[str], count: int) -> list[str]:
    """Return `count` colours that run evenly from the first anchor to the last."""
    ramp = LinearSegmentedColormap.from_list("shades", list(anchors))
    return [to_hex(tuple(colour)) for colour in ramp(np.linspace(0, 1, count))]


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour of which `share` is left when the rest is ground."""
    return to_hex(tuple((share * np.array(to_rgb(colour)) + (1 - share) * np.array(to_rgb(ground))).tolist()))


def isolines(across: Array, up: Array, heights: Array, levels: Array) -> Points:
    """Return the lines of all levels of heights (rows, columns) as one path, a gap after each."""
    generator = contour_generator(across, up, heights)
    gap = np.full((1, 2), np.nan)
    found = [np.asarray(line) for level in levels for line in generator.lines(float(level))]
    lines = [part for line in found for part in (line, gap)]
    return np.concatenate(lines) if lines else np.empty((0, 2))


def engraved(pixels: Colours, plot: Bbox, strokes: Sequence[Trail]) -> Colours:
    """Return the pixels (height, width, 4) of a plot with lines drawn on them once and for all."""
    height, width = pixels.shape[:2]
    renderer = RendererAgg(width, height, 72)
    renderer.draw_image(renderer.new_gc(), 0, 0, pixels[::-1])
    for stroke in strokes:
        local = Trail(Bbox([[0, 0], [width, height]]), colour="black", width=stroke.width)
        local.colour = stroke.colour
        local.set_points(stroke.points - plot.min)
        local.draw(renderer)
    return np.asarray(renderer.buffer_rgba()).copy()


class Cells:
    """The pixels that a plot has, which cell each of them lies in, and the picture that shows them."""

    def __init__(
        self, figure: Figure, plot: Bbox, across: Array, up: Array, *, zorder: float = 2.3, animated: bool = True
    ) -> None:
        """Lay cells between the edges `across` (columns + 1,) and `up` (rows + 1,), in pixels."""
        self.left, self.bottom = round(plot.x0), round(plot.y0)
        columns, rows = round(plot.x1) - self.left, round(plot.y1) - self.bottom
        self.columns = _within(across, self.left + np.arange(columns) + 0.5)
        self.rows = _within(up, self.bottom + np.arange(rows) + 0.5)[::-1]
        self.stamp = Stamp(zorder=zorder, animated=animated)
        figure.add_artist(self.stamp)

    def enlarged(self, cells: NDArray[Any]) -> NDArray[Any]:
        """Return cells (rows, columns, ...), lowest row first, as pixels (height, width, ...), highest row first."""
        return cells[self.rows[:, np.newaxis], self.columns]

    def show(self, pixels: Colours) -> None:
        """Show pixels (height, width, 4), or as many of their columns as there are."""
        self.stamp.place(pixels if pixels.size else None, self.left, self.bottom)


def _within(edges: Array, pixels: Array) -> NDArray[np.int64]:
    """Return the number of the cell in which each pixel lies."""
    return np.asarray(np.clip(np.searchsorted(edges, pixels, side="right") - 1, 0, len(edges) - 2))
