"""What runs are called: what differs stands at their heads, what is shared once under the title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from gdanim.adapters import Recorded
from gdanim.batches import feeds_parts
from gdanim.optimizers.classical import GradientDescent
from gdanim.schedules.contract import is_schedule, schedule_text
from gdanim.wording.languages import say, term
from gdanim.wording.numbers import number, point_text

if TYPE_CHECKING:
    from gdanim.scene.runs import Run
    from gdanim.scene.scene import Scene

SPELLED = {
    "NovoGrad": "NovoGrad",
    "PolyakStep": "Polyak step",
    "LBFGS": "L-BFGS",
    "ScheduleFreeSGD": "schedule-free SGD",
    "ScheduleFreeAdamW": "schedule-free AdamW",
}
"""Methods whose names in the literature are not what their classes' names would make them."""

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Keeps a name and its value on one line."""

MOST_COORDINATES = 3
"""Coordinates or variables that can be read where all are listed."""

LEAST = 4
"""Letters of the shortest part of a class's name that is a word of its own: GradientDescent has two, AdaGrad none."""


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


def label_runs(runs: Sequence[Run], language: str = "en") -> tuple[str, ...]:
    """Name each run by as much of what differs as tells it from the others."""
    names = _telling(runs) or ("method",)
    return tuple(
        ", ".join(_label_part(name, _settings(run, language)[name], run, language) for name in names) for run in runs
    )


