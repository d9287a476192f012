"""SVG and PDF: the drawing again, drawn by another program, with letters that are letters."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from gdanim import Contour, GradientDescent, Loss, Momentum, Objective, RenderError, Run, Scene, Stage, Surface, render
from gdanim.encode import carried
from gdanim.errors import SceneError
from gdanim.panels.cameras import Orbit

SVG = "{http://www.w3.org/2000/svg}"
BOWL = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
RUNS = [Run(GradientDescent(0.1), (-1.5, 1), label="plain"), Run(Momentum(0.05), (-1.5, 1), label="步长")]
SCENE = Scene("A bowl & <its> runs", BOWL, RUNS, [Contour(), Loss()], steps=9, size=(640, 360), caption="Down it goes.")
LAST = len(Stage(SCENE)) - 1


@pytest.fixture(scope="module")
def stills(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the last drawing as an SVG and as a PDF."""
    folder = tmp_path_factory.mktemp("stills")
    films = render(SCENE, folder / "bowl.svg", folder / "bowl.pdf")
    assert [(film.size, film.frames, film.seconds) for film in films] == [((640, 360), 1, 0.0)] * 2
    return films[0].path, films[1].path


def page_of(path: Path) -> pypdfium2.PdfPage:
    (page,) = pypdfium2.PdfDocument(path)
    return page


