"""Films in the pages: rendered while the site is built, kept beside it, shown light or dark as the reader has it.

    ```{film} long_valley
    from gdanim import ...
    scene = Scene(...)
    ```

shows a scene file and the film that it makes; with `:still:` its last drawing alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from gdanim import __version__
from gdanim.embed import element
from gdanim.errors import GdanimError, SceneError
from gdanim.pipeline import Job, make, make_all
from gdanim.provenance import inspect, origin_of
from gdanim.wording.alt_text import alt_text

THEMES = {"light": "", "dark": "-dark"}
"""What a film's name ends with in each theme."""

SHOWN: dict[str, Any] = {"preset": "readme"}
DRAFT: dict[str, Any] = {"size": (480, 270), "steps": 2, "fps": 2, "glide": False, "hold": 0}
"""What is changed in a scene for the pages, and for a quick look at them."""

log = logging.getLogger(__name__)


def folder_of(app: Sphinx) -> Path:
    """Return where the films are: beside the pages, so that the next build finds them."""
    folder = Path(app.outdir) / "films"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def to_shoot(scene_file: Path, name: str, film: Path, *, draft: bool) -> Iterator[Job]:
    """Yield what is to be rendered of a scene: its film and poster in both themes, but for what is there and true."""
    for theme, tail in THEMES.items():
        changes = (DRAFT if draft else SHOWN) | {"theme": theme}
        paths = tuple(film.with_name(f"{film.name}{tail}{suffix}") for suffix in (".mp4", ".png"))
        program = origin_of(scene_file, name, changes).program
        if not all(is_current(path, program) for path in paths):
            yield Job(scene_file, name, paths, changes, quality="draft" if draft else "standard")


def shoot(jobs: Sequence[Job]) -> None:
    """Render, a few here, many in a process for each core; the first error ends it."""
    for job in jobs if len(jobs) <= len(THEMES) else ():
        make(job)
    for job, made in make_all(jobs) if len(jobs) > len(THEMES) else ():
        log.info("rendered %s", job.paths[0].name)
        if isinstance(made, GdanimError):
            raise made


def is_current(film: Path, program: str) -> bool:
    """Return whether a film was made of this program, by this version of gdanim: it says so itself."""
    try:
        about = inspect(film)
    except SceneError:
        return False
    return about.get("source") == program and about["versions"]["gdanim"] == __version__


def player(film: Path, path: str) -> str:
    """Return a film as a page shows it, in both themes; `path` is how the page names it."""
    shown = []
    for theme, tail in THEMES.items():
        about = inspect(film.with_name(f"{film.name}{tail}.mp4"))
        video = element(about, f"{path}{tail}.mp4", [f"{path}{tail}.png"])
        shown.append(f'<div class="only-{theme}">{video}</div>')
    return f'<div class="film">{"".join(shown)}</div>'


def still(film: Path, path: str) -> str:
    """Return a film's last drawing as a page shows it, in both themes."""
    about = inspect(film.with_suffix(".mp4"))
    alt, (width, height) = escape(alt_text(about)), about["size"]
    attributes = f'width="{width}" height="{height}" alt="{alt}" loading="lazy"'
    images = [f'<img class="only-{theme}" src="{path}{tail}.png" {attributes}>' for theme, tail in THEMES.items()]
    return f'<div class="film">{"".join(images)}</div>'


class FilmDirective(SphinxDirective):
    """A scene file and its film."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"still": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Write the scene file beside its film, render it, and show both."""
        name, source = self.arguments[0], "\n".join(self.content) + "\n"
        film = folder_of(self.env.app) / name
        scene_file = film.with_suffix(".py")
        if not scene_file.is_file() or scene_file.read_text("utf-8") != source:
            scene_file.write_text(source, "utf-8")
        shoot(list(to_shoot(scene_file, "scene", film, draft=self.config.gdanim_draft)))
        show = still if "still" in self.options else player
        code = nodes.literal_block(source, source, language="python")
        up = "../" * self.env.docname.count("/")
        return [code, nodes.raw("", show(film, f"{up}films/{name}"), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive `film`, and `gdanim_draft`: films of two steps, for a quick look and for tests."""
    app.add_config_value("gdanim_draft", False, "env", bool)
    app.add_directive("film", FilmDirective)
    return {"parallel_read_safe": True}
