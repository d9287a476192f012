"""Other libraries' methods against what those libraries do by themselves, and against what they once recorded."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from gdanim import (
    CosineDecay,
    Objective,
    OptaxOptimizer,
    Outcome,
    Run,
    SceneError,
    ScipyMethod,
    TorchOptimizer,
    descend,
)
from gdanim.adapters import SCIPY_METHODS
from gdanim.scene.naming import label_runs

GOLDEN = Path(__file__).parents[1] / "golden"
MANIFEST = json.loads((GOLDEN / "manifest.json").read_text("utf-8"))
RECORDED = np.load(GOLDEN / "trajectories.npz")

BOWL = Objective("(x - 1)**2 + 3*(y + 0.5)**2 + x*y/2", domain=[(-3, 3), (-3, 3)])
BEALE = Objective("(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2", domain=[(-4, 4)] * 2)
# The gradient of BOWL is zero where 2x + y/2 = 2 and x/2 + 6y = -3.
LOWEST = np.linalg.solve([[2, 0.5], [0.5, 6]], [2, -3])


@pytest.mark.parametrize("method", SCIPY_METHODS)
def test_every_method_of_scipy_finds_the_bottom_of_a_bowl(method: str) -> None:
    run = descend(BOWL, ScipyMethod(method), (-2, 2), steps=200)
    assert run.points[-1] == pytest.approx(LOWEST, abs=2e-3)
    assert run.outcome is Outcome.CONVERGED


@pytest.mark.parametrize("method", ["BFGS", "CG", "L-BFGS-B", "Nelder-Mead"])
def test_the_path_is_the_one_that_scipys_callback_is_told(method: str) -> None:
    start, told = np.array([1.0, 1.5]), []
    gradient = {} if method == "Nelder-Mead" else {"jac": BEALE.gradient}
    minimize(BEALE.value, start, method=method, callback=lambda x: told.append(x.copy()), **gradient)
    run = descend(BEALE, ScipyMethod(method), start, steps=len(told) + 3)
    np.testing.assert_array_equal(run.points, [start, *told, *[told[-1]] * 3])


def test_options_are_the_methods_own() -> None:
    short = descend(BEALE, ScipyMethod("BFGS", {"maxiter": 2}), (1, 1.5), steps=9)
    assert len(np.unique(short.points, axis=0)) == 3
    with pytest.raises(SceneError, match="BFGS gave up: Unknown solver options: maxitr"):
        descend(BEALE, ScipyMethod("BFGS", {"maxitr": 2}), (1, 1.5), steps=9)


def test_a_method_that_cannot_go_on_says_so() -> None:
    steep = Objective("sqrt(x) + y**2", domain=[(-1, 1), (-1, 1)])  # its slope at x = 0 is infinite
    with pytest.raises(SceneError, match="ScipyMethod: trust-exact gave up"):
        descend(steep, ScipyMethod("trust-exact"), (0, 1), steps=3)


def test_rows_are_problems_of_their_own() -> None:
    starts = np.array([[1.0, 1.5], [-1.0, 0.5], [2.0, 2.0]])
    batch = descend(BEALE, ScipyMethod("BFGS"), starts, steps=30)
    for k, start in enumerate(starts):
        np.testing.assert_array_equal(batch.points[:, k], descend(BEALE, ScipyMethod("BFGS"), start, steps=30).points)


def recorded(library: str, rules: dict[str, str]) -> list[Any]:
    """Return the cases of a library whose rule takes a rate, without batches and schedules of its own."""
    cases = [case for case in MANIFEST["cases"] if case["library"] == library and case["optimizer"] in rules]
    return [
        pytest.param(case, rules[case["optimizer"]], id=case["id"])
        for case in cases
        if not {"batch", "scheduler"} & set(case)
    ]


TORCH = {
    name: name
    for name in ("SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Rprop", "ASGD")
}
OPTAX = {name: name for name in ("lion", "yogi", "adabelief", "lamb", "fromage", "novograd", "adopt", "ademamix")} | {
    "sign_sgd": "sign_sgd",
    "optimistic_gradient_descent": "optimistic_gradient_descent",
}


def check_against_record(case: dict[str, Any], rule: Any) -> None:
    """Run an adapter freely, and hold it to the record as the record asks."""
    function = MANIFEST["functions"][case["function"]]
    objective = Objective(function["expr"], function["vars"], domain=[(-10, 10)] * function["dim"])
    told = RECORDED[f"{case['id']}/x"]
    rows = min(60, case["steps"], case["stable_steps"] if case["suggested_rtol"] is None else case["steps"])
    run = descend(objective, rule, case["start"], steps=rows, escape=np.inf)
    known = told[: len(run.points)]
    near = np.abs(known).max(axis=1) < 1e300
    tolerance = max(case["suggested_rtol"] or 1e-7, 1e-11)
    assert len(run.points) >= min(rows, case["finite_steps"])
    error = np.abs(run.points - known) / np.maximum(1, np.abs(known))
    assert error[near].max() <= tolerance


@pytest.fixture
def torch() -> Iterator[Any]:
    yield pytest.importorskip("torch", reason="the torch extra is not installed")


@pytest.fixture
def optax() -> Iterator[Any]:
    yield pytest.importorskip("optax", reason="the optax extra is not installed")


@pytest.mark.parametrize(("case", "rule"), recorded("torch", TORCH))
def test_torch_walks_as_torch_was_recorded(torch: Any, case: dict[str, Any], rule: str) -> None:
    options = {name: value for name, value in case["hyperparameters"].items() if name != "lr"}
    check_against_record(case, TorchOptimizer(rule, case["effective_hyperparameters"]["lr"], options))


@pytest.mark.parametrize(("case", "rule"), recorded("optax", OPTAX))
def test_optax_walks_as_optax_was_recorded(optax: Any, case: dict[str, Any], rule: str) -> None:
    options = {name: value for name, value in case["hyperparameters"].items() if name != "learning_rate"}
    check_against_record(case, OptaxOptimizer(rule, case["hyperparameters"]["learning_rate"], options))


def test_torchs_lbfgs_is_given_the_value_too(torch: Any) -> None:
    run = descend(BOWL, TorchOptimizer("LBFGS", 1.0, {"line_search_fn": "strong_wolfe"}), (-2, 2), steps=3)
    assert run.points[-1] == pytest.approx(LOWEST, abs=1e-4)


def test_a_schedule_of_ours_moves_torchs_rate(torch: Any) -> None:
    schedule = CosineDecay(0.1, length=20)
    run = descend(BOWL, TorchOptimizer("SGD", schedule), (-2, 2), steps=20)
    moves = np.diff(run.points, axis=0)
    np.testing.assert_allclose(moves, -run.learning_rates[:, np.newaxis] * BOWL.gradient(run.points[:-1]), atol=1e-14)
    assert run.learning_rates[0] == 0.1
    assert run.learning_rates[-1] < 0.01


def test_torch_is_left_as_it_was(torch: Any) -> None:
    before = torch.get_default_dtype()
    descend(BOWL, TorchOptimizer("NAdam", 0.1), (-2, 2), steps=2)
    assert torch.get_default_dtype() == before


@pytest.mark.parametrize(
    ("adapter", "arguments"),
    [(TorchOptimizer, ("Adam", 0.1)), (OptaxOptimizer, ("adam", 0.1)), (ScipyMethod, ("BFGS",))],
)
def test_a_missing_package_is_one_sentence(
    adapter: Any, arguments: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = {"TorchOptimizer": "torch", "OptaxOptimizer": "optax", "ScipyMethod": "scipy"}[adapter.__name__]
    monkeypatch.setitem(sys.modules, extra, None)
    monkeypatch.setitem(sys.modules, f"{extra}.optimize", None)
    with pytest.raises(SceneError, match=rf"^{adapter.__name__} needs {extra}; install it with: .*gdanim\[{extra}\]"):
        adapter(*arguments)


def test_a_slip_in_a_method_is_answered_with_the_nearest() -> None:
    with pytest.raises(SceneError, match="Did you mean BFGS"):
        ScipyMethod("BGFS")


def test_a_slip_in_a_rule_of_torch_or_optax_too(torch: Any, optax: Any) -> None:
    with pytest.raises(SceneError, match="Did you mean Adam"):
        TorchOptimizer("Adma", 0.1)
    with pytest.raises(SceneError, match="refuses these options"):
        TorchOptimizer("Adam", 0.1, {"momentum": 0.9})
    with pytest.raises(SceneError, match="Did you mean lion"):
        OptaxOptimizer("lyon", 0.1)


def test_methods_are_named_as_their_libraries_name_them() -> None:
    assert label_runs([Run(ScipyMethod("BFGS"), 1), Run(ScipyMethod("Nelder-Mead"), 1)]) == ("BFGS", "Nelder-Mead")
