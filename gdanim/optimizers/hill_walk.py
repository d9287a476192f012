"""Descent by feeling: values alone, no gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.optimizers.contract import Array, Function, Number, Rate


class Heading(NamedTuple):
    """The way each run faces (..., 1): 2k for up the k-th axis, 2k + 1 for down it."""

    step: int
    heading: NDArray[np.int64]


@dataclass(frozen=True)
class HillWalk:
    """A walk in the dark: x ← x + ηd where f(x + ηd) ≤ f(x), else x stays and d turns (compass search, Fermi 1952).

    d is a way along an axis, at first up the first one; it turns round, then to the next axis, and so on in a circle.
    Asks for values only, and never goes up. Ends within η of a minimum, or in a valley that runs across the axes, and
    does not see how steep it is: it takes as many steps as the way is long.
    """

    learning_rate: Rate

    def init(self, x: Array) -> Heading:
        """Face up the first axis."""
        return Heading(0, np.zeros((*x.shape[:-1], 1), dtype=np.int64))

    def step(self, f: Function, x: Array, state: Heading, learning_rate: Number) -> tuple[Array, Heading]:
        """Try one step ahead, and take it or turn."""
        n = x.shape[-1]
        axis, back = state.heading // 2, state.heading % 2
        way = np.where(np.arange(n) == axis, 1.0 - 2.0 * back, 0.0)
        trial = x + learning_rate * way
        goes = (np.asarray(f.value(trial)) <= f.value(x))[..., np.newaxis]
        heading = np.where(goes, state.heading, (state.heading + 1) % (2 * n))
        return np.where(goes, trial, x), Heading(state.step + 1, heading)
