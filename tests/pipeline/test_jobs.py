"""Scenes side by side: the same films as one by one, and a failure of one is no failure of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gdanim.cli import main
from gdanim.errors import RenderError, SceneError
from gdanim.pipeline import Job, make, make_all

SCENE = """from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
scene = Scene("TITLE", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=4, size=(320, 180))
"""


@pytest.fixture
def scenes(tmp_path: Path) -> list[Path]:
    titles = ("First", "Second", "A title that takes far more than the one line there is on so small a canvas")
    paths = [tmp_path / f"{k}.py" for k in range(3)]
    for path, title in zip(paths, titles, strict=True):
        path.write_text(SCENE.replace("TITLE", title), "utf-8")
    return paths


def test_side_by_side_gives_the_bytes_of_one_by_one(scenes: list[Path], tmp_path: Path) -> None:
    jobs = [Job(path, "scene", (path.with_suffix(".gif"), path.with_suffix(".mp4"))) for path in scenes[:2]]
    done = {job.file: made for job, made in make_all(jobs, 2)}
    for job in jobs:
        many = [film.path.read_bytes() for film, _ in done[job.file]]
        assert many == [film.path.read_bytes() for film, _ in make(job)]


def test_a_scene_that_fails_leaves_the_others_alone(scenes: list[Path]) -> None:
    jobs = [Job(path, "scene", (path.with_suffix(".gif"),)) for path in scenes]
    done = {job.file.stem: made for job, made in make_all(jobs)}
    assert isinstance(done["2"], SceneError)
    assert "title takes" in str(done["2"])
    assert scenes[0].with_suffix(".gif").is_file()
    assert scenes[1].with_suffix(".gif").is_file()


def test_a_process_that_dies_is_told_by_the_scene(tmp_path: Path) -> None:
    path = tmp_path / "deadly.py"
    path.write_text(f"import os\nif os.getpid() != {os.getpid()}:\n    os._exit(9)\n{SCENE}")
    other = tmp_path / "other.py"
    other.write_text(SCENE)
    jobs = [Job(file, "scene", (file.with_suffix(".gif"),)) for file in (path, other)]
    made = dict(zip(("deadly", "other"), (result for _, result in sorted(make_all(jobs, 1), key=str)), strict=True))
    assert isinstance(made["deadly"], RenderError)
    assert "was ended" in str(made["deadly"])
    assert not path.with_suffix(".gif").exists()


def test_the_command_sums_up(
    scenes: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["render", *map(str, scenes), "--jobs", "2"]) == 2
    told = capsys.readouterr()
    assert told.out.splitlines()[-1].startswith("4 films of 3 scenes, ")
    assert told.out.splitlines()[-1].endswith("; 1 failed")
    assert "2.py::scene\nError: Scene: the title takes" in told.err
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == ["0.gif", "0.mp4", "1.gif", "1.mp4"]
