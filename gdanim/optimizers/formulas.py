"""Update rules written out line by line, so that a step can be shown with its numbers filled in.

A line is data: the formula as mathtext, the same formula with names in braces where numbers stand, and where each
number comes from. Rules that have no lines of their own are told as x ← x + Δ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim import optimizers as rules
from gdanim.optimizers.contract import slope

if TYPE_CHECKING:
    from gdanim.descent import Trajectory

Array = NDArray[np.float64]
Number = float | Array


class Step(NamedTuple):
    """One update of one run: points (n,), the gradient (n,) that the rule was given, its states and its rate."""

    rule: Any
    x: Array
    gradient: Array
    rate: float
    before: Any
    after: Any
    x_after: Array

    @property
    def g(self) -> Array:
        """The slope that the rule descends, weight decay and sign included, as far as they are part of it."""
        decay = 0.0 if _is_decoupled(self.rule) else getattr(self.rule, "weight_decay", 0.0)
        given = _Given(self.gradient)
        return slope(given, self.x, decay, getattr(self.rule, "maximize", False))

    @property
    def t(self) -> int:
        """The number of the step, counted from 1."""
        return int(self.after.step)


class _Given(NamedTuple):
    """A function of which one gradient is known."""

    known: Array

    def value(self, x: Array) -> Array:
        raise NotImplementedError

    def gradient(self, x: Array) -> Array:
        return self.known


Source = Callable[[Step], Number]
"""Where a number of a step is found."""


@dataclass(frozen=True)
class Line:
    """What is computed, as `symbol` ← `formula` in mathtext, and the same with numbers.

    `filled` is the formula with {names} for the `numbers`, in which · is a product, ² a square, √ a root of what
    follows, [ ] are brackets, and | is where a row may be broken. `result` is what comes out.
    """

    symbol: str
    formula: str
    filled: str
    numbers: Mapping[str, Source]
    result: Source


def made_step(objective: Any, rule: Any, trajectory: Trajectory, k: int, samples: Any) -> Step:
    """Return update k, counted from 0, of a run whose states were kept; `samples` of the data fed it, if there are any.

    The objective's gradient is asked for once more, which gives the very same numbers.
    """
    x = trajectory.points[k]
    f = objective.batch(samples) if hasattr(objective, "batch") else objective
    before, after = (alone(trajectory.states[j]) for j in (k, k + 1))
    return Step(rule, x, f.gradient(x), float(trajectory.learning_rates[k]), before, after, trajectory.points[k + 1])


def alone(state: Any) -> Any:
    """Return a state of one run without the axis of runs, where its parts have that and one of coordinates."""
    if not hasattr(state, "_fields"):
        return state
    return type(state)(*(part[0] if isinstance(part, np.ndarray) and part.ndim == 2 else part for part in state))


def lines_of(rule: Any) -> tuple[Line, ...]:
    """Return the lines of an update rule, the point's last."""
    written = LINES.get(type(rule))
    return MOVE if written is None else (*_slope_lines(rule), *written(rule))


X, X_AFTER, G, RATE, GRADIENT = (attrgetter(name) for name in ("x", "x_after", "g", "rate", "gradient"))


def _rest(name: str) -> Source:
    """Return 1 minus a hyperparameter."""
    given = attrgetter(f"rule.{name}")
    return lambda step: 1 - given(step)


def _unbias(name: str) -> Source:
    """Return 1 − βᵗ."""
    given = attrgetter(f"rule.{name}")
    return lambda step: 1 - given(step) ** step.t


MOVE = (
    Line("x", r"x + \Delta", "{x} | + {move}", {"x": X, "move": lambda step: step.x_after - step.x}, X_AFTER),
)  # fmt: skip
"""Any rule: the point moves."""

DOWN = Line("x", r"x - \eta g", "{x} | − {eta} · {g}", {"x": X, "eta": RATE, "g": G}, X_AFTER)


def _is_decoupled(rule: Any) -> bool:
    return isinstance(rule, rules.AdamW | rules.Lion) or getattr(rule, "decoupled_weight_decay", False)


