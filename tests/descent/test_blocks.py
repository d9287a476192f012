"""Runs in blocks, whoever makes them, are the runs one by one."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from gdanim import GradientDescent, Momentum, Newton, Objective, Outcome, SceneError, descend, survey
from gdanim.analysis.arrivals import descend_to_rest
from gdanim.landscapes import himmelblau
from gdanim.workers.executors import cluster

RNG = np.random.default_rng(8)
STARTS = RNG.uniform(-12, 12, (40, 2))
STEEP = Objective("exp(x**2) + y**4", domain=[(-2, 2), (-2, 2)])
"""It overflows within the box beyond which a run has diverged."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a block be six runs, and four of those whose whole history is looked at."""
    monkeypatch.setattr("gdanim.descent.blocks.AT_ONCE", 12)
    monkeypatch.setattr("gdanim.analysis.arrivals.HISTORY", 4 * 2 * 52)


@contextmanager
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


@contextmanager
def dask() -> Iterator[Executor]:
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    with distributed.LocalCluster(**options) as local, cluster(local.scheduler_address) as executor:
        yield executor


@dataclass(frozen=True)
class Marching:
    """A rule that only this file knows."""

    learning_rate: float

    def init(self, x: Any) -> tuple[()]:
        return ()

    def step(self, f: Any, x: Any, state: tuple[()], learning_rate: float) -> tuple[Any, tuple[()]]:
        return x + learning_rate, state


@pytest.mark.parametrize("objective", [himmelblau, STEEP], ids=["within bounds", "to be watched"])
@pytest.mark.parametrize(
    "rule", [GradientDescent(0.008), Momentum(0.008), Newton()], ids=lambda rule: type(rule).__name__
)
def test_the_end_of_a_batch_is_that_of_each_run_alone(objective: Objective, rule: Any) -> None:
    ends = descend(objective, rule, STARTS, steps=50, keep="last")
    for k, start in enumerate(STARTS):
        alone = descend(objective, rule, start, steps=50)
        np.testing.assert_array_equal(ends.points[-1, k], alone.points[-1])
        np.testing.assert_array_equal(ends.values[-1, k], alone.values[-1])
        assert (ends.outcome[k], ends.end[k], ends.period[k]) == (alone.outcome, alone.end, alone.period)
    assert len(set(ends.outcome)) > 1


def test_a_value_that_overflows_within_bounds_ends_a_run() -> None:
    # exp(x²) is beyond float64 from x = 26.65 on, far within the bound of 200.
    steep = Objective("exp(x**2)", domain=(-2, 2))
    ends = descend(steep, Marching(1.0), np.array([[24.0], [1.0]]), steps=4, keep="last")
    assert ends.outcome.tolist() == [Outcome.DIVERGED, Outcome.LEFT_VIEW]
    assert (ends.end.tolist(), ends.points.ravel().tolist()) == ([2, 4], [26, 5])
    assert np.isfinite(ends.values).all()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "workers", [lambda: ThreadPoolExecutor(2), processes, dask], ids=["threads", "processes", "dask"]
)
def test_an_executor_makes_the_same_runs(workers: Any) -> None:
    rates, momenta = np.linspace(0.001, 0.1, 8), [0.0, 0.5, 0.9]
    settings = {"start": (2.5, -1), "steps": 50, "learning_rate": rates, "momentum": momenta}
    here = survey(himmelblau, Momentum, **settings)
    at_rest = descend_to_rest(himmelblau, GradientDescent(0.008), STARTS, 50)
    own = descend(himmelblau, Marching(1.0), STARTS, steps=3).points
    with workers() as executor:
        there = survey(himmelblau, Momentum, **settings, executor=executor)
        for name in ("points", "values", "ends"):
            np.testing.assert_array_equal(getattr(there, name), getattr(here, name))
        assert there.outcomes.tolist() == here.outcomes.tolist()
        np.testing.assert_array_equal(there.arrivals, here.arrivals)
        np.testing.assert_array_equal(
            descend_to_rest(himmelblau, GradientDescent(0.008), STARTS, 50, executor), at_rest
        )
        np.testing.assert_array_equal(
            descend(himmelblau, Marching(1.0), STARTS, steps=3, executor=executor).points, own
        )
    assert Outcome.DIVERGED in here.outcomes


@pytest.mark.usefixtures("small")
def test_what_cannot_be_sent_to_another_process_is_named() -> None:
    with (
        ThreadPoolExecutor(1) as executor,
        pytest.raises(SceneError, match="GradientDescent cannot be sent to another"),
    ):
        descend(himmelblau, GradientDescent(0.1), STARTS, steps=2, stop=(open for open in ()), executor=executor)


def test_a_survey_is_sent_without_its_executor() -> None:
    with ThreadPoolExecutor(1) as executor:
        declared = survey(
            himmelblau, GradientDescent, start=(1, 1), learning_rate=[0.01, 0.02], steps=5, executor=executor
        )
        sent = pickle.loads(pickle.dumps(declared))
    assert sent.executor is None
    np.testing.assert_array_equal(sent.points, declared.points)


@pytest.mark.usefixtures("small")
def test_arrivals_in_blocks_are_those_of_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = descend_to_rest(himmelblau, GradientDescent(0.008), STARTS, 50)
    monkeypatch.setattr("gdanim.analysis.arrivals.HISTORY", 10**6)
    np.testing.assert_array_equal(descend_to_rest(himmelblau, GradientDescent(0.008), STARTS, 50), parts)


def test_memory_that_grows_with_the_rows_changes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = descend(himmelblau, Momentum(0.008), STARTS, steps=40)
    monkeypatch.setattr("gdanim.descent.rows.FEW", 3)
    grown = descend(himmelblau, Momentum(0.008), STARTS, steps=40)
    np.testing.assert_array_equal(grown.points, whole.points)
    np.testing.assert_array_equal(grown.values, whole.values)
