"""Schedules give the rates that torch recorded, annealing runs as its arithmetic says, and nonsense is refused."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import (
    Adam,
    Constant,
    CosineDecay,
    CosineRestarts,
    Cyclic,
    ExponentialDecay,
    GradientDescent,
    GradientScaled,
    InverseSqrt,
    InverseTime,
    LinearWarmup,
    LossScaled,
    Momentum,
    MultiStepDecay,
    Nesterov,
    Objective,
    OneCycle,
    Outcome,
    PolynomialDecay,
    ReduceOnPlateau,
    RMSProp,
    Run,
    SceneError,
    Sequence,
    StepDecay,
    descend,
    schedules,
)
from gdanim.scene.naming import label_runs
from gdanim.schedules.contract import named, schedule_text

GOLDEN = Path(__file__).parents[1] / "golden"
MANIFEST = json.loads((GOLDEN / "manifest.json").read_text("utf-8"))
with np.load(GOLDEN / "trajectories.npz") as archive:
    RECORDED: dict[str, NDArray[np.float64]] = dict(archive)

PARABOLA = Objective("x**2", domain=(-3, 3), minima=[0])
BOWL = Objective("x**2 + 3*y**2", domain=[(-3, 3), (-3, 3)], minima=[(0, 0)])


# What torch recorded


def lambda_schedule(rate: float, rule: str) -> Any:
    """Return ours for one of the lambdas that were recorded, read from its text."""
    if rule.endswith("**epoch"):
        return ExponentialDecay(rate, float(rule.removesuffix("**epoch")))
    assert rule.startswith("1/(1+") and rule.endswith("epoch)")
    decay = rule.removeprefix("1/(1+").removesuffix("epoch)").removesuffix("*")
    return InverseTime(rate, float(decay or 1))


def ours(name: str, rate: float, settings: dict[str, Any]) -> Any:
    """Return our schedule for torch's name and keywords; an unknown keyword is a KeyError or a TypeError."""
    s = dict(settings)
    take = s.pop
    made: dict[str, Any] = {
        "StepLR": lambda: StepDecay(rate, take("step_size"), take("gamma")),
        "MultiStepLR": lambda: MultiStepDecay(rate, take("milestones"), take("gamma")),
        "ExponentialLR": lambda: ExponentialDecay(rate, take("gamma")),
        "CosineAnnealingLR": lambda: CosineDecay(rate, take("T_max"), take("eta_min", 0.0)),
        "CosineAnnealingWarmRestarts": lambda: CosineRestarts(
            rate, take("T_0"), take("T_mult", 1), take("eta_min", 0.0)
        ),
        "LambdaLR": lambda: lambda_schedule(rate, take("lr_lambda")),
        "PolynomialLR": lambda: PolynomialDecay(rate, take("total_iters"), take("power")),
        "LinearLR": lambda: LinearWarmup(rate, take("total_iters"), take("start_factor"), take("end_factor")),
        "ConstantLR": lambda: Sequence(
            [Constant(rate * take("factor")), Constant(rate)], milestones=[take("total_iters")]
        ),
        "OneCycleLR": lambda: OneCycle(
            take("max_lr"),
            take("total_steps"),
            rise=take("pct_start", 0.3),
            anneal={"cos": "cosine", "linear": "linear"}[take("anneal_strategy", "cos")],
            momenta=(0.85, 0.95),
        ),
        "CyclicLR": lambda: Cyclic(
            take("base_lr"), take("max_lr"), take("step_size_up"), mode=take("mode"), momenta=(0.8, 0.9)
        ),
        "SequentialLR": lambda: Sequence(
            [ours(part, rate, keywords) for part, keywords in take("parts")], milestones=take("milestones")
        ),
    }
    schedule = made[name]()
    assert not s, f"{name} has {s}, which has no part in ours"
    return schedule


