"""What there is, as functions, optimizers and schedules list it: names, formulas, sources."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from inspect import getdoc, isabstract
from types import ModuleType
from typing import Any, TypeVar

from gdanim.errors import SceneError, nearest
from gdanim.landscapes import CATALOGUE, Landscape
from gdanim.wording.numbers import number, point_text, rounded

Item = TypeVar("Item")


def functions(names: Iterable[str]) -> list[Landscape]:
    """Return the entries of the catalogue with these names, all of them without a name."""
    return _chosen("function", CATALOGUE, names)


def optimizers(names: Iterable[str]) -> list[type]:
    """Return the public update rules with these names, all of them without a name."""
    from gdanim import optimizers as room

    rules = _rules(room, "init", "step")
    searches = _rules(room, "robbins_monro")
    return _chosen("optimizer", {name: rules[name] for name in rules if name not in searches}, names)


def schedules(names: Iterable[str]) -> list[type]:
    """Return the public schedules and line searches with these names, all of them without a name."""
    from gdanim import optimizers, schedules

    return _chosen("schedule", _rules(schedules, "robbins_monro") | _rules(optimizers, "robbins_monro"), names)


def _rules(room: ModuleType, *parts: str) -> dict[str, type]:
    """Return a module's public, concrete dataclasses that have these parts, by name."""
    public = {name: getattr(room, name) for name in room.__all__}
    classes = {name: rule for name, rule in public.items() if isinstance(rule, type)}
    return {
        name: rule
        for name, rule in classes.items()
        if hasattr(rule, "__dataclass_fields__") and not isabstract(rule) and all(hasattr(rule, part) for part in parts)
    }


def _chosen(kind: str, known: Mapping[str, Item], names: Iterable[str]) -> list[Item]:
    for name in names:
        if name not in known:
            raise SceneError(f"There is no {kind} {name}.{nearest(name, known)}")
    return [known[name] for name in names] or list(known.values())


def function_facts(entry: Landscape) -> dict[str, Any]:
    """Return what the catalogue knows about a function, as JSON can hold it."""
    return {
        "name": entry.name,
        "title": entry.title,
        "formula": entry.formula,
        "latex": entry.objective.latex,
        "variables": entry.variables,
        "domain": entry.domain,
        "search_domain": entry.search_domain,
        "minima": entry.minima,
        "minimum_value": float(entry.objective.value(entry.minima[0])) if entry.minima else None,
        "local_minima": entry.local_minima,
        "saddles": entry.saddles,
        "smoothness": entry.smoothness,
        "tags": entry.tags,
        "sources": entry.sources,
        "remark": entry.remark,
    }


def function_row(entry: Landscape) -> tuple[str, str, str]:
    """Return a function's name, what it is known as, and its formula, for a table."""
    return entry.name, ", ".join(entry.tags), entry.formula


def function_details(entry: Landscape) -> str:
    """Tell everything the catalogue knows about a function, one line each."""
    value = f", where f = {number(rounded(float(entry.objective.value(entry.minima[0])), 9))}" if entry.minima else ""
    told = {
        "formula": entry.formula,
        "LaTeX": entry.objective.latex,
        "domain": _box_text(entry, entry.domain),
        "literature": _box_text(entry, entry.search_domain or ()),
        "minima": (_points_text(entry.minima) or "none inside") + value,
        "local minima": _points_text(entry.local_minima),
        "saddles": _points_text(entry.saddles),
        "derivatives": entry.smoothness,
        "known as": ", ".join(entry.tags),
        "remark": entry.remark,
        "scene file": f"from gdanim.landscapes import {entry.name}",
    }
    lines = [*told.items(), *(("source", source) for source in entry.sources)]
    return "\n".join([f"{entry.name}  {entry.title}", *(f"  {name:14}{text}" for name, text in lines if text)])


def _box_text(entry: Landscape, box: Iterable[tuple[float, float]]) -> str:
    sides = zip(entry.variables, box, strict=False)
    return ", ".join(f"{name} from {_rounded(low)} to {_rounded(high)}" for name, (low, high) in sides)


def _points_text(points: Iterable[tuple[float, ...]], digits: int = 17) -> str:
    return ", ".join(point_text([rounded(coordinate, digits) for coordinate in point]) for point in points)


def _rounded(coordinate: float) -> str:
    return number(rounded(coordinate))


def rule_facts(rule: type) -> dict[str, Any]:
    """Return an update rule's or a schedule's name, formula, source and hyperparameters, as JSON can hold them.

    Formula and source are the first paragraph of its docstring, the source in its last brackets or those with a year.
    """
    paragraph = " ".join((getdoc(rule) or "").split("\n\n")[0].split())
    found = re.fullmatch(r"(.*?) \(((?:[^()]|\([^()]*\))*[A-Za-z](?:[^()]|\([^()]*\))*)\)\.", paragraph)
    dated = re.search(r"\(([^()]*\b[12]\d{3}\b[^()]*)\)", paragraph)
    known = {item.name: item.default for item in sorted(fields(rule), key=lambda item: item.kw_only is True)}
    facts = {
        "name": rule.__name__,
        "formula": found[1] + "." if found else paragraph,
        "source": found[2] if found else dated[1] if dated else "",
        "required": [name for name, default in known.items() if default is MISSING],
        "defaults": {name: _plain(default) for name, default in known.items() if default is not MISSING},
    }
    return facts | ({"robbins_monro": _meets_robbins_monro(rule)} if hasattr(rule, "robbins_monro") else {})


def optimizer_row(rule: type) -> tuple[str, str, str]:
    """Return an update rule's name, formula and source, for a table."""
    facts = rule_facts(rule)
    return facts["name"], facts["formula"], facts["source"]


def schedule_row(rule: type) -> tuple[str, str, str]:
    """Return a schedule's name, whether it meets the Robbins–Monro conditions, and its formula, for a table."""
    facts = rule_facts(rule)
    return facts["name"], {True: "yes", False: "no", None: "it depends"}[facts["robbins_monro"]], facts["formula"]


def rule_details(rule: type) -> str:
    """Tell an update rule or a schedule in full, one line each."""
    facts = rule_facts(rule)
    defaults = ", ".join(f"{name}={value!r}" for name, value in facts["defaults"].items())
    told = {
        "formula": facts["formula"],
        "source": facts["source"],
        "needs": ", ".join(facts["required"]),
        "may have": defaults,
        "noise": ROBBINS_MONRO[facts["robbins_monro"]] if "robbins_monro" in facts else "",
        "scene file": f"from gdanim import {facts['name']}",
    }
    return "\n".join([facts["name"], *(f"  {name:14}{text}" for name, text in told.items() if text)])


ROBBINS_MONRO = {
    True: "Meets the Robbins–Monro conditions: the rates sum to infinity, their squares do not.",
    False: "Does not meet the Robbins–Monro conditions.",
    None: "Whether it meets the Robbins–Monro conditions depends on the run, or on its parts.",
}


def _meets_robbins_monro(schedule: Any) -> bool | None:
    """Ask an instance with a rate of 1 and the defaults; None where there is no such instance."""
    answer = schedule.robbins_monro
    if not isinstance(answer, property):
        return bool(answer) if answer is not None else None
    required = [item.name for item in fields(schedule) if item.default is MISSING]
    return schedule(1.0).robbins_monro if required == ["learning_rate"] else None


def _plain(default: Any) -> Any:
    """Return a default value as JSON can hold it."""
    plain = default is None or isinstance(default, bool | int | str | tuple)
    return default if plain or (isinstance(default, float) and math.isfinite(default)) else str(default)
