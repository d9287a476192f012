"""What stands in the rows under a formula: signs and constants, and cells of fixed width for numbers that change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.drawing.lettering import advance
from gdanim.errors import SceneError
from gdanim.optimizers.formulas import MOVE, Line, Number, Step, lines_of, made_step
from gdanim.panels.base import Show, Track
from gdanim.wording.numbers import number, rounded

Values = Mapping[tuple[int, str], Number]
"""The numbers of a step, by their line and their name; what a line computes has the name RESULT."""

RESULT = ""

SHOWN = 2
"""Coordinates of a point that are shown, at most."""

PROBED = 200
"""Steps from which the room that numbers need is found."""

MOST_FIGURES = 5
"""Figures before the point for which there is room, at most."""

DIGITS = 3
"""Digits that a number of middling size shows."""

TYPICAL = 0.8
"""Quantile of the sizes that is taken for a middling one: runs that converge end with many tiny numbers."""

MOST_DECIMALS = 6

LEAST_SHARED, MOST_SHARED, MOST_DIGITS = 3, 4, 6
"""Decimals that all points have, at least and at most, and the most digits with which they are written for it."""


class Mark(NamedTuple):
    """Signs, or a constant, that stand still."""

    text: str
    is_number: bool = False

    def width(self, size: float) -> float:
        """Return the pixels it takes at a size of type."""
        return advance(self.text, size)


class Form(NamedTuple):
    """How numbers of one kind are written: how many figures they have before and after the point."""

    figures: int
    decimals: int


class Cell(NamedTuple):
    """A place for a number that changes: its line, its name, and its coordinate where it is a point's."""

    line: int
    name: str
    coordinate: int | None
    form: Form
    is_told: bool = False

    def width(self, size: float) -> float:
        """Return the pixels that the longest of its numbers takes, sign included."""
        bold = self.is_told
        point = advance(".", size, bold=bold) if self.form.decimals else 0.0
        count = self.form.figures + self.form.decimals
        return advance("−", size, bold=bold) + count * advance("0", size, bold=bold) + point

    def text(self, values: Values) -> str:
        """Return its number, written with as many decimals as it always has."""
        value = values[self.line, self.name]
        return fixed(float(value if self.coordinate is None else np.asarray(value)[self.coordinate]), self.form)


class Part(NamedTuple):
    """A term of a row: what comes before its point, the point, and what follows."""

    before: list[Mark | Cell]
    point: list[Mark | Cell]
    after: list[Mark | Cell]

    @property
    def all(self) -> list[Mark | Cell]:
        """All of it from left to right."""
        return [*self.before, *self.point, *self.after]

    def head(self, size: float) -> float:
        """Return the pixels up to the end of the point, on which parts below each other are aligned."""
        return sum(what.width(size) for what in (*self.before, *self.point))


def fixed(value: float, form: Form) -> str:
    """Write a number with a fixed number of decimals, or as a power of ten where its figures would not fit.

    >>> fixed(-0.1234, Form(1, 2)), fixed(-0.001, Form(1, 2)), fixed(3e12, Form(5, 2))
    ('−0.12', '0.00', '3·10¹²')
    """
    if not np.isfinite(value) or abs(value) >= 10.0 ** max(form.figures, MOST_FIGURES):
        return number(float(f"{value:.1e}"))
    text = f"{abs(value):.{form.decimals}f}"
    return ("−" if value < 0 and float(text) else "") + text


def form_of(values: NDArray[np.float64]) -> Form:
    """Return the form for numbers of all these sizes, in which the larger ones have DIGITS digits or more.

    >>> form_of(np.array([-12.5, 0.3, 0.25, 0.0])), form_of(np.array([1000.0, 2000.0]))
    (Form(figures=2, decimals=2), Form(figures=4, decimals=0))
    """
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    if not len(sizes):
        return Form(1, 2)
    figures = int(np.clip(np.floor(np.log10(sizes.max())) + 1, 1, MOST_FIGURES))
    return Form(figures, int(np.clip(DIGITS - 1 - np.floor(np.log10(np.quantile(sizes, TYPICAL))), 0, MOST_DECIMALS)))


