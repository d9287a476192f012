"""Where a hyperparameter may lie, and the sentence that is said where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from gdanim.errors import SceneError

_RANGES: dict[str, tuple[float, float, str]] = {
    "learning_rate": (0.0, np.inf, "a number of at least 0"),
    "epsilon": (0.0, np.inf, "a number of at least 0"),
    "weight_decay": (0.0, np.inf, "a number of at least 0"),
    "momentum": (0.0, np.inf, "a number of at least 0"),
    "beta1": (0.0, 1.0, "a number from 0 up to but not including 1"),
    "beta2": (0.0, 1.0, "a number from 0 up to but not including 1"),
}
"""Where a hyperparameter may lie: from the first number up to but not including the second."""


def check_hyperparameters(optimizer: Any) -> None:
    """Raise SceneError where an object does not follow the contract or a hyperparameter cannot be used."""
    name = optimizer.__name__ if isinstance(optimizer, type) else type(optimizer).__name__
    if isinstance(optimizer, type):
        raise SceneError(f"{name} needs its hyperparameters: write {name}(learning_rate=0.1).")
    for part in ("learning_rate", "init", "step"):
        if not hasattr(optimizer, part):
            raise SceneError(f"{name} is no optimizer: it has no {part}.")
    for field, value in _hyperparameters(optimizer):
        low, high, allowed = _RANGES[field]
        if not _lies(value, low, high):
            raise SceneError(f"{name}: {field} is {value!r}; it must be {allowed}.")


def _hyperparameters(optimizer: Any) -> Iterator[tuple[str, Any]]:
    names = [item.name for item in fields(optimizer)] if is_dataclass(optimizer) else ["learning_rate"]
    return ((name, getattr(optimizer, name)) for name in names if name in _RANGES)


def _lies(value: Any, low: float, high: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number | np.ndarray):
        return False
    return bool(np.all((low <= np.asarray(value)) & (np.asarray(value) < high)))
