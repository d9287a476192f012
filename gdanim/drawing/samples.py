"""The samples of a data set: quiet marks that stand still, filled in a run's colour while they feed its update."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.drawing.artists import Marks, Points
from gdanim.objective import EmpiricalLoss
from gdanim.panels.base import Show, Track, Update

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

CROWD = 100
"""Samples beyond which their marks grow smaller."""


def draw_samples(
    figure: Figure, clip: Bbox, show: Show, loss: EmpiricalLoss, places: Points, groups: NDArray[np.bool_]
) -> Update:
    """Draw samples at `places` (N, 2), pixels: circles, and crosses where they belong to `groups` (N,).

    Returns the mover of those that feed the update which each run makes, or has just made.
    """
    _draw_still(figure, clip, show, places, groups)
    fed = [_Fed(figure, clip, show, track, loss, places, groups) for track in show.tracks]

    def update(position: float) -> None:
        for one in fed:
            one.move(position)

    return update


def sees_a_part(show: Show, loss: EmpiricalLoss) -> bool:
    """Return whether any run's updates see less than all of the data."""
    return any(_is_part(samples, loss) for track in show.tracks for samples in track.fed(loss)[:1])


def _is_part(samples: NDArray[np.intp] | slice, loss: EmpiricalLoss) -> bool:
    return not isinstance(samples, slice) and len(samples) < loss.samples


def _size(show: Show, count: int) -> float:
    return 5.5 * show.layout.scale * min(1.0, (CROWD / count) ** 0.5)


def _draw_still(figure: Figure, clip: Bbox, show: Show, places: Points, groups: NDArray[np.bool_]) -> None:
    for marker, members in (("o", ~groups), ("x", groups)):
        marks = Marks(
            marker, size=_size(show, len(places)), face=None, edge=show.theme.faint,
            edge_width=1.1 * show.layout.fine, clip=clip, zorder=1, animated=False,
        )  # fmt: skip
        marks.set_places(places[members])
        figure.add_artist(marks)


class _Fed:
    """The samples that feed one run: filled with its own marker, or as bold crosses."""

    def __init__(
        self,
        figure: Figure,
        clip: Bbox,
        show: Show,
        track: Track,
        loss: EmpiricalLoss,
        places: Points,
        groups: NDArray[np.bool_],
    ) -> None:
        layout, self.track, self.places, self.groups = show.layout, track, places, groups
        nothing = np.empty(0, dtype=np.intp)
        self.fed = [nothing, *(samples if _is_part(samples, loss) else nothing for samples in track.fed(loss))]
        size, marker = 1.35 * _size(show, len(places)), "o" if groups.any() else track.series.marker
        self.filled = Marks(
            marker, size=size * track.series.scale, face=track.line, edge=show.theme.background,
            edge_width=0.9 * layout.scale, clip=clip, zorder=4,
        )  # fmt: skip
        self.crosses = Marks(
            "x", size=size, face=None, edge=track.line, edge_width=2.2 * layout.fine, clip=clip, zorder=4
        )
        figure.add_artist(self.filled)
        figure.add_artist(self.crosses)

    def move(self, position: float) -> None:
        """Fill the samples of the update that is made at a position of the clock, or that led to it."""
        samples = self.fed[int(np.ceil(self.track.step_at(position)))]
        places, crossed = self.places[samples], self.groups[samples]
        self.filled.set_places(places[~crossed])
        self.crosses.set_places(places[crossed])
