"""Films without a ground: every drawing read back, clear where it was cut out, opaque where it was drawn."""

import av
import numpy as np
import pytest
from PIL import Image

from gdanim.drawing.cutout import cut_out
from gdanim.encode import Timing
from gdanim.encode.formats import LIMITS, refuse_transparent
from gdanim.errors import SceneError

GROUND = "#FBF9F4"
"""The ground of the drawings in conftest.py."""


@pytest.fixture
def drawings(draw):
    """Return drawings in which what was opaque becomes clear, and the other way round."""
    return [cut_out(drawing, GROUND, 2) for drawing in draw(6)]


def shown(path):
    """Yield every drawing (height, width, 4), read by what did not write it."""
    if path.suffix == ".gif":
        with av.open(str(path)) as container:
            yield from (frame.to_ndarray(format="rgba") for frame in container.decode(video=0))
        return
    with Image.open(path) as image:
        for k in range(image.n_frames):
            image.seek(k)
            yield np.asarray(image.convert("RGBA"))


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
@pytest.mark.parametrize("cuts", [(), (2, 5)])
def test_what_is_not_drawn_is_clear_in_every_drawing(suffix, cuts, tmp_path, drawings, encode):
    film = encode(tmp_path / f"film{suffix}", drawings, Timing(25, (1,) * 6), cuts=cuts)
    pictures = list(shown(film.path))
    assert len(pictures) == 6
    for one, drawing in zip(pictures, drawings, strict=True):
        assert 0 < (drawing[..., 3] == 0).mean() < 1
        np.testing.assert_array_equal(one[..., 3], drawing[..., 3])
        opaque = drawing[..., 3] == 255
        assert np.abs(one[opaque].astype(int) - drawing[opaque]).mean() < 1


def test_pictures_are_clear_too(tmp_path, drawings, encode):
    encode(tmp_path / "f-%d.png", drawings, Timing(25, (1,) * 6))
    for k, drawing in enumerate(drawings):
        np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / f"f-{k}.png")), drawing)


def test_a_rim_of_the_ground_is_left_round_what_is_drawn(draw):
    [drawing] = draw(1)
    ground = np.array([0xFB, 0xF9, 0xF4])
    cut = cut_out(drawing, GROUND, 3)
    drawn = (drawing[..., :3] != ground).any(axis=-1)
    assert (cut[drawn] == drawing[drawn]).all()
    rim = (cut[..., 3] == 255) & ~drawn
    assert (cut[rim][:, :3] == ground).all()
    rows, columns = np.nonzero(drawn)
    for row, column in np.argwhere(rim):
        assert np.hypot(rows - row, columns - column).min() < 4.5
    far = np.argwhere(cut[..., 3] == 0)
    assert all(np.hypot(rows - row, columns - column).min() > 2.5 for row, column in far)


def test_formats_that_cannot_name_those_that_can():
    refused = []
    for suffix in LIMITS:
        try:
            refuse_transparent(f"film{suffix}")
        except SceneError as error:
            assert ".gif, .webp, .apng, .png, .svg or .pdf can" in str(error)
            refused.append(suffix)
    assert refused == [".mp4", ".webm", ".avif", ".html"]