@pytest.mark.parametrize("case", MANIFEST["schedules"], ids=lambda case: case["id"])
def test_a_schedule_gives_the_rates_that_torch_recorded(case: dict[str, Any]) -> None:
    recorded = RECORDED[f"schedule/{case['id']}/lr"]
    if case["scheduler"] == "ReduceLROnPlateau":
        rates = plateau_rates(case)
    else:
        schedule = ours(case["scheduler"], case["base_lr"], case["kwargs"])
        rates = [schedule(step=k) for k in range(case["steps"])]
    assert len(rates) == case["steps"]
    np.testing.assert_allclose(rates, recorded, rtol=0, atol=1e-12)
    if f"schedule/{case['id']}/momentum" in RECORDED:
        momenta = [schedule.momentum(step=k) for k in range(case["steps"])]
        np.testing.assert_allclose(momenta, RECORDED[f"schedule/{case['id']}/momentum"], rtol=0, atol=1e-12)


def plateau_rates(case: dict[str, Any]) -> list[float]:
    """Return the rates of the recorded metrics; torch is told of one after each step, so the first rate is free."""
    settings = case["kwargs"]
    schedule = ReduceOnPlateau(case["base_lr"], settings["factor"], settings["patience"])
    state = schedule.init(np.zeros(1))
    rates = [case["base_lr"]]
    for k, metric in enumerate(RECORDED[f"schedule/{case['id']}/metrics"][:-1]):
        rate, state = schedule.step(None, np.zeros(1), state, step=k, value=metric)
        rates.append(float(rate[0]))
    return rates


SCHEDULED = [case for case in MANIFEST["cases"] if case.get("scheduler")]


@cache
def recorded_objective(function: str) -> Objective:
    formula = MANIFEST["functions"][function]
    return Objective(formula["expr"], formula["vars"], domain=[(-1, 1)] * formula["dim"])


def recorded_optimizer(case: dict[str, Any]) -> Any:
    s, scheduler = case["effective_hyperparameters"], case["scheduler"]
    schedule = ours(scheduler["name"], s["lr"], scheduler["kwargs"])
    if case["optimizer"] == "RMSprop":
        return RMSProp(schedule, rho=s["alpha"], momentum=s["momentum"])
    if case["optimizer"] == "Adam":
        return Adam(schedule)
    if not s["momentum"]:
        return GradientDescent(schedule)
    return Nesterov(schedule, s["momentum"]) if s["nesterov"] else Momentum(schedule, s["momentum"])


@pytest.mark.parametrize("case", SCHEDULED, ids=lambda case: case["id"])
def test_a_scheduled_run_follows_the_recorded_one(case: dict[str, Any]) -> None:
    run = descend(
        recorded_objective(case["function"]),
        recorded_optimizer(case),
        case["start"],
        steps=case["steps"],
        escape=np.inf,
    )
    recorded = RECORDED[f"{case['id']}/x"]
    off = np.abs(run.points - recorded) / np.maximum(1, np.abs(recorded))
    assert off.max() <= case["suggested_rtol"]
    np.testing.assert_allclose(run.learning_rates, RECORDED[f"{case['id']}/lr"], rtol=0, atol=1e-12)


def test_every_schedule_is_recorded_or_has_another_oracle() -> None:
    recorded = {
        type(ours(c["scheduler"], c["base_lr"], c["kwargs"]))
        for c in MANIFEST["schedules"]
        if c["extra"] != ["metrics"]
    }
    elsewhere = {Constant, InverseSqrt, GradientScaled, LossScaled, ReduceOnPlateau}
    assert {getattr(schedules, name) for name in schedules.__all__} == recorded | elsewhere


# Closed forms where nothing was recorded


def test_inverse_square_root_is_one_over_the_root_of_the_number_of_updates() -> None:
    updates = np.arange(1, 100)
    rates = [InverseSqrt(0.5)(step=int(k - 1)) for k in updates]
    np.testing.assert_allclose(rates, 0.5 / np.sqrt(updates), rtol=1e-15)


