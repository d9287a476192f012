"""What check and trace say, and what functions, optimizers and schedules list: nothing is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from inspect import getdoc, isabstract
from types import ModuleType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import Stay, critical_points, stay_at_saddle
from gdanim.clock import clock_for
from gdanim.descent import Trajectory, stop_trap
from gdanim.errors import SceneError, nearest
from gdanim.landscapes import CATALOGUE, Landscape
from gdanim.naming import also_differing
from gdanim.notation import direction_text, number, point_text
from gdanim.objective import Objective
from gdanim.scene import Scene

Item = TypeVar("Item")

AGREEMENT = 1e-5
"""Relative difference that central differences with a step of 1e-6 are allowed from the symbolic gradient."""

NEARBY = 1e-3
"""Share of the domain's diagonal at which the values around a critical point are taken."""


@dataclass(frozen=True)
class Finding:
    """One line of a report. `level` is "ok", "note", "warning" or "error"."""

    level: str
    sentence: str


def check_scene(scene: Scene) -> list[Finding]:
    """Check what a scene claims, by numbers: derivatives, minima, saddles, starts, outcomes, fairness, length."""
    trajectories = scene.descend()
    return [
        *_check_gradient(scene),
        *_check_claims(scene.objective),
        *_check_starts(scene),
        *_outcomes(scene, trajectories),
        *_fairness(scene),
        _length(scene, trajectories),
    ]


def _check_gradient(scene: Scene) -> Iterator[Finding]:
    objective = scene.objective
    points = np.concatenate([np.atleast_2d(run.start) for run in scene.runs])
    worst = 0.0
    for axis in range(objective.dimension):
        step = 1e-6 * (1 + np.abs(points[:, axis]))
        shift = np.zeros_like(points)
        shift[:, axis] = step
        slope = (objective.value(points + shift) - objective.value(points - shift)) / (2 * step)
        exact = objective.gradient(points)[:, axis]
        worst = max(worst, float(np.max(np.abs(slope - exact) / (1 + np.abs(exact)))))
    if np.isfinite(worst) and worst <= AGREEMENT:
        yield Finding("ok", "The gradient agrees with central differences at every start.")
    else:
        yield Finding("error", f"The gradient differs from central differences by {worst:.1e} at a start.")


def _check_claims(objective: Objective) -> Iterator[Finding]:
    for claim, points in (("minimum", objective.minima), ("saddle", objective.saddles)):
        for point in points:
            fault = claim_fault(objective, claim, point)
            name = f"The {claim} claimed at {point_text(point)}"
            yield Finding("error", f"{name} {fault}.") if fault else Finding("ok", f"{name} is one.")
    found = [f"{point.kind} at {point_text(point.point.round(6))}" for point in critical_points(objective)]
    if found:
        yield Finding("note", f"In the domain: {', '.join(found[:8])}.")


def claim_fault(objective: Objective, claim: str, point: NDArray[np.float64]) -> str:
    """Say what is wrong with a claimed critical point (n,), or nothing.

    Curvatures decide; where they cannot, at a kink or where they are 0, the values around do.
    """
    gradient, hessian = objective.gradient(point), objective.hessian(point)
    known = bool(np.isfinite(gradient).all() and np.isfinite(hessian).all())
    curvature, axes = np.linalg.eigh(hessian if known else np.zeros_like(hessian))
    slope = float(np.linalg.norm(gradient))
    if known and slope > 1e-4 * (1 + np.abs(curvature).max()):
        return f"has a gradient of length {slope:.3g}; it should be 0"
    ways = np.concatenate([axes.T, np.eye(len(point)), np.ones((1, len(point)))])
    ways *= NEARBY * float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    around = objective.value(point + np.concatenate([ways, -ways])) - objective.value(point)
    if claim == "minimum":
        level = -1e-12 * (1 + abs(objective.value(point)))
        right = around.min() > 0 or (known and curvature.min() >= -1e-8 and around.min() >= level)
    else:
        right = curvature.min() < 0 < curvature.max() or around.min() < 0 < around.max()
    if right:
        return ""
    if known:
        return f"has curvatures {', '.join(map(number, curvature.round(6)))}"
    return f"has values around it that differ from its own by {around.min():.3g} to {around.max():.3g}"


