"""One self-contained page of films: each with its lesson, how its runs ended, its source, and what to paste.

Everything on the page is read from the films themselves.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from gdanim.embed import embedded, snippet
from gdanim.embed.playback import PICTURES
from gdanim.errors import SceneError
from gdanim.provenance import inspect
from gdanim.wording.alt_text import outcome_rows

PASTED = ("markdown", "html", "revealjs", "quarto")
"""The places whose snippets stand on the page."""


def page(folder: str | Path, title: str = "Films of gradient descent") -> str:
    """Return the page of all films in a folder, in order of their names.

    A film named <name>-dark is shown to those who prefer the dark, and the picture <name>.png to those who prefer that
    nothing moves. Raises SceneError where there is no film.
    """
    shown = [
        path for path in sorted(Path(folder).glob("*")) if path.suffix in PICTURES and not path.stem.endswith("-dark")
    ]
    if not shown:
        raise SceneError(f"There is no film in {folder}; the page shows {', '.join(PICTURES)}.")
    told = [(path, inspect(path)) for path in shown]
    return Template((files("gdanim") / "gallery.html").read_text("utf-8")).substitute(
        title=escape(title),
        contents="\n".join(
            f'<li><a href="#{escape(path.stem)}">{escape(about["title"])}</a></li>' for path, about in told
        ),
        films="\n".join(_article(path, about) for path, about in told),
    )


def _article(path: Path, about: Mapping[str, Any]) -> str:
    parts = [
        f'<article id="{escape(path.stem)}">',
        f"<h2>{escape(about['title'])}</h2>",
        embedded(path, about),
        *(f"<p>{escape(paragraph)}</p>" for paragraph in _lesson(about)),
        f"<table>{''.join(outcome_rows(about['runs']))}</table>",
    ]
    if "source" in about:
        parts.append(f"<details><summary>Scene</summary><pre>{escape(about['source'])}</pre></details>")
    for place in PASTED:
        pasted = escape(snippet(path, about, place, path.name))
        parts.append(f"<details><summary>To paste: {place}</summary><pre>{pasted}</pre></details>")
    return "\n".join([*parts, "</article>"])


def _lesson(about: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paragraphs of the scene file's docstring; a film may come from anybody, and its source be no Python."""
    try:
        text = ast.get_docstring(ast.parse(about.get("source", ""))) or ""
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for paragraph in filter(None, text.split("\n\n")):
        yield " ".join(paragraph.split())