def _slope_lines(rule: Any) -> tuple[Line, ...]:
    """Return how the slope comes from the gradient and the point from its decay, nothing where both are as they are."""
    decay, maximize = getattr(rule, "weight_decay", 0.0), getattr(rule, "maximize", False)
    sign = "−" if maximize else ""
    decayed: dict[str, Source] = {"lambda": attrgetter("rule.weight_decay"), "x": X}
    if decay and not _is_decoupled(rule):
        tex = (r"-" if maximize else "") + r"\nabla f + \lambda x"
        return (Line("g", tex, sign + "{d} | + {lambda} · {x}", {"d": GRADIENT, **decayed}, G),)
    return (Line("g", r"-\nabla f", "−{d}", {"d": GRADIENT}, G),) if maximize else ()


def _shrunk(rule: Any) -> tuple[str, str, dict[str, Source]]:
    """Return how the point enters the last line: as it is, or shrunk by a decay of its own."""
    if _is_decoupled(rule) and rule.weight_decay:
        return r"(1 - \eta\lambda)x", "{keep} · {x}", {"x": X, "keep": lambda s: 1 - s.rate * s.rule.weight_decay}
    return "x", "{x}", {"x": X}


def _descent(rule: Any) -> tuple[Line, ...]:
    return (DOWN,)


def _momentum(rule: rules.Momentum) -> tuple[Line, ...]:
    share: dict[str, Source] = {"share": lambda s: 1 - s.rule.dampening if s.before.step else 1.0}
    formula, filled, more = (
        (r"\mu v + (1 - d) g", "{mu} · {v} | + {share} · {g}", share)
        if rule.dampening
        else (r"\mu v + g", "{mu} · {v} | + {g}", {})
    )
    return (
        Line("v", formula, filled, {"mu": MU, "v": VELOCITY, "g": G, **more}, VELOCITY_AFTER),
        Line("x", r"x - \eta v", "{x} | − {eta} · {v}", {"x": X, "eta": RATE, "v": VELOCITY_AFTER}, X_AFTER),
    )


MU, VELOCITY, VELOCITY_AFTER = (attrgetter(name) for name in ("rule.momentum", "before.velocity", "after.velocity"))
EPSILON = attrgetter("rule.epsilon")


def _nesterov(rule: Any) -> tuple[Line, ...]:
    return (
        Line("v", r"\mu v + g", "{mu} · {v} | + {g}", {"mu": MU, "v": VELOCITY, "g": G}, VELOCITY_AFTER),
        Line(
            "x", r"x - \eta(g + \mu v)", "{x} | − {eta} · [{g} | + {mu} · {v}]",
            {"x": X, "eta": RATE, "g": G, "mu": MU, "v": VELOCITY_AFTER}, X_AFTER,
        ),
    )  # fmt: skip


def _optimistic(rule: Any) -> tuple[Line, ...]:
    numbers: dict[str, Source] = {
        "x": X, "eta": RATE, "sum": lambda s: s.rule.alpha + s.rule.beta, "g": G, "beta": attrgetter("rule.beta"),
        "last": lambda s: s.before.gradient if s.before.step else s.g,
    }  # fmt: skip
    formula, filled = r"x - \eta((\alpha + \beta) g - \beta g_{-})", "{x} | − {eta} · [{sum} · {g} | − {beta} · {last}]"
    return (Line("x", formula, filled, numbers, X_AFTER),)


def _sign(rule: Any) -> tuple[Line, ...]:
    numbers: dict[str, Source] = {"x": X, "eta": RATE, "sign": lambda s: np.sign(s.g)}
    return (Line("x", r"x - \eta\,\mathrm{sign}(g)", "{x} | − {eta} · {sign}", numbers, X_AFTER),)


def _mean(beta: str, tex: str) -> Line:
    """Return the line of a running mean of the gradient."""
    numbers: dict[str, Source] = {
        "beta": attrgetter(f"rule.{beta}"), "m": attrgetter("before.first"), "rest": _rest(beta), "g": G,
    }  # fmt: skip
    return Line("m", f"{tex} m + (1 - {tex}) g", "{beta} · {m} | + {rest} · {g}", numbers, attrgetter("after.first"))


