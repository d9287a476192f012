"""What a panel is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gdanim.batches import Indices, feed
from gdanim.theme import SERIES, Layout, Series, Theme
from gdanim.wording.languages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.clock import Clock
    from gdanim.descent import Trajectory
    from gdanim.objective import Objective
    from gdanim.scene import Scene

Update = Callable[[float], None]
"""Moves a panel's artists to what the clock reads; `Track.step_at` says where each run is then."""


@dataclass(frozen=True)
class Track:
    """One run as it is drawn: points (end + 1, n), values (end + 1,), its name and its look.

    `batches`, `steps` and `stop` are what fed it, how many updates it might make, and the rule that might end it.
    """

    label: str
    optimizer: Any
    trajectory: Trajectory
    line: str
    text: str
    series: Series
    unit: str = "step"
    batches: Any = None
    steps: int = 0
    stop: Any = None

    @property
    def points(self) -> NDArray[np.float64]:
        """The points from the start to the step at which the run ended, (end + 1, n)."""
        return self.trajectory.points[: self.trajectory.end + 1]

    @property
    def values(self) -> NDArray[np.float64]:
        """The objective at those points, (end + 1,)."""
        return self.trajectory.values[: self.trajectory.end + 1]

    @property
    def readings(self) -> NDArray[np.int64]:
        """What the clock reads at those points, (end + 1,)."""
        return self.trajectory.spent(self.unit)[: self.trajectory.end + 1]

    def step_at(self, position: float) -> float:
        """Return how many steps the run has made when the clock reads `position`, at most those to its end.

        It is a fraction where the clock counts steps and the head glides; otherwise a step counts once it is made.
        """
        return steps_at(self.readings, position, self.unit)

    def reading_at(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the clock reads after so many steps (m,), fractions of steps included."""
        return np.interp(steps, np.arange(len(self.readings)), self.readings)

    def fed(self, objective: Any) -> tuple[Indices | slice, ...]:
        """Return the samples that fed each update, all of them for every one where no batches do."""
        updates = feed(objective, self.batches)
        if updates is None:
            return (slice(None),) * self.trajectory.end
        return tuple(one.indices for one in islice(updates, self.trajectory.end))


def steps_at(readings: NDArray[np.int64], position: float, unit: str) -> float:
    """Return how many steps are made when a clock of `unit` reads `position`; it reads `readings` (m,) at each."""
    if unit == "step":
        return min(position, float(readings[-1]))
    return float(np.searchsorted(readings, position, side="right") - 1)


@dataclass(frozen=True)
class Show:
    """Everything the panels of one film share: what is shown, how it looks and speaks, and the one clock.

    `span` is what the clock reads when the last run has ended. `outcomes` says whether this panel is the one that tells
    how each run ended.
    """

    objective: Objective
    tracks: tuple[Track, ...]
    span: int
    clock: Clock
    theme: Theme
    layout: Layout
    language: str = "en"
    outcomes: bool = True

    @property
    def together(self) -> bool:
        """Whether there are several runs and all start from one point."""
        first = self.tracks[0].points[0]
        return len(self.tracks) > 1 and all(np.array_equal(track.points[0], first) for track in self.tracks)

    @property
    def unit(self) -> str:
        """What the clock counts: "step", "evaluations" or "samples"."""
        return self.tracks[0].unit

    def steps_made(self, position: float) -> float:
        """Return how many steps have been made when the clock reads `position`, by the run that has made the most."""
        return position if self.unit == "step" else max(track.step_at(position) for track in self.tracks)

    def say(self, sentence: str, **values: Any) -> str:
        """Return a fixed sentence in the film's language, its braces filled."""
        return say(self.language, sentence, **values)


class Panel(Protocol):
    """A frozen spec that can say whether a scene suits it, and draw itself.

    `weight` is its share of a row's width; `aspect` the width its plot wants for a height of 1, or None.
    """

    weight: float

    def check(self, scene: Scene) -> None:
        """Raise SceneError where the panel cannot show the scene."""

    def aspect(self, objective: Objective) -> float | None:
        """Return width over height of the plot itself where scales are equal, None where any shape will do."""

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw all that stands still into `box` (pixels), add what moves as animated artists, return the mover."""


def make_tracks(scene: Scene, trajectories: tuple[Trajectory, ...], theme: Theme) -> tuple[Track, ...]:
    """Give every run its colour, dash and marker, in order."""
    return tuple(
        Track(
            label,
            run.optimizer,
            trajectory,
            theme.lines[k],
            theme.texts[k],
            SERIES[k],
            scene.clock,
            run.batches,
            scene.steps_of(run),
            scene.stop,
        )
        for k, (label, run, trajectory) in enumerate(zip(scene.labels, scene.runs, trajectories, strict=True))
    )
