"""Scenes: what is refused when they are built, how runs are named, how files are loaded."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim import (
    LBFGS,
    AdaGrad,
    Adam,
    Backtracking,
    Contour,
    Coordinates,
    Curve,
    EmpiricalLoss,
    GradientDescent,
    Loss,
    MiniBatches,
    Momentum,
    NovoGrad,
    Objective,
    OptimisticGradientDescent,
    RMSProp,
    Run,
    Scene,
    SceneError,
    ScheduleFreeSGD,
    SignDescent,
    Surface,
    load_scenes,
    sweep,
)
from gdanim.scene.naming import method_name, owned_up, parameters
from gdanim.wording.numbers import number, point_text

PARABOLA = Objective("x**2", domain=(-3, 3), minima=[0])
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])


def scene(**changes: object) -> Scene:
    """Return a small scene on the saddle with some fields changed."""
    fields = {"runs": [Run(GradientDescent(0.01), (1, 0))], "panels": [Contour()], "steps": 5} | changes
    return Scene("A saddle", fields.pop("objective", SADDLE), **fields)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"runs": []}, "runs is empty"),
        ({"runs": [1]}, "runs holds a int"),
        ({"runs": [Run(GradientDescent(0.01), (1, 0))] * 9}, "at most 8"),
        ({"runs": [Run(GradientDescent(0.01), (1, 0, 2))]}, "3"),
        ({"panels": []}, "panels is empty"),
        ({"panels": [Contour]}, "without parentheses"),
        ({"panels": [Curve()]}, "one variable"),
        ({"panels": [Contour(), [Loss()]]}, "mixes rows and panels"),
        ({"objective": PARABOLA, "runs": [Run(GradientDescent(0.1), 2)]}, "two variables"),
        ({"panels": [Contour(view=((1, -1), (0, 1)))]}, "view"),
        ({"panels": [Surface(elevation=90)]}, "elevation"),
        ({"panels": [Surface(view=((-1, 0.5), (-1, 1)))]}, r"start \(1, 0\) is outside the window"),
        ({"panels": [Loss(scale="logarithmic")]}, "scale"),
        ({"panels": [Coordinates(variable="z")]}, "no variable z"),
        ({"steps": 0}, "steps is 0"),
        ({"steps": 2.5}, "steps is 2.5"),
        ({"steps": 10**9}, "1,000,000"),
        ({"fps": 0}, "fps is 0"),
        ({"fps": -5}, "fps is -5"),
        ({"fps": 10**6}, "fps is 1000000"),
        ({"hold": -1}, "hold is -1"),
        ({"loop": -1}, "loop is -1"),
        ({"theme": "drak"}, "Did you mean dark"),
        ({"preset": "artcle"}, "Did you mean article"),
        ({"pacing": "unifrm"}, "Did you mean uniform"),
        ({"size": (0, 0)}, "320x180"),
        ({"size": (3, 3)}, "320x180"),
        ({"size": (65_536, 400)}, "16384"),
        ({"size": (30_000, 30_000)}, "16384"),
        ({"size": "960x540"}, "two whole numbers"),
        ({"caption": "line\nbreak"}, "control character"),
        ({"caption": "long " * 100}, "characters"),
    ],
)
def test_what_is_wrong_with_a_scene_is_said_when_it_is_built(changes: dict[str, object], words: str) -> None:
    with pytest.raises(SceneError, match=words):
        scene(**changes)


def test_an_empty_title_is_refused() -> None:
    with pytest.raises(SceneError, match="title"):
        Scene(" ", SADDLE, runs=[Run(GradientDescent(0.01), (1, 0))], panels=[Contour()], steps=5)


def test_a_negative_learning_rate_is_refused_by_the_run() -> None:
    with pytest.raises(SceneError, match="learning_rate"):
        Run(GradientDescent(-0.1), 2)


def test_a_preset_sets_the_size() -> None:
    assert scene(preset="slide").size == (1920, 1080)
    assert scene(preset="slide").with_(size=(640, 480)).size == (640, 480)


def test_with_names_the_nearest_field() -> None:
    with pytest.raises(SceneError, match="Did you mean steps"):
        scene().with_(step=3)


def test_integer_starts_become_floats() -> None:
    assert scene().runs[0].start.dtype == np.float64


def test_runs_are_named_by_what_differs() -> None:
    starts = scene(runs=[Run(GradientDescent(0.01), start) for start in ((1, 0), (1, 0.25))])
    assert starts.labels == ("from (1, 0)", "from (1, 0.25)")
    assert parameters(starts) == ("gradient descent", "learning rate 0.01")
    methods = scene(runs=[Run(GradientDescent(0.01), (1, 0)), Run(Adam(0.01), (1, 0))])
    assert methods.labels == ("Gradient descent", "Adam")
    rates = scene(runs=sweep(Momentum, start=(1, 0), learning_rate=[0.1, 0.01]))
    assert rates.labels == ("rate 0.1", "rate 0.01")


def test_a_name_says_no_more_than_tells_runs_apart_and_the_header_says_the_rest() -> None:
    rules = scene(runs=[Run(GradientDescent(0.01), (1, 0)), Run(Momentum(0.005), (1, 0)), Run(Adam(0.1), (1, 0))])
    assert rules.labels == ("Gradient descent", "Momentum", "Adam")
    assert parameters(rules) == ("from (1, 0)",)
    assert owned_up(rules) == ("learning rate: Gradient descent\xa00.01, Momentum\xa00.005, Adam\xa00.1",)
    steeper = scene(runs=[Run(Momentum(0.01, momentum=0.95), (1, k)) for k in (0, 1)])
    assert parameters(steeper) == ("Momentum", "learning rate 0.01", "momentum 0.95")
    assert owned_up(steeper) == ()
    product = scene(runs=sweep(Momentum, start=(1, 0), learning_rate=[0.1, 0.2], momentum=[0.5, 0.9]))
    assert product.labels[1:3] == ("rate 0.1, momentum 0.9", "rate 0.2, momentum 0.5")


@pytest.mark.parametrize(
    ("optimizer", "name"),
    [
        (AdaGrad(0.1), "AdaGrad"),
        (RMSProp(0.1), "RMSProp"),
        (NovoGrad(0.1), "NovoGrad"),
        (LBFGS(1.0), "L-BFGS"),
        (SignDescent(0.1), "sign descent"),
        (ScheduleFreeSGD(0.1), "schedule-free SGD"),
        (OptimisticGradientDescent(0.1), "optimistic gradient descent"),
    ],
)
def test_methods_are_called_what_the_field_calls_them(optimizer: object, name: str) -> None:
    assert method_name(optimizer) == name


def test_a_given_label_wins() -> None:
    assert scene(runs=[Run(GradientDescent(0.01), (1, 0), label="mine")]).labels == ("mine",)


def test_two_lists_in_a_sweep_make_their_product() -> None:
    runs = sweep(Momentum, starts=[1, 2], learning_rate=[0.1, 0.2], momentum=0.5)
    made = [(run.optimizer.learning_rate, run.optimizer.momentum, run.start) for run in runs]
    assert made == [(0.1, 0.5, 1), (0.1, 0.5, 2), (0.2, 0.5, 1), (0.2, 0.5, 2)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({}, "start="), ({"start": 1, "starts": [1]}, "start="), ({"start": 1, "learning_rat": [1]}, "learning_rate")],
)
def test_a_sweep_refuses_what_it_does_not_know(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(SceneError, match=words):
        sweep(GradientDescent, **arguments)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (-0.0, "0"), (-2, "−2"), (1e-7, "10⁻⁷"), (1234567, "1.23457·10⁶"), (0.00001, "0.00001")],
)
def test_numbers_are_written_as_a_reader_writes_them(value: float, text: str) -> None:
    assert number(value) == text


def test_points_are_written_with_brackets_from_two_dimensions_on() -> None:
    assert (point_text(2), point_text((1, -0.25))) == ("2", "(1, −0.25)")


HEAD = "from gdanim import Contour, GradientDescent, Objective, Run, Scene\n"
BODY = """
saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])
one = Scene("One", saddle, runs=[Run(GradientDescent(0.01), (1, 0))], panels=[Contour()], steps=5)
two = one.with_(title="Two")
"""


def load(tmp_path, text: str) -> dict[str, Scene]:
    """Write a scene file and load it."""
    path = tmp_path / "made.py"
    path.write_text(text, encoding="utf-8")
    return load_scenes(path)


def test_every_module_level_scene_is_found_by_name(tmp_path) -> None:
    assert {name: found.title for name, found in load(tmp_path, HEAD + BODY).items()} == {"one": "One", "two": "Two"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = (1,\n", 1, "not Python"),
        ("x = 1\n", 1, "declares no scene"),
        ("from gdanim import GradientDecent\n", 1, "Did you mean GradientDescent"),
        ("from gdanim.landscapes import beal\n", 1, "gdanim.landscapes has no beal. Did you mean beale"),
        ("from gdanim import Run\n\nRun(GradientDescent(1), 2)\n", 3, "from gdanim import GradientDescent"),
        ("from gdanim import GradientDescent\nGradientDescent(learning_rat=1)\n", 2, "Did you mean learning_rate"),
        ("from gdanim import Objective\n\n\nObjective('x**2 - z', 'x y', domain=[(-1, 1), (-1, 1)])\n", 4, "z"),
        ("import sys\nsys.exit(3)\n", 2, "sys.exit"),
        ("1 / 0\n", 1, "ZeroDivisionError"),
        (HEAD + BODY + "bad = one.with_(theme='blue')\n", 6, "theme"),
    ],
)
def test_a_broken_scene_file_is_told_with_its_place(tmp_path, text: str, line: int, words: str) -> None:
    with pytest.raises(SceneError, match=words) as caught:
        load(tmp_path, text)
    assert caught.value.place is not None
    assert caught.value.place.line == line
    assert caught.value.place.path.endswith("made.py")


def test_a_missing_scene_file_names_the_nearest(tmp_path) -> None:
    (tmp_path / "saddle.py").write_text("")
    with pytest.raises(SceneError, match=r"Did you mean saddle\.py"):
        load_scenes(tmp_path / "sadle.py")


def line(**changes: object) -> Scene:
    """Return three runs on a line's loss: all 12 samples, four at a time, and one."""
    data = {"x": np.linspace(-1, 1, 12), "y": 2 * np.linspace(-1, 1, 12) + 1}
    loss = EmpiricalLoss("(m*x + c - y)**2", "m c", data, domain=[(-1, 4), (-1, 3)])
    feeds = (None, MiniBatches(4, seed=0), MiniBatches(1, seed=0))
    fields = {
        "runs": [Run(GradientDescent(0.1), (0, 0), batches=batches) for batches in feeds],
        "panels": [Loss()],
        "epochs": 3,
    } | changes
    return Scene("A line", loss, **fields)


