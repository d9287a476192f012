"""What explain says of a scene: what it declares, and what can be known of it before a film is made."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np
import sympy

from gdanim.analysis import critical_points, stability
from gdanim.clock import clock_for
from gdanim.descent import Trajectory
from gdanim.objective import EmpiricalLoss
from gdanim.provenance import run_facts
from gdanim.scene import Run, Scene
from gdanim.wording.numbers import number, point_text, rounded

MOST_POINTS = 1000
"""Points of a run at which its curvature is taken; a longer run is sampled."""

MOST_VARIABLES = 3
"""Variables up to which the Hessian is written out."""

MOST_LINES = 14
"""Lines that a formula may take as it is typeset; a longer one is not shown."""


class Section(NamedTuple):
    """A heading and what stands under it."""

    heading: str
    lines: list[str]


def explained_facts(scene: Scene) -> dict[str, Any]:
    """Return what a scene declares, its derivatives, critical points, limits of the rate and outcomes, for JSON."""
    objective, trajectories = scene.objective, scene.descend()
    width, height = scene.size
    return {
        "title": scene.title,
        "caption": scene.caption,
        "formula": str(objective.expression),
        "latex": objective.latex,
        "variables": list(objective.names),
        "domain": objective.domain.tolist(),
        "samples": objective.samples if isinstance(objective, EmpiricalLoss) else None,
        "gradient": [str(slope) for slope in _slopes(scene)],
        "hessian": [[str(entry) for entry in row] for row in _hessian(scene).tolist()],
        "critical_points": [
            {"kind": point.kind, "point": point.point.tolist(), "value": point.value}
            | {"curvatures": _curvatures(scene, point.point)}
            for point in critical_points(objective)
        ],
        "runs": [
            run_facts(scene, k, trajectory)
            | _limit_facts(scene, k, trajectory)
            | {"last": trajectory.points[trajectory.end].tolist()}
            for k, trajectory in enumerate(trajectories)
        ],
        "panels": [type(panel).__name__ for panel in scene.all_panels],
        "steps": scene.steps,
        "epochs": scene.epochs,
        "size": [width, height],
        "fps": scene.fps,
        "seconds": round(clock_for(scene, trajectories).seconds, 3),
    }


def explanation(scene: Scene, columns: int) -> list[Section]:
    """Tell a scene in sections, its formulas typeset in characters, in lines of at most so many columns."""
    facts = explained_facts(scene)
    runs = (line for k, run in enumerate(facts["runs"]) for line in _run_lines(scene, k, run, columns - 4))
    sections = [
        Section("", textwrap.wrap(_film_text(facts), columns - 2)),
        Section("Function", [*_function_lines(scene, columns - 4)]),
        Section("Derivatives", [*_derivative_lines(scene, columns - 4)]),
        Section("Critical points in the domain", [*_critical_lines(scene, facts, columns - 4)]),
        Section("Runs; L is the largest curvature met", [*runs]),
    ]
    return [section for section in sections if section.lines]


def _slopes(scene: Scene) -> list[sympy.Expr]:
    return [scene.objective.expression.diff(variable) for variable in scene.objective.variables]


def _hessian(scene: Scene) -> sympy.Matrix:
    return sympy.hessian(scene.objective.expression, scene.objective.variables)


def _curvatures(scene: Scene, point: Any) -> list[float] | None:
    """Return the Hessian's eigenvalues at a point, None where it has none, as at a kink."""
    hessian = scene.objective.hessian(point)
    if not np.isfinite(hessian).all():
        return None
    return [rounded(curvature) + 0.0 for curvature in np.linalg.eigvalsh(hessian)]


def _limit_facts(scene: Scene, k: int, trajectory: Trajectory) -> dict[str, Any]:
    """Return the largest curvature L on a run's way, and the learning rate below which its rule bears that."""
    curvature = _largest_curvature(scene, trajectory)
    bearable = stability(scene.runs[k].optimizer)
    known = bearable is not None and curvature is not None and curvature > 0
    return {
        "largest_curvature": curvature,
        "rate_limit": rounded(bearable.factor / curvature) if known else None,  # type: ignore[union-attr,operator]
        "limit_formula": bearable.formula.replace("η", "L") if known else None,  # type: ignore[union-attr]
    }


def _largest_curvature(scene: Scene, trajectory: Trajectory) -> float | None:
    points = trajectory.points[: trajectory.end + 1]
    chosen = np.unique(np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).astype(int))
    hessians = scene.objective.hessian(points[chosen])
    finite = np.isfinite(hessians).all(axis=(-2, -1))
    return rounded(np.linalg.eigvalsh(hessians[finite]).max()) if finite.any() else None


# In words


def _film_text(facts: dict[str, Any]) -> str:
    length = f"{facts['steps']} steps" if facts["epochs"] is None else f"{facts['epochs']} epochs"
    width, height = facts["size"]
    return f"{', '.join(facts['panels'])}: {length} in {facts['seconds']:.1f} s, {width}x{height}, {facts['fps']} fps."


