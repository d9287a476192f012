"""Surveys: the end of every run over a product of rates, momenta, starts or numbers of steps, all in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.descent import Keep, Trajectory, descend
from gdanim.errors import SceneError
from gdanim.objective import Objective

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Survey:
    """What came of every combination: `axes` names them in order, each with its values (k,) or starts (k, n).

    points (k1, k2, ..., n) and values (k1, k2, ...) are where each run ended, or was after as many steps as the axis
    "steps" says, nan where it had diverged by then. outcomes and ends are of the whole runs, without the axis "steps":
    a long run passes through all shorter ones.
    """

    axes: dict[str, Array]
    points: Array
    values: Array
    outcomes: NDArray[np.object_]
    ends: NDArray[np.int64]


def survey(
    objective: Objective,
    optimizer: Callable[..., Any],
    *,
    start: ArrayLike | None = None,
    starts: ArrayLike | None = None,
    steps: int | Sequence[int],
    **hyperparameters: Any,
) -> Survey:
    """Descend from every start with every combination of the hyperparameters that are lists, all at once.

    `optimizer` is the class. The axes are the hyperparameters in the order given, then `starts` if there are several,
    then `steps` if that is a list. Raises SceneError where there is no list at all.

    >>> from gdanim import GradientDescent, Objective
    >>> parabola = Objective("x**2", domain=(-3, 3))
    >>> survey(parabola, GradientDescent, start=2, learning_rate=[0.25, 0.5], steps=[1, 2]).points[..., 0].tolist()
    [[1.0, 0.5], [0.0, 0.0]]
    """
    if (start is None) == (starts is None):
        raise SceneError("survey needs either start=, one point, or starts=, a list of points.")
    several = starts is not None
    begun = _starts(objective, starts if several else [start])
    listed = {name: np.asarray(value, dtype=np.float64) for name, value in hyperparameters.items() if np.ndim(value)}
    fixed = {name: value for name, value in hyperparameters.items() if name not in listed}
    axes = listed | ({"starts": begun} if several else {}) | ({"steps": np.asarray(steps)} if np.ndim(steps) else {})
    if not axes:
        raise SceneError("survey needs a list to go through, such as learning_rate=[0.01, 0.1].")
    shape = (*map(len, listed.values()), len(begun))
    *places, which = np.indices(shape).reshape(len(shape), -1)
    columns = {name: listed[name][place][:, np.newaxis] for name, place in zip(listed, places, strict=True)}
    counts = np.atleast_1d(steps).tolist()
    keep: Keep = gcd(*counts) if np.ndim(steps) else "last"
    run = descend(objective, optimizer(**fixed, **columns), begun[which], steps=max(counts), keep=keep)
    outer = shape if several else shape[:-1]
    folded = (*outer, len(counts)) if np.ndim(steps) else outer
    rows = [_row(run, count if np.ndim(steps) else None) for count in counts]
    return Survey(
        axes,
        np.stack([points for points, _ in rows], axis=1).reshape(*folded, objective.dimension),
        np.stack([values for _, values in rows], axis=1).reshape(folded),
        run.outcome.reshape(outer),
        run.end.reshape(outer),
    )


def _starts(objective: Objective, starts: Any) -> Array:
    """Return starts as rows (k, n); in one dimension numbers will do."""
    given = np.asarray(starts, dtype=np.float64)
    return objective.point(given[:, np.newaxis] if given.ndim == 1 else given)


def _row(run: Trajectory, count: int | None) -> tuple[Array, Array]:
    """Return points (runs, n) and values (runs,) after `count` steps, nan where all had ended; None is the last row."""
    kept = np.flatnonzero(run.steps == count) if count is not None else [-1]
    if len(kept):
        return run.points[kept[0]], run.values[kept[0]]
    return np.full_like(run.points[0], np.nan), np.full_like(run.values[0], np.nan)
