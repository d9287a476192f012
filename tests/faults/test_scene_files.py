"""B4, B5, B6, F5, F10: what is asked for is refused in one sentence, or fails with the old film in place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gdanim import Contour, GradientDescent, Objective, Run, Scene, render
from gdanim.cli import DONE, FAILED, MISUSED, main
from gdanim.clock import clock_for
from gdanim.encode import check_target
from gdanim.encode.stream import StreamCoder
from gdanim.errors import GdanimError, RenderError, SceneError
from gdanim.pipeline import default_paths
from gdanim.scene import load_scenes
from gdanim.stage import Stage

HEAD = "from gdanim import Contour, GradientDescent, Objective, Run, Scene\n"
SCENE = (
    HEAD
    + """
bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 0))], [Contour()], steps=4, size=(320, 180), hold=0, fps=5)
"""
)

FILES: dict[str, bytes] = {
    "no Python": b"x = = 1\n",
    "bytes that are no text": b"\xff\xfe\x00caf\xe9\n",
    "an encoding that is not told": b'x = "caf\xe9"\n',
    "an unknown encoding": b"# -*- coding: nosuch -*-\nx = 1\n",
    "a NUL": b"x = 1\0\n",
    "nothing": b"",
    "noise": bytes(range(256)) * 100,
    "deep nesting": b"(" * 5000,
    "an exit": b"import sys\nsys.exit(3)\n",
    "a module that is missing": b"import nosuchmodule\n",
    "endless recursion": b"def f(): f()\nf()\n",
    "an exception": b"raise Exception('a\\nb\\nc')\n",
    "an exception that cannot be told": b"class E(Exception):\n  def __str__(self): raise ValueError\nraise E\n",
    "what is no exception": b"raise BaseException('x')\n",
    "an exit of a generator": b"raise GeneratorExit\n",
    "no scene": b"x = 1\n",
    "a class in a scene's place": b"from gdanim import Scene\nscene = Scene\n",
    "a division by zero": b"1 / 0\n",
}

ASKED = {
    "size": [(0, 0), (1, 1), (3, 3), (-5, 180), (16_385, 320), (65_536, 65_536), (10**5, 10**4), (320.5, 180), None],
    "fps": [0, -1, 10**6, 2.5, None],
    "steps": [0, -1, 10**9, 1.5],
    "hold": [-1, 10**9, float("nan"), "1"],
    "loop": [-1, 10**9],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scene.py").write_text(SCENE)
    return tmp_path


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_scene_is_one_sentence_with_its_place(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str], report: Callable[[str, str], None]
) -> None:
    (folder / "bad.py").write_bytes(FILES[case])
    assert main(["list", "bad.py"]) == MISUSED
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("bad.py:")
    assert told[0].partition(":")[2].isdigit()
    assert told[-1].startswith("Error: ")
    assert len(told) <= 4
    assert "Traceback" not in "".join(told)
    report("B6", f"{len(FILES)} refused with file and line; an endless one is ended by `--timeout`")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a POSIX notion")
def test_a_pipe_and_a_file_of_a_gigabyte_are_refused_unread(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.py")
    with Path("big.py").open("wb") as big:
        big.truncate(2**30)
    assert [main(["list", "pipe.py"]), main(["list", "big.py"])] == [MISUSED, MISUSED]
    assert capsys.readouterr().err.splitlines() == [
        "Error: pipe.py is not a regular file; a scene file is one.",
        "Error: big.py has 1,073,741,824 bytes; a scene file has at most 10,000,000.",
    ]


@pytest.mark.parametrize("loop", ["while True: pass", "while True:\n  try:\n    pass\n  except Exception: pass"])
def test_a_file_that_never_ends_does_with_a_timeout(
    loop: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "loop.py").write_text(loop)
    assert main(["render", "loop.py", "--timeout", "0.2"]) == MISUSED
    told = capsys.readouterr().err
    assert told.startswith("loop.py:")
    assert "time allowed" in told


def test_a_film_that_takes_too_long_leaves_the_old_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def for_ever(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(Stage, "draw", for_ever)
    (folder / "film.gif").write_bytes(b"old film")
    assert main(["render", "scene.py", "-o", "film.gif", "--timeout", "1", "--jobs", "1"]) == FAILED
    assert "--timeout" in capsys.readouterr().err
    assert (folder / "film.gif").read_bytes() == b"old film"
    assert len(list(folder.iterdir())) == 2


def test_ten_thousand_scenes_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "many.py").write_text(SCENE + "for k in range(10_000): globals()[f's{k}'] = scene\n")
    assert main(["list", "many.py"]) == DONE
    assert capsys.readouterr().out.count("A bowl") >= 10_000


MEASURED = """
import time
from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.errors import SceneError

bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
begin = time.perf_counter()
for name, values in ASKED.items():
    for value in values:
        try:
            Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 0))], [Contour()], **{"steps": 4, name: value})
        except SceneError as refusal:
            assert name in str(refusal), refusal
        else:
            raise AssertionError(f"{name}={value} was taken")
