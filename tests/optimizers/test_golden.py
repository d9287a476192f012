"""Every rule steps as its reference library stepped: torch, optax, schedulefree and pytorch_optimizer, recorded.

Two proofs of each recorded run. Replayed, a rule is handed the recorded gradients and must make the recorded steps.
Run free, it descends our own symbolic gradient and must still follow the recording, for as long as rounding lets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Objective, descend, optimizers

Array = NDArray[np.float64]
Case = dict[str, Any]

GOLDEN = Path(__file__).parents[1] / "golden"
MANIFEST = json.loads((GOLDEN / "manifest.json").read_text("utf-8"))
CASES: dict[str, Case] = {case["id"]: case for case in MANIFEST["cases"]}
with np.load(GOLDEN / "trajectories.npz") as archive:
    RECORDED: dict[str, Array] = dict(archive)

REPLAY_TOLERANCE = 1e-11
FREE_TOLERANCE = 1e-7
"""Relative to max(1, |x|); the second over the rows before a run turns chaotic, elsewhere each case names its own."""

LARGEST = 1e300
"""Beyond it torch's fused multiply-adds may overflow a step before or after products and sums."""

# What differs from the references by design.

OUT_OF_SCOPE = {
    "adan_optax": "optax weighs the change of the gradient by 1 - b2, the authors by b2; Adan is the authors'",
    "adafactor": "made to save memory on matrices; on a vector of coordinates it is not among our rules",
}
"""Configurations that no rule of ours stands for."""

NOT_REPLAYED = {
    "lbfgs_strong_wolfe": "the line search asks for values and gradients between the recorded points: run free only",
}

REPLAYED_UNTIL = {
    "rmsprop_centered__linear3__edge__1": (
        108,
        "the gradient is constant, and v - m² turns into rounding noise that no two orders of summation share",
    ),
    "lbfgs__rosenbrock__1": (36, "near the minimum y and s are differences of nearly equal numbers"),
}
"""The last row that a replay is held to with the full tolerance, and why; to `stable_steps` the free one holds."""

NOT_RUN_FREE = {
    "scheduler": "schedules: tests/schedules/test_schedules.py",
    "batch": "mini-batches: tests/test_batches.py",
}
"""Keys of a case whose free run needs more than an objective and a rule."""

# How the references name what we name otherwise.

