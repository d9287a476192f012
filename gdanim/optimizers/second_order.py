"""Rules that know or learn how the slope changes: Newton's method and those that stand in for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np

from gdanim.optimizers.contract import Array, Function, Number, Rate, apply, dot, principal
from gdanim.optimizers.line_search import ExactLineSearch, LineSearch, descending, step_length

Search = LineSearch | Literal["strong_wolfe"] | None
"""What finds the length of a step; without it that is the learning rate."""

EXACT = ExactLineSearch()

TELLING = 1e-10
"""The least yᵀs that tells of a curvature, as in torch: a pair with less is not learned from."""


class Curved(Function, Protocol):
    """A function with second derivatives."""

    def hessian(self, x: Array) -> Array:
        """Return the second partial derivatives (..., n, n) at points (..., n)."""


@dataclass(frozen=True)
class Newton:
    """Newton's method: x ← x − ηH⁻¹g, H = ∇²f(x) + δI (Newton 1669; Levenberg 1944's `damping` δ).

    η below 1 is damped Newton; with a line search it is the first length tried, and −g stands in where f does not fall
    along −H⁻¹g. Reaches the minimum of a quadratic in one step and doubles its digits near any other; but what it
    seeks is a point without slope, so that it walks into saddles and maxima too. An axis without curvature throws it
    to infinity, one without slope is not moved along.
    """

    learning_rate: Rate = 1.0
    damping: Number = 0.0
    line_search_fn: Search = None

    def init(self, x: Array) -> tuple[()]:
        """Return nothing: the rule remembers nothing."""
        return ()

    def step(self, f: Curved, x: Array, state: tuple[()], learning_rate: Number) -> tuple[Array, tuple[()]]:
        """Step to where the slope would vanish if f were a quadratic."""
        g, h = f.gradient(x), f.hessian(x)
        known = np.asarray(np.isfinite(h).all(axis=(-2, -1), keepdims=True))
        curvature, axes = principal(np.where(known, h, 0.0))
        along = apply(np.swapaxes(axes, -2, -1), g)
        direction = -apply(axes, np.where(along == 0, 0.0, along / (curvature + self.damping)))
        direction = np.where(known[..., 0], direction, np.nan)
        if self.line_search_fn is not None:
            direction = descending(direction, g)
        return x + step_length(self.line_search_fn, f, x, direction, g, learning_rate) * direction, ()


class Inverse(NamedTuple):
    """The last gradient and move (..., n), and the inverse Hessian as learned so far (..., n, n)."""

    step: int
    gradient: Array
    move: Array
    inverse: Array


@dataclass(frozen=True)
class BFGS:
    """BFGS: x ← x − tBg, B ← (I − ρsyᵀ)B(I − ρysᵀ) + ρssᵀ, ρ = 1/yᵀs (Broyden, Fletcher, Goldfarb and Shanno 1970).

    s is the last move and y the change of g along it. B starts as I and becomes yᵀs/yᵀy I before it first learns
    (Nocedal and Wright, equation 6.20). t is found by the line search from η on, at the first step from
    η · min(1, 1/‖g‖₁). Learns Newton's step from gradients alone, and with a line search always descends. Noise makes
    it learn what is not there.
    """

    learning_rate: Rate = 1.0
    line_search_fn: Search = "strong_wolfe"

    def init(self, x: Array) -> Inverse:
        """Start with the identity."""
        n = x.shape[-1]
        return Inverse(0, np.zeros_like(x), np.zeros_like(x), np.zeros((*x.shape, n)) + np.eye(n))

    def step(self, f: Function, x: Array, state: Inverse, learning_rate: Number) -> tuple[Array, Inverse]:
        """Learn from the last move, and step along −Bg."""
        g = f.gradient(x)
        first = learning_rate
        inverse = state.inverse
        if state.step:
            inverse = _learned(inverse, state.move, g - state.gradient, is_first=state.step == 1)
        else:
            first = cautious(g, learning_rate)
        direction = -apply(inverse, g)
        move = step_length(self.line_search_fn, f, x, direction, g, first) * direction
        return x + move, Inverse(state.step + 1, g, move, inverse)


def _learned(b: Array, s: Array, y: Array, *, is_first: bool) -> Array:
    told = dot(y, s)
    if is_first:
        b = b * (told / dot(y, y))[..., np.newaxis]
    by, rho = apply(b, y), 1 / told
    across = s[..., :, np.newaxis] * by[..., np.newaxis, :]
    square = s[..., :, np.newaxis] * s[..., np.newaxis, :]
    scale = (rho * (1 + rho * dot(y, by)))[..., np.newaxis]
    new = b + scale * square - rho[..., np.newaxis] * (across + np.swapaxes(across, -2, -1))
    return np.where(told[..., np.newaxis] > TELLING, new, b)


class Memory(NamedTuple):
    """What LBFGS remembers of each run: the last gradient and move (..., n), the scale of B (..., 1), whether it has
    begun (..., 1), and up to `history_size` moves and changes of the gradient, each (k, ..., n), the newest last.

    A place that is not filled holds zeros, which change nothing.
    """

    gradient: Array
    move: Array
    scale: Array
    begun: Array
    moves: Array
    changes: Array


@dataclass(frozen=True)
class LBFGS:
    """L-BFGS: x ← x − tBg, B from the last `history_size` pairs s, y and yᵀs/yᵀy I (Nocedal 1980; torch's form).

    One step is one iteration (`max_iter` 1). t is η, at the first step η · min(1, 1/‖g‖₁); with a line search, such as
    "strong_wolfe", that is the length tried first. A pair with yᵀs ≤ 1e−10 is left out. A run stands still where no
    slope exceeds `tolerance_grad`, and where −dᵀg, d = −Bg, is less than `tolerance_change`. BFGS without its matrix,
    for many variables; without a line search it may jump far.
    """

    learning_rate: Rate = 1.0
    tolerance_grad: Number = 1e-7
    tolerance_change: Number = 1e-9
    history_size: int = 100
    line_search_fn: Search = None

    def init(self, x: Array) -> Memory:
        """Start without pairs."""
        zero, one, none = np.zeros_like(x), np.ones((*x.shape[:-1], 1)), np.zeros((0, *x.shape))
        return Memory(zero, zero, one, 0 * one, none, none)

    def step(self, f: Function, x: Array, state: Memory, learning_rate: Number) -> tuple[Array, Memory]:
        """Learn from the last move, and step along −Bg."""
        g = f.gradient(x)
        active = np.abs(g).max(axis=-1, keepdims=True) > self.tolerance_grad
        scale, moves, changes = self._remember(g, state, active)
        direction = _two_loops(g, scale, moves, changes)
        first = np.where(state.begun == 0, cautious(g, learning_rate), learning_rate)
        t = step_length(self.line_search_fn, f, x, direction, g, first)
        goes = active & (dot(g, direction) <= -np.asarray(self.tolerance_change))
        gradient, move = np.where(active, g, state.gradient), np.where(active, t * direction, state.move)
        begun = np.where(active, 1.0, state.begun)
        return np.where(goes, x + t * direction, x), Memory(gradient, move, scale, begun, moves, changes)

    def _remember(self, g: Array, state: Memory, active: Array) -> tuple[Array, Array, Array]:
        s, y = state.move, g - state.gradient
        told = dot(y, s)
        learns = active & (state.begun == 1) & (told > TELLING)
        scale = np.where(learns, told / dot(y, y), state.scale)
        kept = slice(-self.history_size, None)
        return scale, _push(learns, state.moves, s)[kept], _push(learns, state.changes, y)[kept]


def _push(learns: Array, places: Array, newest: Array) -> Array:
    """Return one place more: the newest at the end of the runs that learn, an empty one at the head of the others."""
    empty = np.zeros_like(newest)[np.newaxis]
    return np.where(learns, np.concatenate([places, newest[np.newaxis]]), np.concatenate([empty, places]))


def _two_loops(g: Array, scale: Array, moves: Array, changes: Array) -> Array:
    """Return −Bg by Nocedal's two loops over the pairs, back and forth."""
    q, shares = -g, []
    for s, y in zip(moves[::-1], changes[::-1], strict=True):
        told = dot(y, s)
        shares.append(np.where(told == 0, 0.0, dot(s, q) / told))
        q = q - shares[-1] * y
    direction = q * scale
    for s, y, share in zip(moves, changes, reversed(shares), strict=True):
        told = dot(y, s)
        direction = direction + (share - np.where(told == 0, 0.0, dot(y, direction) / told)) * s
    return direction


class Conjugate(NamedTuple):
    """The last gradient and direction, both (..., n)."""

    step: int
    gradient: Array
    direction: Array


@dataclass(frozen=True)
class ConjugateGradient:
    """Conjugate gradients: d ← −g + βd, β = max(0, gᵀ(g − g₋)/g₋ᵀg₋), x ← x + td (Polak and Ribière 1969).

    "fletcher-reeves" has β = gᵀg/g₋ᵀg₋ (Fletcher and Reeves 1964). d starts anew as −g where f would not fall along
    it. t is found by the line search, from η on. Reaches the minimum of a quadratic in n variables in n steps and
    remembers one direction only; lives by an exact line search, and so by many gradients a step.
    """

    learning_rate: Rate = 1.0
    formula: Literal["polak-ribiere", "fletcher-reeves"] = "polak-ribiere"
    line_search_fn: Search = EXACT

    def init(self, x: Array) -> Conjugate:
        """Start without a direction."""
        return Conjugate(0, np.zeros_like(x), np.zeros_like(x))

    def step(self, f: Function, x: Array, state: Conjugate, learning_rate: Number) -> tuple[Array, Conjugate]:
        """Bend the last direction by the new gradient, and go along it."""
        g = f.gradient(x)
        before = dot(state.gradient, state.gradient)
        change = g if self.formula == "fletcher-reeves" else g - state.gradient
        beta = np.where(before > 0, np.maximum(0.0, dot(g, change) / before), 0.0)
        direction = descending(beta * state.direction - g, g)
        t = step_length(self.line_search_fn, f, x, direction, g, learning_rate)
        return x + t * direction, Conjugate(state.step + 1, g, direction)


def cautious(g: Array, learning_rate: Number) -> Array:
    """Return η · min(1, 1/‖g‖₁), the length of a first step that knows no curvature yet, as in torch."""
    return np.minimum(1.0, 1 / dot(np.abs(g), np.ones_like(g))) * learning_rate