def _mean_square(beta: str, tex: str) -> Line:
    """Return the line of a running mean of the squared gradient."""
    numbers: dict[str, Source] = {
        "beta": attrgetter(f"rule.{beta}"), "v": attrgetter("before.second"), "rest": _rest(beta), "g": G,
    }  # fmt: skip
    return Line("v", f"{tex} v + (1 - {tex}) g^2", "{beta} · {v} | + {rest} · {g}²", numbers, SECOND_AFTER)


FIRST_AFTER, SECOND_AFTER = attrgetter("after.first"), attrgetter("after.second")


def _signum(rule: Any) -> tuple[Line, ...]:
    numbers: dict[str, Source] = {"x": X, "eta": RATE, "sign": lambda s: np.sign(s.after.first)}
    last = Line("x", r"x - \eta\,\mathrm{sign}(m)", "{x} | − {eta} · {sign}", numbers, X_AFTER)
    return (_mean("momentum", r"\mu"), last)


def _adagrad(rule: rules.AdaGrad) -> tuple[Line, ...]:
    squares, squares_after = attrgetter("before.squares"), attrgetter("after.squares")
    rate: Source = lambda s: s.rate / (1 + s.before.step * s.rule.learning_rate_decay)  # noqa: E731 - one line of many
    eta = r"\eta_t" if rule.learning_rate_decay else r"\eta"
    return (
        Line("s", "s + g^2", "{s} | + {g}²", {"s": squares, "g": G}, squares_after),
        Line(
            "x", rf"x - {eta}\,g/(\sqrt{{s}} + \epsilon)", "{x} | − {eta} · {g} | / [√{s} + {epsilon}]",
            {"x": X, "eta": rate, "g": G, "s": squares_after, "epsilon": EPSILON}, X_AFTER,
        ),
    )  # fmt: skip


def _rmsprop(rule: rules.RMSProp) -> tuple[Line, ...]:
    usual, root = (r"\sqrt{v - m^2}", "√[{v} | − {m}²]") if rule.centered else (r"\sqrt{v}", "√{v}")
    scaled: dict[str, Source] = {"g": G, "v": SECOND_AFTER, "epsilon": EPSILON}
    if rule.centered:
        scaled["m"] = FIRST_AFTER
    before = (_mean("rho", r"\rho"),) if rule.centered else ()
    if not rule.momentum:
        last = Line(
            "x", rf"x - \eta\,g/({usual} + \epsilon)", "{x} | − {eta} · {g} | / [" + root + " + {epsilon}]",
            {"x": X, "eta": RATE, **scaled}, X_AFTER,
        )  # fmt: skip
        return (*before, _mean_square("rho", r"\rho"), last)
    moved = Line(
        "b", rf"\mu b + g/({usual} + \epsilon)", "{mu} · {b} | + {g} | / [" + root + " + {epsilon}]",
        {"mu": MU, "b": VELOCITY, **scaled}, VELOCITY_AFTER,
    )  # fmt: skip
    last = Line("x", r"x - \eta b", "{x} | − {eta} · {b}", {"x": X, "eta": RATE, "b": VELOCITY_AFTER}, X_AFTER)
    return (*before, _mean_square("rho", r"\rho"), moved, last)


def _adadelta(rule: Any) -> tuple[Line, ...]:
    moves, delta = attrgetter("before.moves"), _delta
    return (
        _mean_square("rho", r"\rho"),
        Line(
            r"\delta", r"g\,\sqrt{u + \epsilon}\,/\sqrt{v + \epsilon}",
            "{g} | · √[{u} + {epsilon}] | / √[{v} + {epsilon}]",
            {"g": G, "u": moves, "v": SECOND_AFTER, "epsilon": EPSILON}, delta,
        ),
        Line(
            "u", r"\rho u + (1 - \rho) \delta^2", "{rho} · {u} | + {rest} · {delta}²",
            {"rho": attrgetter("rule.rho"), "u": moves, "rest": _rest("rho"), "delta": delta},
            attrgetter("after.moves"),
        ),
        Line("x", r"x - \eta\delta", "{x} | − {eta} · {delta}", {"x": X, "eta": RATE, "delta": delta}, X_AFTER),
    )  # fmt: skip


