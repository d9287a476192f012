"""Spread: how much of a stochastic run is chance, told by many seeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.batches import is_random, reseeded
from gdanim.descent import Outcome, Trajectory, descend
from gdanim.errors import SceneError
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.scales import check_scale, window, worth_showing
from gdanim.panels.series import THIN, Band, Line, at_steps, run_line
from gdanim.theme import SERIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

Array = NDArray[np.float64]

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that are drawn: the median, and the edges of the middle half and of 90 %."""

WIDE, NARROW = 0.16, 0.30
"""Opacity of the band of 90 %, and of the middle half on it."""

FEWEST, MOST = 8, 256

MOST_UPDATES = 2_000_000
"""Updates of all seeds of a run together; more would keep a film waiting, and its memory full."""

LOST = 1e300
"""The loss of a run that has diverged: above all others."""


@dataclass(frozen=True)
class Spread:
    """The loss of `seeds` runs that differ in the seed of their batches alone: the median, the middle half, and 90 %.

    Every run that batches feed in an order of chance becomes a fan: its own seed and those that follow it. The run
    itself, of which the other panels tell, is a thin line in a lone fan. `scale`, `limits` and `title` are as in Loss.
    """

    seeds: int = 32
    scale: str = "auto"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse a scene without chance, too few or too many seeds, an unknown scale, and limits that are no window."""
        check_scale("Spread", self.scale, self.limits)
        if isinstance(self.seeds, bool) or not (isinstance(self.seeds, int) and FEWEST <= self.seeds <= MOST):
            raise SceneError(f"Spread: seeds is {self.seeds!r}; it must be a whole number from {FEWEST} to {MOST}.")
        random = [run for run in scene.runs if is_random(run.batches)]
        if not random:
            raise SceneError(
                "Spread: nothing in these runs is random; feed one by batches with a seed, such as "
                "Run(..., batches=MiniBatches(8, seed=0))."
            )
        steps = max(map(scene.steps_of, random))
        if self.seeds * steps > MOST_UPDATES:
            raise SceneError(
                f"Spread: {self.seeds} seeds of {steps:,} steps are more than {MOST_UPDATES:,} updates; "
                f"give seeds={max(FEWEST, MOST_UPDATES // steps)} or fewer steps."
            )

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def footnote(self, show: Show) -> str:
        """Say what the lines and the bands are."""
        return show.say("medians of {n} seeds, with bands of the middle half and 90 %", n=self.seeds)

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Descend with every seed, draw the axes, and return the mover of the fans."""
        from gdanim.drawing.graph import draw_series

        random = [track for track in show.tracks if is_random(track.batches)]
        fans = [self._fan(show, track) for track in random]
        lines = [
            *(_own(track) for track in random if len(random) == 1),
            *(median for median, *_ in fans),
            *(run_line(track, track.values) for track in show.tracks if track not in random),
        ]
        bands = [band for _, *both in fans for band in both]
        edges = [edge for band in bands for edge in (band.low, band.high)]
        shown = worth_showing(show, show.objective.value, np.concatenate([*edges, *(line.values for line in lines)]))
        limits, log = window("Spread", shown, self.scale, self.limits)
        title = show.say("Loss") if self.title is None else self.title
        return draw_series(
            figure, box, show, title=title, tex=f"f{at_steps(show)}", lines=lines, limits=limits, log=log, bands=bands
        )

    def _fan(self, show: Show, track: Track) -> tuple[Line, Band, Band]:
        """Return the median of a run's seeds with its bands, the wider one first."""
        seeds = np.repeat(track.points[:1], self.seeds, axis=0)
        batches = reseeded(track.batches, self.seeds)
        runs = descend(show.objective, track.optimizer, seeds, steps=track.steps, batches=batches, stop=track.stop)
        quantiles = np.quantile(losses(runs), SHARES, axis=1)
        median = replace(run_line(track, quantiles[2]), readings=runs.spent(show.unit))
        return (
            median,
            Band(median, quantiles[0], quantiles[4], WIDE),
            Band(median, quantiles[1], quantiles[3], NARROW),
        )


def _own(track: Track) -> Line:
    return replace(run_line(track, track.values), name="", width=THIN, series=SERIES[0])


def losses(runs: Trajectory) -> Array:
    """Return the values (rows, runs) of a batch; a run that stopped keeps its last, one that diverged has lost."""
    values = runs.values.copy()
    for run, end in enumerate(runs.end):
        values[end + 1 :, run] = LOST if runs.outcome[run] is Outcome.DIVERGED else values[end, run]
    return values
