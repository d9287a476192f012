"""Trajectories computed elsewhere, from an array or a CSV file, walked as if a rule of ours had made them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdanim.errors import SceneError, nearest
from gdanim.objective import Objective
from gdanim.optimizers.contract import Array, Number

TOLD = ("run", "step", "value", "learning_rate")
"""Columns that `gdanim trace` writes beside the coordinates."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """A run that is known already: its points (steps + 1, n), row 0 the start.

    `names` are the coordinates' where a file told them, `rates` (steps,) the learning rates of the steps where it told
    those; otherwise a recorded step is taken whole, at a rate of 1.
    """

    points: Array = field(repr=False)
    name: str = field(default="recorded", repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    rates: tuple[float, ...] = field(default=(), repr=False)

    @property
    def learning_rate(self) -> float | Callable[[int], float]:
        """The recorded rate of a step, or 1."""
        rates = self.rates
        return (lambda step: rates[min(step, len(rates) - 1)]) if rates else 1.0

    @property
    def steps(self) -> int:
        """How many steps were recorded."""
        return len(self.points) - 1

    def init(self, x: Array) -> int:
        """Start with nothing walked."""
        return 0

    def step(self, f: Any, x: Array, state: int, learning_rate: Number) -> tuple[Array, int]:
        """Walk to the next row; from the last one on, stay there."""
        return np.broadcast_to(self.points[min(state + 1, self.steps)], x.shape), state + 1

    def on(self, objective: Objective) -> Recorded:
        """Return the recording with its columns in the order of the objective's variables.

        Raises SceneError where these are not the columns.
        """
        variables = [symbol.name for symbol in objective.variables]
        told = ", ".join(variables)
        if not self.names and self.points.shape[1] != len(variables):
            count = self.points.shape[1]
            raise SceneError(f"{self.name}: a row has {count} coordinates, the objective has {len(variables)}: {told}.")
        for name in self.names:
            if name not in variables:
                raise SceneError(f"{self.name}: the column {name} is no variable of the objective ({told}).")
        for name in variables if self.names else ():
            if name not in self.names:
                raise SceneError(f"{self.name}: there is no column {name}; the columns are {', '.join(self.names)}.")
        order = [self.names.index(name) for name in variables] if self.names else slice(None)
        return replace(self, points=self.points[:, order], names=tuple(variables))


def recording(source: ArrayLike | str | Path, run: str | None, name: str) -> Recorded:
    """Return what an array (steps + 1, n), a list of points, or a CSV file holds; `run` chooses one of several.

    Raises SceneError where that is no trajectory.
    """
    if isinstance(source, str | Path):
        return _from_file(Path(source), run, name)
    if run is not None:
        raise SceneError(f"recorded: run={run!r} chooses from a file; an array is one run.")
    return _checked(Recorded(_numbers(name or "recorded", source), name or "recorded"))


def _numbers(name: str, source: ArrayLike) -> Array:
    try:
        points = np.array(source, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SceneError(f"{name}: the points are not rows of as many numbers each.") from error
    points = points[:, np.newaxis] if points.ndim == 1 else points
    if points.ndim != 2:
        raise SceneError(f"{name}: the points have the shape {points.shape}; rows of coordinates are wanted.")
    return points


def _checked(recorded: Recorded) -> Recorded:
    points = recorded.points
    if len(points) < 2 or not points.shape[1]:
        raise SceneError(f"{recorded.name}: {len(points)} points; a run has at least 2, its start the first.")
    lost = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(lost):
        raise SceneError(f"{recorded.name}: the point after {lost[0]} steps is not finite; give those before it.")
    points.flags.writeable = False
    return recorded


class _Table(NamedTuple):
    """The rows of a file with their line numbers, and its header, which may be empty."""

    path: Path
    header: list[str]
    rows: list[tuple[int, list[str]]]

    def column(self, name: str) -> list[str]:
        """Return a column's cells."""
        place = self.header.index(name)
        return [row[place] for _, row in self.rows]

    def numbers(self, places: Sequence[int]) -> Array:
        """Return the numbers in some columns as rows (m, k)."""
        return np.array([[self._number(line, row[place]) for place in places] for line, row in self.rows])

    def _number(self, line: int, cell: str) -> float:
        try:
            return float(cell)
        except ValueError as error:
            raise SceneError(f"{self.path}, line {line}: {cell!r} is not a number.") from error


def _from_file(path: Path, run: str | None, name: str) -> Recorded:
    table = _chosen(_read(path), run)
    name = name or run or path.stem
    if not table.header:
        return _checked(Recorded(table.numbers(range(len(table.rows[0][1]))), name))
    places = [place for place, column in enumerate(table.header) if column not in TOLD]
    names = tuple(table.header[place] for place in places)
    return _checked(Recorded(table.numbers(places), name, names, _rates(table)))


def _rates(table: _Table) -> tuple[float, ...]:
    """Return the learning rates of all steps, or none where one is missing."""
    cells = table.column("learning_rate")[:-1] if "learning_rate" in table.header else []
    return tuple(map(float, cells)) if all(map(_is_number, cells)) else ()


def _chosen(table: _Table, run: str | None) -> _Table:
    """Return the rows of one run of a file; without several there is nothing to choose."""
    runs = table.column("run") if "run" in table.header else []
    known = list(dict.fromkeys(runs))
    if run is None and len(known) > 1:
        raise SceneError(f"{table.path} holds {len(known)} runs; choose one with run=: {', '.join(known)}.")
    if run is None:
        return table
    if run not in known:
        raise SceneError(f"{table.path} holds no run {run!r}.{nearest(run, known)}")
    return table._replace(rows=[row for row, name in zip(table.rows, runs, strict=True) if name == run])


def _read(path: Path) -> _Table:
    """Read lines of values between commas, semicolons, tabs or blanks; lines that begin with # are remarks."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        siblings = [other.name for other in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        raise SceneError(f"There is no file {path}.{nearest(path.name, siblings)}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SceneError(f"{path} cannot be read as text: {error}.") from error
    rows = list(_rows(text))
    if not rows:
        raise SceneError(f"{path} holds no points.")
    header = [] if all(map(_is_number, rows[0][1])) else rows.pop(0)[1]
    if not rows:
        raise SceneError(f"{path} holds a header, but no points.")
    wide = len(header or rows[0][1])
    for line, row in rows:
        if len(row) != wide:
            raise SceneError(f"{path}, line {line}: {len(row)} columns, where there are {wide} above.")
    return _Table(path, header, rows)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = [(line, content.strip()) for line, content in enumerate(text.splitlines(), start=1)]
    lines = [(line, content) for line, content in lines if content and not content.startswith("#")]
    between = next((mark for mark in ",;\t" if lines and mark in lines[0][1]), None)
    for line, content in lines:
        cells = next(csv.reader([content], delimiter=between)) if between else content.split()
        yield line, [cell.strip() for cell in cells]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