def test_polynomial_decay_stops_at_its_minimum() -> None:
    schedule = PolynomialDecay(1.0, length=4, power=2, minimum=0.2)
    np.testing.assert_allclose([schedule(step=k) for k in range(6)], [1, 0.65, 0.4, 0.25, 0.2, 0.2], rtol=1e-15)


def test_one_cycle_stays_where_it_ended() -> None:
    schedule = OneCycle(1.0, length=10)
    assert schedule(step=2) == 1.0
    assert schedule(step=9) == schedule(step=10_000) == pytest.approx(1 / 25e4)


def test_one_cycle_can_fall_from_its_peak_at_once() -> None:
    assert OneCycle(1.0, length=10, rise=0.0)(step=0) == OneCycle(1.0, length=2)(step=0) == 1.0


@pytest.mark.parametrize(
    ("mode", "peaks"),
    [("triangular", [1, 1, 1]), ("triangular2", [1, 0.5, 0.25]), ("exponential", [0.9, 0.9**5, 0.9**9])],
)
def test_a_cycle_is_as_high_as_its_mode_says(mode: Any, peaks: list[float]) -> None:
    schedule = Cyclic(0.0, 1.0, up=1, down=3, mode=mode, factor=0.9)
    np.testing.assert_allclose([schedule(step=1 + 4 * cycle) for cycle in range(3)], peaks, rtol=1e-15)
    np.testing.assert_allclose(schedule(step=3), peaks[0] / 3 * (0.9**2 if mode == "exponential" else 1), rtol=1e-15)
    assert schedule(step=0) == schedule(step=4) == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda by: StepDecay(0.4, every=2, factor=0.5, by=by),
        lambda by: CosineRestarts(0.4, length=3, growth=2, by=by),
        lambda by: Sequence([LinearWarmup(0.4, 2), InverseTime(0.4)], milestones=[2], by=by),
        lambda by: OneCycle(0.4, length=9, by=by),
    ],
)
def test_by_epoch_a_schedule_does_in_an_epoch_what_it_does_in_a_step(make: Any) -> None:
    by_step, by_epoch = make("step"), make("epoch")
    for epoch in range(12):
        for step in (5 * epoch, 5 * epoch + 4):
            assert by_epoch(step=step, epoch=epoch) == by_step(step=epoch, epoch=0)
    assert by_epoch(step=7) == by_step(step=7)


def test_a_plateau_is_looked_at_once_an_epoch() -> None:
    schedule = ReduceOnPlateau(1.0, factor=0.5, patience=0, by="epoch")
    state, rates = schedule.init(np.zeros((1, 2))), []
    for step in range(9):
        rate, state = schedule.step(None, None, state, step=step, epoch=step // 3, value=np.ones(1))
        rates.append(rate.item())
    assert rates == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]


def test_after_a_reduction_some_looks_do_not_count_and_the_rate_has_a_floor() -> None:
    schedule = ReduceOnPlateau(1.0, factor=0.5, patience=0, cooldown=2, minimum=0.3)
    state, rates = schedule.init(np.zeros(1)), []
    for step in range(9):
        rate, state = schedule.step(None, None, state, step=step, value=np.asarray(1.0))
        rates.append(rate.item())
    assert rates == [1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3]


def test_a_negative_loss_that_falls_is_no_plateau() -> None:
    schedule = ReduceOnPlateau(1.0, patience=0)
    state = schedule.init(np.zeros(1))
    for step, value in enumerate([-1.0, -2.0, -3.0, -3.00001]):
        rate, state = schedule.step(None, None, state, step=step, value=np.asarray(value))
        assert rate.item() == (1.0 if step < 3 else 0.1)


# Annealing, as the arithmetic of x² from 2 says


