"""Which panel stands where: rows and columns by weight, and by what the canvas asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.transforms import Bbox

from gdanim.theme import Layout

if TYPE_CHECKING:
    from gdanim.scene import Scene

STACKED = 1.25
"""Power of the panels' weights by which rows share a tall canvas' height, where all panels are as wide."""

MOST_ABREAST = 3
"""Panels of a plain list that stand side by side on a wide canvas, at most; on a tall one, one above the other.

Those of one kind stand in a grid instead.
"""


def arrange(scene: Scene, layout: Layout, ceiling: float, floor: float) -> list[tuple[Any, Bbox]]:
    """Give every panel its box between ceiling and floor: in rows, and in a row each column its share of the width."""
    in_rows = rows(scene.panels, layout)
    whole = in_rows
    if _are_alike(scene.panels):  # the last row of a grid may be short
        whole = [(*row, *in_rows[0][len(row) :]) for row in in_rows]
    left, right = layout.margin, layout.width - layout.margin
    top = ceiling
    heights = _row_heights(whole, scene, right - left, top - floor, layout)
    placed = []
    for row, full, height in zip(in_rows, whole, heights, strict=True):
        columns = _columns(full, scene, layout)
        widths = _column_widths(columns, scene, right - left, height, layout)
        x = left
        for column, width in zip(columns[: len(row)], widths, strict=False):
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
    """Return a row's panels in columns of one, or those of a plain list of three beside the main one in one column."""
    if tuple(row) == tuple(scene.panels) and _has_main(row):
        return [row[:1], row[1:]]
    return [(panel,) for panel in row]


def rows(panels: Sequence[Any], layout: Layout) -> Sequence[tuple[Any, ...]]:
    """Return the panels in rows: as the author nested them, or as the canvas asks."""
    if isinstance(panels[0], tuple):
        return panels
    if layout.stacked and _has_main(panels):
        return (tuple(panels[:1]), tuple(panels[1:]))
    count = len(panels)
    if _are_alike(panels):
        return _grid(panels, layout)
    if count <= MOST_ABREAST:
        return tuple((panel,) for panel in panels) if layout.stacked else (tuple(panels),)
    abreast = 2 if layout.stacked else -(-count // -(-count // MOST_ABREAST))
    return tuple(tuple(panels[k : k + abreast]) for k in range(0, count, abreast))


def _are_alike(panels: Sequence[Any]) -> bool:
    """Return whether a plain list is of three panels or more of one kind, to be compared in a grid."""
    return len(panels) >= 3 and len({type(panel) for panel in panels}) == 1 and not isinstance(panels[0], tuple)


def _grid(panels: Sequence[Any], layout: Layout) -> tuple[tuple[Any, ...], ...]:
    """Return panels in as many columns as make the shorter side of their boxes longest."""
    count = len(panels)
    width, height = layout.width - 2 * layout.margin, layout.height - layout.panels - layout.floor
    columns = max(range(1, count + 1), key=lambda columns: min(width / columns, height / -(-count // columns)))
    return tuple(tuple(panels[k : k + columns]) for k in range(0, count, columns))


def _has_main(panels: Sequence[Any]) -> bool:
    """Return whether there are three panels, of which the first weighs more: the others then stand together."""
    return len(panels) == 3 and panels[0].weight > max(panel.weight for panel in panels[1:])


def _shares(weights: list[float], room: float, gutter: float) -> list[float]:
    free = room - gutter * (len(weights) - 1)
    return [free * weight / sum(weights) for weight in weights]


def _row_heights(
    in_rows: Sequence[Sequence[Any]], scene: Scene, width: float, height: float, layout: Layout
) -> list[float]:
    """Share the height of all plots by weight: those of equal scales get at most what they fill; frames stay."""
    frame = 2 * layout.label_type + 3 * layout.tick_type
    free = height - layout.gutter * (len(in_rows) - 1) - frame * len(in_rows)
    plots: dict[int, float] = {}
    power = STACKED if layout.stacked else 1
    weights = {k: max(panel.weight for panel in row) ** power for k, row in enumerate(in_rows)}
    most = {k: _most_height(row, scene, width, layout) for k, row in enumerate(in_rows)}
    while most:
        left = (free - sum(plots.values())) / sum(weights[k] for k in most)
        filled = {k: limit for k, limit in most.items() if limit < left * weights[k]}
        if len(filled) in (0, len(most)):
            plots |= {k: left * weights[k] for k in most}
            break
        plots |= filled
        most = {k: limit for k, limit in most.items() if k not in filled}
    return [frame + plots[k] for k in range(len(in_rows))]


def _most_height(row: Sequence[Any], scene: Scene, width: float, layout: Layout) -> float:
    """Return the height that the plots of a row can fill with equal scales, inf where one of them can fill any."""
    aspects = [panel.aspect(scene.objective) for panel in row]
    if None in aspects:
        return float("inf")
    widths = _shares([panel.weight for panel in row], width, layout.gutter)
    return max((room - 4 * layout.tick_type) / aspect for room, aspect in zip(widths, aspects, strict=True))


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
