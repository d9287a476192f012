"""Mini-batches feed the updates that were recorded, and their noise is what the theory of sampling says it is."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import (
    Adam,
    Contour,
    EmpiricalLoss,
    GradientDescent,
    GradientScaled,
    InverseTime,
    LossScaled,
    MiniBatches,
    Momentum,
    Objective,
    Run,
    Scene,
    SceneError,
    StepDecay,
    datasets,
    descend,
    sweep,
)
from gdanim.batches import Feed, is_random, reseeded
from gdanim.scene.naming import differing, parameters

GOLDEN = Path(__file__).parent / "golden"
MANIFEST = json.loads((GOLDEN / "manifest.json").read_text("utf-8"))
with np.load(GOLDEN / "trajectories.npz") as archive:
    RECORDED: dict[str, NDArray[Any]] = dict(archive)

NUMBERS = np.random.default_rng(11).normal(3, 2, 1000)
SQUARES = EmpiricalLoss("(theta - a)**2/2", "theta", {"a": NUMBERS})
BOWL = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
LINE = EmpiricalLoss("(m*x + c - y)**2", "m c", datasets.noisy_line(30, seed=5), domain=[(-4, 4), (-4, 4)])


# What torch recorded


@dataclass(frozen=True)
class Given:
    """Batches that are given, update by update: any object with `updates` feeds a run."""

    batches: Any

    def updates(self, samples: int) -> Iterator[Feed]:
        return (Feed(0, indices) for indices in self.batches)


def recorded_loss(function: str) -> EmpiricalLoss:
    data = MANIFEST["functions"][function]["data"]
    if data["kind"] == "least_squares":
        return EmpiricalLoss("(m*x + c - y)**2", "m c", {"x": data["x"], "y": data["y"]})
    x1, x2 = np.transpose(data["X"])
    return EmpiricalLoss("log(1 + exp(-y*(w0*x1 + w1*x2 + b)))", "w0 w1 b", {"x1": x1, "x2": x2, "y": data["y"]})


RULES = {
    "sgd": lambda s: GradientDescent(s["lr"]),
    "sgd_momentum": lambda s: Momentum(s["lr"], s["momentum"]),
    "adam": lambda s: Adam(s["lr"]),
}


@pytest.mark.parametrize("case", [c for c in MANIFEST["cases"] if c.get("batch")], ids=lambda case: case["id"])
def test_a_run_on_the_recorded_batches_is_the_recorded_run(case: dict[str, Any]) -> None:
    loss, indices = recorded_loss(case["function"]), RECORDED[f"{case['id']}/batch_indices"]
    assert indices.shape == (case["steps"], case["batch"]["size"])
    rule = RULES[case["config"]](case["hyperparameters"])
    run = descend(loss, rule, case["start"], steps=case["steps"], batches=Given(indices), escape=np.inf)
    for name, ours in (("x", run.points), ("f", run.values)):
        recorded = RECORDED[f"{case['id']}/{name}"]
        assert (np.abs(ours - recorded) / np.maximum(1, np.abs(recorded))).max() <= case["suggested_rtol"]


@pytest.mark.parametrize("function", ["least_squares_a", "logistic_a"])
def test_a_loss_over_recorded_data_is_the_function_written_out(function: str) -> None:
    written = MANIFEST["functions"][function]
    loss = recorded_loss(function)
    objective = Objective(written["expr"], written["vars"], domain=[(-1, 1)] * written["dim"])
    points = np.random.default_rng(0).normal(size=(20, written["dim"]))
    for method in ("value", "gradient", "hessian"):
        np.testing.assert_allclose(getattr(loss, method)(points), getattr(objective, method)(points), rtol=1e-11)


# Epochs


@pytest.mark.parametrize("size", [1, 4, 7, 30, None])
@pytest.mark.parametrize("shuffle", [True, False])
def test_an_epoch_is_one_pass_over_all_samples(size: int | None, shuffle: bool) -> None:
    batches = MiniBatches(size, seed=2, shuffle=shuffle)
    for epoch in range(3):
        indices = batches.indices(epoch, samples=30)
        assert len(indices) == batches.per_epoch(30) == -(-30 // (size or 30))
        assert sorted(np.concatenate(indices)) == list(range(30))
        assert {len(one) for one in indices[:-1]} <= {size}


def test_the_short_last_batch_can_be_left_out() -> None:
    batches = MiniBatches(7, seed=0, drop_last=True)
    assert batches.per_epoch(30) == 4
    assert [len(one) for one in batches.indices(0, 30)] == [7] * 4


def test_updates_are_counted_in_epochs() -> None:
    batches = MiniBatches(4, seed=9)
    drawn = list(islice(batches.updates(10), 7))
    assert [epoch for epoch, _ in drawn] == [0, 0, 0, 1, 1, 1, 2]
    for (epoch, indices), expected in zip(drawn, [*batches.indices(0, 10), *batches.indices(1, 10)], strict=False):
        np.testing.assert_array_equal(indices, expected, err_msg=str(epoch))
    assert [epoch for epoch, _ in islice(MiniBatches(None).updates(10), 3)] == [0, 1, 2]


def test_every_epoch_has_an_order_of_its_own_and_the_same_seed_the_same_orders() -> None:
    orders = [tuple(np.concatenate(MiniBatches(5, seed=4).indices(epoch, 50))) for epoch in range(4)]
    assert len(set(orders)) == 4
    assert orders == [tuple(np.concatenate(MiniBatches(5, seed=4).indices(epoch, 50))) for epoch in range(4)]
    assert orders[0] != tuple(np.concatenate(MiniBatches(5, seed=5).indices(0, 50)))
    assert tuple(np.concatenate(MiniBatches(5, shuffle=False).indices(3, 50))) == tuple(range(50))


def test_another_process_draws_the_same_batches_and_makes_the_same_run(
    printed_twice: Callable[[str], list[str]],
) -> None:
    program = (
        "from gdanim import *;"
        "f = EmpiricalLoss('(m*x + c - y)**2', 'm c', datasets.noisy_line(50, seed=1));"
        "r = descend(f, Adam(0.1), [(0, 0), (1, -1)], steps=60, batches=MiniBatches(8, seed=3));"
        "print(r.points.tobytes().hex(), r.values.tobytes().hex())"
    )
    [output] = set(printed_twice(program))
    assert len(output) > 1000


# Runs


@pytest.mark.parametrize("batches", [MiniBatches(30, shuffle=False), MiniBatches(None)], ids=str)
def test_a_batch_of_all_samples_is_gradient_descent_bit_for_bit(batches: MiniBatches) -> None:
    plain = descend(LINE, Momentum(0.1), (3, -3), steps=50)
    run = descend(LINE, Momentum(0.1), (3, -3), steps=50, batches=batches)
    np.testing.assert_array_equal(run.points, plain.points)
    np.testing.assert_array_equal(run.values, plain.values)


def test_in_another_order_all_samples_are_gradient_descent_up_to_rounding() -> None:
    plain = descend(LINE, Momentum(0.1), (3, -3), steps=50)
    run = descend(LINE, Momentum(0.1), (3, -3), steps=50, batches=MiniBatches(30, seed=0))
    np.testing.assert_allclose(run.points, plain.points, rtol=0, atol=1e-12)


def test_the_values_are_those_of_the_whole_loss() -> None:
    run = descend(LINE, GradientDescent(0.05), (3, -3), steps=90, batches=MiniBatches(1, seed=0))
    np.testing.assert_array_equal(run.values, LINE.value(run.points))
    assert (np.diff(run.values) > 0).any(), "single samples lead uphill at times"
    assert run.values[-1] < run.values[0] / 10


def test_all_runs_of_a_batch_see_the_same_samples_and_are_bit_for_bit_what_they_are_alone() -> None:
    starts = np.random.default_rng(3).uniform(-3, 3, (6, 2))
    batches = MiniBatches(4, seed=1)
    together = descend(LINE, Adam(0.1), starts, steps=40, batches=batches)
    for run, start in enumerate(starts):
        alone = descend(LINE, Adam(0.1), start, steps=40, batches=batches)
        np.testing.assert_array_equal(together.points[:, run], alone.points)
        np.testing.assert_array_equal(together.values[:, run], alone.values)


def test_with_one_over_t_stochastic_descent_is_the_running_mean() -> None:
    """θ ← θ − (θ − a)/t is the mean of what has been seen, whatever the start."""
    run = descend(SQUARES, GradientDescent(InverseTime(1.0)), 50, steps=1000, batches=MiniBatches(1, shuffle=False))
    means = np.cumsum(NUMBERS) / np.arange(1, 1001)
    np.testing.assert_allclose(run.points[1:, 0], means, rtol=0, atol=1e-12)


def test_by_epoch_a_rate_falls_after_each_pass_over_the_data() -> None:
    batches = MiniBatches(10, seed=0)
    run = descend(LINE, GradientDescent(StepDecay(0.1, every=2, by="epoch")), (0, 0), steps=18, batches=batches)
    np.testing.assert_allclose(run.learning_rates, [0.1] * 6 + [0.01] * 6 + [0.001] * 6, rtol=1e-12)


def test_a_schedule_sees_the_whole_loss_and_the_slope_of_the_batch() -> None:
    batches = MiniBatches(3, seed=6)
    by_loss = descend(LINE, GradientDescent(LossScaled(0.01)), (3, -3), steps=20, batches=batches)
    np.testing.assert_allclose(by_loss.learning_rates, 0.01 * by_loss.values[:-1], rtol=1e-14)
    by_slope = descend(LINE, GradientDescent(GradientScaled(0.01)), (3, -3), steps=20, batches=batches)
    drawn = islice(batches.updates(30), 20)
    slopes = [LINE.batch(indices).gradient(x) for (_, indices), x in zip(drawn, by_slope.points[:-1], strict=True)]
    np.testing.assert_allclose(by_slope.learning_rates, 0.01 * np.linalg.norm(slopes, axis=1), rtol=1e-12)


# The noise of sampling


@pytest.mark.parametrize("size", [1, 8, 32, 128])
def test_the_noise_of_a_batch_is_that_of_sampling_without_replacement(size: int) -> None:
    """E‖ĝ − g‖² = (σ²/B)(N − B)/(N − 1), σ² the variance of the samples' gradients.

    The mean of M independent squares, none heavier-tailed than a χ²₁ (relative variance 2), errs by √(2/M); batches of
    one epoch exclude each other, which makes the mean no worse. Five such errors are allowed.
    """
    plane = EmpiricalLoss(
        "(w1*x1 + w2*x2 + w3*x3 - y)**2", "w1 w2 w3", datasets.noisy_plane(256, seed=0, weights=(1, 2, 3))
    )
    point = np.array([0.5, 1.0, -1.0])
    whole = plane.gradient(point)
    each = np.array([plane.batch([sample]).gradient(point) for sample in range(256)])
    variance = ((each - whole) ** 2).sum(axis=1).mean()
    batches = MiniBatches(size, seed=1)
    drawn = [indices for epoch in range(4 * size) for indices in batches.indices(epoch, 256)]
    off = [((plane.batch(indices).gradient(point) - whole) ** 2).sum() for indices in drawn]
    expected = variance / size * (256 - size) / 255
    assert len(off) == 1024
    assert np.mean(off) == pytest.approx(expected, rel=5 * np.sqrt(2 / 1024) if size > 1 else 1e-9)


@pytest.mark.parametrize("rate", [0.5, 0.1])
def test_a_constant_rate_keeps_a_noise_of_its_own(rate: float) -> None:
    """On ½(θ − a)² with a drawn anew, θ is autoregressive: its variance settles at ησ²/(2 − η).

    Samples that are drawn with replacement are independent; over T steps whose correlation fades as (1 − η)ᵏ, the
    variance is estimated with a relative error of √(2(1 + ρ²)/((1 − ρ²)T)), ρ = 1 − η. Five such errors are allowed.
    """
    steps = 20_000
    draws = np.random.default_rng(0).integers(0, len(NUMBERS), (steps, 1))
    run = descend(SQUARES, GradientDescent(rate), float(NUMBERS.mean()), steps=steps, batches=Given(draws))
    theta, rho = run.points[1000:, 0], 1 - rate
    expected = rate * NUMBERS.var() / (2 - rate)
    error = np.sqrt(2 * (1 + rho**2) / ((1 - rho**2) * len(theta)))
    assert np.var(theta) == pytest.approx(expected, rel=5 * error)


def test_the_share_of_updates_that_lead_uphill_falls_with_the_size_of_the_batch() -> None:
    plane = EmpiricalLoss("(w1*x1 + w2*x2 - y)**2", "w1 w2", datasets.noisy_plane(256, seed=2, weights=(1, 2)))
    shares = []
    for size in (1, 8, 64, 256):
        run = descend(plane, GradientDescent(0.02), (-3, 3), steps=400, batches=MiniBatches(size, seed=0))
        shares.append(np.mean(np.diff(run.values[:150]) > 0))
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.2
    assert shares[-1] == 0


# Scenes


def scene(*runs: Run, objective: Any = LINE) -> Scene:
    return Scene("Noise", objective, runs, [Contour()], steps=5)


def fed(batches: Any, **options: Any) -> Run:
    return Run(GradientDescent(0.1), (1, 1), batches=batches, **options)


def test_a_scene_feeds_its_runs() -> None:
    batches = MiniBatches(4, seed=1)
    plain, noisy = scene(fed(None), fed(batches)).descend()
    alone = descend(LINE, GradientDescent(0.1), (1, 1), steps=5, batches=batches)
    np.testing.assert_array_equal(noisy.points, alone.points)
    assert not np.array_equal(noisy.points, plain.points)


def test_gradient_descent_becomes_sgd_when_batches_feed_it() -> None:
    alone = scene(fed(MiniBatches(4, seed=1)))
    assert (alone.labels, parameters(alone)) == (("SGD",), ("SGD", "learning rate 0.1", "from (1, 1)", "batches of 4"))
    assert scene(fed(None)).labels == scene(fed(MiniBatches(None))).labels == ("Gradient descent",)
    mixed = scene(fed(None), fed(MiniBatches(4, seed=1)), fed(MiniBatches(1, seed=1)))
    assert mixed.labels == ("full batch", "batches of 4", "batches of 1")
    assert parameters(mixed)[0] == "gradient descent"
    assert differing(mixed.runs) == ("batches",)
    rivals = scene(fed(MiniBatches(4, seed=1)), Run(Adam(0.1), (1, 1), batches=MiniBatches(4, seed=1)))
    assert rivals.labels == ("SGD", "Adam")


def test_a_sweep_goes_through_batches_too() -> None:
    feeds = [None, MiniBatches(4, seed=1)]
    runs = sweep(GradientDescent, start=(1, 1), learning_rate=[0.1, 0.2], batches=feeds)
    assert [(run.optimizer.learning_rate, run.batches) for run in runs] == [(a, b) for a in (0.1, 0.2) for b in feeds]
    assert scene(*runs).labels[1] == "rate 0.1, batches of 4"


def test_runs_that_draw_otherwise_are_named_by_their_seeds() -> None:
    assert scene(*(fed(MiniBatches(4, seed=seed)) for seed in (1, 2))).labels == ("seed 1", "seed 2")


def test_a_scene_over_data_says_its_mean() -> None:
    assert scene(fed(None)).objective.latex.startswith(r"\frac{1}{30}")


# What is refused


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: scene(fed(MiniBatches(31, seed=0))), "only 30 samples"),
        (lambda: fed(32), r"such as MiniBatches\(32, seed=0\)"),
        (lambda: scene(fed(MiniBatches(1, seed=0)), objective=BOWL), "give an EmpiricalLoss instead of an Objective"),
        (lambda: scene(fed(None), objective="x**2 + y**2"), "it must be an Objective or an EmpiricalLoss"),
        (lambda: MiniBatches(0, seed=0), "size is 0; it must be a whole number of at least 1, or None"),
        (lambda: MiniBatches(2.5, seed=0), "size is 2.5"),
        (lambda: MiniBatches(True, seed=0), "size is True"),
        (lambda: MiniBatches(4, seed=-1), "seed is -1"),
        (lambda: MiniBatches(4), "say seed=0"),
        (lambda: MiniBatches(31, seed=0).indices(0, 30), "size is 31, but there are only 30 samples"),
        (lambda: descend(LINE, Adam(0.1), (0, 0), steps=1, batches=MiniBatches(31, seed=0)), "only 30 samples"),
        (lambda: descend(LINE, Adam(0.1), (0, 0), steps=1, batches=32), r"write|such as MiniBatches\(32, seed=0\)"),
        (lambda: descend(LINE, Adam(0.1), (0, 0), steps=1, batches=MiniBatches), "such as MiniBatches"),
        (
            lambda: descend(BOWL, Adam(0.1), (1, 1), steps=1, batches=MiniBatches(1, seed=0)),
            "give an EmpiricalLoss instead of an Objective",
        ),
    ],
)
def test_batches_that_cannot_feed_a_run_are_refused_in_one_sentence(make: Any, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        make()


def test_batches_are_a_value() -> None:
    batches = MiniBatches(8, seed=1)
    assert pickle.loads(pickle.dumps(batches)) == batches
    assert len({batches, MiniBatches(8, seed=1), MiniBatches(8, seed=2)}) == 2
    assert (str(batches), str(MiniBatches(None))) == ("batches of 8", "full batch")


# Many seeds at once


@pytest.mark.parametrize("optimizer", [GradientDescent(0.05), Momentum(0.02), Adam(0.1)], ids=repr)
@pytest.mark.parametrize("size", [1, 7])
def test_seeds_side_by_side_are_bit_for_bit_the_runs_one_by_one(optimizer: Any, size: int) -> None:
    batches = MiniBatches(size, seed=3)
    together = descend(LINE, optimizer, np.zeros((6, 2)), steps=50, batches=reseeded(batches, 6))
    for run in range(6):
        alone = descend(LINE, optimizer, (0, 0), steps=50, batches=replace(batches, seed=3 + run))
        np.testing.assert_array_equal(together.points[:, run], alone.points)
        np.testing.assert_array_equal(together.values[:, run], alone.values)
        np.testing.assert_array_equal(together.samples, alone.samples)


@pytest.mark.parametrize(
    ("batches", "chance"),
    [
        (MiniBatches(4, seed=0), True),
        (MiniBatches(4, shuffle=False), False),
        (MiniBatches(4, seed=1, shuffle=False), False),
        (MiniBatches(None, seed=1), False),
        (None, False),
    ],
)
def test_chance_is_where_a_seed_decides_the_order(batches: Any, chance: bool) -> None:
    assert is_random(batches) is chance