seconds = time.perf_counter() - begin
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(seconds, int(peak) / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the system does not tell how much was in memory")
def test_what_is_too_much_is_refused_before_anything_is_allocated(report: Callable[[str, str], None]) -> None:
    program = MEASURED.replace("ASKED.items()", f"{ASKED!r}.items()").replace("nan", "float('nan')")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds, mebibytes = map(float, done.stdout.split())
    assert seconds < 1
    assert mebibytes < 150
    count = sum(map(len, ASKED.values()))
    report("B4", f"{count} refused in {seconds * 1000:.0f} ms and {mebibytes:.0f} MiB")


def bowl(**changes: object) -> Scene:
    objective = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
    settings = {"steps": 2, "size": (320, 180), "fps": 5, "hold": 0} | changes
    return Scene("A bowl", objective, [Run(GradientDescent(0.1), (1, 0))], [Contour()], **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        *("-film.gif", "file:film.gif", "concat:film.gif", "pipe:1.gif", "http:film.gif", "a\nb.gif", "CON.gif"),
        *("e\u0301.gif", "ﬁ lm.gif", "%s.gif", "a" * 251 + ".gif", "..gif.gif", "$(id).gif", "'.gif"),
    ],
)
def test_a_name_that_a_user_gives_is_obeyed_to_the_letter(
    name: str, folder: Path, report: Callable[[str, str], None]
) -> None:
    render(bowl(), name)
    assert {path.name for path in folder.iterdir()} == {"scene.py", name}
    assert (folder / name).read_bytes().startswith(b"GIF89a")
    report("B5", "14 written to the letter, 3 refused; links followed; scenes name no place")


def test_a_film_replaces_what_a_link_leads_to(folder: Path) -> None:
    (folder / "there").mkdir()
    (folder / "film.gif").symlink_to(folder / "there" / "real.gif")
    render(bowl(), "film.gif")
    assert (folder / "film.gif").is_symlink()
    assert (folder / "there" / "real.gif").read_bytes().startswith(b"GIF89a")


@pytest.mark.parametrize("name", ["a\0b.gif", "a" * 300 + ".gif", "x/" * 3000 + "film.gif"])
def test_a_name_that_no_disk_takes_is_refused_at_once(name: str, folder: Path) -> None:
    with pytest.raises(SceneError):
        check_target(folder / name)


@pytest.mark.parametrize("name", ["scene", "ﬁlm", "CON", "e\u0301"])
def test_a_scene_names_no_place_outside_the_output_folder(name: str, folder: Path) -> None:
    """Python's identifiers hold no separator, and a file's stem none either."""
    for path in default_paths(Path("../../x/..y.py"), name, several=True):
        assert path.parent == Path("output")


@pytest.mark.parametrize("suffix", ["gif", "mp4", "webm", "webp"])
@pytest.mark.parametrize("moment", ["first", "middle", "last"])
def test_an_encoder_that_fails_leaves_the_old_film(
    suffix: str, moment: str, folder: Path, monkeypatch: pytest.MonkeyPatch, report: Callable[[str, str], None]
) -> None:
    (folder / f"film.{suffix}").write_bytes(b"old film")
    seen = Counter[StreamCoder]()
    at = {"first": 1, "middle": 4}.get(moment)
    encode, compress, drawings = StreamCoder._code, Image.Image.tobytes, len(clock_for(bowl(), bowl().descend()))
    images = count(1)

    def fail(self: StreamCoder, frame: object) -> None:
        seen[self] += 1
        if seen[self] == at or (at is None and frame is None):
            raise RenderError("the encoder fell over.")
        encode(self, frame)  # type: ignore[arg-type]

    def fail_to_compress(self: Image.Image, *options: Any) -> bytes:
        if next(images) == (at or drawings):
            raise RuntimeError("the encoder fell over")
        return compress(self, *options)

    monkeypatch.setattr(StreamCoder, "_code", fail)
    if suffix == "gif":
        monkeypatch.setattr(Image.Image, "tobytes", fail_to_compress)
    with pytest.raises(GdanimError, match="the encoder fell over"):
        render(bowl(), f"film.{suffix}")
    assert (folder / f"film.{suffix}").read_bytes() == b"old film"
    assert {path.name for path in folder.iterdir()} == {"scene.py", f"film.{suffix}"}
    report("F5", "first, middle and last frame of four formats: the first error, the old film, nothing left")


PANEL = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Fragile:
    weight: float = 50
    def check(self, scene): pass
    def aspect(self, objective): return None
    def draw(self, figure, box, show):
        def update(position):
            if position > 1.5: raise KeyError("nothing")
        return update
"""


def test_a_panel_that_fails_in_a_frame_is_told_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str], report: Callable[[str, str], None]
) -> None:
    (folder / "film.gif").write_bytes(b"old film")
    (folder / "fragile.py").write_text(PANEL + SCENE.replace("[Contour()]", "[Contour(), Fragile()]"))
    assert main(["render", "fragile.py", "-o", "film.gif"]) in (FAILED, MISUSED)
    told = capsys.readouterr().err
    assert "Traceback" not in told
    for words in ("A bowl", "Fragile", "frame", "step", "KeyError"):
        assert words in told
    assert (folder / "film.gif").read_bytes() == b"old film"
    assert {path.name for path in folder.iterdir()} == {"scene.py", "fragile.py", "film.gif"}
    report("F10", "scene, panel, frame and step named, the old film")


def test_the_scene_file_of_these_tests_is_sound(folder: Path) -> None:
    assert list(load_scenes("scene.py")) == ["scene"]
