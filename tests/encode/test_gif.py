"""GIFs, read back by gifsicle and by FFmpeg, neither of which compressed them."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from gdanim.encode import Timing, choose, refuse
from gdanim.encode.palette import Palette, codes_of
from gdanim.errors import SceneError

GIFSICLE = Path(sysconfig.get_path("scripts")) / "gifsicle"


def gifsicle(path):
    return subprocess.run([GIFSICLE, "--info", path], capture_output=True, text=True, check=True).stdout


def gifsicle_delays(path):
    return [round(100 * float(seconds)) for seconds in re.findall(r"delay ([\d.]+)s", gifsicle(path))]


def shown(path):
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def psnr(path, drawings):
    errors = [
        np.mean((frame.astype(float) - drawing[..., :3]) ** 2)
        for frame, drawing in zip(shown(path), drawings, strict=True)
    ]
    return 10 * np.log10(255**2 / np.mean(errors))


@pytest.mark.parametrize("fps", [10, 12, 15, 20, 24, 25, 30, 50])
def test_three_hundred_drawings_take_the_exact_time(fps, tmp_path, draw, encode):
    drawings = draw(10, 16, 12) * 30
    film = encode(tmp_path / "film.gif", drawings, Timing(fps, (1,) * 300))
    delays = gifsicle_delays(film.path)
    assert (len(delays), sum(delays)) == (300, round(30_000 / fps))
    assert min(delays) >= 2
    assert max(delays) - min(delays) <= 1
    assert film.seconds == pytest.approx(sum(delays) / 100)


@given(st.integers(1, 50), st.lists(st.integers(1, 1000), min_size=1, max_size=1000))
def test_no_delay_is_ever_too_short_for_a_browser_and_no_error_adds_up(fps, durations):
    delays = np.diff(Timing(fps, tuple(durations)).starts(100))
    assert delays.min() >= 2
    assert abs(delays.sum() - 100 * sum(durations) / fps) <= 0.5


def test_the_last_drawing_is_held_in_the_file(tmp_path, draw, encode):
    film = encode(tmp_path / "film.gif", draw(4), Timing(25, (15, 1, 2, 38)))
    assert gifsicle_delays(film.path) == [60, 4, 8, 152]
    with Image.open(film.path) as image:
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(image)] == [600, 40, 80, 1520]


def test_equal_neighbours_keep_their_time(tmp_path, draw, encode):
    first, second = draw(2)
    film = encode(tmp_path / "film.gif", [first, first, second, second, second], Timing(30, (1, 2, 3, 1, 5)))
    assert gifsicle_delays(film.path) == [3, 7, 10, 3, 17]
    assert film.frames == 5


@pytest.mark.parametrize(("loop", "told"), [(0, ["forever"]), (1, []), (2, ["count 1"]), (5, ["count 4"])])
def test_loop_is_how_often_the_film_plays(loop, told, tmp_path, draw, encode):
    film = encode(tmp_path / "film.gif", draw(3), Timing(25, (1, 1, 1), loop=loop))
    assert re.findall(r"^  loop (.*)$", gifsicle(film.path), re.MULTILINE) == told
    assert (b"NETSCAPE2.0" in film.path.read_bytes()) == (loop != 1)


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (65, 49), (640, 2)])
def test_odd_sizes_are_kept(size, tmp_path, draw, encode):
    film = encode(tmp_path / "film.gif", draw(3, *size), Timing(25, (1, 1, 1)))
    with Image.open(film.path) as image:
        assert (image.size, film.size) == (size, size)


def test_colours_that_the_table_has_room_for_are_exact(tmp_path, draw, encode):
    drawings = draw(3)
    film = encode(tmp_path / "film.gif", drawings, Timing(25, (1, 1, 1)))
    for frame, drawing in zip(shown(film.path), drawings, strict=True):
        assert (frame == drawing[..., :3]).all()


def test_flat_fields_are_exact_among_thousands_of_colours(tmp_path, draw, encode):
    noise = np.random.default_rng(1).integers(0, 256, (48, 8, 3))
    drawings = draw(6)
    for drawing in drawings:
        drawing[:, -8:, :3] = noise
    film = encode(tmp_path / "film.gif", drawings, Timing(25, (1,) * 6))
    for frame, drawing in zip(shown(film.path), drawings, strict=True):
        flat = np.zeros(frame.shape[:2], dtype=bool)
        for colour in ((251, 249, 244), (31, 119, 181), (214, 39, 41)):
            flat |= (drawing[..., :3] == colour).all(axis=-1)
        assert flat.mean() > 0.7
        assert (frame == drawing[..., :3])[flat].all()


def test_a_smooth_picture_loses_little(tmp_path, encode):
    ramp = np.linspace(0, 1, 96)
    height = np.sin(7 * ramp[:64, None]) * np.cos(5 * ramp)
    drawings = []
    for k in range(8):
        rgb = np.stack(
            [127 + 120 * height, 120 + 60 * np.roll(height, 3 * k, axis=1), 200 - 50 * ramp + 0 * height], -1
        )
        drawings.append(np.dstack([rgb.round(), np.full((64, 96), 255)]).astype(np.uint8))
    film = encode(tmp_path / "film.gif", drawings, Timing(25, (1,) * 8))
    assert len(np.unique(codes_of(np.stack(drawings)))) > 10_000
    assert psnr(film.path, drawings) > 36


def test_a_colour_gets_its_nearest_entry(draw):
    palette = Palette(choose(draw(3)))
    colours = np.random.default_rng(2).integers(0, 256, (500, 3))
    codes = (colours @ [1, 256, 65536]).astype(np.uint32)
    distances = ((colours[:, None] - palette.colours.astype(int)) ** 2).sum(-1)
    chosen = np.take_along_axis(distances, palette.indices(codes)[:, None].astype(int), axis=1)[:, 0]
    assert (chosen == distances.min(axis=1)).all()


def test_one_table_serves_all_frames_and_only_changes_are_written(tmp_path, draw, encode):
    film = encode(tmp_path / "film.gif", draw(10), Timing(25, (1,) * 10))
    info = gifsicle(film.path)
    assert "local color table" not in info
    sizes = [int(w) * int(h) for w, h in re.findall(r"image #\d+ (\d+)x(\d+)", info)]
    assert sizes[0] == 64 * 48
    assert max(sizes[1:]) < 64 * 48 / 3


def test_the_same_drawings_give_the_same_bytes(tmp_path, draw, encode):
    films = [encode(tmp_path / name, draw(9), Timing(25, (1,) * 9)) for name in ("a.gif", "b.gif")]
    assert films[0].path.read_bytes() == films[1].path.read_bytes()


def test_more_than_fifty_frames_a_second_are_refused():
    with pytest.raises(SceneError, match="at most 50 fps, or MP4"):
        refuse("film.gif", 640, 480, 51)
    refuse("film.gif", 641, 481, 50)
    refuse("film.mp4", 640, 480, 60)


def test_a_side_too_long_for_the_format_is_refused():
    with pytest.raises(SceneError, match="at most 65,535"):
        refuse("film.gif", 65_536, 480, 25)


def test_a_hold_too_long_for_a_gif_is_refused_before_anything_is_written(tmp_path, draw, encode):
    with pytest.raises(SceneError, match=r"655\.35 s"):
        encode(tmp_path / "film.gif", draw(2), Timing(1, (1, 700)))
    assert not list(tmp_path.iterdir())


def test_importing_the_encoders_loads_no_codec():
    code = "import sys, gdanim.encode; print(sorted({'av', 'imageio', 'matplotlib', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
