"""Update rules written out: numbers filled into a formula, and worked out as it says, give the next point."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import gdanim as gd
from gdanim.optimizers.formulas import LINES, MOVE, Line, Step, lines_of, made_step

HIMMELBLAU = gd.Objective("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", domain=[(-5, 5)] * 2)
DATA = gd.datasets.noisy_line(20, seed=1)
LINE = gd.EmpiricalLoss("(m*x + c - y)**2", "m c", DATA, domain=[(-3, 3)] * 2, model="m*x + c")

VARIANTS: tuple[Any, ...] = (
    gd.GradientDescent(0.01),
    gd.GradientDescent(0.01, weight_decay=0.1),
    gd.GradientDescent(1e-5, maximize=True),
    gd.GradientDescent(1e-5, maximize=True, weight_decay=0.1),
    gd.GradientDescent(gd.InverseTime(0.01)),
    gd.Momentum(0.005),
    gd.Momentum(0.005, dampening=0.3, weight_decay=0.01),
    gd.Nesterov(0.005),
    gd.OptimisticGradientDescent(0.003),
    gd.SignDescent(0.05),
    gd.Signum(0.05),
    gd.Lion(0.05),
    gd.Lion(0.05, weight_decay=0.0),
    gd.AdaGrad(0.5),
    gd.AdaGrad(0.5, learning_rate_decay=0.1, initial_accumulator=0.1),
    gd.RMSProp(0.02, rho=0.9),
    gd.RMSProp(0.02, rho=0.9, momentum=0.5),
    gd.RMSProp(0.02, rho=0.9, centered=True, epsilon=1e-3),
    gd.RMSProp(0.02, rho=0.9, centered=True, momentum=0.5, epsilon=1e-3),
    gd.AdaDelta(1.0),
    gd.Adam(0.1),
    gd.Adam(0.1, weight_decay=0.01),
    gd.Adam(0.1, weight_decay=0.01, decoupled_weight_decay=True),
    gd.AMSGrad(0.1),
    gd.AdamW(0.1),
    gd.AdamW(0.1, amsgrad=True),
    gd.Newton(1.0),
    gd.Rprop(0.01),
)


def worked_out(line: Line, step: Step) -> np.ndarray:
    """Return what a line's numbers give when they are combined as its filled formula says."""
    program = line.filled
    for sign, meaning in ((" | ", " "), ("·", "*"), ("−", "-"), ("²", "**2"), ("[", "("), ("]", ")"), ("√(", "root(")):
        program = program.replace(sign, meaning)
    program = re.sub(r"√\{(\w+)\}", r"root({\1})", program).replace("max(", "np.maximum(").replace("sign(", "np.sign(")
    program = re.sub(r"\{(\w+)\}", r"V['\1']", program)
    values = {name: source(step) for name, source in line.numbers.items()}
    return eval(program, {"np": np, "root": np.sqrt, "V": values})


def steps_of(rule: Any, objective: Any, batches: Any = None) -> list[Step]:
    """Return every update of a run of 60."""
    run = gd.descend(objective, rule, (-1.5, 2.0), steps=60, escape=np.inf, with_states=True, batches=batches)
    fed = (
        [feed.indices for feed, _ in zip(batches.updates(20), range(60), strict=False)]
        if batches
        else [slice(None)] * 60
    )
    return [made_step(objective, rule, run, k, fed[k]) for k in range(run.end)]


@pytest.mark.parametrize("rule", VARIANTS, ids=str)
def test_the_numbers_worked_out_as_the_formula_says_give_the_next_point(rule: Any) -> None:
    steps = steps_of(rule, HIMMELBLAU)
    assert len(steps) == 60
    for step in steps:
        for line in lines_of(rule):
            np.testing.assert_allclose(
                worked_out(line, step), line.result(step), rtol=1e-12, atol=1e-15, err_msg=str(line)
            )
        np.testing.assert_array_equal(lines_of(rule)[-1].result(step), step.x_after)


@pytest.mark.parametrize("rule", [gd.GradientDescent(0.1), gd.Momentum(0.05), gd.Adam(0.1)], ids=str)
def test_the_gradient_is_that_of_the_batch_that_fed_the_step(rule: Any) -> None:
    for step in steps_of(rule, LINE, gd.MiniBatches(4, seed=2)):
        for line in lines_of(rule):
            np.testing.assert_allclose(worked_out(line, step), line.result(step), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("rule", VARIANTS, ids=str)
def test_what_a_line_computes_is_used_by_a_later_line_or_by_the_next_step(rule: Any) -> None:
    step, following = steps_of(rule, HIMMELBLAU)[7:9]
    lines = lines_of(rule)
    for k, line in enumerate(lines):
        later = [source(step) for other in lines[k + 1 :] for source in other.numbers.values()]
        later += [source(following) for other in lines for source in other.numbers.values()]
        assert any(np.array_equal(line.result(step), value) for value in later), line


@pytest.mark.parametrize("rule", VARIANTS, ids=str)
def test_every_part_of_a_row_holds_at_most_one_vector(rule: Any) -> None:
    step = steps_of(rule, HIMMELBLAU)[3]
    for line in lines_of(rule):
        for part in line.filled.split(" | "):
            names = re.findall(r"\{(\w+)\}", part)
            assert set(names) <= set(line.numbers)
            assert sum(np.ndim(line.numbers[name](step)) for name in names) <= 1, part


def test_other_rules_are_told_as_a_move() -> None:
    assert lines_of(gd.Newton(1.0)) is MOVE
    assert gd.Newton not in LINES


def test_the_first_velocity_of_a_dampened_momentum_is_the_whole_gradient() -> None:
    first, second = steps_of(gd.Momentum(0.005, dampening=0.3), HIMMELBLAU)[:2]
    [velocity, _] = lines_of(first.rule)
    assert velocity.numbers["share"](first) == 1
    assert velocity.numbers["share"](second) == pytest.approx(0.7)
