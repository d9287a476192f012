"""Trajectories as data: the table that `gdanim trace` prints, and that a film.csv or a film.json holds."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from gdanim.descent import Trajectory
from gdanim.encode import Film, drafted
from gdanim.errors import RenderError
from gdanim.scene import Scene

Row = dict[str, Any]


def rows_of(scene: Scene, trajectories: Sequence[Trajectory]) -> Iterator[Row]:
    """Yield every step of every run: run, step, coordinates, value, and the learning rate of the step taken from it."""
    names = scene.objective.names
    for label, trajectory in zip(scene.labels, trajectories, strict=True):
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


def write_csv(rows: Iterable[Row], file: TextIO) -> int:
    """Write comma-separated values under a line of names, as RFC 4180 has them; return the number of rows.

    Numbers have all their digits, so that they read back as they were.
    """
    rows = iter(rows)
    first = next(rows)
    writer = csv.DictWriter(file, first)
    writer.writeheader()
    return sum(1 for _ in map(writer.writerow, chain([first], rows)))


def write_json(rows: Iterable[Row], file: TextIO) -> int:
    """Write one array of objects, a line each; return how many. What is not finite is null, as JSON has no word for it.

    >>> import sys
    >>> write_json([{"run": "A", "step": 0, "value": float("inf")}], sys.stdout)
    [
    {"run": "A", "step": 0, "value": null}
    ]
    1
    """
    count = 0
    for count, row in enumerate(rows, start=1):
        file.write(f"{'[' if count == 1 else ','}\n{_as_json(row)}")
    file.write("\n]\n")
    return count


def write_json_lines(rows: Iterable[Row], file: TextIO) -> None:
    """Write one object a line, as they come."""
    for row in rows:
        file.write(f"{_as_json(row)}\n")


def _as_json(row: Row) -> str:
    finite = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()
    }
    return json.dumps(finite, ensure_ascii=False, allow_nan=False)


WRITERS = {".csv": write_csv, ".json": write_json}
"""What writes a table, by suffix."""


def save_table(path: Path, scene: Scene, trajectories: Sequence[Trajectory]) -> Film:
    """Put the trajectories where `path` is or will be; a film without a size, without frames and without a length.

    Raises RenderError where it could not be written, or does not read back with all its rows.
    """
    suffix = path.suffix.lower()
    with drafted(path, RenderError) as draft:
        with draft.open("w", encoding="utf-8", newline="") as file:
            written = WRITERS[suffix](rows_of(scene, trajectories), file)
        if (found := _count(draft, suffix)) != written:
            raise RenderError(f"it holds {found} rows, but {written} were written")
        size = draft.stat().st_size
    return Film(path, (0, 0), frames=0, seconds=0.0, bytes=size)


def _count(path: Path, suffix: str) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return len(json.load(file)) if suffix == ".json" else sum(1 for _ in csv.DictReader(file))
