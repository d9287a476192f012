"""WebM, AVIF, APNG and WebP, read back by Pillow and by PyAV: of each format at least one that did not write it."""

import hashlib
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gdanim.encode import Timing, carried, is_drawn
from gdanim.encode.formats import LIMITS

TIMING = Timing(25, (15,) + (1,) * 10 + (38,))
PICTURES = ["film.apng", "film.webp"]


def pillow_frames(path):
    """Return every image (height, width, 3) with its milliseconds, and how often the film plays."""
    with Image.open(path) as image:
        frames = []
        for k in range(image.n_frames):
            image.seek(k)
            image.load()
            frames.append((np.asarray(image.convert("RGBA"))[..., :3], image.info["duration"]))
        return frames, image.info.get("loop")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_those_of_the_gif_and_stay_as_long(name, tmp_path, draw, encode):
    film, gif = (encode(tmp_path / path, draw(12), TIMING) for path in (name, "film.gif"))
    frames, loop = pillow_frames(film.path)
    assert loop == 0
    assert [round(duration) for _, duration in frames] == [600, *[40] * 10, 1520]
    for (shown, _), (expected, _) in zip(frames, pillow_frames(gif.path)[0], strict=True):
        np.testing.assert_array_equal(shown, expected)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_play_as_often_as_asked(name, tmp_path, draw, encode):
    film = encode(tmp_path / name, draw(3), Timing(25, (1, 1, 1), loop=3))
    assert pillow_frames(film.path)[1] == 3


@given(st.integers(1, 50), st.lists(st.integers(1, 60), min_size=2, max_size=6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_webp_takes_the_exact_time(tmp_path, draw, encode, fps, durations):
    timing = Timing(fps, tuple(durations))
    film = encode(tmp_path / "film.webp", draw(len(durations), 32, 24), timing)
    assert abs(sum(duration for _, duration in pillow_frames(film.path)[0]) - 1000 * timing.seconds) <= 0.5


def test_a_webp_may_hold_drawings_that_are_alike_as_one(tmp_path, draw, encode):
    first, last = draw(2)
    film = encode(tmp_path / "film.webp", [first, first, first, last], Timing(25, (1, 2, 3, 4)))
    frames, _ = pillow_frames(film.path)
    assert [duration for _, duration in frames] == [240, 160]
    assert (film.frames, film.seconds) == (2, 0.4)


@pytest.mark.parametrize(("name", "codec"), [("film.webm", "vp9"), ("film.mp4", "h264")])
def test_a_video_repeats_what_stays(name, codec, tmp_path, draw, encode):
    drawings = draw(12)
    film = encode(tmp_path / name, drawings, TIMING)
    with av.open(str(film.path)) as container:
        stream = container.streams.video[0]
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == (codec, "yuv420p")
    assert len(frames) == TIMING.frames
    shown = np.repeat(np.arange(12), TIMING.durations)
    assert fidelity(frames, [drawings[k] for k in shown]) > 30


def test_an_avif_shows_the_film_at_a_constant_rate(tmp_path, draw, encode):
    drawings = draw(12)
    film = encode(tmp_path / "film.avif", drawings, TIMING)
    frames, _ = pillow_frames(film.path)
    assert sum(duration for _, duration in frames) == pytest.approx(1000 * TIMING.seconds)
    shown = np.repeat(np.arange(12), TIMING.durations)
    assert fidelity([frame for frame, _ in frames], [drawings[k] for k in shown]) > 30


def fidelity(frames, drawings):
    """Return the mean peak signal-to-noise ratio in decibels."""
    errors = [
        np.mean((frame.astype(float) - drawing[..., :3]) ** 2) for frame, drawing in zip(frames, drawings, strict=True)
    ]
    return 10 * np.log10(255**2 / np.mean(errors))


@pytest.mark.parametrize("name", ["film.webm", "film.avif", *PICTURES])
def test_the_same_drawings_give_the_same_bytes(name, tmp_path, draw, encode):
    films = [encode(tmp_path / f"{k}-{name}", draw(12), TIMING) for k in range(2)]
    one, other = (hashlib.sha256(film.path.read_bytes()).hexdigest() for film in films)
    assert one == other


@pytest.mark.parametrize("suffix", [suffix for suffix in LIMITS if is_drawn(f"film{suffix}")])
@pytest.mark.parametrize("stem", ["a:b", "concat:x", "pipe:1", "-film", "a film, 2 | 3"])
def test_a_path_is_a_name_and_never_a_protocol(stem, suffix, tmp_path, monkeypatch, draw, encode):
    monkeypatch.chdir(tmp_path)
    about = '{"title": "A film", "caption": "", "runs": []}'
    film = encode(Path(f"{stem}{suffix}"), draw(2, 32, 24), Timing(25, (1, 1)), about=about)
    assert [path.name for path in tmp_path.iterdir()] == [f"{stem}{suffix}"]
    assert film.bytes == film.path.stat().st_size
    assert carried(film.path) == about
