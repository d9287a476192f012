"""Schedules of time that come back: restarts and cycles, some of which turn the momentum as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gdanim.errors import SceneError
from gdanim.optimizers.contract import Number
from gdanim.schedules.contract import clock, told
from gdanim.schedules.decays import Timed, blend


@dataclass(frozen=True)
class CosineRestarts(Timed):
    """Cosine decay that starts again (Loshchilov and Hutter 2017's SGDR; torch's CosineAnnealingWarmRestarts).

    The first decay takes `length` steps, each later one `growth` times as long as the one before.
    """

    length: int
    growth: int = 1
    minimum: float = 0.0
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        length = self.length
        while self.growth > 1 and k >= length:
            k, length = k - length, length * self.growth
        return blend(self.learning_rate, self.minimum, k % length / length, "cosine")


@dataclass(frozen=True)
class OneCycle(Timed):
    """Up to η and down to nearly nothing, once (Smith and Topin 2018; torch's OneCycleLR, η its max_lr).

    From η/div_factor to η at the share `rise` of `length`, then to η/(div_factor · final_div_factor) at
    k = length − 1, where it stays; along a half cosine or a straight line, as `anneal` says. `momenta` = (low, high)
    makes the optimizer's momentum, or its beta1, go the other way round, instead of the number it was given: high at
    the ends, low at the peak. torch does so unasked, with (0.85, 0.95).
    """

    length: int
    rise: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    anneal: Literal["cosine", "linear"] = "cosine"
    momenta: tuple[float, float] | None = None
    robbins_monro: ClassVar[bool | None] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.length < 2:
            raise SceneError("OneCycle: length is 1; up and down takes at least 2.")

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        start = self.learning_rate / self.div_factor
        return self._cycled(k, start, self.learning_rate, start / self.final_div_factor)

    def momentum(self, *, step: int, epoch: int | None = None) -> float | None:
        """Return the momentum of the update about to be made, or None where it is the optimizer's own."""
        if self.momenta is None:
            return None
        low, high = self.momenta
        return float(self._cycled(clock(self.by, step, epoch), high, low, high))

    def _cycled(self, k: int, start: Number, peak: Number, end: Number) -> Number:
        turn, last = max(self.rise * self.length - 1, 0.0), self.length - 1
        if k < turn:
            return blend(start, peak, k / turn, self.anneal)
        return blend(peak, end, (min(k, last) - turn) / (last - turn), self.anneal)

    def __str__(self) -> str:
        return told(self, "to {}")


@dataclass(frozen=True)
class Cyclic(Timed):
    """Zigzag between η and `highest` for ever (Smith 2017; torch's CyclicLR, η its base_lr).

    `up` steps from low to high, `down` back, as many where it is None. The height is the same in every cycle with
    mode="triangular", halved after each with "triangular2", and multiplied by factor^k with "exponential".
    `momenta` = (low, high) makes the optimizer's momentum, or its beta1, fall from high as the rate rises, instead of
    the number it was given. torch does so unasked, with (0.8, 0.9).
    """

    highest: float
    up: int
    down: int | None = None
    mode: Literal["triangular", "triangular2", "exponential"] = "triangular"
    factor: float = 1.0
    momenta: tuple[float, float] | None = None
    robbins_monro: ClassVar[bool | None] = False

    def at(self, k: int) -> Number:
        """Return the rate after k steps."""
        return self.learning_rate + (self.highest - self.learning_rate) * self._height(k)

    def momentum(self, *, step: int, epoch: int | None = None) -> float | None:
        """Return the momentum of the update about to be made, or None where it is the optimizer's own."""
        if self.momenta is None:
            return None
        low, high = self.momenta
        return high - (high - low) * self._height(clock(self.by, step, epoch))

    def _height(self, k: int) -> float:
        down = self.up if self.down is None else self.down
        cycle, place = divmod(k, self.up + down)
        height = place / self.up if place <= self.up else (self.up + down - place) / down
        return height * {"triangular": 1.0, "triangular2": 0.5**cycle, "exponential": self.factor**k}[self.mode]