def test_epochs_are_passes_over_the_data_however_many_updates_they_take() -> None:
    shown = line(clock="samples")
    runs = shown.descend()
    assert [run.end for run in runs] == [shown.steps_of(run) for run in shown.runs] == [3, 9, 36]
    assert [run.samples[-1] for run in runs] == [36, 36, 36]
    assert runs[1].spent("samples").tolist() == list(range(0, 37, 4))


def test_evaluations_are_the_gradients_that_a_rule_asked_for() -> None:
    searching = scene(runs=[Run(GradientDescent(0.1), (1, 1)), Run(GradientDescent(Backtracking()), (1, 1))], steps=5)
    plain, searched = searching.with_(clock="evaluations").descend()
    assert plain.evaluations.tolist() == [0, 1, 2, 3, 4, 5]
    assert searched.evaluations[-1] >= 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"epochs": None}, "needs either steps="),
        ({"steps": 3}, "needs either steps="),
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 900_000}, "are more than 1,000,000 updates"),
        ({"clock": "sample"}, "there is no clock 'sample'. Did you mean samples"),
    ],
)
def test_a_scene_without_one_clear_end_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(SceneError, match=sentence):
        line(**changes)


def test_epochs_and_samples_need_data() -> None:
    with pytest.raises(SceneError, match="passes over data"):
        scene(steps=None, epochs=3)
    with pytest.raises(SceneError, match="a clock of samples needs data"):
        scene(clock="samples")


def test_what_most_runs_have_is_said_once() -> None:
    rules = [Momentum(0.01), Adam(0.1), AdaGrad(0.01), RMSProp(0.01), GradientDescent(0.01)]
    assert owned_up(scene(runs=[Run(rule, (1, 0)) for rule in rules])) == (
        "learning rate: Adam\xa00.1, others\xa00.01",
    )


def test_settings_that_are_not_a_rules_defaults_stand_in_the_film() -> None:
    rules = [Momentum(0.01, momentum=0.95), RMSProp(0.01, rho=0.9), GradientDescent(0.01)]
    told = owned_up(scene(runs=[Run(rule, (1, 0)) for rule in rules]))
    assert told == ("Momentum\xa0momentum\xa00.95", "RMSProp\xa0rho\xa00.9")
