"""Trajectories from elsewhere: read, refused, judged and drawn as if a rule of ours had made them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gdanim import (
    Contour,
    EmpiricalLoss,
    GradientDescent,
    Loss,
    MiniBatches,
    Objective,
    Outcome,
    Run,
    Scene,
    SceneError,
    Stage,
    load_scenes,
    recorded,
)
from gdanim.cli import main
from gdanim.scene.naming import owned_up

BOWL = Objective("x**2 + 2*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
CURLED = np.array([(1.5, 1), (1, 0.5), (0.4, -0.2), (0.1, 0)])


def scene(*runs: Run, **fields: object) -> Scene:
    return Scene("A bowl", BOWL, list(runs), [Contour(), Loss()], **{"steps": 10, "size": (480, 270)} | fields)


def written(folder: Path, text: str, name: str = "mine.csv") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_a_recorded_run_walks_its_points_and_ends_with_them() -> None:
    [walked] = scene(recorded(CURLED, label="mine")).descend()
    np.testing.assert_array_equal(walked.points, CURLED)
    np.testing.assert_array_equal(walked.values, CURLED[:, 0] ** 2 + 2 * CURLED[:, 1] ** 2)
    assert (walked.end, walked.outcome) == (3, Outcome.OUT_OF_STEPS)


def test_fewer_steps_show_the_beginning() -> None:
    [walked] = scene(recorded(CURLED), steps=2).descend()
    np.testing.assert_array_equal(walked.points, CURLED[:3])


def test_its_outcome_is_judged_as_any_other() -> None:
    there = np.concatenate([CURLED, np.zeros((3, 2))])
    lost = np.array([(1, 1), (50, 50), (400, 400), (500, 500)])
    outcomes = [run.outcome for run in scene(recorded(there), recorded(lost)).descend()]
    assert outcomes == [Outcome.CONVERGED, Outcome.DIVERGED]


def test_it_stands_beside_runs_of_ours_under_its_own_name() -> None:
    both = scene(Run(GradientDescent(0.1), (1.5, 1)), recorded(CURLED, label="by hand"))
    assert both.labels == ("Gradient descent", "by hand")
    assert [len(run.points) for run in both.descend()] == [11, 4]
    stage = Stage(both)
    np.testing.assert_array_equal(stage.frame(len(stage) - 1), stage.full_frame(len(stage) - 1))
    assert not any("array" in text.get_text() or "oints" in text.get_text() for text in stage._figure.texts)


def test_one_dimension_takes_a_plain_list() -> None:
    parabola = Objective("x**2", domain=(-2, 2))
    [walked] = Scene("x²", parabola, [recorded([2, 1, 0.5])], [Loss()], steps=5).descend()
    assert walked.points.ravel().tolist() == [2, 1, 0.5]


@pytest.mark.parametrize(
    "text",
    [
        "1.5,1\n1,0.5\n0.4,-0.2\n0.1,0\n",
        "x,y\n1.5,1\n1,0.5\n0.4,-0.2\n0.1,0\n",
        "y,x\n1,1.5\n0.5,1\n-0.2,0.4\n0,0.1\n",
        "# made elsewhere\nx; y\n1.5; 1\n\n1; 0.5\n0.4; -0.2\n0.1; 0\n",
        "1.5 1\n1 0.5\n4e-1 -0.2\n0.1 0\n",
        "step\tx\ty\n0\t1.5\t1\n1\t1\t0.5\n2\t0.4\t-0.2\n3\t0.1\t0\n",
    ],
)
def test_a_file_may_have_a_header_or_none_and_its_columns_in_any_order(tmp_path: Path, text: str) -> None:
    run = recorded(written(tmp_path, text))
    [walked] = scene(run).descend()
    np.testing.assert_array_equal(walked.points, CURLED)
    assert run.label == "mine"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no points"),
        ("x,y\n", "a header, but no points"),
        ("1,2\n", "at least 2"),
        ("1,2\n3\n", "line 2: 1 columns, where there are 2 above"),
        ("1,2\n3,four\n", "line 2: 'four' is not a number"),
        ("1,2\n3,nan\n", "after 1 steps is not finite"),
        ("1,2,3\n1,2,3\n", "a row has 3 coordinates, the objective has 2: x, y"),
        ("x,z\n1,2\n1,2\n", "the column z is no variable of the objective (x, y)"),
        ("step,x\n0,2\n1,2\n", "there is no column y; the columns are x"),
        ("run,x,y\na,1,2\nb,1,2\n", "holds 2 runs; choose one with run=: a, b"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SceneError) as refused:
        scene(recorded(path))
    assert words in str(refused.value)


def test_a_missing_file_and_a_missing_run_name_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, "run,x,y\nAdam,1,2\nAdam,1,2\n")
    with pytest.raises(SceneError, match=r"Did you mean mine\.csv\?"):
        recorded(tmp_path / "mien.csv")
    with pytest.raises(SceneError, match=r"Did you mean Adam\?"):
        recorded(path, run="Adan")


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([(1, 1)], "at least 2"),
        ([(1, 1), (np.inf, 1)], "after 1 steps is not finite"),
        ([(1, 1), (1,)], "rows of as many numbers"),
        ([("a", "b"), ("c", "d")], "rows of as many numbers"),
        (np.zeros((2, 2, 2)), "the shape (2, 2, 2)"),
        (np.zeros((3, 3)), "a row has 3 coordinates, the objective has 2"),
    ],
)
def test_an_array_that_is_no_trajectory_is_refused(points: object, words: str) -> None:
    with pytest.raises(SceneError) as refused:
        scene(recorded(points))  # type: ignore[arg-type]
    assert words in str(refused.value)


def test_a_clock_that_it_cannot_tell_is_refused() -> None:
    with pytest.raises(SceneError, match="does not tell its evaluations"):
        scene(recorded(CURLED), clock="evaluations")


def test_the_array_may_change_afterwards() -> None:
    mine = CURLED.copy()
    run = recorded(mine)
    mine[:] = 0
    assert run.start.tolist() == [1.5, 1]  # type: ignore[union-attr]


SOURCE = """
from gdanim import *

