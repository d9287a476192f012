"""What explain says of a scene, against what is known of x² − y² and of parabolas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gdanim import (
    Contour,
    Curve,
    EmpiricalLoss,
    Fit,
    GradientDescent,
    Momentum,
    Nesterov,
    Objective,
    Run,
    Scene,
    neural_network,
)
from gdanim.cli import DONE, main
from gdanim.report.explanation import explained_facts, explanation

SADDLE = Scene(
    "A saddle",
    Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)]),
    [Run(GradientDescent(0.1), (1, 0)), Run(Momentum(0.1, momentum=0.5), (1, 0)), Run(Nesterov(0.1), (1, 0))],
    [Contour()],
    steps=100,
)
DATA = {"x": [0.0, 1.0, 2.0], "y": [1.0, 3.0, 5.0]}


def lines(scene: Scene, columns: int = 80) -> list[str]:
    return [line for section in explanation(scene, columns) for line in section.lines]


def test_derivatives_and_critical_points_are_those_of_the_saddle() -> None:
    facts = explained_facts(SADDLE)
    assert facts["gradient"] == ["2*x", "-2*y"]
    assert facts["hessian"] == [["2", "0"], ["0", "-2"]]
    assert facts["critical_points"] == [{"kind": "saddle", "point": [0, 0], "value": 0, "curvatures": [-2, 2]}]


def test_the_limit_of_the_rate_is_that_of_each_rule() -> None:
    """With L = 2: 2/L, 2(1 + μ)/L for Momentum's μ = 0.5, 2(1 + μ)/((1 + 2μ)L) for Nesterov's 0.9."""
    limits = [run["rate_limit"] for run in explained_facts(SADDLE)["runs"]]
    assert limits == pytest.approx([1, 1.5, 3.8 / 5.6], rel=1e-5)


def test_a_rate_below_the_limit_converges_and_one_above_it_does_not() -> None:
    parabola = Objective("3*x**2", domain=(-2, 2), minima=[0])
    limit = 2 / 6
    runs = [Run(GradientDescent(limit * share), 1) for share in (0.9, 1.1)]
    told = explained_facts(Scene("A parabola", parabola, runs, [Curve()], steps=300))["runs"]
    assert [run["rate_limit"] for run in told] == pytest.approx([limit, limit], rel=1e-5)
    assert "converged" in told[0]["outcome"]
    assert "diverged" in told[1]["outcome"]


def test_formulas_are_typeset_in_characters() -> None:
    told = lines(SADDLE)
    assert told[told.index("f(x, y) = x  − y") - 1] == "           2    2"
    assert "∂f/∂x = 2⋅x" in told
    assert "      ⎣0  −2⎦" in told


def test_what_a_loss_over_data_says_is_of_one_sample() -> None:
    line = EmpiricalLoss("(m*x + c - y)**2", "m c", DATA, domain=[(0, 4), (0, 2)], model="m*x + c")
    told = lines(Scene("A line", line, [Run(GradientDescent(0.1), (0, 0))], [Contour(), Fit()], steps=5))
    assert "f(m, c) is the mean over 3 samples of" in told
    assert "∂ℓ/∂m = 2⋅x⋅(c + m⋅x − y)" in told


def test_of_many_variables_the_first_derivatives_are_shown() -> None:
    model, parameters = neural_network(["x"], hidden=3)
    loss = EmpiricalLoss(f"({model} - y)**2", parameters, DATA, model=model)
    scene = Scene("A network", loss, [Run(GradientDescent(0.1), [0.1] * 10)], [Fit()], steps=3)
    told = lines(scene)
    assert sum(line.startswith("∂ℓ/∂") for line in told) == 3
    assert "and 7 more; see --json." in told


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("name", ["race", "batches", "network"])
def test_no_line_is_wider_than_the_terminal(
    name: str, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["explain", str(Path(__file__).parents[2] / f"scenes/{name}.py")]) == DONE
    told = capsys.readouterr().out.splitlines()
    assert max(map(len, told[1:])) <= columns
    assert "\n\n\n" not in "\n".join(told)


def test_explain_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(Path(__file__).parents[2] / "scenes/saddle.py"), "--json"]) == DONE
    facts = json.loads(capsys.readouterr().out)
    assert facts["scene"].endswith("saddle.py::scene")
    assert [run["start"] for run in facts["runs"]] == ["(1, 0)", "(1, 0.25)"]
    assert facts["runs"][0]["outcome"] == "is stuck at a saddle after 200 steps"
