"""What the fields of a schedule may be, and the sentence that is said where they are not."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from gdanim.errors import SceneError, nearest
from gdanim.optimizers.hyperparameters import COUNT, FADING, HUGE, POSITIVE, SHARE, SIZE, Choice, Kind, Range

_TALLY = Range(0, np.inf, "a whole number of at least 0", whole=True)
_DIVISOR = Range(1.0, np.inf, "a number of at least 1")
_MILESTONES = Kind(
    lambda value: isinstance(value, tuple) and all(map(COUNT.holds, value)) and list(value) == sorted(value),
    "whole numbers of at least 1 in rising order",
)
_MOMENTA = Kind(
    lambda value: value is None or (np.shape(value) == (2,) and all(map(FADING.holds, value)) and value[0] <= value[1]),
    "a pair (low, high) of numbers from 0 up to but not including 1",
)
_DOWN = Kind(lambda value: value is None or COUNT.holds(value), COUNT.words)

_ALLOWED: dict[str, Range | Choice | Kind] = {
    **dict.fromkeys(("learning_rate", "decay", "minimum", "highest"), SIZE),
    **dict.fromkeys(("every", "length", "growth", "up"), COUNT),
    **dict.fromkeys(
        ("start_factor", "end_factor", "rise", "threshold"),
        Range(0.0, float(np.nextafter(1, 2)), "a number from 0 to 1"),
    ),
    **dict.fromkeys(("div_factor", "final_div_factor"), _DIVISOR),
    **dict.fromkeys(("patience", "cooldown"), _TALLY),
    "by": Choice(("step", "epoch")),
    "factor": SHARE,
    "milestones": _MILESTONES,
    "power": POSITIVE,
    "anneal": Choice(("cosine", "linear")),
    "mode": Choice(("triangular", "triangular2", "exponential")),
    "momenta": _MOMENTA,
    "down": _DOWN,
    "lowest": Range(-HUGE, np.inf, "a finite number"),
}
"""What each field may be, whichever schedule it belongs to."""

_PER_RUN = ("learning_rate", "decay")
"""Fields that may be an array (runs, 1), with a number for every run."""


def check_fields(schedule: Any) -> None:
    """Turn lists into tuples, and raise SceneError where a field cannot be used."""
    names = [field.name for field in fields(schedule)]
    for name in names:
        value = getattr(schedule, name)
        if isinstance(value, list):
            object.__setattr__(schedule, name, value := tuple(value))
        allowed = _ALLOWED.get(name)
        is_array = isinstance(value, np.ndarray) and name not in _PER_RUN
        if allowed and (is_array or not allowed.holds(value)):
            hint = nearest(value, allowed.choices) if isinstance(allowed, Choice) and isinstance(value, str) else ""
            raise SceneError(f"{type(schedule).__name__}: {name} is {value!r}; it must be {allowed.words}.{hint}")
    for low, high in (("minimum", "learning_rate"), ("learning_rate", "highest")):
        if {low, high} <= set(names) and np.any(getattr(schedule, low) > np.asarray(getattr(schedule, high))):
            least, most = getattr(schedule, low), getattr(schedule, high)
            raise SceneError(f"{type(schedule).__name__}: {low} is {least}, above {high}, {most}.")
