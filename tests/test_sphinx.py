"""The Sphinx directive, in a small project that Sphinx really builds."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the extra sphinx is not installed")

SCENE = """from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)])
scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=2, size=(320, 180), hold=0.2)
"""
PAGE = """
Films
=====

.. gdanim:: scenes/bowl.py
   :theme: both

Words between.

.. gdanim:: scenes/bowl.py
   :format: gif
   :alt: A bowl.
"""

Build = Callable[..., str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "source/scenes").mkdir(parents=True)
    (folder / "source/conf.py").write_text("extensions = ['gdanim.sphinx']\nproject = 'Films'\n")
    (folder / "source/index.rst").write_text(PAGE)
    (folder / "source/scenes/bowl.py").write_text(SCENE)
    return folder


@pytest.fixture
def build(project: Path) -> Build:
    """Build the project; return what Sphinx warns of."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    def run(builder: str = "html", *, strict: bool = True) -> str:
        told = io.StringIO()
        source, out = project / "source", project / builder
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(source, source, out, project / "trees", builder, status=None, warning=told)
            app.build()
        assert not (strict and told.getvalue())
        return told.getvalue()

    return run


def films(project: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (project / "trees/gdanim").iterdir()}


def test_a_page_plays_its_films_and_shows_a_still_to_those_who_wish(build: Build, project: Path, read_page) -> None:
    build()
    page = (project / "html/index.html").read_text("utf-8")
    page = read_page(page[page.index('<div class="gdanim">') : page.rindex("</picture>") + len("</picture></div>\n")])
    [video], [picture] = page.all("video"), page.all("img")
    dark, light, still = page.all("source")
    assert {"controls", "muted", "loop", "playsinline", "poster"} <= set(video)
    assert str(video["aria-label"]).startswith("Animation: A bowl. ")
    assert (dark["media"], light.get("media")) == ("(prefers-color-scheme: dark)", None)
    assert (still["media"], picture["alt"]) == ("(prefers-reduced-motion: reduce)", "A bowl.")
    named = [video["poster"], dark["src"], light["src"], still["srcset"], picture["src"]]
    for path in map(str, named):
        assert (project / "html" / path).stat().st_size > 0
    assert len(set(named)) == len(named)


def test_a_printed_page_shows_the_last_drawing_in_lines(build: Build, project: Path) -> None:
    build("latex")
    source = (project / "latex/films.tex").read_text("utf-8")
    stills = list((project / "latex").glob("*.pdf"))
    assert len(stills) == source.count(r"\sphinxincludegraphics") == 2
    for still in stills:
        assert still.read_bytes().startswith(b"%PDF")
        assert f"{{{still.stem}}}.pdf" in source


def test_a_film_is_made_again_when_its_scene_changes_and_only_then(build: Build, project: Path) -> None:
    build()
    before = films(project)
    os.utime(project / "source/index.rst")
    build()
    assert films(project) == before
    (project / "source/scenes/bowl.py").write_text(SCENE.replace("A bowl", "Another bowl"))
    build()
    assert "Another bowl" in (project / "html/index.html").read_text("utf-8")
    assert len(films(project)) == 2 * len(before)
    (project / "source/scenes/bowl.py").write_text(SCENE)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            ".. gdanim:: scenes/bad.py\n",
            ("bad.py:4: WARNING: The name GradientDecent", "Did you mean GradientDescent?"),
        ),
        (".. gdanim:: scenes/bowel.py\n", ("index.rst:1: WARNING: There is no scene file", "Did you mean bowl.py?")),
        (".. gdanim:: scenes/bowl.py\n   :scene: scnee\n", ("index.rst:1: WARNING: ", "Did you mean scene?")),
        (".. gdanim:: scenes/two.py\n", ("choose one with :scene:, of scene, other.",)),
        (".. gdanim:: scenes/bowl.py\n   :format: mpeg\n", ("index.rst:1: ERROR", "mpeg")),
    ],
)
def test_a_mistake_is_a_warning_with_its_place(build: Build, project: Path, page: str, told: tuple[str, ...]) -> None:
    scenes = project / "source/scenes"
    (scenes / "bad.py").write_text(SCENE.replace("GradientDescent(", "GradientDecent("))
    (scenes / "two.py").write_text(f"{SCENE}other = scene.with_(title='Other')\n")
    (project / "source/index.rst").write_text(page)
    try:
        warned = build("dummy", strict=False)
    finally:
        (project / "source/index.rst").write_text(PAGE)
    assert all(words in warned for words in told), warned