def _check_starts(scene: Scene) -> Iterator[Finding]:
    low, high = scene.objective.domain.T
    for run, label in zip(scene.runs, scene.labels, strict=True):
        start = np.asarray(run.start)
        if not np.isfinite(scene.objective.value(start)):
            yield Finding(
                "error",
                f"{label}: the objective is {scene.objective.value(start)} at the start {point_text(start)}.",
            )
        elif (start < low).any() or (start > high).any():
            yield Finding("warning", f"{label}: the start {point_text(start)} lies outside the domain.")


def _outcomes(scene: Scene, trajectories: Sequence[Trajectory]) -> Iterator[Finding]:
    for label, trajectory in zip(scene.labels, trajectories, strict=True):
        yield Finding("note", f"{label}: {trajectory.sentence}.")
        stay = stay_at_saddle(scene.objective, trajectory)
        if stay:
            yield Finding("note", f"{label}: {_stay_text(scene.objective, stay)}.")
        trap = stop_trap(scene.objective, trajectory)
        if trap:
            yield Finding("warning", f"{label}: {trap}")


def _stay_text(objective: Objective, stay: Stay) -> str:
    """Tell a stay at a saddle: where, from when to when, and along which direction it ended."""
    there = f"at the saddle {point_text(stay.saddle.round(6))} from step {stay.first} to step {stay.last}"
    if stay.direction is None:
        return f"{there}, its last"
    return f"{there}, left along {direction_text(stay.direction, [symbol.name for symbol in objective.variables])}"


def _fairness(scene: Scene) -> Iterator[Finding]:
    names = [name.replace("_", " ") for name in also_differing(scene.runs)]
    if names:
        yield Finding("warning", f"The runs differ in more than what they are named by: {', '.join(names)} too.")


def _length(scene: Scene, trajectories: Sequence[Trajectory]) -> Finding:
    clock = clock_for(scene, trajectories)
    most = clock.most_per_drawing
    decimated = f", up to {most} of the clock's units from one to the next" if most > 1 else ""
    return Finding("note", f"{len(clock)} drawings, {clock.seconds:.1f} s{decimated}.")


def trace_rows(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield every step of every run: run, step, coordinates, value, and the learning rate of the step taken from it."""
    names = [str(symbol) for symbol in scene.objective.variables]
    for label, trajectory in zip(scene.labels, scene.descend(), strict=True):
        for step in range(trajectory.end + 1):
            coordinates = dict(zip(names, trajectory.points[step].tolist(), strict=True))
            rate = trajectory.learning_rates[step] if step < len(trajectory.learning_rates) else None
            yield {
                "run": label,
                "step": step,
                **coordinates,
                "value": float(trajectory.values[step]),
                "learning_rate": None if rate is None else float(rate),
            }


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


def function_text(entry: Landscape) -> str:
    """Tell a function in four lines: name, formula, domain and minima, source."""
    named = {"minima": entry.minima, "local minima": entry.local_minima, "saddles": entry.saddles}
    kind, points = next(((kind, points) for kind, points in named.items() if points), ("no minimum inside", ()))
    where = f"{_box_text(entry, entry.domain)}; {kind} {_points_text(points, digits=6)}".rstrip()
    title = f"{entry.name}  {entry.title}" + (f" ({', '.join(entry.tags)})" if entry.tags else "")
    return "\n  ".join([title, entry.formula, where, entry.sources[0]])


def function_details(entry: Landscape) -> str:
    """Tell everything the catalogue knows about a function, one line each."""
    value = f", where f = {number(float(f'{entry.objective.value(entry.minima[0]):.9g}'))}" if entry.minima else ""
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
    return ", ".join(point_text([float(f"{coordinate:.{digits}g}") for coordinate in point]) for point in points)


def _rounded(coordinate: float) -> str:
    return number(float(f"{coordinate:.6g}"))


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


def rule_text(rule: type) -> str:
    """Tell an update rule or a schedule in a few lines: name, formula, hyperparameters, source."""
    facts = rule_facts(rule)
    parameters = facts["required"] + [f"{name}={value!r}" for name, value in facts["defaults"].items()]
    lines = [f"{facts['name']}({', '.join(parameters)})", facts["formula"], facts["source"]]
    if "robbins_monro" in facts:
        lines.append(ROBBINS_MONRO[facts["robbins_monro"]])
    return "\n  ".join(filter(None, lines))


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