RULES = {
    "Adagrad": "AdaGrad",
    "Adadelta": "AdaDelta",
    "RMSprop": "RMSProp",
    "Adamax": "AdaMax",
    "SGDScheduleFree": "ScheduleFreeSGD",
    "AdamWScheduleFree": "ScheduleFreeAdamW",
    "schedule_free_sgd": "ScheduleFreeSGD",
    "schedule_free_adamw": "ScheduleFreeAdamW",
    "lion": "Lion",
    "yogi": "Yogi",
    "adabelief": "AdaBelief",
    "sm3": "SM3",
    "lookahead": "Lookahead",
    "lamb": "LAMB",
    "lars": "LARS",
    "fromage": "Fromage",
    "novograd": "NovoGrad",
    "sign_sgd": "SignDescent",
    "signum": "Signum",
    "optimistic_gradient_descent": "OptimisticGradientDescent",
    "ademamix": "AdeMAMix",
    "adopt": "ADOPT",
    "prodigy": "Prodigy",
    "polyak_sgd": "PolyakStep",
}
RENAMED = {
    "lr": "learning_rate",
    "max_learning_rate": "learning_rate",
    "eps": "epsilon",
    "eps_root": "epsilon_root",
    "b1": "beta1",
    "b2": "beta2",
    "b3": "beta3",
    "lr_decay": "learning_rate_decay",
    "initial_accumulator_value": "initial_accumulator",
    "sync_period": "period",
    "slow_step_size": "slow_step",
    ("RMSProp", "alpha"): "rho",
    ("Signum", "beta"): "momentum",
    ("ScheduleFreeSGD", "b1"): "momentum",
}
PAIRED = {
    "betas": ("beta1", "beta2", "beta3"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
}

NO_FIELDS = {
    **dict.fromkeys(("weight_decay_mask", "trust_ratio_mask", "decoupled_weight_decay"), True),
    "max_iter": 1,
    "max_eval": None,
    "lr_max": -1.0,
}
"""Settings of the libraries that are no fields of ours, with the values that change nothing; nor are those that are
off, None or 0. (A step of LBFGS is one iteration, whatever evaluations it may make.)"""

STATES = {"ax": "average", "slow": "slow", "z": "base"}
"""What is recorded beside the points, and what our states call it."""


def rule_name(case: Case) -> str:
    settings = case["effective_hyperparameters"]
    if case["optimizer"] == "SGD":
        return "Nesterov" if settings["nesterov"] else "Momentum" if settings["momentum"] else "GradientDescent"
    if case["optimizer"] == "Adam":
        return "AMSGrad" if settings["amsgrad"] else "Adam"
    return RULES.get(case["optimizer"], case["optimizer"])


def settings_of(name: str, case: Case) -> dict[str, Any]:
    """Return the recorded settings under our names."""
    settings = {}
    for key, value in case["effective_hyperparameters"].items():
        if key in PAIRED:
            settings |= dict(zip(PAIRED[key], value, strict=False))
        else:
            settings[RENAMED.get((name, key), RENAMED.get(key, key))] = value
    return settings


def rule_of(case: Case) -> Any:
    """Return our rule with the recorded settings; one that it has no field for must be without effect."""
    name = rule_name(case)
    rule, settings = getattr(optimizers, name), settings_of(name, case)
    if name == "Lookahead":
        inner = {"sgd": optimizers.GradientDescent, "adam": optimizers.Adam}[settings.pop("inner")]
        return rule(inner(settings.pop("learning_rate")), **settings)
    known = {item.name for item in fields(rule)}
    for key in set(settings) - known - {"nesterov", "amsgrad"}:
        without_effect = NO_FIELDS.get(key, settings[key] or None) in (None, settings[key])
        assert not settings[key] or (key in NO_FIELDS and without_effect), f"{name} has no {key}"
    return rule(**{key: value for key, value in settings.items() if key in known and value is not None})


def deviation(points: Array, recorded: Array) -> float:
    """Return the largest difference relative to max(1, |x|), where the recording is below 1e300."""
    compared = np.abs(recorded) < LARGEST
    points, recorded = points[compared], recorded[compared]
    return float((np.abs(points - recorded) / np.maximum(1, np.abs(recorded))).max(initial=0.0))


@dataclass
class Replay:
    """Stands for the objective: answers the step that is due with what was recorded."""

    case: Case
    row: int = 0
    gradients_asked: int = 0
    values_asked: int = 0

    def gradient(self, x: Array) -> Array:
        self.gradients_asked += 1
        return RECORDED[f"{self.case['id']}/g"][self.row].reshape(x.shape).copy()

    def value(self, x: Array) -> Array:
        self.values_asked += 1
        return np.full(x.shape[:-1], RECORDED[f"{self.case['id']}/f"][self.row])


def rates(case: Case) -> Iterator[tuple[float, dict[str, float]]]:
    """Yield for each step its learning rate, and the momentum that a schedule cycles, where one does."""
    base = settings_of(rule_name(case), case)["learning_rate"]
    recorded = {key: RECORDED[f"{case['id']}/{key}"] for key in ("lr", "momentum") if key in case["arrays"]}
    for step in range(case["steps"]):
        cycled = {"momentum": float(recorded["momentum"][step])} if "momentum" in recorded else {}
        yield float(recorded["lr"][step]) if "lr" in recorded else base, cycled


def replayed(case: Case, shape: tuple[int, ...]) -> tuple[Array, dict[str, Array], Replay]:
    """Return the points (rows, n), what our states hold of what else was recorded, and what answered."""
    rule, f = rule_of(case), Replay(case)
    x = np.array(case["start"]).reshape(shape)
    state = rule.init(x)
    assert (f.gradients_asked, f.values_asked) == (0, 0)
    points, kept = [x], {key: [] for key in (*STATES, "x_eval") if key in case["arrays"]}
    for f.row, (rate, cycled) in enumerate(rates(case)):
        stepping = replace(rule, **cycled)
        with np.errstate(all="ignore"):
            x, state = stepping.step(f, x, state, rate)
        points.append(x)
        for key, rows in kept.items():
            rows.append(rule.average(x, state) if key == "x_eval" else getattr(state, STATES[key]))
    return np.reshape(points, (len(points), -1)), {key: np.reshape(a, (len(a), -1)) for key, a in kept.items()}, f


IN_SCOPE = [case for case in CASES.values() if case["config"] not in OUT_OF_SCOPE]
REPLAYABLE = [case for case in IN_SCOPE if case["config"] not in NOT_REPLAYED]
FREE = [case for case in IN_SCOPE if not any(case.get(key) for key in NOT_RUN_FREE)]


@pytest.mark.parametrize("case", REPLAYABLE, ids=lambda case: case["id"])
def test_handed_the_recorded_gradients_a_rule_makes_the_recorded_steps(case: Case) -> None:
    points, kept, f = replayed(case, (-1,))
    recorded = RECORDED[f"{case['id']}/x"]
    until, _ = REPLAYED_UNTIL.get(case["id"], (case["steps"], ""))
    stable = case["stable_steps"]
    assert deviation(points[: until + 1], recorded[: until + 1]) <= REPLAY_TOLERANCE
    assert deviation(points[: stable + 1], recorded[: stable + 1]) <= FREE_TOLERANCE
    assert np.isfinite(points[-1]).all() == np.isfinite(recorded[-1]).all()
    for key, rows in kept.items():
        assert deviation(rows, RECORDED[f"{case['id']}/{key}"]) <= REPLAY_TOLERANCE
    assert f.gradients_asked == case["steps"]
    assert f.values_asked == (case["steps"] if case["optimizer"] == "polyak_sgd" else 0)


@pytest.mark.parametrize("case", REPLAYABLE, ids=lambda case: case["id"])
def test_a_point_and_a_batch_of_one_step_alike(case: Case) -> None:
    alone, _, _ = replayed(case, (-1,))
    batch, _, _ = replayed(case, (1, -1))
    np.testing.assert_array_equal(alone, batch)


@cache
def objective(function: str) -> Objective:
    formula = MANIFEST["functions"][function]
    return Objective(formula["expr"], formula["vars"], domain=[(-1, 1)] * formula["dim"])


@pytest.mark.parametrize("case", FREE, ids=lambda case: case["id"])
def test_on_our_own_gradient_a_rule_follows_the_recorded_run(case: Case) -> None:
    run = descend(objective(case["function"]), rule_of(case), case["start"], steps=case["steps"], escape=np.inf)
    recorded = RECORDED[f"{case['id']}/x"]
    tolerance, until = case["suggested_rtol"], case["steps"]
    if tolerance is None:
        tolerance, until = FREE_TOLERANCE, case["stable_steps"]
    rows = 1 + min(until, case["finite_steps"])
    assert len(run.points) >= rows
    assert deviation(run.points[:rows], recorded[:rows]) <= tolerance


OTHER_ORACLES = {
    "HillWalk": "test_from_minus_one_it_ends_at_minus_0_3_after_seven_moves_and_stays_within_one_step",
    "Newton": "test_newton_reaches_the_minimum_of_a_quadratic_in_one_step",
    "BFGS": "test_with_an_exact_line_search_n_steps_reach_the_minimum_of_a_quadratic",
    "ConjugateGradient": "test_with_an_exact_line_search_n_steps_reach_the_minimum_of_a_quadratic",
    "Backtracking": "test_backtracking_finds_the_first_length_that_satisfies_armijo",
    "ExactLineSearch": "test_an_exact_search_ends_where_the_slope_along_the_line_is_zero",
    "StrongWolfe": "test_a_wolfe_search_satisfies_both_strong_conditions",
}
"""What proves the rules that no library has recorded for us, in the files beside this one."""


def test_every_public_rule_is_recorded_or_has_another_oracle() -> None:
    public = {name for name in optimizers.__all__ if is_dataclass(getattr(optimizers, name))}
    assert public == {rule_name(case) for case in IN_SCOPE} | OTHER_ORACLES.keys()
    beside = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for oracle in OTHER_ORACLES.values():
        assert f"def {oracle}(" in beside


def test_what_is_left_out_is_named_and_there() -> None:
    left_out = {
        *(case["config"] for case in CASES.values() if case not in IN_SCOPE),
        *(case["config"] for case in IN_SCOPE if case not in REPLAYABLE),
    }
    assert left_out == OUT_OF_SCOPE.keys() | NOT_REPLAYED.keys()
    assert set(REPLAYED_UNTIL) <= {case["id"] for case in REPLAYABLE}
    assert {case["config"] for case in REPLAYABLE} | NOT_REPLAYED.keys() == {case["config"] for case in IN_SCOPE}
    assert (len(CASES), len(IN_SCOPE), len(REPLAYABLE), len(FREE)) == (196, 192, 190, 183)
