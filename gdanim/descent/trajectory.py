"""What a run did: its points, values and learning rates, what they cost, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What a run did, in read-only arrays: row k is the state after k steps, row 0 the start.

    For one run, points (end + 1, n), values (end + 1,), and learning_rates (end,), the rate of the step taken from
    each row but the last. `end` is the last step whose point is finite. `decided` is the step at which the outcome
    was: `end`, the next one where its point overflowed, or that from which a run that converged stayed where it was.
    `period` is that of a cycle, or 0.

    A batch has an axis more: points (rows, runs, n), values (rows, runs), learning_rates (rows - 1,) or
    (rows - 1, runs), and arrays (runs,) of ends and outcomes; rows after a run's end are nan. `steps` (rows,) says
    which steps were kept.

    `evaluations` (rows,) and `samples` (rows,) are what had been spent by each row: gradients asked for, and samples
    of the data seen, 0 where there are no data. `states` are what the optimizer remembered at each row of one run,
    where that was asked for.
    """

    points: Array
    values: Array
    learning_rates: Array
    steps: NDArray[np.int64]
    evaluations: NDArray[np.int64]
    samples: NDArray[np.int64]
    outcome: Any
    end: Any
    decided: Any
    period: Any
    states: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        for array in (self.points, self.values, self.learning_rates, self.steps, self.evaluations, self.samples):
            array.flags.writeable = False

    def spent(self, unit: str) -> NDArray[np.int64]:
        """Return what a clock that counts "step", "evaluations" or "samples" reads at every row (rows,)."""
        return {"step": self.steps, "evaluations": self.evaluations, "samples": self.samples}[unit]

    @property
    def sentence(self) -> str:
        """How one run ended, in words, such as "diverged at step 28"."""
        return str(self.outcome.value.format(k=self.decided, p=self.period))
