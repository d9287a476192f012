"""A film coded in segments is the film coded in one go: for a GIF byte by byte, for all others picture by picture."""

import av
import numpy as np
import pytest
from PIL import Image

from gdanim.encode import Timing

TIMING = Timing(25, (15,) + (1,) * 10 + (7,))
CUTS = (4, 8)
"""Where segments after the first begin."""

ALONE = (4, 5, 9)
"""The same with a drawing that is a segment of its own."""


def pictures(path):
    """Return every image (height, width, 3) with its time in milliseconds."""
    if path.suffix in (".mp4", ".webm"):
        with av.open(str(path)) as container:
            return [(frame.to_ndarray(format="rgb24"), round(1000 * frame.time)) for frame in container.decode(video=0)]
    with Image.open(path) as image:
        found, time = [], 0
        for k in range(image.n_frames):
            image.seek(k)
            image.load()
            found.append((np.asarray(image.convert("RGBA"))[..., :3], time))
            time += image.info["duration"]
        return found


def test_a_gif_of_segments_has_the_bytes_of_one(tmp_path, draw, encode):
    whole = encode(tmp_path / "whole.gif", draw(12), TIMING)
    parts = encode(tmp_path / "parts.gif", draw(12), TIMING, cuts=ALONE)
    assert parts.path.read_bytes() == whole.path.read_bytes()


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".avif", ".apng", ".webp"])
def test_a_film_of_segments_shows_the_pictures_of_one_at_their_times(suffix, tmp_path, draw, encode):
    whole = pictures(encode(tmp_path / f"whole{suffix}", draw(12), TIMING).path)
    lossless = suffix in (".apng", ".webp")
    parts = pictures(encode(tmp_path / f"parts{suffix}", draw(12), TIMING, cuts=ALONE if lossless else CUTS).path)
    for (one, start), (other, begin) in zip(whole, parts, strict=True):
        assert start == begin
        assert np.abs(one.astype(int) - other).mean() <= (0 if lossless else 2)


@pytest.mark.parametrize("name", ["film.mp4", "film.webm"])
def test_every_segment_of_a_video_begins_with_a_key_frame(name, tmp_path, draw, encode):
    film = encode(tmp_path / name, draw(12), Timing(25, (1,) * 12), cuts=(4, 8))
    with av.open(str(film.path)) as container:
        keys = [packet.pts * packet.time_base * 25 for packet in container.demux(video=0) if packet.is_keyframe]
    assert [round(key) for key in keys] == [0, 4, 8]


def test_numbered_pictures_go_on_from_segment_to_segment(tmp_path, draw, encode):
    film = encode(tmp_path / "f-%d.png", draw(5), Timing(25, (1,) * 5), cuts=(2,))
    assert film.frames == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"f-{k}.png" for k in range(5)]


def test_the_poster_comes_from_its_segment(tmp_path, draw, encode):
    film = encode(tmp_path / "film.png", draw(5), Timing(25, (1,) * 5), cuts=(2, 4))
    with Image.open(film.path) as image:
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), draw(5)[-1][..., :3])
