"""Sphinx: the directive `gdanim` puts a scene's film on a page, made when its scene file is new or has changed.

    .. gdanim:: scenes/saddle.py
       :scene: scene
       :preset: readme
       :theme: both
       :format: mp4

HTML plays the film, with its poster for those who wish for less motion; all other builders show its last drawing.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from gdanim.cli.targets import find_scenes
from gdanim.embed import element
from gdanim.embed.playback import MOVING
from gdanim.errors import GdanimError, SceneError
from gdanim.pipeline import Job, make
from gdanim.provenance import inspect, origin_of
from gdanim.wording.alt_text import account

FORMATS = tuple(suffix.removeprefix(".") for suffix in MOVING)
THEMES = ("light", "dark", "both")

LENGTH = 12
"""Characters of the name that tell a film from others of its scene."""

logger = logging.getLogger(__name__)


class film(nodes.General, nodes.Element):  # a node is called as its element
    """A film on a page: `path` is the file, `twin` the one for dark pages or "", its child the still image."""


class FilmDirective(SphinxDirective):
    """`.. gdanim:: FILE`: the file is beside the page, or from the source directory where it begins with a slash."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = {
        "scene": directives.unchanged_required,
        "preset": directives.unchanged_required,
        "theme": lambda word: directives.choice(word, THEMES),
        "alt": directives.unchanged_required,
        "format": lambda word: directives.choice(word, FORMATS),
        "no-source": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the film, or nothing and a warning with the place of what is wrong."""
        relative, absolute = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        try:
            return [self._film(Path(absolute))]
        except GdanimError as error:
            place = getattr(error, "place", None)
            logger.warning(str(error), location=str(place) if place else self.get_location(), type="gdanim")
            return []

    def _film(self, file: Path) -> nodes.Node:
        name = self._scene_name(file)
        theme, suffix = self.options.get("theme", ""), self.options.get("format", "mp4")
        shown = self._made(file, name, "light" if theme == "both" else theme, (f".{suffix}", ".png", ".pdf"))
        has_twin = theme == "both" and suffix != "html"  # a frame shows one page
        twin = self._made(file, name, "dark", (f".{suffix}",)) if has_twin else ""
        alt = self.options.get("alt", "")
        still = nodes.image(
            uri=f"/{os.path.relpath(shown, self.env.srcdir)}".removesuffix(f".{suffix}") + ".*",
            alt=alt or account(inspect(shown)),
        )
        return film("", still, path=str(shown), twin=str(twin), alt=alt)

    def _scene_name(self, file: Path) -> str:
        wanted = self.options.get("scene")
        found = [name for _, name, *_ in find_scenes((f"{file}::{wanted}" if wanted else str(file),))]
        if len(found) > 1:
            raise SceneError(f"{file} holds several scenes; choose one with :scene:, of {', '.join(found)}.")
        return found[0]

    def _made(self, file: Path, name: str, theme: str, suffixes: tuple[str, ...]) -> Path:
        """Return the film, made where it is not there yet: the first of the files with these suffixes."""
        wanted = {"theme": theme, "preset": self.options.get("preset")}
        changes = {option: value for option, value in wanted.items() if value}
        origin = origin_of(file, name, changes)
        for beside in origin.needs:
            self.env.note_dependency(os.path.relpath(file.parent / beside, self.env.srcdir))
        parts = (
            version("gdanim"),
            origin.program,
            name,
            *((file.parent / beside).read_bytes() for beside in origin.needs),
        )
        with_source = "no-source" not in self.options
        number = hashlib.sha256(repr((parts, with_source)).encode()).hexdigest()[:LENGTH]
        folder = Path(self.env.doctreedir) / "gdanim"
        folder.mkdir(exist_ok=True)
        paths = tuple(folder / f"{file.stem}-{name}-{number}{suffix}" for suffix in suffixes)
        missing = tuple(path for path in paths if not path.is_file())
        if missing:
            logger.info("gdanim: rendering %s::%s", file.name, name)
            make(Job(file, name, missing, changes, with_source=with_source))
        return paths[0]


def visit_film(self: HTML5Translator, node: nodes.Element) -> None:
    """Put a film beside the page's images, and its element into the page."""
    builder, path, [still] = self.builder, Path(node["path"]), node.findall(nodes.image)
    folder = Path(builder.outdir) / builder.imagedir
    folder.mkdir(parents=True, exist_ok=True)
    urls = {path.with_suffix(".png").name: builder.images[still["uri"]]}
    for file, name in ((path, path.name), (Path(node["twin"]), f"{path.stem}-dark{path.suffix}")):
        if file.name:
            shutil.copyfile(file, folder / file.name)
            urls[name] = file.name
    urls = {name: posixpath.join(builder.imgpath, file) for name, file in urls.items()}
    shown = element(inspect(path), path.name, urls, alt=node["alt"], url=urls.__getitem__)
    self.body.append(f'<div class="gdanim">\n{shown}\n</div>\n')
    raise nodes.SkipNode


def visit_still(*_: Any) -> None:
    """Leave it to the image within."""


def setup(app: Sphinx) -> Mapping[str, Any]:
    """Give Sphinx the directive."""
    still = (visit_still, visit_still)
    app.add_node(film, html=(visit_film, visit_still), latex=still, text=still, man=still, texinfo=still)
    app.add_directive("gdanim", FilmDirective)
    return {"version": version("gdanim"), "parallel_read_safe": True, "parallel_write_safe": True}
