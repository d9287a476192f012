"""What check says of a scene: nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import Stay, critical_points, stay_at_saddle
from gdanim.clock import clock_for
from gdanim.descent import Trajectory, stop_trap
from gdanim.objective import Objective
from gdanim.report.flashes import AREA, SCREEN
from gdanim.report.inspection import PATIENCE, endless
from gdanim.report.vision import ALIKE, VISIONS, smallest_distance
from gdanim.scene import Scene
from gdanim.scene.naming import also_differing
from gdanim.scene.runs import starts_outside
from gdanim.theme import THEMES, layout_for
from gdanim.wording.numbers import direction_text, number, point_text

AGREEMENT = 1e-5
"""Relative difference that central differences with a step of 1e-6 are allowed from the symbolic gradient."""

NEARBY = 1e-3
"""Share of the domain's diagonal at which the values around a critical point are taken."""

PAINTED = ("HeatMap", "Basins", "Fit")
"""Panels in which more may change at once than heads and names; a camera that moves changes more, too."""

NAME_SHAPE = 0.75
"""Area of a name, halo included, for each of its letters, in squares of its type size: 0.6 wide and 1.25 high."""


@dataclass(frozen=True)
class Finding:
    """One line of a report. `level` is "ok", "note", "warning" or "error"."""

    level: str
    sentence: str


def check_scene(scene: Scene) -> list[Finding]:
    """Check what a scene claims, by numbers: derivatives, minima, saddles, starts, outcomes, fairness.

    And whom its film may disturb: by its length, its colours or flashes.
    """
    trajectories = scene.descend()
    return [
        *_check_gradient(scene),
        *_check_claims(scene.objective),
        *_check_starts(scene),
        *_outcomes(scene, trajectories),
        *_fairness(scene),
        *_length(scene, trajectories),
        _likeness(scene),
        _flashing(scene),
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
    for run, label in zip(scene.runs, scene.labels, strict=True):
        start = np.asarray(run.start)
        if not np.isfinite(scene.objective.value(start)):
            yield Finding(
                "error",
                f"{label}: the objective is {scene.objective.value(start)} at the start {point_text(start)}.",
            )
    yield from (Finding("warning", sentence) for sentence in starts_outside(scene))


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
    return f"{there}, left along {direction_text(stay.direction, objective.names)}"


def _fairness(scene: Scene) -> Iterator[Finding]:
    names = [name.replace("_", " ") for name in also_differing(scene.runs)]
    if names:
        yield Finding("warning", f"The runs differ in more than their names say: {', '.join(names)} too.")


def _length(scene: Scene, trajectories: Sequence[Trajectory]) -> Iterator[Finding]:
    clock = clock_for(scene, trajectories)
    most = clock.most_per_drawing
    decimated = f", up to {most} of the clock's units from one to the next" if most > 1 else ""
    yield Finding("note", f"{len(clock)} drawings, {clock.seconds:.1f} s{decimated}.")
    if scene.loop == 0 and clock.seconds > PATIENCE:
        yield Finding("note", f"The film loops: {endless(clock.seconds)}")


def _likeness(scene: Scene) -> Finding:
    """Compare the runs' colours as eyes with each of the common deficiencies see them."""
    colours = THEMES[scene.theme].lines[: len(scene.runs)]
    distances = {vision: smallest_distance(colours, vision) for vision in VISIONS}
    alike = [vision for vision, distance in distances.items() if distance < ALIKE]
    if alike:
        return Finding("warning", f"Two runs' colours look alike to {' and '.join(alike)} eyes.")
    if len(colours) == 1:
        return Finding("ok", "One run needs no colours to be told apart.")
    nearest = f"{min(distances.values()):.2f} in OKLab, of at least {ALIKE:.2f}"
    return Finding("ok", f"The runs' colours differ to protan, deutan and tritan eyes too: by {nearest}.")


def _flashing(scene: Scene) -> Finding:
    """Bound what can flash by the heads, and the names that move with them: all else appears once, or stands."""
    named = [(type(panel).__name__, getattr(panel, "camera", None)) for panel in scene.all_panels]
    painted = [name for name, camera in named if name in PAINTED or camera is not None]
    if painted:
        panels = " and ".join(dict.fromkeys(painted))
        return Finding("note", f"{panels} paints areas; gdanim inspect measures in the film whether they flash.")
    layout, count = layout_for(*scene.size), len(scene.all_panels)
    heads = len(scene.labels) * layout.head**2
    names = sum(map(len, scene.labels)) * NAME_SHAPE * layout.label_type**2
    area = count * (heads + names) * min(1.0, SCREEN / layout.width) ** 2
    if area > AREA:
        return Finding("note", "Heads and names together are large; gdanim inspect measures whether the film flashes.")
    return Finding("ok", f"Nothing large can flash: heads and names take {area:,.0f} of {AREA:,.0f} pixels.")
