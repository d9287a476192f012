"""What `gdanim new` writes: scenes that run, from a clone and from a wheel."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from gdanim.cli import DONE, MISUSED, main
from gdanim.cli.templates import FIRST, templates
from gdanim.scene import load_scenes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("template", FIRST)
def test_every_template_is_a_commented_scene_that_passes_its_check(
    template: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "my_own_film", "--template", template]) == DONE
    [scene] = load_scenes("my_own_film.py").values()
    assert scene.title == "My own film"
    source = (folder / "my_own_film.py").read_text("utf-8")
    assert source.count("    # ") + source.count("\n# ") >= 3
    assert main(["check", "my_own_film.py"]) == DONE
    assert "error" not in capsys.readouterr().out


def test_an_example_is_written_as_it_is_shipped(folder: Path) -> None:
    assert main(["new", "mine", "--template", "momentum"]) == DONE
    assert Path("mine.py").read_bytes() == (ROOT / "scenes/momentum.py").read_bytes()
    assert main(["new", "other", "--template", "scenes/saddle"]) == DONE
    assert Path("other.py").read_bytes() == (ROOT / "scenes/saddle.py").read_bytes()


def test_new_never_overwrites(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.py").write_text("mine")
    assert main(["new", "mine", "--template", "saddle"]) == MISUSED
    assert Path("mine.py").read_text() == "mine"
    assert capsys.readouterr().err == "Error: mine.py exists; choose another name.\n"


@pytest.mark.parametrize(
    ("template", "words"),
    [("sadle", "Did you mean saddle?"), ("zzz", "Choose from race, 1-D, saddle, sweep, training")],
)
def test_an_unknown_template_is_answered_with_what_there_is(
    template: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "mine", "--template", template]) == MISUSED
    told = capsys.readouterr().err
    assert words in told
    assert "gdanim new --list" in told
    assert not list(folder.iterdir())


def test_new_lists_every_template_and_every_scene_with_its_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--list"]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(FIRST) + len(list((ROOT / "scenes").glob("*.py")))
    assert all(len(line.split(maxsplit=1)) == 2 for line in lines)
    assert main(["new", "--list", "--json"]) == DONE
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["template"] for one in told] == [line.split()[0] for line in lines] == list(templates())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what an install of the wheel puts on Python's path."""
    folder = tmp_path_factory.mktemp("wheel")
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_carries_every_scene_and_template(installed: Path) -> None:
    shipped = {path.relative_to(ROOT): path.read_bytes() for path in (ROOT / "scenes").rglob("*.py")}
    assert len(shipped) > len(FIRST)
    for path, source in shipped.items():
        assert (installed / "gdanim" / path).read_bytes() == source
    assert not list(installed.rglob("*.pyc"))


def test_an_installed_gdanim_writes_a_scene_and_runs_it(installed: Path, tmp_path: Path) -> None:
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from gdanim.cli import main; sys.exit(main())"
    for words in (["new", "mine", "--template", "sweep"], ["trace", "mine.py", "--csv"]):
        done = subprocess.run(
            [sys.executable, "-I", "-c", program, str(installed), *words], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == DONE, done.stderr
    assert done.stdout.startswith("run,step,x,value,learning_rate")
