"""What runs are called: what differs stands at their heads, what is shared once under the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from gdanim.notation import number, point_text
from gdanim.optimizers import GradientDescent
from gdanim.schedules.contract import is_schedule, schedule_text

if TYPE_CHECKING:
    from gdanim.scene import Run, Scene

SPELLED = {
    "NovoGrad": "NovoGrad",
    "PolyakStep": "Polyak step",
    "LBFGS": "L-BFGS",
    "ScheduleFreeSGD": "schedule-free SGD",
    "ScheduleFreeAdamW": "schedule-free AdamW",
}
"""Methods whose names in the literature are not what their classes' names would make them."""

LEAST = 4
"""Letters of the shortest part of a class's name that is a word of its own: GradientDescent has two, AdaGrad none."""

_SHORT = {"learning_rate": "rate"}


def method_name(optimizer: Any) -> str:
    """Return the name a reader knows a method by.

    >>> from gdanim import AdaGrad, GradientDescent
    >>> method_name(GradientDescent(0.1)), method_name(AdaGrad(0.1))
    ('gradient descent', 'AdaGrad')
    """
    name = getattr(optimizer, "name", type(optimizer).__name__)
    parts = re.split(r"(?<=[a-z])(?=[A-Z])", name)
    plain = len(parts) > 1 and min(map(len, parts)) >= LEAST
    return SPELLED.get(name, " ".join(parts).lower() if plain else name)


def label_runs(runs: Sequence[Run]) -> tuple[str, ...]:
    """Name each run by as much of what differs as tells it from the others."""
    names = _telling(runs) or ("method",)
    return tuple(", ".join(_label_part(name, _settings(run)[name], run) for name in names) for run in runs)


def differing(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return the names of the settings that all runs have and not all alike: method, rates, start, batches, ..."""
    settings = [_settings(run) for run in runs]
    common = [name for name in settings[0] if all(name in one for one in settings)]
    return tuple(name for name in common if len({one[name] for one in settings}) > 1)


def parameters(scene: Scene) -> tuple[str, ...]:
    """Say what the runs' names leave open: the method, the learning rates in the order of the runs, the start."""
    settings, names = [_settings(run) for run in scene.runs], differing(scene.runs)
    first = settings[0]
    methods = {_shown_method(run) for run in scene.runs}
    parts = [methods.pop() if len(methods) == 1 else first["method"]] if "method" not in names else []
    if all("learning_rate" in one for one in settings) and "learning_rate" not in _telling(scene.runs):
        rates = [one["learning_rate"] for one in settings]
        parts.append(f"learning rate {rates[0]}" if len(set(rates)) == 1 else f"learning rates {', '.join(rates)}")
    if "start" not in names:
        variables = scene.objective.variables
        parts.append(f"from {variables[0]} = {first['start']}" if len(variables) == 1 else f"from {first['start']}")
    if "batches" not in names and _is_fed(scene.runs[0]):
        parts.append(first["batches"])
    return tuple(parts)


def _telling(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return the first of the settings that differ, as few as give every run a name of its own."""
    names, settings = differing(runs), [_settings(run) for run in runs]
    for count in range(1, len(names) + 1):
        if len({tuple(one[name] for name in names[:count]) for one in settings}) == len(runs):
            return names[:count]
    return names


def _settings(run: Run) -> dict[str, str]:
    """Return everything that tells a run from another, in words."""
    optimizer = run.optimizer
    settings = {"method": method_name(optimizer)}
    names = [item.name for item in fields(optimizer)] if is_dataclass(optimizer) else ["learning_rate"]
    settings |= {name: _setting(getattr(optimizer, name)) for name in names}
    settings["start"] = point_text(run.start)
    settings["batches"] = "full batch" if run.batches is None else str(run.batches)
    if _is_fed(run) and getattr(run.batches, "shuffle", False):
        settings["seed"] = number(run.batches.seed)
    return settings


def _is_fed(run: Run) -> bool:
    """Return whether less than all of the data feeds an update."""
    return run.batches is not None and getattr(run.batches, "size", 1) is not None


def _setting(value: Any) -> str:
    if is_schedule(value):
        return schedule_text(value)
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _shown_method(run: Run) -> str:
    """Return a run's method as it is shown: batches make stochastic gradient descent of gradient descent."""
    is_stochastic = _is_fed(run) and isinstance(run.optimizer, GradientDescent)
    return "SGD" if is_stochastic else method_name(run.optimizer)


def _label_part(name: str, value: str, run: Run) -> str:
    if name == "method":
        shown = _shown_method(run)
        return shown[0].upper() + shown[1:]
    if name == "start":
        return f"from {value}"
    if name == "batches":
        return value
    return f"{_SHORT.get(name, name.replace('_', ' '))} {value}"
