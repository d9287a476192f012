"""F11 to F14: whatever becomes of what a render stands on, it makes its films or tells in a sentence why it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from old_films import FORMATS, SCENE, Bytes, films, leftovers, outputs, words

LONG = "from gdanim.workers import segments\n\nsegments.LONGEST = segments.SEAMLESS = 2\n" + SCENE

MEANWHILE = """
import os, shutil, tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ACTED = Path().resolve().parent / "acted"  # whichever process draws first makes it, and acts


@dataclass(frozen=True)
class Busy(Contour):
    def draw(self, figure, box, show):
        update = super().draw(figure, box, show)

        def updated(position):
            if WHEN:
                with suppress(FileExistsError):
                    ACTED.mkdir()
                    ACTION
            return update(position)

        return updated


scene = scene.with_(panels=[Busy()])
"""

ACTIONS = {
    "the target becomes a folder": ("position >= 2", 'Path("film.mp4").unlink(); Path("film.mp4").mkdir()', 1),
    "the drafts vanish": (
        "any(Path().glob('.gdanim-*'))",
        '[shutil.rmtree(path) for path in Path().glob(".gdanim-*")]',
        1,
    ),
    "the folder vanishes": ("position >= 2", "shutil.rmtree(Path().resolve())", 1),
    "the store vanishes": ("Path('cache').exists()", 'os.rename("cache", ACTED / "cache")', 0),
    "the store becomes a file": (
        "Path('cache').exists()",
        'os.rename("cache", ACTED / "cache"); Path("cache").touch()',
        0,
    ),
}


@pytest.mark.parametrize("case", ACTIONS)
def test_what_vanishes_meanwhile_is_told(
    case: str, tmp_path: Path, command_line: Any, report: Callable[[str, str], None]
) -> None:
    when, action, expected = ACTIONS[case]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "film.mp4").write_bytes(b"old film")
    (folder / "scene.py").write_text(LONG + MEANWHILE.replace("WHEN", when).replace("ACTION", action))
    (tmp_path / "log.txt").touch()
    (folder / "log.txt").hardlink_to(tmp_path / "log.txt")
    assert command_line.run(folder, *words(("mp4",))) == expected
    told = (tmp_path / "log.txt").read_text()
    assert len(told.splitlines()) == 1 or (told == "" and expected == 0), told
    assert "Traceback" not in told
    if folder.exists():
        assert set(leftovers(folder)) <= {"cache"}
        assert not list(folder.glob("cache/**/*.part"))
    report("F11", f"{len(ACTIONS)} ways: one sentence; without the store the film is made")


@pytest.mark.parametrize(
    "limit",
    [
        *({"RLIMIT_NOFILE": most} for most in (4, 6, 8, 10, 12, 16, 24)),
        *({"RLIMIT_AS": most << 20} for most in (0, 16, 64)),
    ],
    ids=str,
)
@pytest.mark.parametrize("jobs", ["1", None])
def test_a_system_that_gives_too_little_is_told(
    limit: dict[str, int],
    jobs: str | None,
    folder: Path,
    made: tuple[Bytes, Bytes, float],
    command_line: Any,
    report: Callable[[str, str], None],
) -> None:
    old, new, _ = made
    code = command_line.run(folder, *words(FORMATS, *(["--jobs", jobs] if jobs else [])), **limit)
    told = (folder / "log.txt").read_text()
    assert "Traceback" not in told
    assert leftovers(folder) == []
    if code == 0:
        assert films(folder) == old | {f"film.{name}": new[f"film.{name}"] for name in FORMATS}
    else:
        assert code == 1 or told.startswith("scene.py:"), told
        assert told.splitlines()[-1].startswith("Error: ")
        assert films(folder) == old
    report("F12", "4 to 24 files, 0, 16 or 64 MiB more: the films, or one sentence and the old ones")


UTF8 = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

ODD = {
    "no stdin": ("<&-", {}),
    "no stdout": (">&-", {}),
    "no stderr": ("2>&-", {}),
    "no stream": ("<&- >&- 2>&-", {}),
    "ASCII": ("", {"LC_ALL": "C", **UTF8}),
    "Latin-1": ("", {"PYTHONIOENCODING": "latin-1"}),
    "Windows": ("", {"PYTHONIOENCODING": "cp1252"}),
    "a dumb terminal": ("", {"TERM": "dumb"}),
    "no home": ("", {"HOME": "/dev/null/home"}),
    "no folder for matplotlib": ("", {"MPLCONFIGDIR": "/dev/null/there"}),
    "no folder for what is temporary": ("", {"TMPDIR": "/dev/null/there"}),
}


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams")
@pytest.mark.parametrize("case", ODD)
def test_a_film_is_the_same_wherever_it_is_made(
    case: str, folder: Path, made: tuple[Bytes, Bytes, float], report: Callable[[str, str], None]
) -> None:
    """A title that few encodings have is listed, and another film is made."""
    streams, environment = ODD[case]
    old, new, _ = made
    (folder / "chinese.py").write_text(SCENE.replace("A saddle", "鞍点 – A"), "utf-8")
    gdanim = f"{sys.executable} -m gdanim"
    command = f"{gdanim} list chinese.py {streams} && {gdanim} render scene.py {' '.join(outputs(FORMATS))} {streams}"
    done = subprocess.run(
        command, shell=True, cwd=folder, env=os.environ | environment, capture_output=True, encoding="latin-1"
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    (folder / "chinese.py").unlink()
    assert films(folder) == old | {f"film.{name}": new[f"film.{name}"] for name in FORMATS}
    assert leftovers(folder) == []
    report("F13", f"{len(ODD)} ways: the same films")


@pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.thorough)])
def test_renders_that_share_a_store_make_the_same_film(
    count: int, folder: Path, command_lines: list[Any], report: Callable[[str, str], None]
) -> None:
    (folder / "scene.py").write_text(LONG)
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/cache").symlink_to(folder / "cache")
    (folder / "elsewhere/scene.py").write_text(LONG)
    assert command_lines[0].run(folder, *words(FORMATS, "--no-cache")) == 0
    whole = {f"film.{name}": (folder / f"film.{name}").read_bytes() for name in FORMATS}
    for _ in range(count):
        for line, place in zip(command_lines, (folder, folder / "elsewhere"), strict=True):
            line.start(place, *words(FORMATS))
        while not list(folder.glob("cache/gdanim/segments/*.segment")):
            pass
        cleared = subprocess.run(
            [sys.executable, "-m", "gdanim", "cache", "--clear"],
            env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}, capture_output=True, text=True,
        )  # fmt: skip
        assert (cleared.returncode, cleared.stderr) == (0, "")
        assert [line.wait() for line in command_lines] == [0, 0], (folder / "log.txt").read_text()
        assert films(folder).items() >= whole.items()
        assert films(folder / "elsewhere") == whole
        assert not list(folder.glob("cache/gdanim/segments/*.part"))
    report("F14", f"{count} pairs: the same films, nothing half written")
