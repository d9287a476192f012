"""Posters and numbered sequences, read back by matplotlib's PNG reader."""

import numpy as np
import pytest
from matplotlib.image import imread

from gdanim.encode import Timing, format_for
from gdanim.errors import RenderError, SceneError


def read(path):
    return (imread(path) * 255).round().astype(np.uint8)


def test_the_poster_is_the_last_drawing_it_was_given(tmp_path, draw, encode):
    drawings = draw(3, 31, 17)
    film = encode(tmp_path / "film.png", drawings, Timing(25, (1, 1, 1)))
    assert (read(film.path) == drawings[-1][..., :3]).all()
    assert (film.size, film.frames, film.bytes) == ((31, 17), 1, film.path.stat().st_size)
    assert [path.name for path in tmp_path.iterdir()] == ["film.png"]


@pytest.mark.parametrize(("pattern", "third"), [("f-%d.png", "f-2.png"), ("f-%03d.png", "f-002.png")])
def test_a_sequence_numbers_its_drawings_from_zero(pattern, third, tmp_path, draw, encode):
    drawings = draw(12)
    film = encode(tmp_path / pattern, drawings, Timing(25, (1,) * 11 + (14,)))
    assert len(list(tmp_path.iterdir())) == 12 == film.frames
    assert (read(tmp_path / third) == drawings[2][..., :3]).all()
    for k, drawing in enumerate(drawings):
        assert (read(tmp_path / (pattern % k)) == drawing[..., :3]).all()
    assert film.seconds == 1.0
    assert film.bytes == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_a_sequence_appears_only_when_it_is_complete(tmp_path, draw, begin):
    (tmp_path / "f-0.png").write_bytes(b"old")
    writer, add = begin(tmp_path / "f-%d.png", draw(3), Timing(25, (1, 1, 1)))
    add(range(1))
    assert [path.name for path in tmp_path.glob("f-*")] == ["f-0.png"]
    with pytest.raises(RenderError, match="1 drawings were made of 3"):
        writer.finish()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f-0.png", b"old")]


def test_an_aborted_poster_or_sequence_leaves_nothing(tmp_path, draw, begin):
    for name in ("film.png", "f-%d.png"):
        writer, add = begin(tmp_path / name, draw(2), Timing(25, (1, 1)))
        add(range(2))
        assert [path.name[0] for path in tmp_path.iterdir()] == ["."]
        writer.abort()
        assert not list(tmp_path.iterdir())


def test_a_poster_without_a_drawing_is_an_error(tmp_path, draw, begin):
    writer, _ = begin(tmp_path / "film.png", draw(1), Timing(25, (1,)))
    with pytest.raises(RenderError, match="0 drawings were made of 1"):
        writer.finish()


def test_the_same_drawings_give_the_same_bytes(tmp_path, draw, encode):
    films = [encode(tmp_path / name, draw(2), Timing(25, (1, 1))) for name in ("a.png", "b.png")]
    assert films[0].path.read_bytes() == films[1].path.read_bytes()


@pytest.mark.parametrize(
    ("name", "hint"),
    [("film.gfi", "Did you mean .gif"), ("film.wmv", ".webp, .apng, .avif, .html, .png, .svg, .pdf, .csv or .json")],
)
def test_an_unknown_suffix_lists_the_known_ones(name, hint):
    with pytest.raises(SceneError, match=hint):
        format_for(name)
