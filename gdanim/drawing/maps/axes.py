"""The axes of a map of cells: linear or logarithmic as the values are spaced, steps from 0 on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdanim.geometry.ticks import linear_ticks, log_ticks

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MapAxis:
    """A setting that grows along one side of a map: its name, its values (k,), and the edges of its cells.

    A cell lies round its value, edges (k + 1,). Steps are made one after the other, so what is known after some of
    them holds until the next number of steps: there the edges (k,) are the values themselves.
    """

    name: str
    values: Array
    edges: Array
    log: bool

    def pixels(self, values: Array | float, low: float, high: float) -> Array:
        """Return where values (...) lie between the pixels of the axis' ends."""
        (first, last), at = self._scaled(self.edges[[0, -1]]), self._scaled(np.asarray(values))
        return np.asarray(low + (high - low) * (at - first) / (last - first))

    def ticks(self, most: int) -> Array:
        """Return round numbers along the axis, about `most`."""
        ends = float(self.edges[0]), float(self.edges[-1])
        return log_ticks(*ends, most=most) if self.log else linear_ticks(*ends, most=most)

    def _scaled(self, values: Array) -> Array:
        return np.asarray(np.log10(values) if self.log else values, dtype=np.float64)


def map_axis(name: str, values: Array) -> MapAxis:
    """Return the axis of growing values (k,).

    >>> map_axis("momentum", np.array([0.0, 0.5, 1.0])).edges.tolist()
    [-0.25, 0.25, 0.75, 1.25]
    >>> map_axis("learning_rate", np.array([0.01, 0.1, 1.0])).log
    True
    """
    if name == "steps":
        return MapAxis(name, values, values, False)
    log = _is_geometric(values)
    places = np.log10(values) if log else values
    middles = (places[1:] + places[:-1]) / 2
    edges = np.array([2 * places[0] - middles[0], *middles, 2 * places[-1] - middles[-1]])
    return MapAxis(name, values, 10**edges if log else edges, log)


def _is_geometric(values: Array) -> bool:
    """Return whether values are spaced more evenly by their ratios than by their differences."""
    if len(values) < 3 or values[0] <= 0:
        return False
    return _unevenness(np.diff(np.log(values))) < _unevenness(np.diff(values))


def _unevenness(gaps: Array) -> float:
    return float(gaps.std() / gaps.mean())