def seen(page: pypdfium2.PdfPage) -> np.ndarray:
    """Return a page as PDFium draws it, its points as pixels, the mean of 16 each, red first."""
    width, height = map(int, page.get_size())
    large = np.asarray(page.render(scale=4, rev_byteorder=True).to_numpy()[..., :3])
    return large.reshape(height, 4, width, 4, 3).mean((1, 3))


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far two pictures are apart in the mean colours of squares of 10 pixels: edges are smoothed apart."""
    means = [
        picture.astype(float).reshape(-1, 10, picture.shape[1] // 10, 10, 3).mean((1, 3)) for picture in (one, other)
    ]
    return float(np.sqrt(np.mean((means[0] - means[1]) ** 2)))


def test_a_page_looks_as_the_film_does(stills: tuple[Path, Path]) -> None:
    page = page_of(stills[1])
    assert page.get_size() == (640, 360)
    film = Stage(SCENE).frame(LAST)
    assert difference(seen(page), film) < 4
    assert difference(Stage(SCENE).frame(0), film) > 7


def test_a_page_holds_text_that_can_be_searched(stills: tuple[Path, Path]) -> None:
    text = page_of(stills[1]).get_textpage().get_text_range()
    for words in (SCENE.title, SCENE.caption, "plain", "步长", "9", "/ 9 steps"):
        assert words in text


def test_words_and_lines_are_no_pictures(stills: tuple[Path, Path]) -> None:
    root = ElementTree.parse(stills[0]).getroot()
    assert not list(root.iter(f"{SVG}image"))
    assert len(list(root.iter(f"{SVG}path"))) > 50
    assert not [thing for thing in page_of(stills[1]).get_objects() if isinstance(thing, pypdfium2.PdfImage)]


def test_an_svg_is_as_large_as_the_film_and_needs_nothing_else(stills: tuple[Path, Path]) -> None:
    root = ElementTree.parse(stills[0]).getroot()
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("640", "360", "0 0 640 360")
    assert root.findtext(f"{SVG}title") == SCENE.title
    assert not list(root.iter(f"{SVG}text")), "letters are outlines, which need no font"
    links = [value for element in root.iter() for name, value in element.items() if name.endswith("href")]
    assert links and all(link.startswith("#") for link in links)


def test_stills_carry_what_they_are_made_from(stills: tuple[Path, Path]) -> None:
    for still in stills:
        about = json.loads(carried(still))
        assert (about["title"], [run["label"] for run in about["runs"]]) == (SCENE.title, ["plain", "步长"])


def test_a_still_shows_any_drawing(tmp_path: Path) -> None:
    [film] = render(SCENE, tmp_path / "start.pdf", frame=0)
    text = page_of(film.path).get_textpage().get_text_range()
    assert "0\r\n" in text or "0 / 9" in text
    with pytest.raises(SceneError, match=rf"frame is 999; the film has {LAST + 1} drawings"):
        render(SCENE, tmp_path / "late.svg", frame=999)


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_a_number_in_the_name_writes_every_drawing(suffix: str, tmp_path: Path) -> None:
    short = SCENE.with_(panels=[Loss()], steps=1, glide=False, size=(320, 180))
    [film] = render(short, tmp_path / f"page-%02d{suffix}")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"page-{k:02d}{suffix}" for k in range(film.frames)]
    assert film.frames == len(Stage(short)) > 1
    assert carried(tmp_path / names[0]) and not carried(tmp_path / names[1])


@pytest.mark.parametrize("camera", [None, Orbit()])
def test_a_surface_keeps_its_shading_as_a_picture_and_its_words_as_words(camera: Any, tmp_path: Path) -> None:
    scene = SCENE.with_(panels=[Surface(camera=camera)])
    [film] = render(scene, tmp_path / "bowl.pdf")
    page = page_of(film.path)
    assert len([thing for thing in page.get_objects() if isinstance(thing, pypdfium2.PdfImage)]) == 1
    assert "plain" in page.get_textpage().get_text_range()
    stage = Stage(scene)
    assert difference(seen(page), stage.frame(len(stage) - 1)) < 4


def test_the_same_scene_gives_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    (tmp_path / "bowl.py").write_text(
        "from gdanim import *\n"
        'bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])\n'
        'scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=3)\n'
    )
    sums = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        names = [f"{seed}.svg", f"{seed}.pdf"]
        command = [sys.executable, "-m", "gdanim", "render", "bowl.py", "-o", names[0], "-o", names[1]]
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run(command, check=True, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
        sums.add(tuple(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in names))
    assert len(sums) == 1


def test_a_still_that_is_not_whole_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bowl.pdf").write_text("old")
    monkeypatch.setattr(Stage, "save", lambda stage, index, file, form, **_: file.write(b"%PDF-1.4 half"))
    with pytest.raises(RenderError, match=r"bowl\.pdf: it is not one whole page of 640x360"):
        render(SCENE, tmp_path / "bowl.pdf")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("bowl.pdf", "old")]


def test_a_transparent_still_has_no_ground_and_a_rim_round_its_words(tmp_path: Path) -> None:
    clear = SCENE.with_(transparent=True)
    films = render(clear, tmp_path / "bowl.png", tmp_path / "bowl.svg", tmp_path / "bowl.pdf")
    with Image.open(films[0].path) as image:
        pixels = np.asarray(image)
    assert (pixels[0, :, 3] == 0).all() and (pixels[..., 3] == 255).any()
    np.testing.assert_array_equal(pixels[pixels[..., 3] == 255][:, :3], Stage(SCENE).frame(LAST)[pixels[..., 3] == 255])
    bitmap = page_of(films[2].path).render(rev_byteorder=True, fill_color=(0, 0, 0, 255)).to_numpy()[..., :3]
    assert (bitmap[0] == 0).all()
    title = bitmap[10:40, 15:180]
    assert (title.max(axis=-1) > 240).mean() > 0.1, "the dark words have a light rim on black"
    ground = ElementTree.parse(films[1].path).getroot().find(f".//{SVG}g[@id='patch_1']/{SVG}path")
    assert ground is not None and ground.get("style") == "fill: none"


def test_a_transparent_film_is_refused_where_a_format_cannot(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"bowl\.mp4: H\.264 cannot be transparent here; .*\.pdf can"):
        render(SCENE.with_(transparent=True), tmp_path / "bowl.gif", tmp_path / "bowl.mp4")
    assert not list(tmp_path.iterdir())
    with pytest.raises(SceneError, match="transparent is 1; it is True or False"):
        SCENE.with_(transparent=1)