def on_parabola(rate: Any, steps: int, start: float = 2.0, **options: Any) -> Any:
    return descend(PARABOLA, GradientDescent(rate), start, steps=steps, **options)


def test_a_tenth_over_t_creeps_along_the_parabola() -> None:
    points = on_parabola(InverseTime(0.1), 1000).points[:, 0]
    np.testing.assert_allclose(points[[100, 1000]], [0.6834, 0.4315], atol=5e-5)
    np.testing.assert_allclose(points[1:], 2 * np.cumprod(1 - 0.2 / np.arange(1, 1001)), rtol=1e-12)


def test_one_over_t_is_at_the_minimum_after_two_steps() -> None:
    assert on_parabola(InverseTime(1.0), 3).points[:, 0].tolist() == [2, -2, 0, 0]


def test_a_rate_scaled_by_the_gradient_fades_with_it() -> None:
    run = on_parabola(GradientScaled(0.1), 100)
    np.testing.assert_allclose(run.points[1:4, 0], [0.4, 0.336, 0.29084], atol=1e-5)
    assert run.points[100, 0] == pytest.approx(0.02311, abs=1e-5)
    np.testing.assert_allclose(run.learning_rates, 0.1 * 2 * np.abs(run.points[:-1, 0]), rtol=1e-15)


def test_a_rate_scaled_by_the_loss_fades_with_it() -> None:
    run = on_parabola(LossScaled(0.1), 1000)
    np.testing.assert_allclose(run.points[1:4, 0], [0.4, 0.3872, 0.37559], atol=1e-5)
    np.testing.assert_allclose(run.points[[100, 1000], 0], [0.1467, 0.04956], atol=5e-5)


def test_a_rate_scaled_by_the_loss_is_stable_only_below_a_quarter() -> None:
    cycle = on_parabola(LossScaled(0.25), 40)
    assert cycle.points[:, 0].tolist() == [2, -2] * 20 + [2]
    assert cycle.outcome is Outcome.OSCILLATING
    assert on_parabola(LossScaled(0.26), 100).outcome is Outcome.DIVERGED


def test_the_least_value_of_a_loss_is_where_its_rate_is_zero() -> None:
    lifted = Objective("x**2 - 5", domain=(-3, 3))
    run = descend(lifted, GradientDescent(LossScaled(0.1, lowest=-5.0)), 2, steps=20)
    np.testing.assert_allclose(run.points, on_parabola(LossScaled(0.1), 20).points, rtol=1e-12)


# Robbins and Monro's conditions


FADING = [
    InverseTime(0.5),
    InverseTime(0.5, decay=0.1),
    InverseTime(0.5, decay=0),
    InverseSqrt(0.5),
    Constant(0.5),
    StepDecay(0.5, 50),
    MultiStepDecay(0.5, [50, 100]),
    ExponentialDecay(0.5, 0.99),
    PolynomialDecay(0.5, 100),
    CosineDecay(0.5, 100),
    CosineRestarts(0.5, 100),
    LinearWarmup(0.5, 100),
    OneCycle(0.5, 100),
    Cyclic(0.1, 0.5, 50),
    Sequence([LinearWarmup(0.5, 100), InverseTime(0.5)], milestones=[100]),
    Sequence([InverseTime(0.5), Constant(0.1)], milestones=[100]),
]


@pytest.mark.parametrize("schedule", FADING, ids=str)
def test_the_sums_of_rates_grow_as_robbins_and_monro_is_said_to_hold(schedule: Any) -> None:
    """A sum diverges where a hundred times as many steps still add to it as much as the first ones did."""
    rates = np.array([schedule(step=k) for k in range(100_000)])
    tail = slice(1_000, None)
    # From step 1,000 to 100,000 the harmonic series adds log 100 = 4.6; a series that converges adds less than 1 %.
    diverges = rates[tail].sum() > 0.05 * rates[:1_000].sum()
    squares_converge = (rates[tail] ** 2).sum() < 0.05 * (rates[:1_000] ** 2).sum()
    assert schedule.robbins_monro is bool(diverges and squares_converge)


