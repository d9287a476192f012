"""Tables on a terminal, in its width; elsewhere one line a row, for programs that read lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

PIPED_WIDTH = 10_000
"""Columns where there is no terminal: no line is as long."""

NARROWEST = 10
"""Columns that a cut cell keeps at least."""


def print_table(
    rows: Iterable[Sequence[str]], headings: Sequence[str] = (), *, folded: Sequence[int] = (), cut: int | None = None
) -> None:
    """Print rows in columns, with two spaces between them.

    Where a terminal is too narrow, the cells of the columns `folded` take more lines, and those of `cut` lose their
    ends.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table

    shown = list(rows)
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False, markup=False)
    widths = [max(map(cell_len, column)) for column in zip(*(([headings] if headings else []) + shown), strict=True)]
    if cut is not None:
        widths[cut] = min(widths[cut], max(console.width - (sum(widths) - widths[cut]) - 2 * len(widths), NARROWEST))
    head, gap = (box.SIMPLE_HEAD, 1) if headings else (None, 2)
    table = Table(box=head, show_header=bool(headings), show_edge=False, padding=(0, gap, 0, 0), pad_edge=False)
    for place, width in enumerate(widths):
        fixed = None if place in folded else width
        table.add_column(headings[place] if headings else "", width=fixed, no_wrap=place == cut, overflow="ellipsis")
    for row in shown:
        table.add_row(*row)
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
