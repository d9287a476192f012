"""Where a hyperparameter may lie, and the sentence that is said where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np

from gdanim.errors import SceneError, nearest, within

TINY = float(np.nextafter(0, 1))
HUGE = float(np.finfo(np.float64).max)


class Range(NamedTuple):
    """Numbers from `low` up to but not including `high`, in words; for some, whole numbers only."""

    low: float
    high: float
    words: str
    whole: bool = False

    def holds(self, value: Any) -> bool:
        """Return whether a number, or every number of an array, lies within."""
        kinds = (int, np.integer) if self.whole else (int, float, np.number, np.ndarray)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return False
        numbers = np.asarray(value)
        return numbers.dtype.kind in "iuf" and bool(np.all((self.low <= numbers) & (numbers < self.high)))


class Choice(NamedTuple):
    """A few words, of which one is meant."""

    choices: tuple[str, ...]

    @property
    def words(self) -> str:
        """The choices, as they are said."""
        return " or ".join(f'"{choice}"' for choice in self.choices)

    def holds(self, value: Any) -> bool:
        """Return whether it is one of them."""
        return isinstance(value, str) and value in self.choices


class Kind(NamedTuple):
    """Whatever a test lets through, in words."""

    holds: Callable[[Any], bool]
    words: str


SIZE = Range(0.0, np.inf, "a number of at least 0")
POSITIVE = Range(TINY, np.inf, "a number above 0")
FADING = Range(0.0, 1.0, "a number from 0 up to but not including 1")
BETWEEN = Range(TINY, 1.0, "a number between 0 and 1")
SHARE = Range(TINY, float(np.nextafter(1, 2)), "a number above 0 and at most 1")
COUNT = Range(1, np.inf, "a whole number of at least 1", whole=True)
FLAG = Kind(lambda value: isinstance(value, bool | np.bool_), "True or False")

ALLOWED: dict[str, Range | Choice | Kind] = {
    **dict.fromkeys(("learning_rate", "epsilon", "epsilon_root", "weight_decay", "learning_rate_decay"), SIZE),
    **dict.fromkeys(("momentum", "dampening", "momentum_decay", "initial_accumulator", "damping"), SIZE),
    **dict.fromkeys(("alpha", "beta", "lambd", "t0", "r", "weight_lr_power"), SIZE),
    **dict.fromkeys(("max_grad_norm", "min_norm", "tolerance_grad", "tolerance_change", "tolerance"), SIZE),
    **dict.fromkeys(("beta1", "beta2", "beta3", "rho"), FADING),
    **dict.fromkeys(("eta_minus", "shrink", "decrease", "c1", "c2"), BETWEEN),
    **dict.fromkeys(("step_min", "step_max", "trust_coefficient", "scaling", "estim_lr0", "estim_lr_coef"), POSITIVE),
    **dict.fromkeys(("period", "history_size", "max_ls"), COUNT),
    **dict.fromkeys(("maximize", "nesterov", "centered", "amsgrad", "use_clipping", "reset_state"), FLAG),
    **dict.fromkeys(("decoupled_weight_decay", "weight_decouple", "safeguard_warmup"), FLAG),
    "eta_plus": Range(1.0, np.inf, "a number of at least 1"),
    "slow_step": SHARE,
    "f_min": Range(-HUGE, np.inf, "a finite number"),
    "warmup_steps": Range(0, np.inf, "a whole number of at least 0", whole=True),
    "variant": Choice(("sps", "sps+")),
    "formula": Choice(("polak-ribiere", "fletcher-reeves")),
    "line_search_fn": Kind(
        lambda value: value is None or value == "strong_wolfe" or hasattr(value, "along"),
        'None, "strong_wolfe" or a line search such as Backtracking()',
    ),
}
"""What each hyperparameter may be, whichever rule it belongs to; one of a rule of your own that is not here may be
anything."""


def check_hyperparameters(optimizer: Any) -> None:
    """Raise SceneError where an object does not follow the contract or a hyperparameter cannot be used."""
    if isinstance(optimizer, type):
        raise SceneError(f"{optimizer.__name__} needs its hyperparameters: write {_example(optimizer)}.")
    if hasattr(optimizer, "inner"):
        with within("inner"):
            check_hyperparameters(optimizer.inner)
    for part in ("learning_rate", "init", "step"):
        if not hasattr(optimizer, part):
            shown = repr(optimizer) if isinstance(optimizer, str) else type(optimizer).__name__
            raise SceneError(f"{shown} is no optimizer: it has no {part}. One is written as Adam(learning_rate=0.1).")
    _check_values(optimizer)


def _check_values(owner: Any) -> None:
    for name in _names(owner):
        value, allowed = getattr(owner, name), ALLOWED[name]
        if _is_left_to_others(owner, name, value) or allowed.holds(value):
            continue
        hint = nearest(value, allowed.choices) if isinstance(allowed, Choice) and isinstance(value, str) else ""
        raise SceneError(f"{type(owner).__name__}: {name} is {value!r}; it must be {allowed.words}.{hint}")
    if is_dataclass(search := getattr(owner, "line_search_fn", None)):
        _check_values(search)


def _is_left_to_others(owner: Any, name: str, value: Any) -> bool:
    """A schedule is asked by the loop, and checks itself; a value that is None by default is worked out by its rule."""
    if name == "learning_rate":
        return callable(value) or hasattr(value, "step")
    return value is None and getattr(type(owner), name, value) is None


def _names(owner: Any) -> list[str]:
    names = [item.name for item in fields(owner)] if is_dataclass(owner) else ["learning_rate"]
    return [name for name in names if name in ALLOWED]


def _example(rule: type) -> str:
    wraps = is_dataclass(rule) and any(item.name == "inner" for item in fields(rule))
    return f"{rule.__name__}(Adam(learning_rate=0.1))" if wraps else f"{rule.__name__}(learning_rate=0.1)"
