"""A film is complete, or it is the old one."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gdanim.encode.finish
from gdanim.encode import Film, Timing, check_target, verify
from gdanim.errors import RenderError, SceneError

TIMING = Timing(25, (1,) * 19 + (6,))
KINDS = ["film.gif", "film.mp4", "film.webm", "film.webp", "film.apng", "film.avif"]
COUNTED = [name for name in KINDS if name != "film.webp"]  # which may hold drawings that are alike as one image


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_film_is_described(name, tmp_path, draw, encode):
    film = encode(tmp_path / name, draw(20), TIMING)
    frames = 20 if Path(name).suffix in (".gif", ".webp", ".apng") else 25
    assert film == Film(tmp_path / name, (64, 48), frames, pytest.approx(1.0), film.path.stat().st_size)
    assert verify(film.path, 64, 48, TIMING) == film


@pytest.mark.parametrize("name", KINDS)
def test_a_film_cut_short_anywhere_is_caught(name, tmp_path, draw, encode):
    whole = encode(tmp_path / name, draw(20), TIMING).path.read_bytes()
    cut = tmp_path / f"cut-{name}"
    for length in {*np.linspace(0, len(whole) - 1, 60).astype(int).tolist(), len(whole) - 2}:
        cut.write_bytes(whole[:length])
        with pytest.raises(RenderError, match=r"cut short|cannot be decoded|whole frames"):
            verify(cut, 64, 48, TIMING)


@pytest.mark.parametrize("name", COUNTED)
def test_a_difference_in_number_is_named(name, tmp_path, draw, encode):
    film = encode(tmp_path / name, draw(20), TIMING)
    with pytest.raises(RenderError, match="whole frames, but 21 were drawn"):
        verify(film.path, 64, 48, Timing(25, (1,) * 21))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ((64, 50, TIMING), "it is 64x48 pixels, but 64x50 were drawn"),
        ((64, 48, Timing(24, TIMING.durations)), "it plays for 1.00 s instead of 1.04 s"),
    ],
)
def test_a_difference_is_named(name, expected, sentence, tmp_path, draw, encode):
    film = encode(tmp_path / name, draw(20), TIMING)
    with pytest.raises(RenderError, match=sentence):
        verify(film.path, *expected)


@pytest.mark.parametrize("name", KINDS)
def test_a_film_that_does_not_verify_never_takes_the_place_of_the_old(name, tmp_path, draw, encode, monkeypatch):
    def shorter(path, width, height, timing):
        return verify(path, width, height, Timing(timing.fps, timing.durations[1:]))

    target = tmp_path / name
    target.write_bytes(b"old")
    monkeypatch.setattr(gdanim.encode.finish, "verify", shorter)
    with pytest.raises(RenderError, match=rf"{name}: it holds .* Nothing was written"):
        encode(target, draw(20), TIMING)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"old")]


@pytest.mark.parametrize("name", KINDS)
def test_the_old_film_stays_whole_until_the_end_and_an_abort_leaves_it(name, tmp_path, draw, begin):
    target = tmp_path / name
    target.write_bytes(b"old")
    writer, add = begin(target, draw(20), TIMING)
    add(range(10))
    assert target.read_bytes() == b"old"
    writer.abort()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"old")]


@pytest.mark.parametrize("name", COUNTED)
def test_too_few_drawings_are_an_error(name, tmp_path, draw, begin):
    writer, add = begin(tmp_path / name, draw(20), TIMING)
    add(range(19))
    with pytest.raises(RenderError, match="whole frames"):
        writer.finish()
    assert not list(tmp_path.iterdir())


def test_a_film_behind_a_symbolic_link_is_replaced_and_the_link_kept(tmp_path, draw, encode):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.gif").symlink_to("real/film.gif")
    encode(tmp_path / "link.gif", draw(2), Timing(25, (1, 1)))
    assert (tmp_path / "link.gif").is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["film.gif"]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from gdanim.encode import Plan, Timing, choose, format_for
from gdanim.errors import RenderError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
drawings = np.random.default_rng(0).integers(0, 256, (12, 64, 64, 4), dtype=np.uint8)
drawings[..., 3] = 255
form = format_for(sys.argv[1])
plan = Plan(64, 64, Timing(25, (1,) * 12), choose(drawings[:2]))
writer = form.writer(Path(sys.argv[1]), plan, "")
coder = form.coder(plan, range(12))
for index in coder.drawings:
    coder.frame(drawings[index])
try:
    writer.write(coder.finish())
except RenderError as error:
    writer.abort()
    sys.exit(f"write: {error}")
try:
    writer.finish()
except RenderError as error:
    sys.exit(f"finish: {error}")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits on file sizes are a POSIX notion")
@pytest.mark.parametrize("limit", [0, 100, 10_000])
@pytest.mark.parametrize("name", ["film.gif", "film.mp4", "film.png", "f-%d.png"])
def test_a_full_disk_is_told_and_leaves_the_old_file(name, limit, tmp_path):
    target = tmp_path / name
    target.write_bytes(b"old")
    command = [sys.executable, "-W", "error", "-c", FULL_DISK, target, str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert str(tmp_path) in done.stderr
    assert "File too large" in done.stderr
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"old")]


def test_a_target_that_cannot_be_is_refused_before_the_first_drawing(tmp_path):
    check_target(tmp_path / "film.gif")
    with pytest.raises(SceneError, match=r"there is no directory .*absent"):
        check_target(tmp_path / "absent" / "film.gif")
    (tmp_path / "film.mp4").mkdir()
    with pytest.raises(SceneError, match="this is a directory"):
        check_target(tmp_path / "film.mp4")
    with pytest.raises(SceneError, match="not a regular file"):
        check_target("/dev/null")


def test_a_directory_that_vanishes_while_drawing_is_a_render_error(tmp_path, draw, encode):
    with pytest.raises(RenderError, match=r"gone.*No such file"):
        encode(tmp_path / "gone" / "film.gif", draw(20), TIMING)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [((0, (1,)), "fps = 0"), ((25, ()), "every film"), ((25, (1, 0)), "at least one frame"), ((25, (1,), -1), "loop")],
)
def test_a_timing_that_means_nothing_is_refused(arguments, sentence):
    with pytest.raises(SceneError, match=sentence):
        Timing(*arguments)


def test_timing_takes_the_arrays_of_a_clock():
    assert Timing(25, np.array([5, 1, 19])) == Timing(25, (5, 1, 19))
    assert Timing(25, np.array([5, 1, 19])).frames == 25


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm", ".webp", ".avif", ".apng"])
def test_periods_of_no_whole_number_of_milliseconds_add_up(suffix: str, tmp_path, draw, encode) -> None:
    film = encode(tmp_path / f"film{suffix}", draw(60), Timing(12, (1,) * 59 + (45,)))
    assert film.seconds == pytest.approx(104 / 12, abs=0.01)
