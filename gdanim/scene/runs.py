"""Runs: an optimizer from a start, several that differ in what is swept, or one that was recorded elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from gdanim.adapters import recording
from gdanim.batches import check_batches
from gdanim.errors import SceneError, nearest, within
from gdanim.optimizers.hyperparameters import check_hyperparameters
from gdanim.scene.checks import check_words
from gdanim.schedules.contract import check_schedule
from gdanim.wording.numbers import point_text

if TYPE_CHECKING:
    from gdanim.scene.scene import Scene


@dataclass(frozen=True)
class Run:
    """One optimizer from one start. `label` names it in the film; without one it is named by what differs.

    `batches`, such as MiniBatches, are the samples that feed each update, where the objective is an EmpiricalLoss.
    """

    optimizer: Any
    start: ArrayLike
    label: str = ""
    batches: Any = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        with within("optimizer"):
            check_hyperparameters(self.optimizer)
        with within("optimizer", "learning_rate"):
            check_schedule(self.optimizer)
        check_batches(self.batches)
        check_words("Run", "label", self.label)


def sweep(
    optimizer: Callable[..., Any],
    *,
    start: ArrayLike | None = None,
    starts: Sequence[ArrayLike] | None = None,
    batches: Any = None,
    **hyperparameters: Any,
) -> tuple[Run, ...]:
    """Return a run for every value in the lists given; several lists make their product.

    `optimizer` is the class; a hyperparameter, or `batches`, may be one value or a list of values, and `starts` a list
    of starting points where `start` is one. The runs are labelled by what differs.

    >>> from gdanim import GradientDescent
    >>> [run.optimizer.learning_rate for run in sweep(GradientDescent, start=2, learning_rate=[0.1, 1.0])]
    [0.1, 1.0]
    """
    if (start is None) == (starts is None):
        raise SceneError("sweep needs either start=, one point, or starts=, a list of points.")
    _check_fields(optimizer, hyperparameters)
    axes = {
        name: list(value) if isinstance(value, list | tuple | np.ndarray) else [value]
        for name, value in hyperparameters.items()
    }
    points = [start] if starts is None else list(starts)
    feeds = list(batches) if isinstance(batches, list | tuple) else [batches]
    return tuple(
        Run(optimizer(**dict(zip(axes, values, strict=True))), point, batches=fed)
        for *values, point, fed in itertools.product(*axes.values(), points, feeds)
    )


def recorded(source: ArrayLike | str | Path, *, run: str | None = None, label: str = "") -> Run:
    """Return a run that was computed elsewhere: its points (steps + 1, n), the start first, or a CSV file of them.

    A file has a column a coordinate, with or without a header that names the objective's variables; what
    `gdanim trace --csv` writes may be read back, where `run` chooses one of several runs. The run ends at its last row,
    and is judged as all others are.

    >>> recorded([[1, 1], [0.5, 0.8], [0.2, 0.6]], label="by hand").start.tolist()
    [1.0, 1.0]
    """
    known = recording(source, run, label)
    return Run(known, known.points[0], label=label or known.name)


def starts_outside(scene: Scene) -> Iterator[str]:
    """Tell of each run that starts outside the objective's domain, where no panel looks unless its `view` does."""
    low, high = scene.objective.domain.T
    for run, label in zip(scene.runs, scene.labels, strict=True):
        start = np.asarray(run.start)
        if (start < low).any() or (start > high).any():
            yield f"{label}: the start {point_text(start)} lies outside the domain."


def _check_fields(optimizer: Callable[..., Any], names: Iterable[str]) -> None:
    if not is_dataclass(optimizer):
        return
    known = [item.name for item in fields(optimizer)]
    for name in names:
        if name not in known:
            raise SceneError(f"{optimizer.__name__} has no hyperparameter {name}.{nearest(name, known)}")
