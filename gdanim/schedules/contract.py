"""What the loop asks of a schedule, whoever wrote it, and the words a label has for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from inspect import Parameter, signature
from typing import Any

import numpy as np

from gdanim.errors import SceneError, nearest
from gdanim.wording.numbers import number

KEYWORDS = ("step", "epoch", "value", "gradient")
"""What a schedule may depend on."""


def clock(by: str, step: int, epoch: int | None) -> int:
    """Return the time that a schedule goes by; without batches an epoch is a step."""
    return epoch if by == "epoch" and epoch is not None else step


def is_schedule(learning_rate: Any) -> bool:
    """Return whether a learning rate is something to ask before every update, rather than a number."""
    return callable(learning_rate) or hasattr(learning_rate, "step")


def remembers(schedule: Any) -> bool:
    """Return whether a schedule has a state, with `init` and `step`, instead of being called."""
    return hasattr(schedule, "init") and hasattr(schedule, "step")


def named(schedule: Any) -> tuple[str, ...]:
    """Return which of the KEYWORDS a schedule depends on; raises SceneError where it asks for something else."""
    function: Callable[..., Any] = schedule.step if remembers(schedule) else schedule
    try:
        parameters = list(signature(function).parameters.values())[3 if remembers(schedule) else 0 :]
    except ValueError as error:
        raise SceneError(f"{schedule!r} does not tell what it depends on; write lambda step: ... around it.") from error
    for parameter in parameters:
        if parameter.name not in KEYWORDS and parameter.default is Parameter.empty:
            raise SceneError(
                f"{name_of(schedule)} asks for {parameter.name}, which a schedule cannot depend on."
                f"{nearest(parameter.name, KEYWORDS)}"
            )
    return tuple(parameter.name for parameter in parameters if parameter.name in KEYWORDS)


def check_schedule(optimizer: Any) -> None:
    """Raise SceneError where an optimizer's learning rate is meant to be a schedule and cannot be one."""
    schedule = optimizer.learning_rate
    if isinstance(schedule, type):
        raise SceneError(f"{schedule.__name__} needs its parameters: write {schedule.__name__}(0.1, ...).")
    if is_schedule(schedule):
        if not (callable(schedule) or remembers(schedule)):
            raise SceneError(f"{type(schedule).__name__} is no schedule: it has step, but not init.")
        named(schedule)
        cycled_field(optimizer)


def cycled_field(optimizer: Any) -> str | None:
    """Return which field of an optimizer its schedule cycles, momentum or beta1, or None; SceneError without either."""
    if getattr(optimizer.learning_rate, "momenta", None) is None:
        return None
    known = [item.name for item in fields(optimizer)] if is_dataclass(optimizer) else []
    for name in ("momentum", "beta1"):
        if name in known:
            return name
    raise SceneError(f"{type(optimizer).__name__} has no momentum that {name_of(optimizer.learning_rate)} could cycle.")


def schedule_text(schedule: Any) -> str:
    """Return a schedule in the words of a label: its name, its rate, and what is not as by default.

    >>> from gdanim import CosineDecay
    >>> schedule_text(CosineDecay(0.1, length=50)), schedule_text(lambda step: 1 / (1 + step))
    ('cosine from 0.1, length 50', 'a function')
    """
    if not is_dataclass(schedule):
        name = getattr(schedule, "__name__", "<lambda>")
        return "a function" if name == "<lambda>" else name.replace("_", " ")
    return str(schedule) if str(schedule) != repr(schedule) else told(schedule)


def told(schedule: Any, rate: str = "from {}") -> str:
    """Return a dataclass in words; `rate` says how its learning rate stands after its name."""
    parts = [name_of(schedule)]
    for field in fields(schedule):
        value = getattr(schedule, field.name)
        if field.name == "learning_rate":
            parts[0] += " " + rate.format(number_text(value))
        elif field.default is MISSING or np.any(value != field.default):
            parts.append(f"{field.name.replace('_', ' ')} {number_text(value)}")
    return ", ".join(parts)


def number_text(value: Any) -> str:
    """Return a field as it stands in a label; an array, with a number for every run, is "several"."""
    if isinstance(value, tuple):
        return " ".join(map(number_text, value))
    if np.ndim(value):
        return "several"
    return number(float(value)) if isinstance(value, int | float | np.number) else str(value)


def name_of(schedule: Any) -> str:
    """Return the name of a schedule's class as words: "inverse time", "cosine"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(schedule).__name__).lower()
    return words.removesuffix(" decay")
