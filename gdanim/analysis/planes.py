"""Planes through spaces of any dimension: what of a function, and of runs on it, a flat picture can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis.points import CriticalPoint, critical_points
from gdanim.descent import Trajectory
from gdanim.descent.outcomes import NEGLIGIBLE, Outcome
from gdanim.errors import SceneError, nearest
from gdanim.objective import Objective

Array = NDArray[np.float64]

PRINCIPAL = "principal"
"""The plane along which the runs vary most."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + u a + v b, where the rows a and b of `axes` (2, n) are perpendicular and of length 1."""

    origin: Array  # (n,)
    axes: Array  # (2, n)

    def project(self, points: Array) -> Array:
        """Return the places (..., 2) on the plane that are nearest to points (..., n)."""
        return np.asarray((points - self.origin) @ self.axes.T)

    def lift(self, places: Array) -> Array:
        """Return the points (..., n) at places (..., 2) of the plane."""
        return np.asarray(self.origin + places @ self.axes)

    def share(self, points: Array, middle: Array) -> float:
        """Return how much of the variation of points (m, n) about one of them (n,) the plane shows, from 0 to 1.

        It is the sum of squared distances on the plane over the sum of those in space.
        """
        apart = points - middle
        whole = float((apart**2).sum())
        return float(((apart @ self.axes.T) ** 2).sum()) / whole if whole else 1.0


@dataclass(frozen=True, eq=False)
class Section:
    """A function as a plane cuts it: value (...), gradient (..., 2) and Hessian (..., 2, 2) at places (..., 2)."""

    objective: Objective
    plane: Plane

    def value(self, places: Array) -> Array:
        """Return f there."""
        return self.objective.value(self.plane.lift(places))

    def gradient(self, places: Array) -> Array:
        """Return the slopes along the plane's axes."""
        return np.asarray(self.objective.gradient(self.plane.lift(places)) @ self.plane.axes.T)

    def hessian(self, places: Array) -> Array:
        """Return the second derivatives along the plane's axes."""
        axes = self.plane.axes
        return np.asarray(axes @ self.objective.hessian(self.plane.lift(places)) @ axes.T)

    def critical_points(self) -> list[CriticalPoint]:
        """Return the critical points of the whole function that lie on the plane, as places (2,).

        They are on it where no eye sees them beside it. A place where only the slopes along the plane vanish is none.
        """
        diagonal = float(np.linalg.norm(np.ptp(self.objective.domain, axis=1)))
        found = [(point, self.plane.project(point.point)) for point in critical_points(self.objective)]
        return [
            replace(point, point=place)
            for point, place in found
            if np.linalg.norm(self.plane.lift(place) - point.point) <= NEGLIGIBLE * diagonal
        ]


def check_choice(panel: str, choice: Any, objective: Objective) -> None:
    """Raise SceneError where a panel's `plane` names no plane of the objective's space, or lacks one."""
    names = objective.names
    if objective.dimension == 1:
        raise SceneError(f"{panel} shows functions of two variables; the objective has 1. Use Curve for one.")
    if choice is None and objective.dimension > 2:
        raise SceneError(
            f"{panel} shows functions of two variables; the objective has {objective.dimension}. Choose a plane: "
            f'plane=("{names[0]}", "{names[1]}") or plane="{PRINCIPAL}".'
        )
    if choice is None or choice == PRINCIPAL:
        return
    if not (isinstance(choice, tuple | list) and len(choice) == 2 and choice[0] != choice[1]):
        raise SceneError(f'{panel}: plane is {choice!r}; it must be two variables\' names, or "{PRINCIPAL}".')
    for name in choice:
        if str(name) not in names:
            raise SceneError(f"{panel}: the objective has no variable {name}.{nearest(str(name), names)}")


def plane_for(choice: Any, objective: Objective, runs: Sequence[Trajectory]) -> Plane:
    """Return the plane that a panel asks for, of a space in which runs have walked.

    None is the plane of a function of two variables itself. Two names are the plane of these two coordinates through
    the end of the first run, a place on it their values. "principal" are the first two principal directions of all
    points about the end of the first run (Li et al. 2018, "Visualizing the loss landscape of neural nets", 7.1).
    """
    if choice is None:
        return Plane(np.zeros(2), np.eye(2))
    end = runs[0].points[-1]
    if choice == PRINCIPAL:
        return Plane(end, _principal(worth_seeing(objective, runs) - end))
    chosen = [objective.names.index(str(name)) for name in choice]
    origin = end.copy()
    origin[chosen] = 0.0
    return Plane(origin, np.eye(objective.dimension)[chosen])


def worth_seeing(objective: Objective, runs: Sequence[Trajectory]) -> Array:
    """Return the points (m, n) of all runs but those where a run is lost: their starts are always among them.

    These are higher above the highest start than the lowest point is below it, or on a way to divergence outside the
    domain.
    """
    low, high = objective.domain.T
    lowest = np.min([np.min(run.values[np.isfinite(run.values)], initial=np.inf) for run in runs])
    highest = max(float(run.values[0]) for run in runs)
    seen = []
    for run in runs:
        kept = run.values - highest <= highest - lowest
        if run.outcome is Outcome.DIVERGED:
            kept &= ((run.points >= low) & (run.points <= high)).all(axis=1)
        kept[0] = True
        seen.append(run.points[kept])
    return np.concatenate(seen)


def _principal(apart: Array) -> Array:
    """Return the two directions (2, n) in which vectors (m, n) are longest, the largest entry of each positive."""
    _, _, directions = np.linalg.svd(np.concatenate([apart, np.zeros((2, apart.shape[1]))]), full_matrices=False)
    largest = np.abs(directions[:2]).argmax(axis=1)
    return np.asarray(directions[:2] * np.sign(directions[[0, 1], largest])[:, np.newaxis])