@pytest.mark.parametrize("schedule", [GradientScaled(0.1), LossScaled(0.1), ReduceOnPlateau(0.1)], ids=str)
def test_where_the_rates_depend_on_the_run_so_do_their_sums(schedule: Any) -> None:
    assert schedule.robbins_monro is None


# The loop


def test_a_run_is_told_what_its_schedule_names_and_nothing_else() -> None:
    seen: list[dict[str, Any]] = []

    def epoch_and_gradient(*, epoch: int, gradient: Any) -> float:
        seen.append({"epoch": epoch, "gradient": gradient.tolist()})
        return 0.25

    run = on_parabola(epoch_and_gradient, 3)
    assert seen == [{"epoch": k, "gradient": [[4 / 2**k]]} for k in range(3)]
    assert run.learning_rates.tolist() == [0.25] * 3


def test_a_schedule_may_be_any_function_of_the_four() -> None:
    plain = on_parabola(lambda step: 0.1 / (1 + step), 50)
    np.testing.assert_array_equal(plain.points, on_parabola(InverseTime(0.1), 50).points)


@dataclass(frozen=True)
class Halving:
    """A schedule of one's own that remembers: every rate is half the last one."""

    learning_rate: float

    def init(self, x: Any) -> float:
        return 2 * self.learning_rate

    def step(self, f: Any, x: Any, state: float) -> tuple[float, float]:
        return state / 2, state / 2


def test_a_schedule_of_ones_own_may_remember() -> None:
    assert on_parabola(Halving(0.5), 4).learning_rates.tolist() == [0.5, 0.25, 0.125, 0.0625]


@pytest.mark.parametrize(
    "schedule",
    [
        GradientScaled(0.01),
        LossScaled(0.02),
        ReduceOnPlateau(0.3, factor=0.5, patience=2),
        InverseTime(0.3),
        OneCycle(0.2, 30),
    ],
    ids=str,
)
def test_a_batch_of_scheduled_runs_is_bit_for_bit_its_runs_alone(schedule: Any) -> None:
    starts = np.random.default_rng(0).uniform(-2, 2, (7, 2))
    batch = descend(BOWL, GradientDescent(schedule), starts, steps=30)
    for run, start in enumerate(starts):
        alone = descend(BOWL, GradientDescent(schedule), start, steps=30)
        np.testing.assert_array_equal(batch.points[:, run], alone.points)
        rates = batch.learning_rates[:, run] if batch.learning_rates.ndim == 2 else batch.learning_rates
        np.testing.assert_array_equal(rates, alone.learning_rates)


def test_base_rates_may_be_a_batch() -> None:
    rates = np.array([[0.1], [0.2], [0.4]])
    batch = descend(BOWL, GradientDescent(CosineDecay(rates, length=20)), np.ones((3, 2)), steps=20)
    for run, rate in enumerate(rates[:, 0]):
        alone = descend(BOWL, GradientDescent(CosineDecay(float(rate), length=20)), (1, 1), steps=20)
        np.testing.assert_array_equal(batch.points[:, run], alone.points)


def test_the_momentum_is_cycled_only_where_that_is_asked_for() -> None:
    plain = descend(BOWL, Momentum(OneCycle(0.1, 20), momentum=0.5), (1, 1), steps=20)
    by_hand = descend(BOWL, Momentum(lambda step: OneCycle(0.1, 20)(step=step), momentum=0.5), (1, 1), steps=20)
    np.testing.assert_array_equal(plain.points, by_hand.points)
    cycled = descend(BOWL, Momentum(OneCycle(0.1, 20, momenta=(0.5, 0.5)), momentum=0.9), (1, 1), steps=20)
    np.testing.assert_array_equal(cycled.points, plain.points)
    assert OneCycle(0.1, 20).momentum(step=3) is None
    assert Cyclic(0.1, 0.2, 5).momentum(step=3) is None


