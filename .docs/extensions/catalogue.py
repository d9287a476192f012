"""Tables of what gdanim knows about itself, made from its own data: landscapes, destinations, presets, exit codes.

```{table-of} destinations
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from gdanim.cli import exit_codes
from gdanim.descent import Outcome
from gdanim.embed.destinations import DESTINATIONS, MEGA, Destination
from gdanim.encode.formats import LIMITS
from gdanim.expressions import CONSTANTS, FUNCTIONS
from gdanim.theme import PRESETS

Rows = Iterator[tuple[str, ...]]


def destinations() -> Rows:
    """Yield the places that films go to, and what each takes."""
    yield "Place", "Word", "Takes", "Canvas", "Limits", "Known"
    for place in DESTINATIONS.values():
        limits = [*_limits(place), place.note]
        suffixes = " ".join(f"`{suffix}`" for suffix in place.suffixes)
        known = {"source": "read", "measured": "measured", "told": "told"}[place.evidence]
        yield place.title, f"`{place.name}`", suffixes, place.preset, "; ".join(filter(None, limits)), known


def _limits(place: Destination) -> Iterator[str]:
    if place.bytes is not None:
        yield f"{place.bytes / MEGA:g} MB"
    if place.side is not None:
        yield f"{place.side[0]}x{place.side[1]}"
    if place.frames is not None:
        yield f"{place.frames} images"
    if place.pixels is not None:
        yield f"{place.pixels / MEGA:g} million pixels an image"
    if place.total_pixels is not None:
        yield f"{place.total_pixels / MEGA:g} million pixels in all"
    if place.fps is not None:
        yield f"{place.fps} frames a second"


def presets() -> Rows:
    """Yield the canvases by name."""
    yield "Preset", "Width", "Height"
    for name, layout in PRESETS.items():
        yield f"`{name}`", str(layout.width), str(layout.height)


def outcomes() -> Rows:
    """Yield how runs end, and the sentences that tell it."""
    yield "Outcome", "What the film says"
    for outcome in Outcome:
        yield f"`{outcome.name}`", re.sub(r"\{(\w)\}", r"*\1*", outcome.value)


def codes() -> Rows:
    """Yield the exit codes, which their module's docstring tells."""
    yield "Code", "Meaning"
    for code, meaning in re.findall(r"(\d+): ([^.]+)\.", " ".join((exit_codes.__doc__ or "").split())):
        yield f"`{code}`", f"{meaning[0].upper()}{meaning[1:]}."


def formats() -> Rows:
    """Yield the suffixes, and what their formats cannot hold."""
    yield "Suffix", "Coded as", "Longest side", "Fastest", "Sides"
    for suffix, limits in LIMITS.items():
        fastest = "" if limits.fps is None else f"{limits.fps} frames a second"
        side = "" if limits.side > 10**6 else f"{limits.side:,}"
        yield f"`{suffix}`", limits.name, side, fastest, "even" if limits.even else ""


def functions() -> Rows:
    """Yield the words that a formula may use, by how many arguments they take."""
    yield "Arguments", "Functions"
    counts = sorted({(least, most) for _, least, most in FUNCTIONS.values()})
    for least, most in counts:
        names = " ".join(f"`{name}`" for name, (_, *takes) in FUNCTIONS.items() if takes == [least, most])
        yield str(least) if least == most else f"{least} to {most}", names
    yield "none", " ".join(f"`{name}`" for name in CONSTANTS)


TABLES: dict[str, Callable[[], Rows]] = {
    "destinations": destinations,
    "presets": presets,
    "outcomes": outcomes,
    "codes": codes,
    "formats": formats,
    "functions": functions,
}


def markdown(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows, of which the first is the head, as a table."""
    head, *body = rows
    lines = [head, ("---",) * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


class TableDirective(SphinxDirective):
    """A table by its name in TABLES."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the table as Markdown, and read it; anew in every build, for the data may have changed."""
        self.env.note_reread()
        return self.parse_text_to_nodes(markdown(TABLES[self.arguments[0]]()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive `table-of`."""
    app.add_directive("table-of", TableDirective)
    return {"parallel_read_safe": True}
