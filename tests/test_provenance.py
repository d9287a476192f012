"""Films explain themselves: what is inside tells the runs, and makes the same film again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gdanim.cli import main
from gdanim.errors import SceneError
from gdanim.provenance import extract, inspect, origin_of

SCENE = '''"""A bowl."""

from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1), label="鞍")], [Contour()], steps=4, size=(320, 180))
'''
KINDS = ["gif", "mp4", "webm", "webp", "apng", "avif", "png", "svg", "pdf", "html"]


@pytest.fixture
def scene_file(tmp_path: Path) -> Path:
    path = tmp_path / "bowl.py"
    path.write_text(SCENE, "utf-8")
    return path


def rendered(scene_file: Path, name: str, *options: str) -> Path:
    film = scene_file.parent / name
    assert main(["render", str(scene_file), "-o", str(film), "--quiet", *options]) == 0
    return film


@pytest.mark.parametrize("kind", KINDS)
def test_a_film_is_made_again_byte_for_byte_from_what_it_carries(kind: str, scene_file: Path, tmp_path: Path) -> None:
    first = rendered(scene_file, f"first.{kind}", "--theme", "dark", "--fps", "20")
    assert main(["extract", str(first), "-o", str(tmp_path / "again.py")]) == 0
    again = rendered(tmp_path / "again.py", f"again.{kind}")
    assert again.read_bytes() == first.read_bytes()


def test_a_film_tells_its_runs_and_how_they_ended(scene_file: Path) -> None:
    about = inspect(rendered(scene_file, "bowl.gif"))
    [run] = about["runs"]
    assert (run["label"], run["method"], run["start"]) == ("鞍", "gradient descent", "(1, 1)")
    assert run["settings"]["learning_rate"] == "0.1"
    # x shrinks by 0.8 a step, y by 0.4: 0.8⁴ = 0.4096 and 0.4⁴ = 0.0256.
    assert run["end"] == "(0.4096, 0.0256)"
    assert run["value"] == pytest.approx(0.4096**2 + 3 * 0.0256**2, rel=1e-5)
    assert run["outcome"] == "was still on its way after 4 steps"
    assert about["source"] == SCENE
    assert {"gdanim", "numpy", "matplotlib", "av", "python"} <= set(about["versions"])


def test_inspect_prints_it(scene_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = rendered(scene_file, "bowl.webp")
    assert main(["inspect", str(film)]) == 0
    told = capsys.readouterr().out
    assert "A bowl  320x180, 25 fps, light" in told
    assert "鞍: gradient descent" in told
    assert main(["inspect", str(film), "--json"]) == 0
    assert json.loads(capsys.readouterr().out).items() >= inspect(film).items()


def test_private_code_can_be_kept_out(scene_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = rendered(scene_file, "bowl.gif", "--no-source")
    assert b"Objective(" not in film.read_bytes()
    assert main(["extract", str(film)]) == 2
    assert "was rendered without its source" in capsys.readouterr().err
    assert inspect(film)["runs"]


def test_no_path_and_no_time_is_inside(scene_file: Path) -> None:
    film = rendered(scene_file, "bowl.gif")
    assert str(scene_file.parent).encode() not in film.read_bytes()


def test_files_that_a_scene_needs_are_named(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("rate = 0.1\n")
    (tmp_path / "data.csv").write_text("1,2\n")
    path = tmp_path / "scene.py"
    path.write_text(f'{SCENE}\nimport math, helper\nfrom helper import rate\nnumbers = "data.csv"\nother = "no.csv"\n')
    assert origin_of(path, "scene", {}).needs == ("data.csv", "helper.py")


def test_extract_overwrites_nothing(scene_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = rendered(scene_file, "bowl.png")
    other = tmp_path / "other.py"
    other.write_text("mine = 1\n")
    assert main(["extract", str(film), "-o", str(other)]) == 2
    assert "exists and differs" in capsys.readouterr().err
    assert other.read_text() == "mine = 1\n"


def test_what_gdanim_did_not_make_is_said_to_be_so(tmp_path: Path) -> None:
    from PIL import Image

    stranger = tmp_path / "stranger.png"
    Image.new("RGB", (8, 8)).save(stranger)
    with pytest.raises(SceneError, match="carries nothing about itself"):
        inspect(stranger)
    with pytest.raises(SceneError, match="There is no film"):
        extract(tmp_path / "missing.gif")