def test_adams_first_moment_is_cycled_in_place_of_a_momentum() -> None:
    cycled = descend(BOWL, Adam(Cyclic(0.01, 0.1, up=5, momenta=(0.7, 0.7))), (1, 1), steps=20)
    by_hand = descend(BOWL, Adam(Cyclic(0.01, 0.1, up=5), beta1=0.7), (1, 1), steps=20)
    np.testing.assert_array_equal(cycled.points, by_hand.points)


@pytest.mark.parametrize("schedule", [*FADING, GradientScaled(0.1), LossScaled(0.1), ReduceOnPlateau(0.1)], ids=str)
def test_a_schedule_is_a_value(schedule: Any) -> None:
    copy = pickle.loads(pickle.dumps(schedule))
    assert copy == schedule
    assert hash(copy) == hash(schedule)
    if not isinstance(schedule, Sequence):
        assert fields(schedule)[0].name == "learning_rate"


# What is refused


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Constant(-0.1), r"Constant: learning_rate is -0\.1; it must be a number of at least 0"),
        (lambda: Constant(np.nan), "learning_rate is nan"),
        (lambda: Constant("fast"), "learning_rate is 'fast'"),
        (lambda: InverseTime(0.1, decay=-1), "decay is -1"),
        (lambda: InverseSqrt(0.1, decay=np.inf), "decay is inf"),
        (lambda: StepDecay(0.1, every=0), "every is 0; it must be a whole number of at least 1"),
        (lambda: StepDecay(0.1, every=2.5), r"every is 2\.5"),
        (lambda: StepDecay(0.1, every=2, factor=0), "factor is 0; it must be a number above 0 and at most 1"),
        (lambda: ExponentialDecay(0.1, 1.1), r"factor is 1\.1"),
        (lambda: MultiStepDecay(0.1, [5, 3]), r"milestones is \(5, 3\); .* in rising order"),
        (lambda: MultiStepDecay(0.1, 5), "milestones is 5"),
        (lambda: CosineDecay(0.1, length=-3), "length is -3"),
        (lambda: CosineDecay(0.1, 5, minimum=0.2), r"CosineDecay: minimum is 0\.2, above learning_rate, 0\.1"),
        (lambda: CosineRestarts(0.1, 5, growth=0.5), r"growth is 0\.5"),
        (lambda: PolynomialDecay(0.1, 5, power=0), "power is 0"),
        (lambda: LinearWarmup(0.1, 5, start_factor=-1), "start_factor is -1; it must be a number from 0 to 1"),
        (lambda: OneCycle(0.1, length=1), "length is 1; up and down takes at least 2"),
        (lambda: OneCycle(0.1, 5, rise=1.5), r"rise is 1\.5"),
        (lambda: OneCycle(0.1, 5, div_factor=0.5), r"div_factor is 0\.5"),
        (lambda: OneCycle(0.1, 5, anneal="cosin"), "Did you mean cosine"),
        (lambda: OneCycle(0.1, 5, momenta=(0.9, 0.8)), "momenta is .* a pair"),
        (lambda: OneCycle(0.1, 5, momenta=0.9), "momenta is .* a pair"),
        (lambda: Cyclic(0.1, 0.05, 5), r"learning_rate is 0\.1, above highest, 0\.05"),
        (lambda: Cyclic(0.1, 0.2, 5, mode="triangle"), "Did you mean triangular"),
        (lambda: Cyclic(0.1, 0.2, 5, down=0), "down is 0"),
        (lambda: ReduceOnPlateau(0.1, patience=-1), "patience is -1"),
        (lambda: ReduceOnPlateau(0.1, by="epochs"), "Did you mean epoch"),
        (lambda: LossScaled(0.1, lowest=-np.inf), "lowest is -inf"),
        (lambda: StepDecay(0.1, 5, factor=np.array([[0.1], [0.2]])), "factor is array"),
        (lambda: Sequence([Constant(0.1)], milestones=[5]), "1 schedules need 0 milestones between them, not 1"),
        (lambda: Sequence([], milestones=[]), "schedules is empty"),
        (lambda: Sequence([0.1, 0.2], milestones=[5]), r"0\.1 is no schedule of time; write Constant\(0\.1\)"),
        (lambda: Sequence([Constant(0.1), LossScaled(0.1)], milestones=[5]), "no schedule of time"),
        (lambda: Sequence([Constant(0.1), ReduceOnPlateau(0.1)], milestones=[5]), "no schedule of time"),
        (lambda: Sequence([Constant(0.1), StepDecay(0.1, 2, by="epoch")], milestones=[5]), "by='epoch'"),
        (lambda: Sequence([Constant(0.1), OneCycle(0.1, 9, momenta=(0.8, 0.9))], milestones=[5]), "cycles the mom"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_in_one_sentence(make: Any, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        make()


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        (GradientDescent(CosineDecay), r"CosineDecay needs its parameters: write CosineDecay\(0\.1, \.\.\.\)"),
        (GradientDescent(lambda steps: 0.1), "asks for steps, which a schedule cannot depend on.* Did you mean step"),
        (GradientDescent(lambda **facts: 0.1), "asks for facts"),
        (GradientDescent(max), "does not tell what it depends on"),
        (GradientDescent(OneCycle(0.1, 5, momenta=(0.8, 0.9))), "GradientDescent has no momentum"),
        (GradientDescent(type("Stepper", (), {"step": None})()), "Stepper is no schedule"),
    ],
)
def test_what_cannot_be_asked_for_a_rate_is_refused_by_run_and_loop(optimizer: Any, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        Run(optimizer, 2)
    with pytest.raises(SceneError, match=words):
        descend(PARABOLA, optimizer, 2, steps=1)


# Words


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        (CosineDecay(0.1, 50), "cosine from 0.1, length 50"),
        (InverseTime(0.1), "inverse time from 0.1"),
        (MultiStepDecay(0.1, [30, 80]), "multi step from 0.1, milestones 30 80"),
        (StepDecay(0.1, 5, 0.5, by="epoch"), "step from 0.1, by epoch, every 5, factor 0.5"),
        (OneCycle(0.1, 50), "one cycle to 0.1, length 50"),
        (
            Sequence([LinearWarmup(0.1, 5), CosineDecay(0.1, 45)], [5]),
            "linear warmup to 0.1, length 5, then cosine from 0.1, length 45",
        ),
        (GradientScaled(0.1), "0.1 × gradient"),
        (LossScaled(0.1, lowest=-5), "0.1 × (loss + 5)"),
        (LossScaled(0.1), "0.1 × loss"),
        (InverseTime(np.array([[0.1], [0.2]])), "inverse time from several"),
        (Halving(0.5), "halving from 0.5"),
        (lambda step: 0.1, "a function"),
    ],
)
def test_a_schedule_has_words_for_a_label(schedule: Any, text: str) -> None:
    assert schedule_text(schedule) == text


def test_runs_are_named_by_their_schedules() -> None:
    runs = [Run(GradientDescent(rate), 2) for rate in (0.1, CosineDecay(0.1, 50), CosineDecay(0.1, 100))]
    assert label_runs(runs) == ("rate 0.1", "rate cosine from 0.1, length 50", "rate cosine from 0.1, length 100")


def test_what_a_schedule_depends_on_is_read_from_its_signature() -> None:
    assert named(GradientScaled(0.1)) == ("gradient",)
    assert named(LossScaled(0.1)) == ("value",)
    assert named(CosineDecay(0.1, 5)) == ("step", "epoch")
    assert named(ReduceOnPlateau(0.1)) == ("step", "value", "epoch")
