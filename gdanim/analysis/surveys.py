"""Surveys: the end of every run over a product of rates, momenta, starts or numbers of steps, all in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.analysis.arrivals import Arrivals, descend_to_rest
from gdanim.descent import Keep, Trajectory, descend
from gdanim.errors import SceneError
from gdanim.objective import Objective
from gdanim.optimizers.hyperparameters import check_hyperparameters

Array = NDArray[np.float64]

MOMENTS = 128
"""Numbers of steps at which a survey that has no list of them is looked at, at most."""


@dataclass(frozen=True, eq=False)
class Survey:
    """Runs with every combination of some settings: declared here, made when it is first asked what came of them.

    `axes` names what is gone through, in order, each with its values (k,) or starts (k, n). `optimizer` has a column
    (runs, 1) for each hyperparameter among them; `starts` (runs, n) are where the runs begin, `steps` the most they
    make. An `executor` makes the runs of a large survey; a copy in another process makes them itself.
    """

    objective: Objective
    optimizer: Any
    starts: Array
    axes: dict[str, Array]
    steps: int
    executor: Executor | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the executor where it is."""
        return self.__dict__ | {"executor": None}

    def over(self, steps: ArrayLike) -> Survey:
        """Return the same survey with the numbers of steps (k,) as its last axis."""
        counts = np.asarray(steps)
        axes = {name: values for name, values in self.axes.items() if name != "steps"}
        return replace(self, axes=axes | {"steps": counts}, steps=int(counts.max()))

    @cached_property
    def history(self) -> Survey:
        """The same survey over its numbers of steps, or over enough of them, from the start itself on."""
        stride = max(1, -(-self.steps // MOMENTS))
        counts = self.axes.get("steps", np.append(np.arange(0, self.steps, stride), self.steps))
        return self.over(counts if counts[0] == 0 else np.append(0, counts))

    @property
    def points(self) -> Array:
        """Where each run ended, (k1, k2, ..., n), or was after as many steps as the axis "steps" says.

        It is nan where a run had diverged by then.
        """
        return self._gathered(self._made.points)

    @property
    def values(self) -> Array:
        """The objective there, (k1, k2, ...)."""
        return self._gathered(self._made.values)

    @property
    def outcomes(self) -> NDArray[np.object_]:
        """How the runs ended, without the axis "steps": a long run passes through all shorter ones."""
        return np.asarray(self._made.outcome.reshape(self._shape))

    @property
    def ends(self) -> NDArray[np.int64]:
        """The step at which the runs ended, without the axis "steps"."""
        return np.asarray(self._made.end.reshape(self._shape))

    @cached_property
    def arrivals(self) -> Arrivals:
        """Where the runs came to rest, and from which step on, without the axis "steps"."""
        found = descend_to_rest(self.objective, self.optimizer, self.starts, self.steps, self.executor)
        return Arrivals(*(part.reshape(self._shape) for part in found))

    @cached_property
    def _made(self) -> Trajectory:
        return descend(
            self.objective, self.optimizer, self.starts, steps=self.steps, keep=self._keep, executor=self.executor
        )

    @property
    def _keep(self) -> Keep:
        """Which rows are needed; the last one is kept anyway."""
        if "steps" not in self.axes:
            return "last"
        return gcd(*(count for count in self.axes["steps"].tolist() if count != self.steps)) or self.steps

    @property
    def _shape(self) -> tuple[int, ...]:
        return tuple(len(values) for name, values in self.axes.items() if name != "steps")

    def _gathered(self, kept: Array) -> Array:
        """Return what was kept (rows, runs, ...) along the axes; nan for steps that no run lived to make."""
        rest = kept.shape[2:]
        if "steps" not in self.axes:
            return np.asarray(kept[-1].reshape(*self._shape, *rest))
        row_of = {step: row for row, step in enumerate(self._made.steps.tolist())}
        whole = np.full((kept.shape[1], len(self.axes["steps"]), *rest), np.nan)
        for column, count in enumerate(self.axes["steps"].tolist()):
            if count in row_of:
                whole[:, column] = kept[row_of[count]]
        return whole.reshape(*self._shape, -1, *rest)


def survey(
    objective: Objective,
    optimizer: Callable[..., Any],
    *,
    start: ArrayLike | None = None,
    starts: ArrayLike | None = None,
    steps: int | Sequence[int],
    executor: Executor | None = None,
    **hyperparameters: Any,
) -> Survey:
    """Declare a run from every start with every combination of the hyperparameters that are lists.

    `optimizer` is the class. The axes are the hyperparameters in the order given, then `starts` if there are several,
    then `steps` if that is a list. The runs are made when it is first asked what came of them: on all cores, or in
    blocks by the workers of an `executor`, such as a ProcessPoolExecutor or that of a Dask cluster. Raises SceneError
    where there is no list at all.

    >>> from gdanim import GradientDescent, Objective
    >>> parabola = Objective("x**2", domain=(-3, 3))
    >>> survey(parabola, GradientDescent, start=2, learning_rate=[0.25, 0.5], steps=[1, 2]).points[..., 0].tolist()
    [[1.0, 0.5], [0.0, 0.0]]
    """
    if (start is None) == (starts is None):
        raise SceneError("survey needs either start=, one point, or starts=, a list of points.")
    begun = _starts(objective, [start] if starts is None else starts)
    listed = {name: np.asarray(value, dtype=np.float64) for name, value in hyperparameters.items() if np.ndim(value)}
    fixed = {name: value for name, value in hyperparameters.items() if name not in listed}
    axes = listed if starts is None else listed | {"starts": begun}
    axes = axes | {"steps": np.asarray(steps)} if np.ndim(steps) else axes
    if not axes:
        raise SceneError("survey needs a list to go through, such as learning_rate=[0.01, 0.1].")
    shape = (*map(len, listed.values()), len(begun))
    *places, which = np.indices(shape).reshape(len(shape), -1)
    columns = {name: listed[name][place][:, np.newaxis] for name, place in zip(listed, places, strict=True)}
    rule = optimizer(**fixed, **columns)
    check_hyperparameters(rule)
    return Survey(objective, rule, begun[which], axes, _most(steps), executor)


def _most(steps: int | Sequence[int]) -> int:
    """Return the largest number of steps; refuse what is none."""
    counts = np.atleast_1d(steps)
    if counts.dtype.kind not in "iu" or counts.min() < 0 or counts.max() < 1:
        raise SceneError(f"survey: steps is {steps!r}; it must be a whole number from 1 on, or a list of such.")
    return int(counts.max())


def _starts(objective: Objective, starts: Any) -> Array:
    """Return starts as rows (k, n); in one dimension numbers will do."""
    given = np.asarray(starts, dtype=np.float64)
    return objective.point(given[:, np.newaxis] if given.ndim == 1 else given)
