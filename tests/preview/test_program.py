"""Copy as scene: a file that runs, makes the scene that is on the page, and keeps what the author wrote."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from gdanim.errors import SceneError
from gdanim.preview.program import program
from gdanim.preview.variation import Variation
from gdanim.scene import Scene, load_scenes

ROOT = Path(__file__).parent.parent.parent


def told(scene: Scene) -> list[Any]:
    """Return what a scene's film depends on, the panels apart, which the page does not change."""
    runs = [(repr(run.optimizer), list(run.start), run.label, repr(run.batches)) for run in scene.runs]
    return [scene.title, scene.size, scene.theme, scene.steps, scene.epochs, runs, scene.labels]


def copied(path: Path, name: str, **asked: Any) -> tuple[str, Scene, Scene]:
    """Return the text that is copied, the scene that it makes, and the one that is on the page."""
    variation = Variation.read({"scene": name, **asked})
    scene = load_scenes(path)[name]
    text = program(path.read_text("utf-8"), scene, variation)
    again = path.with_name("again.py")
    again.write_text(text, "utf-8")
    return text, load_scenes(again)[name], variation.apply(scene)


ASKED: dict[str, dict[str, Any]] = {
    "a start": {"runs": [{"origin": 0, "start": [0.25, -1.5]}, {"origin": 1}]},
    "a rate": {"runs": [{"origin": 0}, {"origin": 1, "settings": {"learning_rate": 0.031}}]},
    "a rule": {"runs": [{"origin": 0, "optimizer": "Adam", "settings": {"beta1": 0.8}}, {"origin": 1}]},
    "another run": {"runs": [{"origin": 0}, {"origin": 1}, {"origin": 1, "start": [1, 1]}]},
    "a run less": {"runs": [{"origin": 1}]},
    "the length": {"length": 33},
    "the theme": {"theme": "dark"},
    "the size": {"preset": "square"},
    "all": {"runs": [{"origin": 1, "optimizer": "Momentum"}], "length": 5, "theme": "dark", "preset": "readme"},
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_copy_makes_the_scene_that_is_on_the_page(scene_file: Path, asked: dict[str, Any]) -> None:
    text, copy, shown = copied(scene_file, "two", **asked)
    assert told(copy) == told(shown)
    assert "with_" not in text


def test_a_scene_as_it_is_in_the_file_is_copied_to_the_letter(scene_file: Path) -> None:
    assert copied(scene_file, "two")[0] == scene_file.read_text("utf-8")


def test_the_authors_own_words_stay(scene_file: Path) -> None:
    text, *_ = copied(scene_file, "two", length=7)
    assert text == scene_file.read_text("utf-8").replace("steps=12", "steps=7")


def test_only_the_names_that_are_missing_are_imported(scene_file: Path) -> None:
    text, *_ = copied(scene_file, "two", **ASKED["a rule"])
    line = next(line for line in text.splitlines() if line.startswith("from gdanim"))
    assert line == "from gdanim import Adam, Contour, Curve, GradientDescent, Loss, Objective, Run, Scene"


def test_the_other_scene_of_the_file_is_left_alone(scene_file: Path) -> None:
    text, *_ = copied(scene_file, "line", runs=[{"origin": 0, "start": [0.5], "settings": {"learning_rate": 0.9}}])
    assert "Run(GradientDescent(0.9), 0.5)" in text
    assert text.count("a comment that stays") == 1


MADE_OTHERWISE = '''from gdanim import Curve, GradientDescent, Objective, Run, Scene

class Lazy:
    """A rule of the author's own."""

    learning_rate = 0.1

    def init(self, x):
        return ()

    def step(self, f, x, state, learning_rate):
        return x - learning_rate * f.gradient(x), state

def build(rate):
    runs = [Run(GradientDescent(rate), 1.5), Run(Lazy(), 1)]
    return Scene("Built", Objective("x**2", domain=(-2, 2)), runs, [Curve()], steps=4)

scene = build(0.2)
direct = Scene("Direct", scene.objective, scene.runs, [Curve()], steps=4)
'''


@pytest.mark.parametrize("name", ["scene", "direct"])
@pytest.mark.parametrize(
    "asked",
    [
        {"runs": [{"origin": 0, "settings": {"learning_rate": 0.3}}, {"origin": 1, "start": [0.5]}], "length": 9},
        {"runs": [{"origin": 0, "optimizer": "Adam"}, {"origin": 1}]},
        {"theme": "dark"},
    ],
    ids=["settings and start", "a rule", "the theme"],
)
def test_a_scene_that_is_not_written_out_is_varied_at_the_end(tmp_path: Path, name: str, asked: dict[str, Any]) -> None:
    path = tmp_path / "built.py"
    path.write_text(MADE_OTHERWISE, "utf-8")
    text, copy, shown = copied(path, name, **asked)
    assert [run[1:] for run in told(copy)[5]] == [run[1:] for run in told(shown)[5]]
    assert copy.runs[0].optimizer == shown.runs[0].optimizer
    assert (copy.theme, copy.steps) == (shown.theme, shown.steps)
    if name == "scene":
        assert text.startswith(MADE_OTHERWISE)


def test_a_rate_that_is_a_function_goes_to_another_rule_only_in_the_film(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(
        "from gdanim import Curve, GradientDescent, Objective, Run, Scene\n"
        "runs = [Run(GradientDescent(lambda step: 0.1 / (1 + step)), 1)]\n"
        "scene = Scene('Own', Objective('x**2', domain=(-2, 2)), runs, [Curve()], steps=4)\n",
        "utf-8",
    )
    with pytest.raises(SceneError, match="cannot be written down"):
        copied(path, "scene", runs=[{"origin": 0, "optimizer": "Adam"}])
    assert told(copied(path, "scene", runs=[{"origin": 0, "start": [0.5]}])[1])[5][0][1] == [0.5]


@pytest.mark.parametrize("file", ["saddle", "race", "batches", "step_sizes", "chinese"])
def test_shipped_scenes_are_copied_with_a_start_moved_and_fewer_steps(file: str, tmp_path: Path) -> None:
    path = tmp_path / f"{file}.py"
    path.write_text((ROOT / "scenes" / f"{file}.py").read_text("utf-8"), "utf-8")
    [(name, scene)] = load_scenes(path).items()
    start = [0.5] * scene.objective.dimension
    runs = [{"origin": 0, "start": start}, *({"origin": k} for k in range(1, len(scene.runs)))]
    text, copy, shown = copied(path, name, runs=runs, length=3)
    assert told(copy) == told(shown)
    assert ast.get_docstring(ast.parse(text)) == ast.get_docstring(ast.parse(path.read_text("utf-8")))