bowl = Objective("x**2 + 2*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
scene = Scene("A bowl", bowl, [
    Run(GradientDescent(CosineDecay(0.2, length=9)), (1.5, 1), label="fading, slowly"),
    Run(Adam(0.1), (1.5, 1), label="Adam"),
], [Contour(), Loss()], steps=10, size=(480, 270))
"""


def test_what_trace_writes_is_drawn_again_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, SOURCE, "bowl.py")
    assert main(["trace", str(tmp_path / "bowl.py"), "--csv"]) == 0
    path = written(tmp_path, capsys.readouterr().out, "trace.csv")
    [first] = load_scenes(tmp_path / "bowl.py").values()
    again = scene(*(recorded(path, run=name) for name in first.labels))
    for one, other in zip(first.descend(), again.descend(), strict=True):
        np.testing.assert_array_equal(one.points, other.points)
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_array_equal(one.learning_rates, other.learning_rates)
        assert one.outcome is other.outcome
    stages = [Stage(shown) for shown in (first, again)]
    for index in (0, 20, len(stages[0]) - 1):
        below_header = [stage.frame(index)[80:230] for stage in stages]
        np.testing.assert_array_equal(*below_header)


def test_a_film_claims_no_full_batch_for_a_recorded_run() -> None:
    data = {"x": np.arange(4.0), "y": 2 * np.arange(4.0)}
    loss = EmpiricalLoss("(m*x + c - y)**2", "m c", data, domain=[(-1, 3), (-1, 1)])
    own = Run(GradientDescent(0.05), (0, 0), label="Ours", batches=MiniBatches(2, seed=1))
    theirs = recorded([(0, 0), (1, 0), (2, 0)], label="Theirs")
    scene = Scene("Two runs", loss, [own, theirs], [Contour()], steps=2)
    assert owned_up(scene) == ("batches: Ours\xa0batches of 2, Theirs\xa0as recorded",)
