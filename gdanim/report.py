"""What check and trace say: numbers only, nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdanim.analysis import critical_points
from gdanim.clock import uniform
from gdanim.descent import stop_trap
from gdanim.notation import number, point_text
from gdanim.objective import Objective
from gdanim.scene import Scene, differing

AGREEMENT = 1e-5
"""Relative difference that central differences with a step of 1e-6 are allowed from the symbolic gradient."""


@dataclass(frozen=True)
class Finding:
    """One line of a report. `level` is "ok", "note", "warning" or "error"."""

    level: str
    sentence: str


def check_scene(scene: Scene) -> list[Finding]:
    """Check what a scene claims, by numbers: derivatives, minima, saddles, starts, outcomes, fairness, length."""
    findings = [
        *_check_gradient(scene),
        *_check_claims(scene.objective),
        *_check_starts(scene),
        *_outcomes(scene),
        *_fairness(scene),
    ]
    clock = uniform(scene.steps, scene.fps, scene.hold)
    decimated = f", every {clock.steps_per_drawing} steps drawn" if clock.steps_per_drawing > 1 else ""
    findings.append(Finding("note", f"At most {len(clock)} drawings, {clock.seconds:.1f} s{decimated}."))
    return findings


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
            slope = float(np.linalg.norm(objective.gradient(point)))
            curvature = np.linalg.eigvalsh(objective.hessian(point))
            right = curvature.min() >= -1e-8 if claim == "minimum" else curvature.min() < 0 < curvature.max()
            name = f"The {claim} claimed at {point_text(point)}"
            if slope > 1e-4 * (1 + np.abs(curvature).max()):
                yield Finding("error", f"{name} has a gradient of length {slope:.3g}; it should be 0.")
            elif not right:
                yield Finding("error", f"{name} has curvatures {', '.join(map(number, curvature.round(6)))}.")
            else:
                yield Finding("ok", f"{name} is one.")
    found = [f"{point.kind} at {point_text(point.point.round(6))}" for point in critical_points(objective)]
    if found:
        yield Finding("note", f"In the domain: {', '.join(found[:8])}.")


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


def _outcomes(scene: Scene) -> Iterator[Finding]:
    for label, trajectory in zip(scene.labels, scene.descend(), strict=True):
        yield Finding("note", f"{label}: {trajectory.sentence}.")
        trap = stop_trap(scene.objective, trajectory)
        if trap:
            yield Finding("warning", f"{label}: {trap}")


def _fairness(scene: Scene) -> Iterator[Finding]:
    names = [name.replace("_", " ") for name in differing(scene.runs)]
    if len(names) > 1:
        yield Finding("warning", f"The runs differ in more than one thing: {', '.join(names)}.")


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
