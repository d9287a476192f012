"""The page of all films: whole in one file, well formed, and true to the films."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from gdanim import SceneError
from gdanim.cli import main
from gdanim.gallery import page

SCENE = '''"""A bowl.

Every step shrinks x & y.
"""

from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
scene = Scene("A bowl <1>", bowl, [Run(GradientDescent(0.1), (1, 1), label="A")], [Contour()], steps=3, size=(320, 180))
'''


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    scene = folder / "bowl.py"
    scene.write_text(SCENE, "utf-8")
    for name, theme in (
        ("bowl.gif", "light"),
        ("bowl-dark.gif", "dark"),
        ("bowl.png", "light"),
        ("other.webp", "light"),
    ):
        assert main(["render", str(scene), "-o", str(folder / name), "--theme", theme, "--quiet"]) == 0
    return folder


def test_every_film_is_inside_with_its_words(films: Path, read_page: Any) -> None:
    text = page(films)
    elements = read_page(text)
    images = elements.all("img")
    assert len(images) == 2
    for image, name in zip(images, ("bowl.gif", "other.webp"), strict=True):
        assert base64.b64decode(image["src"].partition("base64,")[2]) == (films / name).read_bytes()
        assert image["alt"].startswith("Animation: A bowl <1>. A (gradient descent from (1, 1))")
        assert (image["width"], image["height"]) == ("320", "180")
    assert "<p>Every step shrinks x &amp; y.</p>" in text
    assert "Objective(&quot;x**2 + y**2&quot;" in text


def test_the_dark_twin_and_the_still_take_its_place_for_those_who_wish(films: Path, read_page: Any) -> None:
    sources = read_page(page(films)).all("source")
    assert [source["media"] for source in sources] == [
        "(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)",
    ]  # fmt: skip


def test_the_page_needs_nothing_from_outside(films: Path) -> None:
    linked = re.findall(r'(?:src|href|srcset)="([^"]*)"', re.sub(r"<pre>.*?</pre>", "", page(films), flags=re.DOTALL))
    assert all(link.startswith(("data:", "#")) for link in linked)


def test_the_command_writes_it_beside_the_films(films: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gallery", str(films)]) == 0
    assert capsys.readouterr().out.strip() == str(films / "index.html")
    assert (films / "index.html").read_text("utf-8") == page(films)


def test_a_folder_without_films_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match="There is no film in"):
        page(tmp_path)