def _function_lines(scene: Scene, columns: int) -> Iterator[str]:
    objective = scene.objective
    names = ", ".join(objective.names)
    if isinstance(objective, EmpiricalLoss):
        yield from textwrap.wrap(f"f({names}) is the mean over {objective.samples} samples of", columns)
        yield ""
        yield from equation("ℓ", objective.expression, columns)
    else:
        yield from equation(f"f({names})", objective.expression, columns)
    sides = zip(objective.variables, objective.domain, strict=True)
    domain = ", ".join(f"{name} from {number(_short(low))} to {number(_short(high))}" for name, (low, high) in sides)
    yield ""
    yield from textwrap.wrap(f"{domain}.", columns)


def _derivative_lines(scene: Scene, columns: int) -> Iterator[str]:
    variables = scene.objective.variables
    name = "ℓ" if isinstance(scene.objective, EmpiricalLoss) else "f"
    for place, (variable, slope) in enumerate(zip(variables, _slopes(scene)[:MOST_VARIABLES], strict=False)):
        yield from [""] if place else []
        yield from equation(f"∂{name}/∂{variable}" if len(variables) > 1 else f"{name}'({variable})", slope, columns)
    if len(variables) > MOST_VARIABLES:
        yield ""
        yield f"and {len(variables) - MOST_VARIABLES} more; see --json."
    elif not scene.objective.expression.has(sympy.Abs, sympy.sign, sympy.Max, sympy.Min):
        yield ""
        yield from _second_derivatives(scene, name, columns)


def _second_derivatives(scene: Scene, name: str, columns: int) -> list[str]:
    hessian, variables = _hessian(scene), scene.objective.variables
    if len(variables) == 1:
        return equation(f"{name}''({variables[0]})", hessian[0], columns)
    return typeset(f"∇²{name}", hessian, columns) or [f"∇²{name} does not fit here; see --json."]


def typeset(name: str, value: Any, columns: int) -> list[str]:
    """Return the lines of name = value typeset in characters; none where it is too wide, or fills a page.

    >>> print(*typeset("f", sympy.Symbol("x") ** 2 / 3, 80), sep="\\n")
         2
        x
    f = ──
        3
    """
    whole = sympy.Eq(sympy.Symbol(name), value, evaluate=False)
    drawn = sympy.pretty(whole, use_unicode=True, wrap_line=False).replace("-", "−")
    lines = [line.rstrip() for line in drawn.splitlines()]
    return lines if len(lines) <= MOST_LINES and max(map(len, lines)) <= columns else []


def equation(name: str, value: Any, columns: int) -> list[str]:
    """Return name = value typeset, as a line of text, wrapped, where that would not fit."""
    text = textwrap.wrap(f"{name} = {value}", columns, subsequent_indent=" " * 4)
    told = text if len(text) <= MOST_LINES else [f"{name} takes {len(text)} lines; see --json."]
    return typeset(name, value, columns) or told


def _critical_lines(scene: Scene, facts: dict[str, Any], columns: int) -> Iterator[str]:
    names = scene.objective.variables
    for point in facts["critical_points"]:
        where = f"{names[0]} = " * (len(names) == 1) + _point(point["point"])
        told = f"{point['kind']:10} {where}, f = {number(_short(point['value']))}{_curved(point['curvatures'])}"
        yield from textwrap.wrap(told, columns, subsequent_indent=" " * 11)


def _curved(curvatures: Sequence[float] | None) -> str:
    if curvatures is None:
        return ""
    return f", curvature{'s' if len(curvatures) > 1 else ''} {', '.join(map(number, curvatures))}"


def _run_lines(scene: Scene, k: int, facts: dict[str, Any], columns: int) -> Iterator[str]:
    """Tell a run: its name, what was chosen for it, the limit of its rate, and how it ends."""
    run = scene.runs[k]
    told = [", ".join([facts["method"], *_chosen(run, facts["settings"]), f"from {_point(run.start)}"])]
    if facts["rate_limit"] is not None:
        limit, curvature = number(_short(facts["rate_limit"], 4)), number(_short(facts["largest_curvature"], 4))
        told.append(f"stable below a rate of {facts['limit_formula']} = {limit}, where L = {curvature}")
    told.append(f"{facts['outcome']}, at {_point(facts['last'])}")
    yield facts["label"]
    for words in told:
        yield from textwrap.wrap(words, columns, initial_indent="  ", subsequent_indent="    ")


def _chosen(run: Run, settings: Mapping[str, str]) -> Iterator[str]:
    """Yield the learning rate, and those of a run's settings that are not as by default."""
    known = {item.name: item.default for item in fields(run.optimizer)} if is_dataclass(run.optimizer) else {}
    usual = [name for name, default in known.items() if _is(getattr(run.optimizer, name), default)]
    for name, value in settings.items():
        if name == "learning_rate" or name not in usual:
            yield value if name == "batches" else f"{name.replace('_', ' ')} {value}"


def _is(value: Any, default: Any) -> bool:
    return default is not MISSING and bool(np.all(value == default))


def _short(value: float, digits: int = 6) -> float:
    return rounded(value, digits) + 0.0


def _point(point: Any) -> str:
    """Return a point in six digits, of many coordinates the first."""
    coordinates = [_short(coordinate) for coordinate in np.atleast_1d(point)]
    if len(coordinates) <= MOST_VARIABLES:
        return point_text(coordinates)
    return f"{point_text(coordinates[:MOST_VARIABLES])[:-1]}, …)"
