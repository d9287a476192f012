"""Tapes: formulas as NumPy operations on whole columns, one after the other, in as few arrays as will do.

    values, each made of earlier ones ──_registered──> operations on registers ──Tape──> a call with columns

A tape is data: no code is written or run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Function = Callable[..., Any]


def choose(flag: Any, one: Any, other: Any, out: Any = None) -> Any:
    """Return `one` where `flag` holds and `other` elsewhere, in a new array whatever `out` is."""
    return np.where(flag, one, other)


FLAGS = (
    np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal,
    np.logical_and, np.logical_or, np.logical_not,
)  # fmt: skip
"""Functions whose results are true or false."""

MAJORANTS: dict[Function, Function] = {
    np.add: np.add,
    np.subtract: np.add,
    np.multiply: np.multiply,
    np.maximum: np.maximum,
    np.minimum: np.maximum,
    np.exp: np.exp,
    np.absolute: np.absolute,
    **dict.fromkeys((np.sin, np.cos, np.tanh, np.sign), np.ones_like),
}
"""What the magnitude of a result cannot exceed, made of those of the operands; for other functions nothing is known."""


class Value(NamedTuple):
    """A column, a number, or function(*operands), operands being places of values written down before.

    `shape` names the columns that give it its shape, the first of every group that it depends on.
    """

    shape: frozenset[int] = frozenset()
    number: float | bool | None = None
    function: Function | None = None
    operands: tuple[int, ...] = ()

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false, not a number."""
        return self.function in FLAGS


@final
class Tape:
    """What computes formulas: called with a column per variable, it returns those of its values that are `outputs`.

    Variables come in groups: columns of one group have the same shape, of at least one axis; those of different groups
    are broadcast against each other. A value is a float64 array with the shape of the groups that it depends on, which
    is () for a number; it may be a column itself.
    """

    def __init__(self, values: Sequence[Value], outputs: Sequence[int]) -> None:
        self._registered = _registered(values, outputs)

    def __len__(self) -> int:
        """Return the number of outputs."""
        return len(self._registered.outputs)

    def __call__(self, *columns: Array, out: Iterable[Array] = ()) -> list[Array]:
        """Return the outputs, each computed in its array of `out` where there is reason to."""
        begin, steps, outputs, _ = self._registered
        held = [*columns, *begin[len(columns) :]]
        if columns[0].size == columns[-1].size == 1:  # one number is sooner made anew than written over another
            for function, operands, register in steps:
                held[register] = function(*operands(held))
        else:
            self._furnish(held, out)
            for function, operands, register in steps:
                held[register] = function(*operands(held), out=held[register])
        return [held[register] for register in outputs]

    def bound(self, *largest: float) -> float:
        """Return what no number on the way exceeds in magnitude where columns do not exceed their `largest`.

        It is inf, or nan, where that is not known. Rounding changes nothing: where the operands grow, so does what
        their sum or product is rounded to.
        """
        begin, steps, _, _ = self._registered
        held: list[Any] = [*largest, *(None if number is None else np.abs(number) for number in begin[len(largest) :])]
        most = max(held, key=lambda number: number or 0.0)
        with np.errstate(all="ignore"):
            for function, operands, register in steps:
                if function not in MAJORANTS:
                    return np.inf
                held[register] = MAJORANTS[function](*operands(held))
                most = np.maximum(most, held[register])
        return float(most)

    def _furnish(self, held: list[Any], out: Iterable[Array]) -> None:
        """Put arrays to be written to into registers that are empty."""
        for shape, registers in self._registered.scratch.items():
            # In one piece, since memory given back in pieces is soon asked of the system anew.
            arrays = np.empty((len(registers), *np.broadcast(*(held[place] for place in shape)).shape))
            for register, array in zip(registers, arrays, strict=True):
                held[register] = array
        for register, array in zip(self._registered.outputs, out, strict=False):
            held[register] = array if held[register] is None else held[register]


_Step = tuple[Function, Callable[[list[Any]], Sequence[Any]], int]


class _Registered(NamedTuple):
    """Values in registers, of which those of columns come first.

    `begin` is what registers hold at first: numbers, and None where columns or results will be. `steps` are functions,
    each with what takes its operands from the registers and with the register of its result, into whose array it
    writes. `outputs` are registers too, and so is `scratch`, those of arrays on the way, by the columns of their shape.
    """

    begin: list[Any]
    steps: list[_Step]
    outputs: list[int]
    scratch: dict[frozenset[int], list[int]]


def _registered(values: Sequence[Value], outputs: Sequence[int]) -> _Registered:
    """Give every value a register, that of a value of the same shape wherever one is needed no more."""
    end = len(values)
    last = {operand: place for place, value in enumerate(values) for operand in value.operands}
    last |= dict.fromkeys(outputs, end) | {place: end for place, value in enumerate(values) if not value.function}
    registers, begin, steps = list[int](), list[Any](), list[_Step]()
    free, scratch = defaultdict[Any, list[int]](list), defaultdict[frozenset[int], list[int]](list)
    for place, value in enumerate(values):
        for operand in set(value.operands):
            if last[operand] == place:
                free[values[operand].shape, values[operand].is_flag].append(registers[operand])
        left = free[value.shape, value.is_flag] if value.function else []
        registers.append(left.pop() if left else len(begin))
        if registers[place] == len(begin):
            begin.append(None if value.number is None else np.asarray(value.number))
            if value.function and not value.is_flag:
                scratch[value.shape].append(registers[place])
        if value.function:
            first, *more = (registers[operand] for operand in value.operands)
            taken = itemgetter(first, *more) if more else itemgetter(slice(first, first + 1))
            steps.append((value.function, taken, registers[place]))
    results = [registers[place] for place in outputs]
    kept = {shape: [register for register in known if register not in results] for shape, known in scratch.items()}
    return _Registered(begin, steps, results, kept)
