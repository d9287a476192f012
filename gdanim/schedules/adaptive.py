"""Schedules that watch the run: rates scaled by its slope or its loss, and rates that fall when it gets nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.optimizers.contract import Array, Number, norm
from gdanim.schedules.contract import clock, number_text, told
from gdanim.schedules.fields import check_fields
from gdanim.wording.numbers import number

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class GradientScaled:
    """η‖∇f‖: a rate that fades as the slope does, so that a step is as long as η‖∇f‖².

    Adapts to the function, not to its scale. Naive: it slows down on plateaus, where it should hurry.
    """

    learning_rate: Number
    robbins_monro: ClassVar[bool | None] = None

    def __post_init__(self) -> None:
        check_fields(self)

    def __call__(self, *, gradient: ArrayLike) -> Array:
        """Return one rate for every run, (runs, 1)."""
        g = np.asarray(gradient, dtype=np.float64)
        return np.asarray(self.learning_rate * norm(g))

    def __str__(self) -> str:
        return f"{number_text(self.learning_rate)} × gradient"


@dataclass(frozen=True)
class LossScaled:
    """η(f(x) − f₀): a rate that fades as the loss does; f₀ is `lowest`, the least value f can have.

    Needs an η that suits the loss: on x² from x₀ it converges only where ηx₀² < 1. Below f₀ the rate would be
    negative and the run would climb.
    """

    learning_rate: Number
    lowest: float = 0.0
    robbins_monro: ClassVar[bool | None] = None

    def __post_init__(self) -> None:
        check_fields(self)

    def __call__(self, *, value: ArrayLike) -> Array:
        """Return one rate for every run, (runs, 1)."""
        f = np.asarray(value, dtype=np.float64)
        return np.asarray(self.learning_rate * (f - self.lowest)[..., np.newaxis])

    def __str__(self) -> str:
        sign = "−" if self.lowest > 0 else "+"
        loss = f"(loss {sign} {number(abs(self.lowest))})" if self.lowest else "loss"
        return f"{number_text(self.learning_rate)} × {loss}"


class Patience(NamedTuple):
    """What ReduceOnPlateau remembers of each run (runs,): its rate, its best value, and how long ago that was."""

    looked: int
    rate: Array
    best: Array
    bad: Counts
    cooling: Counts


@dataclass(frozen=True)
class ReduceOnPlateau:
    """η ← η · factor once f has not improved in more than `patience` looks (torch's ReduceLROnPlateau, mode "min").

    f improves where it falls below its best by more than the share `threshold` of that. After a reduction, `cooldown`
    looks do not count. The rate never falls below `minimum`. It looks before every update, at the start too, or once
    an epoch. Every run of a batch has a rate of its own. (torch writes best · (1 − threshold), which is the same for
    a positive loss and no improvement for a negative one; and it skips reductions by less than 1e−8.)
    """

    learning_rate: Number
    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    cooldown: int = 0
    minimum: float = 0.0
    by: Literal["step", "epoch"] = "step"
    robbins_monro: ClassVar[bool | None] = None

    def __post_init__(self) -> None:
        check_fields(self)

    def init(self, x: Array) -> Patience:
        """Start with the base rate and nothing seen."""
        counts = np.zeros(x.shape[:-1], dtype=np.int64)
        rate = np.broadcast_to(np.asarray(self.learning_rate, dtype=np.float64), (*counts.shape, 1))
        return Patience(-1, rate, np.full(counts.shape, np.inf), counts, counts)

    def step(
        self, f: Any, x: Array, state: Patience, *, step: int, value: Array, epoch: int | None = None
    ) -> tuple[Array, Patience]:
        """Look at the value, and return one rate for every run (runs, 1)."""
        now = clock(self.by, step, epoch)
        if now == state.looked:
            return state.rate, state
        margin = self.threshold * np.abs(np.where(np.isinf(state.best), 0.0, state.best))
        better = np.asarray(value) < state.best - margin
        bad = np.where(better | (state.cooling > 0), 0, state.bad + 1)
        tired = bad > self.patience
        rate = np.where(tired[..., np.newaxis], np.maximum(state.rate * self.factor, self.minimum), state.rate)
        cooling = np.where(tired, self.cooldown, np.maximum(state.cooling - 1, 0))
        best = np.where(better, value, state.best)
        return rate, Patience(now, rate, best, np.where(tired, 0, bad), cooling)

    def __str__(self) -> str:
        return told(self)
