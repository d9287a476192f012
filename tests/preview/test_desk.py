"""The scene file on the desk: what of it is kept while it is broken, and when it is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdanim.errors import SceneError, error_text
from gdanim.preview.desk import Desk
from gdanim.scene import load_scenes


@pytest.fixture
def desk(scene_file: Path) -> Desk:
    desk = Desk(scene_file)
    desk.load()
    return desk


def test_the_scenes_of_a_file_are_there_by_name(desk: Desk) -> None:
    assert list(desk.scenes) == ["two", "line"]
    assert (desk.error, desk.number) == ("", 1)


def test_a_broken_file_leaves_its_last_good_scenes_and_their_source(desk: Desk) -> None:
    good, scenes = desk.source, desk.scenes
    desk.path.write_text(good.replace("GradientDescent(0.1)", "GradientDescnt(0.1)"), "utf-8")
    desk.load()
    assert desk.scenes is scenes
    assert desk.source == good
    assert desk.number == 2


def test_a_mistake_is_told_as_on_the_terminal(desk: Desk) -> None:
    desk.path.write_text(desk.source.replace("steps=12", "steps=-12"), "utf-8")
    desk.load()
    with pytest.raises(SceneError) as error:
        load_scenes(desk.path)
    assert desk.error == error_text(error.value)
    assert desk.error.startswith(f"{desk.path}:")
    assert "^" in desk.error


def test_a_mended_file_has_no_mistake(desk: Desk) -> None:
    good = desk.source
    desk.path.write_text("1 +", "utf-8")
    desk.load()
    assert desk.error
    desk.path.write_text(good, "utf-8")
    desk.load()
    assert not desk.error


def test_a_module_beside_the_file_is_read_again(tmp_path: Path) -> None:
    beside, path = tmp_path / "rates_of_this_test.py", tmp_path / "scene.py"
    beside.write_text("RATE = 0.1\n", "utf-8")
    path.write_text(
        "from gdanim import Curve, GradientDescent, Objective, Run, Scene\n"
        "from rates_of_this_test import RATE\n"
        "parabola = Objective('x**2', domain=(-2, 2))\n"
        "scene = Scene('Rates', parabola, Run(GradientDescent(RATE), 1), [Curve()], steps=3)\n",
        "utf-8",
    )
    desk = Desk(path)
    desk.load()
    first = desk.stamp
    assert desk.concerns(beside.resolve())
    beside.write_text("RATE = 0.25\n", "utf-8")
    desk.load()
    assert desk.scenes["scene"].runs[0].optimizer.learning_rate == 0.25
    assert desk.stamp != first


def test_a_file_that_may_be_missing_concerns_a_broken_one(desk: Desk) -> None:
    desk.path.write_text("from not_yet_there import RATE\n", "utf-8")
    desk.load()
    assert desk.concerns(desk.path.resolve().parent / "not_yet_there.py")


def test_changes_of_other_files_do_not_concern_it(desk: Desk) -> None:
    folder = desk.path.resolve().parent
    assert desk.concerns(folder / "bowl.py")
    assert desk.concerns(folder / "points.csv")
    assert not desk.concerns(folder / "another.py")
    assert not desk.concerns(folder / "output" / "bowl.py")
    assert not desk.concerns(folder / ".bowl.py.swp")