def _delta(step: Step) -> Array:
    """Return AdaDelta's move before the learning rate."""
    epsilon = step.rule.epsilon
    return np.sqrt(step.before.moves + epsilon) / np.sqrt(step.after.second + epsilon) * step.g


def _corrected(symbol: str, of: str, beta: str, tex: str) -> tuple[Line, Source]:
    """Return the line that undoes the bias of a mean that starts at zero, and what comes out."""
    mean, unbias = attrgetter(f"after.{of}"), _unbias(beta)
    result: Source = lambda s: mean(s) / unbias(s)  # noqa: E731 - it closes over the two
    line = Line(
        rf"\hat{{{symbol}}}",
        rf"{symbol}/(1 - {tex}^t)",
        "{mean} / {unbias}",
        {"mean": mean, "unbias": unbias},
        result,
    )
    return line, result


def _adam(rule: Any) -> tuple[Line, ...]:
    """Adam, AdamW and AMSGrad: they differ in which second moment they divide by, and in what shrinks the point."""
    keeps_largest = isinstance(rule, rules.AMSGrad) or getattr(rule, "amsgrad", False)
    symbol, field = ("u", "largest") if keeps_largest else ("v", "second")
    first, m_hat = _corrected("m", "first", "beta1", r"\beta_1")
    second, v_hat = _corrected(symbol, field, "beta2", r"\beta_2")
    largest = Line(
        "u", r"\max(u, v)", "max[{u}, | {v}]", {"u": attrgetter("before.largest"), "v": SECOND_AFTER},
        attrgetter("after.largest"),
    )  # fmt: skip
    tex, filled, numbers = _shrunk(rule)
    last = Line(
        "x", rf"{tex} - \eta\,\hat{{m}}/(\sqrt{{\hat{{{symbol}}}}} + \epsilon)",
        filled + " | − {eta} · {m} | / [√{v} + {epsilon}]",
        {**numbers, "eta": RATE, "m": m_hat, "v": v_hat, "epsilon": EPSILON}, X_AFTER,
    )  # fmt: skip
    means = (_mean("beta1", r"\beta_1"), _mean_square("beta2", r"\beta_2"))
    return (*means, *((largest,) if keeps_largest else ()), first, second, last)


def _lion(rule: rules.Lion) -> tuple[Line, ...]:
    sign: Source = lambda s: np.sign(s.rule.beta1 * s.before.first + (1 - s.rule.beta1) * s.g)  # noqa: E731 - one of many
    tex, filled, numbers = _shrunk(rule)
    return (
        Line(
            "s", r"\mathrm{sign}(\beta_1 m + (1 - \beta_1) g)", "sign[{beta} · {m} | + {rest} · {g}]",
            {"beta": attrgetter("rule.beta1"), "m": attrgetter("before.first"), "rest": _rest("beta1"), "g": G}, sign,
        ),
        _mean("beta2", r"\beta_2"),
        Line("x", rf"{tex} - \eta s", filled + " | − {eta} · {s}", {**numbers, "eta": RATE, "s": sign}, X_AFTER),
    )  # fmt: skip


LINES: dict[type, Callable[[Any], tuple[Line, ...]]] = {
    rules.GradientDescent: _descent,
    rules.Momentum: _momentum,
    rules.Nesterov: _nesterov,
    rules.OptimisticGradientDescent: _optimistic,
    rules.SignDescent: _sign,
    rules.Signum: _signum,
    rules.Lion: _lion,
    rules.AdaGrad: _adagrad,
    rules.RMSProp: _rmsprop,
    rules.AdaDelta: _adadelta,
    rules.Adam: _adam,
    rules.AMSGrad: _adam,
    rules.AdamW: _adam,
}
"""The rules that are written out, and how."""
