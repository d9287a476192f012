"""A presentation around a film, read back by python-pptx and opened by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdanim.cli import DONE, MISUSED, main
from gdanim.provenance import inspect
from gdanim.wording.alt_text import alt_text

pptx = pytest.importorskip("pptx", reason="the extra powerpoint is not installed")
OFFICE = shutil.which("soffice")
SCENE = """from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)])
scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=2, size=(400, 300), hold=0.2)
"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    (folder / "bowl.py").write_text(SCENE)
    assert main(["render", str(folder / "bowl.py"), "-o", str(folder / "bowl.mp4"), "--quiet"]) == DONE
    return folder / "bowl.mp4"


@pytest.fixture(scope="module")
def deck(film: Path) -> Path:
    path = film.with_name("deck.pptx")
    assert main(["embed", str(film), "--for", "powerpoint", "-o", str(path)]) == DONE
    return path


def test_a_slide_holds_the_film_its_poster_its_title_and_its_alt_text(deck: Path, film: Path) -> None:
    presentation = pptx.Presentation(str(deck))
    [slide] = presentation.slides
    [movie] = [shape for shape in slide.shapes if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.MEDIA]
    assert slide.shapes.title.text_frame.text == "A bowl"
    assert movie._element.nvPicPr.cNvPr.get("descr") == alt_text(inspect(film))
    assert "still on its way" in slide.notes_slide.notes_text_frame.text
    parts = {part.content_type: part.blob for part in slide.part.package.iter_parts()}
    assert parts["video/mp4"] == film.read_bytes()
    with Image.open(io.BytesIO(movie.poster_frame.blob)) as poster:
        assert poster.size == (400, 300)


def test_the_film_stands_in_the_middle_in_its_own_shape(deck: Path) -> None:
    presentation = pptx.Presentation(str(deck))
    movie = presentation.slides[0].shapes[-1]
    assert presentation.slide_width * 9 == presentation.slide_height * 16
    assert movie.height == presentation.slide_height
    assert movie.width * 3 == movie.height * 4
    assert 2 * movie.left + movie.width == presentation.slide_width


def test_the_film_starts_with_the_slide_and_goes_on(deck: Path) -> None:
    slide = pptx.Presentation(str(deck)).slides[0]
    [times] = slide._element.xpath("//p:video/p:cMediaNode/p:cTn")
    assert times.get("repeatCount") == "indefinite"
    assert [start.get("delay") for start in slide._element.xpath("//p:cMediaNode//p:cond")] == ["0"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_slide(deck: Path, tmp_path: Path) -> None:
    import pypdfium2

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(tmp_path / "deck.pdf") as document:
        assert len(document) == 1
        page = np.asarray(document[0].render().to_pil().convert("L"), dtype=float)
    poster = page[:, page.shape[1] // 8 : -page.shape[1] // 8]
    assert poster.std() > 5  # a drawing, not an empty frame


def test_what_powerpoint_does_not_play_and_what_is_in_the_way_is_refused(
    deck: Path, film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {
        ("bowl.mp4", "powerpoint", "deck.pptx"): "exists; choose another name",
        ("bowl.mp4", "powerpoint", "deck.ppt"): "a presentation is called .pptx",
        ("bowl.mp4", "github", "deck.md"): "-o writes a slide for powerpoint",
    }
    for (name, place, output), words in told.items():
        arguments = ["embed", str(film.with_name(name)), "--for", place, "-o", str(film.with_name(output))]
        assert main(arguments) == MISUSED
        assert words in capsys.readouterr().err
