"""The README's table of faults: its rows, and how figures that tests have reported get into it."""

from __future__ import annotations

from collections.abc import Mapping

FAULTS = {
    "F1": "kill -9 at random times",
    "F2, 1": "a long film begun again, by one process",
    "F2, 2": "a long film begun again, by two processes",
    "F2, 3": "a long film begun again, by three processes",
    "F7": "a worker that is killed",
    "F8": "damaged segments in the store",
    "F3": "a full disk",
    "F3, film": "a full disk, beside a store that has room",
    "F3, store": "a store whose disk is full",
    "F4": "a place that takes no film",
    "F4, read-only": "a folder, or a disk, that may only be read",
    "F5": "an encoder that fails",
    "F11": "a folder, a target or a store that vanishes while films are made",
    "F12": "too few files or too little memory for one process",
    "F13": "closed streams, foreign encodings, no home, no folder for matplotlib",
    "F14": "renders that share a store, one of them clearing it",
    "F6": "interrupts",
    "F6, reader": "a reader that has gone",
    "F9": "two renders to one file at once",
    "F10": "a panel that fails",
    "B1": "hostile formulas",
    "B2": "titles, labels, captions",
    "B7": "Chinese labels",
    "B3": "poles, overflow, NaN, complex numbers",
    "B4": "sizes, rates and lengths beyond reason",
    "junk": "junk in fields of scenes, runs and panels",
    "B5": "odd names of files",
    "B6": "broken scene files",
    "B8": "broken films, and films of others",
    "L1": "many scenes in one process",
    "S1, paths": "paths to files, asked of the preview's server",
    "S1, headers": "foreign hosts and origins at the preview's server",
    "S1, clients": "many readers of the preview's server",
}
"""What is done to gdanim, in the table's order, under the ids by which tests report."""

BEGIN, END = "<!-- faults -->\n", "<!-- end of faults -->"
"""Between what the table stands in a page."""

HEAD = "| fault or input | outcome |\n|---|---|\n"


def table(outcomes: Mapping[str, str]) -> str:
    """Return the rows of all faults whose outcome is known."""
    return HEAD + "".join(f"| {FAULTS[name]} | {outcomes[name]} |\n" for name in FAULTS if name in outcomes)


def outcomes_in(page: str) -> dict[str, str]:
    """Return what a page's table says of each fault."""
    cells = dict(line.strip("| ").split(" | ") for line in _parts(page)[1].splitlines()[2:])
    return {name: cells[fault] for name, fault in FAULTS.items() if fault in cells}


def with_outcomes(page: str, outcomes: Mapping[str, str]) -> str:
    """Return a page whose table has new outcomes, and the old ones of all other faults."""
    before, _, after = _parts(page)
    return before + table(outcomes_in(page) | outcomes) + after


def _parts(page: str) -> tuple[str, str, str]:
    """Return what stands before a page's table, the table, and what stands behind it."""
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page[:begin], page[begin:end], page[end:]
