"""Schedules of time that go one way: falling from a rate, or rising to it."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Literal

import numpy as np

from gdanim.optimizers.contract import Number
from gdanim.schedules.contract import clock, told
from gdanim.schedules.fields import check_fields


@dataclass(frozen=True)
class Timed(ABC):
    """A schedule that depends on time alone, counted in steps or, with by="epoch", in whole passes over the data."""

    learning_rate: Number
    _: KW_ONLY
    by: Literal["step", "epoch"] = "step"

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    @abstractmethod
    def robbins_monro(self) -> bool | None:
        """Whether Ση = ∞ and Ση² < ∞."""

    @abstractmethod
    def at(self, k: int) -> Number:
        """Return the rate after k steps, or epochs."""

    def __call__(self, step: int, epoch: int | None = None) -> Number:
        """Return the rate of the update about to be made."""
        return self.at(clock(self.by, step, epoch))

    def __str__(self) -> str:
        return told(self)


@dataclass(frozen=True)
class Constant(Timed):
    """The same rate for ever: η. Fine without noise; with it, the runs never come to rest."""

    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate."""
        return self.learning_rate


@dataclass(frozen=True)
class InverseTime(Timed):
    """1/t decay: η/(1 + dk), d the `decay` (Robbins and Monro 1951; CS231n's notes).

    The classic rate that stochastic descent converges with; soon too small where it starts too small.
    """

    decay: float = 1.0

    @property
    def robbins_monro(self) -> bool | None:
        """True: the harmonic series diverges, its squares converge."""
        return bool(np.all(np.asarray(self.decay) > 0))

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return self.learning_rate / (1 + self.decay * k)


@dataclass(frozen=True)
class InverseSqrt(Timed):
    """η/√(1 + dk), d the `decay`: 1/√updates (CS221's lecture).

    Σ1/k is infinite, so Robbins and Monro would not have it; it works well in practice.
    """

    decay: float = 1.0
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return self.learning_rate / np.sqrt(1 + self.decay * k)


@dataclass(frozen=True)
class StepDecay(Timed):
    """Staircase: η · factor^⌊k/every⌋ (torch's StepLR; CS231n's ½ every 5 epochs, or 0.1 every 20)."""

    every: int
    factor: float = 0.1
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return self.learning_rate * self.factor ** (k // self.every)


@dataclass(frozen=True)
class MultiStepDecay(Timed):
    """Staircase at chosen times: η · factor^(number of `milestones` ≤ k) (torch's MultiStepLR)."""

    milestones: tuple[int, ...]
    factor: float = 0.1
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps; a milestone that is named twice counts twice."""
        return self.learning_rate * self.factor ** bisect_right(self.milestones, k)


@dataclass(frozen=True)
class ExponentialDecay(Timed):
    """η · factor^k (torch's ExponentialLR; CS231n writes e^(−dk), that is factor = e^(−d)).

    Ση is finite: a run stalls once the remaining rates no longer reach the minimum.
    """

    factor: float
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return self.learning_rate * self.factor**k


@dataclass(frozen=True)
class PolynomialDecay(Timed):
    """m + (η − m)(1 − k/length)^power, m the `minimum`, which stays from k = length on (torch's PolynomialLR)."""

    length: int
    power: float = 1.0
    minimum: float = 0.0
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        left = 1 - min(k, self.length) / self.length
        return self.minimum + (self.learning_rate - self.minimum) * left**self.power


@dataclass(frozen=True)
class CosineDecay(Timed):
    """m + (η − m)(1 + cos(πk/length))/2, m the `minimum` (Loshchilov and Hutter 2017; torch's CosineAnnealingLR).

    The minimum is reached at k = length; after it the rate climbs back, with the period 2 · length.
    """

    length: int
    minimum: float = 0.0
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return blend(self.learning_rate, self.minimum, k / self.length, "cosine")


@dataclass(frozen=True)
class LinearWarmup(Timed):
    """From start_factor · η in a straight line to end_factor · η at k = length, and so on for ever (torch's LinearLR).

    Spares an optimizer large steps before its averages mean something; followed by a decay, see `Sequence`.
    """

    length: int
    start_factor: float = 1 / 3
    end_factor: float = 1.0
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return self.learning_rate * blend(self.start_factor, self.end_factor, min(k / self.length, 1), "linear")

    def __str__(self) -> str:
        return told(self, "to {}")


def blend(start: Number, end: Number, share: float, anneal: str) -> Number:
    """Return what lies between start and end at a share of the way, along a straight line or half a cosine."""
    left = (1 + math.cos(math.pi * share)) / 2 if anneal == "cosine" else 1 - share
    return end + (start - end) * left
