"""What a film carries about itself is there for others to read, and changes nothing of the film."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from gdanim.encode import Timing
from gdanim.encode.about import carried

KINDS = ["film.gif", "film.mp4", "film.webm", "film.webp", "film.apng", "film.avif", "film.png"]
TIMING = Timing(25, (3, 1, 5))
ABOUT = json.dumps({"title": "A saddle’s ridge — 鞍点", "source": "x = 1\n" * 400}, ensure_ascii=False)


@pytest.fixture
def film(encode):
    return lambda path, drawings, about: encode(path, drawings, TIMING, about=about)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("about", ["", "a", ABOUT])
def test_a_film_gives_back_the_text_that_it_carries(name, about, tmp_path, draw, film):
    assert carried(film(tmp_path / name, draw(3), about).path) == about


@pytest.mark.parametrize("name", KINDS)
def test_the_pictures_are_the_same_with_and_without_it(name, tmp_path, draw, film):
    (tmp_path / "plain").mkdir()
    plain, told = film(tmp_path / "plain" / name, draw(3), ""), film(tmp_path / name, draw(3), ABOUT)
    assert (told.size, told.frames, told.seconds) == (plain.size, plain.frames, plain.seconds)
    for one, other in zip(pictures(plain.path), pictures(told.path), strict=True):
        np.testing.assert_array_equal(one, other)


def pictures(path):
    if path.suffix in (".mp4", ".webm"):
        with av.open(str(path)) as container:
            return [frame.to_ndarray() for frame in container.decode(video=0)]
    with Image.open(path) as image:
        frames = []
        for k in range(getattr(image, "n_frames", 1)):
            image.seek(k)
            frames.append(np.asarray(image.convert("RGBA")))
        return frames


def test_other_programs_read_it_too(tmp_path, draw, film):
    gif = film(tmp_path / "film.gif", draw(3), "told by gdanim").path
    gifsicle = Path(sysconfig.get_path("scripts")) / "gifsicle"
    assert "told by gdanim" in subprocess.run([gifsicle, "--cinfo", gif], capture_output=True, text=True).stdout
    png = film(tmp_path / "film.png", draw(3), "told by gdanim").path
    with Image.open(png) as image:
        assert image.text["Comment"] == "told by gdanim"
    program = "import av, sys; print(av.open(sys.argv[1]).metadata)"
    for name in ("film.mp4", "film.webm"):
        path = film(tmp_path / name, draw(3), "told by gdanim").path
        told = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True).stdout
        assert "told by gdanim" in told
