"""The gallery: a page for every scene file, made from what its films carry, and a page of all.

The topics are in gallery.toml. The pages are written into the folder `gallery` before Sphinx reads its sources.

    ```{film-of} saddle
    ```

shows a scene's film on another page; with `:still:` its last drawing, with a link to its page in the gallery.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from extensions.films import THEMES, folder_of, player, shoot, still, to_shoot
from gdanim import load_scenes
from gdanim.embed import snippet
from gdanim.gallery import PASTED
from gdanim.provenance import inspect
from gdanim.wording.alt_text import unnamed

SCENES = Path(__file__).parents[2] / "scenes"
MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$~])")


class Lesson(NamedTuple):
    """A scene file and what its docstring says, a paragraph each; its scenes by name, each with its film."""

    path: Path
    paragraphs: list[str]
    films: dict[str, Path]

    @property
    def about(self) -> Mapping[str, Any]:
        """What the first film carries."""
        return inspect(_file(next(iter(self.films.values()))))

    @property
    def title(self) -> str:
        """The title of its film; where it has several, what its docstring begins with."""
        return str(self.about["title"]) if len(self.films) == 1 else self.paragraphs[0].rstrip(".")


def write_pages(app: Sphinx) -> None:
    """Render the scenes and write their pages; those of scenes that are no more go."""
    told = tomllib.loads((Path(app.srcdir) / "gallery.toml").read_text("utf-8"))
    topics = list(_chosen(told["topic"], app.config.gdanim_scenes))
    lessons = {name: read(name, folder_of(app)) for topic in topics for name in topic["scenes"]}
    _shoot(lessons.values(), draft=app.config.gdanim_draft)
    pages = {name: "\n\n".join(_page(lesson)) for name, lesson in lessons.items()}
    pages["index"] = _index(told["introduction"], topics, lessons)
    folder = Path(app.srcdir) / "gallery"
    folder.mkdir(exist_ok=True)
    for gone in {page.stem for page in folder.glob("*.md")} - set(pages):
        (folder / f"{gone}.md").unlink()
    for name, text in pages.items():
        _write(folder / f"{name}.md", text + "\n")


def _chosen(topics: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the topics with the scenes that are wanted; all of them where none is named."""
    for topic in topics:
        names = [name for name in topic["scenes"] if not wanted or name in wanted]
        if names:
            yield {**topic, "scenes": names}


def read(name: str, folder: Path) -> Lesson:
    """Return the lesson in scenes/<name>.py, its films in `folder`."""
    path = SCENES / f"{name}.py"
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    scenes = list(load_scenes(path))
    films = {scene: folder / (name if len(scenes) == 1 else f"{name}-{scene}") for scene in scenes}
    return Lesson(path, [" ".join(paragraph.split()) for paragraph in told.split("\n\n")], films)


def _shoot(lessons: Iterable[Lesson], *, draft: bool) -> None:
    """Render what is still to be rendered of these lessons."""
    scenes = [(lesson.path, scene, film) for lesson in lessons for scene, film in lesson.films.items()]
    shoot([job for scene in scenes for job in to_shoot(*scene, draft=draft)])


def _write(path: Path, text: str) -> None:
    """Write a page where it has changed, so that Sphinx reads again only what it must."""
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _file(film: Path) -> Path:
    return film.with_name(f"{film.name}.mp4")


def _words(text: str) -> str:
    """Return words as Markdown that shows the same characters."""
    return MARKUP.sub(r"\\\1", text)


def _raw(html: str) -> str:
    return f"```{{raw}} html\n{html}\n```"


def _page(lesson: Lesson) -> Iterator[str]:
    """Yield the parts of a film's page: films and their runs, the lesson, the scene file, what to paste."""
    yield f"# {_words(lesson.title)}"
    paragraphs = lesson.paragraphs[1:] or lesson.paragraphs
    for film in lesson.films.values():
        about = inspect(_file(film))
        if len(lesson.films) > 1:
            yield f"## {_words(about['title'])}"
        yield _raw(player(film, f"../films/{film.name}"))
        yield _runs(about)
        yield from map(_words, paragraphs)
        paragraphs = []
    source = lesson.path.read_text("utf-8").rstrip()
    yield f"## The scene\n\n```{{code-block}} python\n:caption: scenes/{lesson.path.name}\n\n{source}\n```"
    yield f"```console\ngdanim render scenes/{lesson.path.name}\n```"
    yield "## To paste"
    yield from _snippets(next(iter(lesson.films.values())))


def _runs(about: Mapping[str, Any]) -> str:
    rows = [f"| {_words(run['label'])} | {_words(unnamed(run))} | {_words(run['outcome'])} |" for run in about["runs"]]
    return "\n".join(["| Run | What it is | How it ended |", "|---|---|---|", *rows])


def _snippets(film: Path) -> Iterator[str]:
    """Yield what is to be pasted where, in tabs."""
    about = inspect(_file(film))
    yield "::::{tab-set}"
    for place in PASTED:
        suffix = ".gif" if place == "markdown" else ".mp4"
        language = place if place in ("markdown", "html") else "text"
        pasted = snippet(film.with_name(film.name + suffix), about, place, f"{film.name}{suffix}")
        yield f":::{{tab-item}} {place}\n\n```{language}\n{pasted}\n```\n\n:::"
    yield "::::"


def _index(introduction: str, topics: Sequence[Mapping[str, Any]], lessons: Mapping[str, Lesson]) -> str:
    """Return the page of all films: topics, and under each its films' last drawings."""
    parts = ["# Gallery", introduction.strip()]
    for topic in topics:
        cards = "\n".join(_card(name, lessons[name]) for name in topic["scenes"])
        parts += [f"## {topic['title']}", topic["sentence"], _raw(f'<ul class="films">\n{cards}\n</ul>')]
    entries = "\n".join(name for topic in topics for name in topic["scenes"])
    return "\n\n".join([*parts, f"```{{toctree}}\n:hidden:\n\n{entries}\n```"])


def _card(name: str, lesson: Lesson) -> str:
    film = next(iter(lesson.films.values()))
    width, height = lesson.about["size"]
    pictures = "".join(
        f'<img class="only-{theme}" src="../films/{film.name}{tail}.png" width="{width}" height="{height}" alt="" '
        'loading="lazy">'
        for theme, tail in THEMES.items()
    )
    words = f"<strong>{escape(lesson.title)}</strong><span>{escape(lesson.about['caption'])}</span>"
    return f'<li><a href="{name}.html">{pictures}{words}</a></li>'


class FilmOfDirective(SphinxDirective):
    """A film of the gallery."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"still": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Render the scene where that is still to be done, and show its film; nothing where others are wanted."""
        self.env.note_reread()
        app, wanted = self.env.app, self.config.gdanim_scenes
        if wanted and self.arguments[0] not in wanted:
            return []
        lesson = read(self.arguments[0], folder_of(app))
        _shoot([lesson], draft=self.config.gdanim_draft)
        film, up = next(iter(lesson.films.values())), "../" * self.env.docname.count("/")
        if "still" not in self.options:
            return [nodes.raw("", player(film, f"{up}films/{film.name}"), format="html")]
        shown = still(film, f"{up}films/{film.name}")
        return [nodes.raw("", f'<a href="{up}gallery/{self.arguments[0]}.html">{shown}</a>', format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before the sources are read; `gdanim_scenes` names the scenes shown, all of them where empty."""
    app.add_config_value("gdanim_scenes", [], "env", list)
    app.add_directive("film-of", FilmOfDirective)
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