class Working:
    """The lines of a run's rule, as parts that hold its numbers, and the numbers of every step."""

    def __init__(self, show: Show, track: Track) -> None:
        self.show, self.track = show, track
        self.lines, self.fed = lines_of(track.optimizer), track.fed(show.objective)
        self.values = lru_cache(maxsize=4096)(self._values)
        end = track.trajectory.end
        if not end:
            raise SceneError(f"StepByStep: {track.label} makes no step to tell of; it {track.trajectory.sentence}.")
        probes = [self.values(int(k)) for k in np.unique(np.linspace(0, end - 1, min(end, PROBED)).astype(int))]
        self.forms = _forms(probes)
        self.parts = [list(self._parts(index, line, probes)) for index, line in enumerate(self.lines)]

    @property
    def formulas(self) -> list[str]:
        """What every line computes and how, as mathtext."""
        return [rf"{line.symbol} \leftarrow {line.formula}" for line in self.lines]

    @property
    def note(self) -> str:
        """What the slope in the formulas is, as mathtext, nothing where a line says so or there is none."""
        return "" if self.lines is MOVE or self.lines[0].symbol == "g" else r"g = \nabla f(x)"

    @property
    def brief_parts(self) -> list[list[Part]]:
        """The same parts, of all lines but the last only what comes out."""
        return [*(parts[-1:] for parts in self.parts[:-1]), self.parts[-1]]

    def _values(self, k: int) -> Values:
        """Return the numbers of update k, counted from 0."""
        step: Step = made_step(self.show.objective, self.track.optimizer, self.track.trajectory, k, self.fed[k])
        values: dict[tuple[int, str], Number] = {}
        for index, line in enumerate(self.lines):
            values |= {(index, name): source(step) for name, source in line.numbers.items()}
            values[index, RESULT] = line.result(step)
        return values

    def _parts(self, index: int, line: Line, probes: Sequence[Values]) -> Iterator[Part]:
        """Yield the terms of a line, then what comes out."""
        is_last = index == len(self.lines) - 1
        for k, text in enumerate(line.filled.split(" | ")):
            part = Part([], [], [])
            for piece in re.split(r"(\{\w+\})", (" " if k else "") + text):
                name = piece.strip("{}")
                if not piece.startswith("{"):
                    (part.after if part.point else part.before).append(Mark(piece))
                elif np.ndim(probes[0][index, name]):
                    part.point.extend(self._point(index, name, is_told=False))
                else:
                    where = part.after if part.point else part.before
                    where.append(_scalar(index, name, np.array([values[index, name] for values in probes])))
            yield part
        yield Part([Mark(" = ")], list(self._point(index, RESULT, is_told=is_last)), [])

    def _point(self, index: int, name: str, *, is_told: bool) -> Iterator[Mark | Cell]:
        """Yield a point in brackets, the first of its coordinates where there are many."""
        n = self.show.objective.dimension
        yield Mark("(")
        for coordinate in range(min(n, SHOWN)):
            if coordinate:
                yield Mark(", ")
            yield Cell(index, name, coordinate, self.forms[index, name][coordinate], is_told)
        yield Mark(", …)" if n > SHOWN else ")")


def _forms(probes: Sequence[Values]) -> dict[tuple[int, str], list[Form]]:
    """Return the form of every coordinate of every point.

    All have the decimals that most of them need, within MOST_DIGITS, so that they can be compared from line to line;
    only points so small that they would be written as zeros have more.
    """
    points = {key: np.array([values[key] for values in probes]) for key, value in probes[0].items() if np.ndim(value)}
    own = {key: form_of(values).decimals for key, values in points.items()}
    shared = int(np.clip(max(_of_line(points, line).decimals for line, _ in points), LEAST_SHARED, MOST_SHARED))
    forms = {}
    for key, values in points.items():
        figures = [form_of(coordinate).figures for coordinate in values.T]
        decimals = own[key] if own[key] > shared + 1 else max(0, min(shared, MOST_DIGITS - max(figures)))
        forms[key] = [Form(count, decimals) for count in figures]
    return forms


def _of_line(points: Mapping[tuple[int, str], NDArray[np.float64]], line: int) -> Form:
    return form_of(np.concatenate([values.ravel() for (index, _), values in points.items() if index == line]))


def _scalar(index: int, name: str, values: NDArray[np.float64]) -> Mark | Cell:
    """Return a number that is no point: a constant, or a cell where it changes."""
    if (values == values[0]).all():
        return Mark(number(rounded(values[0])), is_number=True)
    return Cell(index, name, None, form_of(values))
