"""What a film shows, in words, for those who do not see it: made from what it carries about itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

LONGEST_ALT = 320
"""Characters of alt text; readers of screens stop listening, and some cut it off."""


def alt_text(about: Mapping[str, Any]) -> str:
    """Return what a film shows, in words, as far as there is room.

    >>> run = {"label": "A", "method": "Adam", "start": "2", "outcome": "diverged at step 7"}
    >>> alt_text({"title": "Too long a step", "caption": "Each leap is longer.", "runs": [run]})
    'Animation: Too long a step. Each leap is longer. A (Adam from 2) diverged at step 7.'
    """
    return f"Animation: {account(about)}"


def account(about: Mapping[str, Any]) -> str:
    """Return a film's title, its claim, and how its runs ended: what its last drawing shows too."""
    told = f"{about['title']}. {about['caption']}".rstrip()
    for run in map(_told, about["runs"]):
        if len(told) + len(run) > LONGEST_ALT:
            return f"{told} And more."
        told += f" {run[0].upper()}{run[1:]}."
    return told


def _told(run: Mapping[str, Any]) -> str:
    more = unnamed(run)
    return f"{run['label']}{f' ({more})' if more else ''} {run['outcome']}"


def unnamed(run: Mapping[str, Any]) -> str:
    """Return a run's method and start, as far as its name leaves them open."""
    method = "" if run["method"].lower() in run["label"].lower() else run["method"]
    start = "" if run["start"] in run["label"] else f"from {run['start']}"
    return " ".join(filter(None, (method, start)))


def outcome_rows(runs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield how each run ended as a row of an HTML table: its name, what that leaves open, its outcome."""
    for run in runs:
        name, more, outcome = (escape(text) for text in (run["label"], unnamed(run), run["outcome"]))
        yield f'<tr><th scope="row">{name}</th><td>{more}</td><td>{outcome}</td></tr>'
