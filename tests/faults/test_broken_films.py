"""B8: a film that is broken, or that somebody else has made, is read or refused in a sentence, and lets nothing in."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.cli import DONE, FAILED, MISUSED, main
from gdanim.encode.about import carried, labelled
from gdanim.pipeline import render
from gdanim.provenance import Origin

FORMATS = ("gif", "mp4", "webm", "webp", "apng", "avif", "png", "html", "svg", "pdf")
MARK = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a small film in every format."""
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
    scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 0))], [Contour()], steps=3, size=(320, 180), fps=5)
    folder = tmp_path_factory.mktemp("films")
    films = render(scene, *(folder / f"film.{name}" for name in FORMATS), origin=Origin("x = 1\n", "scene"))
    return {name: film.path.read_bytes() for name, film in zip(FORMATS, films, strict=True)}


def broken(content: bytes, chance: random.Random) -> bytes:
    """Return a film that is cut short at either end, has flipped bits or a hole, or is noise behind a true head."""
    place, damaged = chance.randrange(len(content)), bytearray(content)
    match chance.randrange(5):
        case 0:
            return content[:place]
        case 1:
            return content[place:]
        case 2:
            for _ in range(chance.choice((1, 5, 50))):
                damaged[chance.randrange(chance.choice((64, len(content))))] ^= 1 << chance.randrange(8)
        case 3:
            damaged[place : place + 100] = bytes(100)
        case 4:
            damaged = damaged[: chance.choice((0, 4, 12, 40))] + chance.randbytes(500)
    return bytes(damaged)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of images that are cut short
@pytest.mark.parametrize("count", [5, pytest.param(100, marks=pytest.mark.thorough)])
def test_a_broken_film_is_read_or_refused_in_a_sentence(
    count: int,
    whole: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    report: Callable[[str, str], None],
) -> None:
    monkeypatch.chdir(tmp_path)
    chance = random.Random(count)
    for name in FORMATS:
        for _ in range(count):
            Path(f"film.{name}").write_bytes(broken(whole[name], chance))
            Path("again.py").unlink(missing_ok=True)
            for command in (["inspect"], ["extract", "-o", "again.py"], ["embed", "--for", "html"]):
                code = main([command[0], f"film.{name}", *command[1:]])
                told = [line for line in capfd.readouterr().err.splitlines() if line.startswith("Error: ")]
                assert (code, len(told)) in ((DONE, 0), (FAILED, 1), (MISUSED, 1))
    report("B8", f"{count * len(FORMATS):,} broken: read, or refused in a sentence; nothing of others gets into a page")


def foreign(content: bytes, **changes: Any) -> bytes:
    """Return a film that says something else about itself."""
    about = json.loads(_about(content))
    start = content.index(b"\x21\xfe")
    end = start + 2
    while content[end]:
        end += 1 + content[end]
    return labelled(content[:start] + content[end + 1 :], json.dumps(about | changes))


def _about(content: bytes) -> str:
    path = Path("about.gif")
    path.write_bytes(content)
    try:
        return carried(path)
    finally:
        path.unlink()


@pytest.mark.parametrize(
    "changes",
    [
        {"size": [MARK, 1]},
        {"size": [1]},
        {"runs": 5},
        {"runs": [{}]},
        {"title": None},
        {"drawings": MARK},
        {"seconds": 0},
        {"loop": MARK},
        {"source": 5},
    ],
    ids=str,
)
def test_what_a_film_carries_in_another_shape_is_not_ours(
    changes: dict[str, Any],
    whole: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.gif").write_bytes(foreign(whole["gif"], **changes))
    for command in (["inspect", "film.gif"], ["embed", "film.gif", "--for", "html"], ["gallery", "."]):
        assert main(command) == MISUSED
        assert capsys.readouterr() == ("", "Error: film.gif carries a comment that is not gdanim's.\n")


def test_no_word_of_a_film_becomes_part_of_a_page(
    whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [run] = json.loads(_about(whole["gif"]))["runs"]
    words = dict.fromkeys(("label", "method", "start", "outcome"), f'"{MARK}')
    hostile = foreign(
        whole["gif"], title=f'"{MARK}', caption=MARK, source=f'"""{MARK}"""\n', runs=[run | words], name=MARK
    )
    name = f'"{MARK.replace("/", "")}.gif'
    Path(name).write_bytes(hostile)
    Path("no python.gif").write_bytes(foreign(whole["gif"], source="(" * 10_000))
    assert main(["gallery", "."]) == DONE
    for place in ("html", "markdown", "revealjs", "slidev"):
        assert main(["embed", name, "--for", place]) == DONE
    for page in (Path("index.html").read_text("utf-8"), capsys.readouterr().out):
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
