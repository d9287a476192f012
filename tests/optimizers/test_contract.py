"""What holds for every rule: rows are independent to the last bit, nothing is changed in place, nonsense is refused."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Objective, SceneError, optimizers
from gdanim.optimizers import (
    ADOPT,
    BFGS,
    LBFGS,
    AdaBelief,
    Adam,
    AdamW,
    Adan,
    Backtracking,
    ConjugateGradient,
    ExactLineSearch,
    GradientDescent,
    Lookahead,
    Momentum,
    Newton,
    PolyakStep,
    Prodigy,
    RAdam,
    RMSProp,
    Rprop,
    ScheduleFreeAdamW,
    ScheduleFreeSGD,
    StrongWolfe,
)
from gdanim.optimizers.hyperparameters import ALLOWED, check_hyperparameters

Array = NDArray[np.float64]

BEALE = "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2"
LANDSCAPES = [
    Objective(BEALE, domain=[(-4, 4)] * 2),
    Objective("(1 - x)**2 + 100*(y - x**2)**2", domain=[(-2, 2)] * 2),
    Objective(" + ".join(f"{k + 1}*(x{k} - x{(k + 1) % 9}**2)**2" for k in range(9)), domain=[(-2, 2)] * 9),
]
STARTS = 7
STEPS = 40

SEARCHES = (Backtracking, ExactLineSearch, StrongWolfe)
RULES = [
    rule
    for name in optimizers.__all__
    if is_dataclass(rule := getattr(optimizers, name)) and rule not in SEARCHES and rule is not Lookahead
]


def usual(rule: Any) -> Any:
    """Return a rule with its defaults, and a learning rate where it has none."""
    needs_rate = "learning_rate" not in vars(rule)
    return rule(0.002) if needs_rate else rule()


INSTANCES = [
    *map(usual, RULES),
    Lookahead(Momentum(0.001)),
    Lookahead(Adam(0.05), period=3, slow_step=0.8, reset_state=True),
    Momentum(0.001, dampening=0.5, weight_decay=0.1),
    RMSProp(0.01, centered=True, momentum=0.9),
    RAdam(0.001, beta2=0.9, decoupled_weight_decay=True, weight_decay=0.1),
    AdamW(0.05, amsgrad=True),
    AdaBelief(0.01, nesterov=True),
    ADOPT(0.01, nesterov=True, use_clipping=False),
    Adan(0.01, weight_decay=0.1, weight_decouple=True, max_grad_norm=1.0),
    ScheduleFreeSGD(0.0005, warmup_steps=10, r=1.0, weight_decay=0.01),
    ScheduleFreeAdamW(0.05, warmup_steps=10),
    PolyakStep(variant="sps+", scaling=0.5),
    Prodigy(safeguard_warmup=True, weight_decay=0.01),
    Newton(0.5, damping=0.1),
    Newton(line_search_fn=Backtracking()),
    BFGS(line_search_fn=None),
    LBFGS(history_size=3, line_search_fn="strong_wolfe"),
    ConjugateGradient(formula="fletcher-reeves", line_search_fn=StrongWolfe(c2=0.1)),
]


def starts(landscape: Objective) -> Array:
    low, high = landscape.domain.T
    return np.random.default_rng(11).uniform(low / 2, high / 2, (STARTS, landscape.dimension))


def walked(rule: Any, landscape: Objective, x: Array) -> Array:
    """Return STEPS + 1 points, each of the shape of x."""
    points, state = [x], rule.init(x)
    for _ in range(STEPS):
        with np.errstate(all="ignore"):
            x, state = rule.step(landscape, x, state, rule.learning_rate)
        points.append(x)
    return np.array(points)


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=["beale", "rosenbrock", "nine variables"])
@pytest.mark.parametrize("rule", INSTANCES, ids=str)
def test_a_batch_is_its_runs_one_by_one_to_the_last_bit(rule: Any, landscape: Objective) -> None:
    x = starts(landscape)
    batch, by_columns = walked(rule, landscape, x), walked(rule, landscape, np.asfortranarray(x))
    assert (batch[1:] != x).any()
    for run in range(STARTS):
        alone = walked(rule, landscape, x[run])
        np.testing.assert_array_equal(batch[:, run], alone)
        np.testing.assert_array_equal(by_columns[:, run], alone)


def spread(value: Any, by: float) -> Any:
    """Return one value for every run: the number itself, and a little less for each run after."""
    is_number = isinstance(value, float)
    return value * (1 - by * np.arange(STARTS)[:, np.newaxis]) if is_number else value


@pytest.mark.parametrize("rule", [usual(rule) for rule in RULES], ids=str)
def test_hyperparameters_may_be_one_for_every_run(rule: Any) -> None:
    settings = {item.name: spread(getattr(rule, item.name), 0.01) for item in fields(rule)}
    x = starts(LANDSCAPES[0])
    batch = walked(type(rule)(**settings), LANDSCAPES[0], x)
    for run in range(STARTS):
        own = {name: float(value[run, 0]) for name, value in settings.items() if isinstance(value, np.ndarray)}
        np.testing.assert_array_equal(batch[:, run], walked(replace(rule, **own), LANDSCAPES[0], x[run]))


@pytest.mark.parametrize("rule", INSTANCES, ids=str)
def test_a_step_changes_neither_the_point_nor_the_state_it_is_given(rule: Any) -> None:
    landscape, x = LANDSCAPES[0], starts(LANDSCAPES[0])
    state = rule.init(x)
    for _ in range(4):
        before = repr((x.tolist(), state))
        with np.errstate(all="ignore"):
            result = rule.step(landscape, x, state, rule.learning_rate)
            again = rule.step(landscape, x, state, rule.learning_rate)
        assert repr((x.tolist(), state)) == before
        np.testing.assert_array_equal(result[0], again[0])
        x, state = result


@pytest.mark.parametrize("rule", INSTANCES, ids=str)
def test_a_rule_is_frozen_and_its_learning_rate_comes_first(rule: Any) -> None:
    with pytest.raises(AttributeError):
        rule.learning_rate = 1.0
    assert fields(rule)[0].name == ("inner" if isinstance(rule, Lookahead) else "learning_rate")


@pytest.mark.parametrize(
    "rule", [*map(usual, RULES), Lookahead(Adam(0.1)), *(search() for search in SEARCHES)], ids=str
)
def test_every_hyperparameter_has_its_range_and_its_default_lies_within(rule: Any) -> None:
    assert {item.name for item in fields(rule)} - {"inner"} <= set(ALLOWED)
    check_hyperparameters(rule)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (GradientDescent(-0.1), "GradientDescent: learning_rate is -0.1; it must be a number of at least 0."),
        (GradientDescent("0.1"), "GradientDescent: learning_rate is '0.1'; it must be a number of at least 0."),
        (Adam(0.1, beta1=1.0), "Adam: beta1 is 1.0; it must be a number from 0 up to but not including 1."),
        (Adam(0.1, epsilon=None), "Adam: epsilon is None; it must be a number of at least 0."),
        (Adam(0.1, maximize=1), "Adam: maximize is 1; it must be True or False."),
        (Rprop(0.1, eta_minus=0.0), "Rprop: eta_minus is 0.0; it must be a number between 0 and 1."),
        (Lookahead(Adam(0.1), period=2.5), "Lookahead: period is 2.5; it must be a whole number of at least 1."),
        (Lookahead(Adam(0.1, beta2=2)), "Adam: beta2 is 2; it must be a number from 0 up to but not including 1."),
        (Lookahead(Adam), "Adam needs its hyperparameters: write Adam(learning_rate=0.1)."),
        (Lookahead, "Lookahead needs its hyperparameters: write Lookahead(Adam(learning_rate=0.1))."),
        (PolyakStep(f_min=np.inf), "PolyakStep: f_min is inf; it must be a finite number."),
        (PolyakStep(variant="sp"), 'PolyakStep: variant is \'sp\'; it must be "sps" or "sps+". Did you mean sps?'),
        (
            BFGS(line_search_fn="wolfe"),
            "BFGS: line_search_fn is 'wolfe'; it must be "
            'None, "strong_wolfe" or a line search such as Backtracking().',
        ),
        (
            Newton(line_search_fn=Backtracking(shrink=1.0)),
            "Backtracking: shrink is 1.0; it must be a number between 0 and 1.",
        ),
    ],
    ids=str,
)
def test_nonsense_is_refused_in_one_sentence(rule: Any, sentence: str) -> None:
    with pytest.raises(SceneError) as refused:
        check_hyperparameters(rule)
    assert str(refused.value) == sentence


def test_a_schedule_may_stand_for_a_learning_rate() -> None:
    check_hyperparameters(Adam(lambda step: 0.1 / (1 + step)))
    check_hyperparameters(GradientDescent(Backtracking()))
