"""Docstrings as they are written: plain text, `code` between single backticks, and examples after >>>.

A word of code that is a public name becomes a link to its place in the reference.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

import gdanim

CODE = re.compile(r"`([^`]+)`")
MARKUP = re.compile(r"([*|\\]|_(?=\W|$))")
"""What reStructuredText would take for markup, and no docstring means so."""


def plain(line: str) -> str:
    """Return a line of a docstring as reStructuredText that shows the same characters.

    >>> plain("x ← x − η|g_k| where `rate` is x**2")
    'x ← x − η\\\\|g_k\\\\| where ``rate`` is x\\\\*\\\\*2'
    """
    parts = CODE.split(line)
    return "".join(f"``{part}``" if k % 2 else MARKUP.sub(r"\\\1", part) for k, part in enumerate(parts))


def as_markup(app: Sphinx, what: str, name: str, item: Any, options: Any, lines: list[str]) -> None:
    """Turn the lines of a docstring into reStructuredText, but for the examples and what they print."""
    within_example = False
    for k, line in enumerate(lines):
        within_example = bool(line.strip()) and (within_example or line.lstrip().startswith(">>>"))
        if not within_example:
            lines[k] = plain(line)


def link_names(app: Sphinx, doctree: nodes.document) -> None:
    """Make links of the public names that stand alone as code."""
    for code in list(doctree.findall(nodes.literal)):
        name = code.astext().removesuffix("()")
        if name in gdanim.__all__ and not isinstance(code.parent, pending_xref | nodes.reference):
            link = pending_xref("", refdomain="py", reftype="obj", reftarget=f"gdanim.{name}", refexplicit=True)
            code.replace_self(link)
            link += code


def setup(app: Sphinx) -> dict[str, bool]:
    """Read docstrings as plain text, and link names."""
    app.connect("autodoc-process-docstring", as_markup)
    app.connect("doctree-read", link_names)
    return {"parallel_read_safe": True}
