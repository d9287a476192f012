"""Stays at saddles: when a run came to one, when it left, and along which direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis.points import critical_points
from gdanim.descent import Trajectory
from gdanim.descent.outcomes import NEAR_SADDLE, length
from gdanim.objective import Objective

Array = NDArray[np.float64]

LINGERS = 10
"""Steps in a row at a saddle from which a run lingers there."""


@dataclass(frozen=True, eq=False)
class Stay:
    """A run near a saddle (n,): it was there from step `first` to step `last`, and no longer at the one after.

    `direction` (n,), of length 1, leads from the saddle to where the run was then; None where the run ended there.
    """

    saddle: Array
    first: int
    last: int
    direction: Array | None

    @property
    def steps(self) -> int:
        """How many steps the run made from its coming to its leaving, or to its end."""
        return self.last - self.first + (self.direction is not None)


def stay_at_saddle(objective: Objective, trajectory: Trajectory) -> Stay | None:
    """Return the longest stay of one run at a saddle, None where it never lingers at one.

    A run is at a saddle within 1 % of the domain's diagonal of it, and lingers from ten steps on.
    """
    radius = NEAR_SADDLE * float(np.linalg.norm(np.ptp(objective.domain, axis=1)))
    saddles = [point.point for point in critical_points(objective) if point.kind == "saddle"]
    stays = [stay for saddle in saddles for stay in _stays(trajectory.points, saddle, radius)]
    longest = max(stays, key=lambda stay: stay.steps, default=None)
    return longest if longest and longest.steps >= LINGERS else None


def _stays(points: Array, saddle: Array, radius: float) -> Iterator[Stay]:
    near = length(points - saddle) <= radius
    edges = np.flatnonzero(np.diff(near, prepend=False, append=False))
    for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        apart = None if after == len(points) else points[after] - saddle
        yield Stay(saddle, first, after - 1, None if apart is None else apart / length(apart))