def differing(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return the names of the settings that all runs have and not all alike: method, rates, start, batches, ..."""
    settings = [_settings(run) for run in runs]
    common = [name for name in settings[0] if all(name in one for one in settings)]
    return tuple(name for name in common if len({one[name] for one in settings}) > 1)


def parameters(scene: Scene) -> tuple[str, ...]:
    """Say what all runs share: the method with its settings, the learning rate, the start.

    Settings that have the method's default value are not said.
    """
    runs, language = scene.runs, scene.language
    settings, names = [_settings(run, language) for run in runs], differing(runs)
    first = settings[0]
    methods = {_shown_method(run) for run in runs}
    parts = [methods.pop() if len(methods) == 1 else first["method"]] if "method" not in names else []
    parts = [term(language, method) for method in parts]
    if "learning_rate" in first and all(one.get("learning_rate") == first["learning_rate"] for one in settings):
        parts.append(say(language, "learning rate {rate}", rate=first["learning_rate"]))
    if "method" not in names:
        shared = [name for name in _unusual(runs[0].optimizer) if name not in names]
        parts += [f"{_spoken(name, language)} {first[name]}" for name in shared]
    if "start" not in names and scene.objective.dimension <= MOST_COORDINATES:
        variable = scene.objective.names[0]
        sentence = "from {variable} = {point}" if scene.objective.dimension == 1 else "from {point}"
        parts.append(say(language, sentence, variable=variable, point=first["start"]))
    if "batches" not in names and feeds_parts(runs[0].batches):
        parts.append(first["batches"])
    return tuple(parts)


def also_differing(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return what differs between the runs beside that by which they are named: what a comparison must own up to."""
    told = _telling(runs)
    return tuple(name for name in differing(runs) if name not in told and name != "seed")


def owned_up(scene: Scene) -> tuple[str, ...]:
    """Say what differs between the runs beside that by which they are named, and what is a rule's own, run by run."""
    language, settings = scene.language, [_settings(run, scene.language) for run in scene.runs]
    sentences = []
    for name in also_differing(scene.runs):
        values = [_owned(run, name, one, language) for run, one in zip(scene.runs, settings, strict=True)]
        told = _run_by_run(scene, values)
        sentences.append(say(language, "{setting}: {values}", setting=_spoken(name, language), values=told))
    if "method" in differing(scene.runs):
        sentences += [sentence for k in range(len(settings)) if (sentence := _own_settings(scene, k, settings[k]))]
    return tuple(sentences)


def _owned(run: Run, name: str, settings: Mapping[str, str], language: str) -> str:
    """Return a run's setting; of a recorded one nobody knows what it was fed."""
    is_unknown = name == "batches" and isinstance(run.optimizer, Recorded)
    return say(language, "as recorded") if is_unknown else settings[name]


def _own_settings(scene: Scene, k: int, settings: Mapping[str, str]) -> str:
    """Say which settings of run k are not its rule's defaults, beside those that are said of all runs."""
    names = [name for name in _unusual(scene.runs[k].optimizer) if name not in also_differing(scene.runs)]
    told = [f"{_spoken(name, scene.language)} {settings[name]}".replace(" ", NO_BREAK) for name in names]
    return f"{scene.labels[k]}{NO_BREAK}{say(scene.language, ', ').join(told)}" if told else ""


def _run_by_run(scene: Scene, values: Sequence[str]) -> str:
    """List a value for every run; what most runs have is said once, of the others."""
    common, count = Counter(values).most_common(1)[0]
    is_common = count > len(values) / 2 and count > 2
    named = zip(scene.labels, values, strict=True)
    told = [f"{label}{NO_BREAK}{value}" for label, value in named if not (is_common and value == common)]
    told += [say(scene.language, "others {value}", value=common).replace(" ", NO_BREAK)] if is_common else []
    return say(scene.language, ", ").join(told)


def _unusual(optimizer: Any) -> list[str]:
    """Return the names of a rule's numbers, the learning rate apart, that do not have their default value."""
    if not is_dataclass(optimizer):
        return []
    known = {item.name: item.default for item in fields(optimizer) if item.name != "learning_rate"}
    given = {name: getattr(optimizer, name) for name in known}
    return [name for name, value in given.items() if isinstance(value, int | float) and value != known[name]]


def _spoken(name: str, language: str) -> str:
    """Return a setting's name in words."""
    return term(language, name.replace("_", " "))


def settings_of(run: Run) -> dict[str, str]:
    """Return the rule's hyperparameters, and the batches, of a run in words."""
    apart = ("method", "start") if feeds_parts(run.batches) else ("method", "start", "batches")
    return {name: value for name, value in _settings(run).items() if name not in apart}


def _telling(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return the first of the settings that differ, as few as give every run a name of its own."""
    names, settings = differing(runs), [_settings(run) for run in runs]
    for count in range(1, len(names) + 1):
        if len({tuple(one[name] for name in names[:count]) for one in settings}) == len(runs):
            return names[:count]
    return names


def _settings(run: Run, language: str = "en") -> dict[str, str]:
    """Return everything that tells a run from another, in words."""
    optimizer = run.optimizer
    settings = {"method": method_name(optimizer)}
    names = [item.name for item in fields(optimizer) if item.repr] if is_dataclass(optimizer) else ["learning_rate"]
    settings |= {name: _setting(getattr(optimizer, name)) for name in names}
    settings["start"] = point_text(run.start)
    settings["batches"] = _batches_text(run.batches, language)
    if feeds_parts(run.batches) and getattr(run.batches, "shuffle", False):
        settings["seed"] = number(run.batches.seed)
    return settings


def _batches_text(batches: Any, language: str) -> str:
    if getattr(batches, "size", batches) is None:
        return say(language, "full batch")
    return say(language, "batches of {size}", size=batches.size) if hasattr(batches, "size") else str(batches)


def _setting(value: Any) -> str:
    if is_schedule(value):
        return schedule_text(value)
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _shown_method(run: Run) -> str:
    """Return a run's method as it is shown: batches make stochastic gradient descent of gradient descent."""
    is_stochastic = feeds_parts(run.batches) and isinstance(run.optimizer, GradientDescent)
    return "SGD" if is_stochastic else method_name(run.optimizer)


def _label_part(name: str, value: str, run: Run, language: str) -> str:
    if name == "method":
        shown = term(language, _shown_method(run))
        return shown[0].upper() + shown[1:]
    if name == "start":
        return say(language, "from {point}", point=value)
    if name == "batches":
        return value
    if name == "learning_rate":
        return say(language, "rate {value}", value=value)
    return f"{_spoken(name, language)} {value}"
