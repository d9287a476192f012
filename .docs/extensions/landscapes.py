"""The catalogue of functions: each with its picture, formula, window, critical points and sources.

    ```{landscapes} valleys
    ```

shows the entries of one room of `gdanim.landscapes`, in its order.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from docutils import nodes
from PIL import Image, PngImagePlugin
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from extensions.films import THEMES, folder_of
from gdanim import Contour, Curve, GradientDescent, Run, Scene, Stage, __version__
from gdanim.landscapes import Landscape
from gdanim.report.inventory import function_facts
from gdanim.wording.numbers import number, point_text

CANVAS = (800, 560)
MARGINS = (45, 22, 25, 40)
"""Pixels kept left of a picture's axes, above, right and below: numbers and names stand there."""


def draw(entry: Landscape, folder: Path) -> None:
    """Write a function's picture in both themes, where it is not there as the catalogue has it."""
    for theme, tail in THEMES.items():
        path = folder / f"landscape-{entry.name}{tail}.png"
        told = f"{entry!r} {MARGINS} {__version__}"
        if path.is_file() and Image.open(path).info.get("entry") == told:
            continue
        about = PngImagePlugin.PngInfo()
        about.add_itxt("entry", told)
        _picture(entry, theme).save(path, pnginfo=about)


def _picture(entry: Landscape, theme: str) -> Image.Image:
    """Return what stands still under a run that goes nowhere."""
    objective = entry.objective
    start = objective.minima[0] if len(objective.minima) else objective.domain.mean(axis=1)
    panel = Curve() if objective.dimension == 1 else Contour()
    runs = [Run(GradientDescent(1e-9), start)]
    stage = Stage(Scene(entry.title, objective, runs, [panel], steps=1, theme=theme, size=CANVAS))
    [(_, (axes, *_))] = stage.plots
    left, above, right, below = MARGINS
    top = CANVAS[1]
    box = (axes.bbox.x0 - left, top - axes.bbox.y1 - above, axes.bbox.x1 + right, top - axes.bbox.y0 + below)
    return Image.fromarray(stage.ground()).crop(tuple(map(round, box)))


def _entry(entry: Landscape, path: str, *, drawn: bool) -> Iterator[str]:
    yield f"(landscape-{entry.name})=\n### {entry.title}"
    yield f"$${entry.objective.latex}$$"
    yield ":::::{div} landscape"
    if drawn:
        images = "".join(
            f'<img class="only-{theme}" src="{path}{tail}.png" alt="" loading="lazy">' for theme, tail in THEMES.items()
        )
        yield f"```{{raw}} html\n{images}\n```"
    yield "::::{div} facts"
    yield f"`from gdanim.landscapes import {entry.name}`"
    yield "\n".join(f"- {fact}" for fact in _facts(entry))
    yield f":::{{div}} sources\n{'; '.join(entry.sources)}.\n:::"
    yield "::::\n\n:::::"


def _facts(entry: Landscape) -> Iterator[str]:
    """Yield what is known of a function beyond its formula, a sentence each."""
    lowest = function_facts(entry)["minimum_value"]
    yield f"Window: {_box(entry, entry.domain)}" + (
        f"; the literature searches {_box(entry, entry.search_domain)}." if entry.search_domain else "."
    )
    if entry.minima:
        yield f"Minimum: {_points(entry.minima)}, where f = {number(float(f'{lowest:.6g}'))}."
    if entry.local_minima:
        yield f"Local minima: {_points(entry.local_minima)}."
    if entry.saddles:
        yield f"Saddles: {_points(entry.saddles)}."
    if entry.smoothness != "smooth":
        yield f"Derivatives: {entry.smoothness}."
    if entry.tags:
        yield f"Known as: {', '.join(entry.tags)}."
    if entry.remark:
        yield entry.remark


def _box(entry: Landscape, box: tuple[tuple[float, float], ...]) -> str:
    sides = zip(entry.variables, box, strict=True)
    return ", ".join(f"{name} from {number(low)} to {number(high)}" for name, (low, high) in sides)


def _points(points: tuple[tuple[float, ...], ...]) -> str:
    return ", ".join(point_text([float(f"{coordinate:.6g}") for coordinate in point]) for point in points)


class LandscapesDirective(SphinxDirective):
    """The entries of a room of the catalogue."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Draw the functions, and write and read what is known of them."""
        self.env.note_reread()
        folder, up = folder_of(self.env.app), "../" * self.env.docname.count("/")
        drawn = not self.config.gdanim_draft
        room = import_module(f"gdanim.landscapes.{self.arguments[0]}")
        parts = [room.__doc__ or ""]
        for entry in room.LANDSCAPES:
            if drawn:
                draw(entry, folder)
            parts += _entry(entry, f"{up}films/landscape-{entry.name}", drawn=drawn)
        return self.parse_text_to_nodes("\n\n".join(parts), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive `landscapes`."""
    app.add_directive("landscapes", LandscapesDirective)
    return {"parallel_read_safe": True}
