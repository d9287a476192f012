"""A line search for quasi-Newton methods: lengths at which f has fallen enough and flattened enough."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, dot


class Trial(NamedTuple):
    """A length t along the direction, with φ(t) = f(x + td) and φ′(t)."""

    t: Any
    value: Any
    slope: Any


Search = Generator[Any, tuple[Any, Any], Any]
"""Yields lengths to try, is sent value and slope there, and returns the length found."""


@dataclass(frozen=True)
class StrongWolfe:
    """Strong Wolfe conditions: t ← cubic guesses until φ(t) ≤ φ(0) + c₁tφ′(0) and |φ′(t)| ≤ −c₂φ′(0) (Wolfe 1969).

    φ(t) = f(x + td). The search of torch's LBFGS, step for step: from t = η on outwards at most tenfold until a minimum
    is bracketed, then inwards, until the bracket is shorter than `tolerance_change` or `max_ls` lengths were tried.
    What quasi-Newton methods need: the slope changes enough along the step to tell the curvature.
    """

    learning_rate: Number = 1.0
    c1: float = 1e-4
    c2: float = 0.9
    tolerance_change: float = 1e-9
    max_ls: int = 25
    robbins_monro: ClassVar[bool | None] = None

    def along(self, f: Function, x: Array, direction: Array, gradient: Array, first: Number) -> Array:
        """Return the lengths found; every run searches by itself, but all trials are evaluated together."""
        fall = dot(direction, gradient)
        values, longest = np.asarray(f.value(x)).ravel(), np.abs(direction).max(axis=-1).ravel()
        t = np.array(first + np.zeros_like(fall))
        starts = map(Trial, np.zeros_like(values), values, fall.ravel())
        searches = dict(enumerate(map(self._search, starts, t.ravel(), longest)))
        for search in searches.values():
            next(search)
        while searches:
            at = x + t * direction
            found = zip(np.asarray(f.value(at)).ravel(), dot(f.gradient(at), direction).ravel(), strict=True)
            for run, answer in enumerate(found):
                if run in searches:
                    self._advance(searches, run, answer, t)
        return t

    @staticmethod
    def _advance(searches: dict[int, Search], run: int, answer: tuple[Any, Any], t: Array) -> None:
        try:
            t.flat[run] = searches[run].send(answer)
        except StopIteration as end:
            t.flat[run] = end.value
            del searches[run]

    def _search(self, start: Trial, first: Any, longest: Any) -> Search:
        last, trial = start, Trial(first, *(yield first))
        for tried in range(self.max_ls):
            if self._is_high(trial, start) or (tried > 1 and trial.value >= last.value):
                return (yield from self._zoom(start, [last, trial], longest, tried))
            if self._is_flat(trial, start):
                return trial.t
            if trial.slope >= 0:
                return (yield from self._zoom(start, [last, trial], longest, tried))
            t = cubic(last, trial, trial.t + 0.01 * (trial.t - last.t), 10 * trial.t)
            last, trial = trial, Trial(t, *(yield t))
        return start.t if start.value <= trial.value else trial.t

    def _zoom(self, start: Trial, ends: list[Trial], longest: Any, tried: int) -> Search:
        """Narrow a bracket; `low` is the place of its lower end."""
        low, is_slow = _lower(ends), False
        for _ in range(tried, self.max_ls):
            left, right = sorted(end.t for end in ends)
            if (right - left) * longest < self.tolerance_change:
                break
            t = cubic(ends[0], ends[1], left, right)
            margin = 0.1 * (right - left)
            if min(right - t, t - left) >= margin:
                is_slow = False
            elif is_slow or t >= right or t <= left:
                t, is_slow = right - margin if abs(t - right) < abs(t - left) else left + margin, False
            else:
                is_slow = True
            trial = Trial(t, *(yield t))
            if self._is_high(trial, start) or trial.value >= ends[low].value:
                ends[1 - low] = trial
                low = _lower(ends)
                continue
            if self._is_flat(trial, start):
                return t
            if trial.slope * (ends[1 - low].t - ends[low].t) >= 0:
                ends[1 - low] = ends[low]
            ends[low] = trial
        return ends[low].t

    def _is_high(self, trial: Trial, start: Trial) -> bool:
        return bool(trial.value > start.value + self.c1 * trial.t * start.slope)

    def _is_flat(self, trial: Trial, start: Trial) -> bool:
        return bool(abs(trial.slope) <= -self.c2 * start.slope)

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: as a learning rate it remembers nothing."""
        return ()

    def step(self, f: Function, x: Array, state: tuple[()], *, gradient: Array) -> tuple[Array, tuple[()]]:
        """Return the learning rates (..., 1) of gradient descent."""
        return self.along(f, x, -gradient, gradient, self.learning_rate), ()


def _lower(ends: list[Trial]) -> int:
    return 0 if ends[0].value <= ends[1].value else 1


def cubic(a: Trial, b: Trial, low: Any, high: Any) -> Any:
    """Return where the cubic through two trials, with their slopes, is least, held within low and high.

    Where it has no minimum that is the middle. (Nocedal and Wright, Numerical Optimization, equation 3.59.)
    """
    if a.t > b.t:
        a, b = b, a
    d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2
    d2 = np.sqrt(square)
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(t, low), high)
