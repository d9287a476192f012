"""The loss over a data set: the mean of one symbolic loss per sample, derived by SymPy once, evaluated by NumPy.

    loss of a sample ──Formula──> tapes: functions of parameters (m, 1) and samples (N,) ──mean──> (m,)

A table of points times samples is worked off in pieces of bounded size. Sums run along the samples of one point at a
time, so that a batch of runs is bit for bit its runs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.errors import SceneError, within
from gdanim.objective.checks import box, coordinates, finite_numbers, frozen, known_points
from gdanim.objective.formula import Formula, restore, unfolded
from gdanim.objective.surroundings import surroundings
from gdanim.objective.symbolic import LARGEST_VALUE
from gdanim.objective.tape import Tape

if TYPE_CHECKING:
    import sympy

Array = NDArray[np.float64]

HAT = r"\hat{y}_{i}"
"""What a model says of a sample, as it is written."""

LARGEST_TABLE = 2**16
"""Points times samples that are worked off at once: 512 KiB a subexpression, which caches hold."""


@final
class EmpiricalLoss:
    """The mean over a data set of `sample_loss`, a function of the parameters (TrainLoss of machine learning).

    `sample_loss` is SymPy, or text for `gdanim.expressions.parse`, over `parameters`, symbols or names in the order of
    a point's coordinates, and the symbols of `data`, which maps each to an array (N,). `model` is an expression over
    the same symbols that predicts, for panels that draw it. Without a `domain`, one (low, high) per parameter, it is a
    box round the origin and the lowest point that a few of Newton's steps find from it. `minima` and `saddles` are
    points.

    It has what an Objective has, and `batch`. Its `expression` is the loss of one sample. Raises SceneError for
    whatever does not fit together.

    >>> line = EmpiricalLoss("(m*x + c - y)**2", "m c", {"x": [0, 1, 2], "y": [1, 3, 5]})
    >>> line.value([0, 0]).round(6), line.gradient([2, 1]), line.batch([1]).value([0, 0])
    (np.float64(11.666667), array([0., 0.]), np.float64(9.0))
    """

    minima: Array  # (k, n)
    saddles: Array  # (k, n)
    name: str
    targets: tuple[str, ...]
    """The names of the symbols of the data that the loss reads and the model does not."""
    _box: Array | None  # (n, 2)
    _sample: Formula
    _prediction: Formula | None
    _columns: Array  # (k, N), a row per symbol of the data

    def __init__(
        self,
        sample_loss: sympy.Expr | str,
        parameters: str | Iterable[str | sympy.Symbol],
        data: Mapping[Any, ArrayLike],
        *,
        domain: ArrayLike | None = None,
        model: sympy.Expr | str | None = None,
        minima: ArrayLike = (),
        saddles: ArrayLike = (),
        name: str = "",
    ) -> None:
        from gdanim.expressions import real_symbols
        from gdanim.objective.algebra import declare

        table = _table(data)
        variables, inputs = real_symbols(parameters), real_symbols(table)
        symbols = real_symbols([*variables, *inputs])
        with within("sample_loss"):
            sample = Formula(declare(sample_loss, symbols)[0], variables, inputs)
        with within("model"):
            predicted = None if model is None else declare(model, symbols)[0]
        if not variables:
            raise SceneError('parameters is empty; say which there are, as in parameters="m c".')
        read = [] if predicted is None else [symbol for symbol in inputs if symbol in predicted.free_symbols]
        used = [symbol for symbol in inputs if symbol in sample.symbolic.expression.free_symbols]
        self.__dict__.update(
            minima=known_points("minima", minima, sample.names),
            saddles=known_points("saddles", saddles, sample.names),
            name=name,
            targets=tuple(symbol.name for symbol in used if symbol not in read),
            _box=None if domain is None else box("domain", domain, sample.names),
            _sample=sample,
            _prediction=None if predicted is None else Formula(predicted, variables, read),
            _columns=frozen(np.stack(list(table.values()))),
        )

    @property
    def expression(self) -> sympy.Expr:
        """The loss of one sample, over real symbols."""
        return self._sample.symbolic.expression

    @property
    def model(self) -> sympy.Expr | None:
        """What predicts, over the same symbols."""
        return self._prediction and self._prediction.symbolic.expression

    @property
    def variables(self) -> tuple[sympy.Symbol, ...]:
        """The parameters, in the order of a point's coordinates."""
        return self._sample.symbolic.variables

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return self._sample.names

    @property
    def dimension(self) -> int:
        """n, the number of parameters."""
        return len(self.names)

    @property
    def samples(self) -> int:
        """N, the number of samples."""
        return int(self._columns.shape[-1])

    @cached_property
    def data(self) -> Mapping[str, Array]:
        """The samples (N,) by the names of their symbols."""
        return MappingProxyType(dict(zip(self._sample.inputs, self._columns, strict=True)))

    @cached_property
    def domain(self) -> Array:
        """The box that is looked at, one (low, high) per parameter (n, 2)."""
        return surroundings(self) if self._box is None else self._box

    @cached_property
    def latex(self) -> str:
        """The formula's body, for LaTeX and for matplotlib's mathtext."""
        return self._mean_latex(self.expression)

    @cached_property
    def short_latex(self) -> str:
        r"""The same with \hat{y} for the model, where there is one and the loss holds it in one piece."""
        from gdanim.expressions.typesetting import Verbatim

        return self.latex if self.model is None else self._mean_latex(self.expression.subs(self.model, Verbatim(HAT)))

    def _mean_latex(self, of_a_sample: sympy.Expr) -> str:
        from gdanim.expressions import real_symbols
        from gdanim.expressions.typesetting import mathtext

        inputs = self._sample.symbolic.inputs
        indexed = dict(zip(inputs, real_symbols(f"{symbol.name}_i" for symbol in inputs), strict=True))
        term = mathtext(of_a_sample.xreplace(indexed))
        term = rf"\left({term}\right)" if of_a_sample.is_Add else term
        # The braces keep the limits beside the sign, where they fit into a line.
        return rf"\frac{{1}}{{{self.samples}}} {{\sum}}_{{i=1}}^{{{self.samples}}} {term}"

    def value(self, x: ArrayLike) -> Array:
        """Return the mean loss at points (..., n) as an array (...)."""
        return self._mean(self._sample.value, x)[..., 0][()]

    def gradient(self, x: ArrayLike) -> Array:
        """Return the partial derivatives of the mean at points (..., n) as an array (..., n)."""
        return self._mean(self._sample.gradient, x)

    def hessian(self, x: ArrayLike) -> Array:
        """Return the second partial derivatives of the mean at points (..., n) as an array (..., n, n)."""
        return unfolded(self._mean(self._sample.hessian, x), self.dimension)

    def has_values_within(self, low: Array, high: Array) -> bool:
        """Return whether the formula shows that the loss is finite wherever low ≤ x ≤ high, two corners (n,)."""
        largest = [*np.maximum(np.abs(low), np.abs(high)), *np.abs(self._columns).max(axis=-1)]
        return self.samples * self._sample.value.bound(*map(float, largest)) <= LARGEST_VALUE

    def point(self, start: ArrayLike) -> Array:
        """Return `start` as coordinates (n,), or as one row per run (runs, n).

        Raises SceneError where the number of coordinates is not n or one of them is not a finite number.
        """
        return coordinates("start", start, self.names)

    def batch(self, indices: ArrayLike | slice) -> EmpiricalLoss:
        """Return the mean loss over these samples alone, whole numbers from 0; it shares the compiled functions.

        Nothing is known of its minima. Indices (runs, size) name samples for each of as many points (runs, n) that are
        asked for together. Raises SceneError where no sample is named.
        """
        columns = self._columns[:, indices] if isinstance(indices, slice) else self._taken(np.asarray(indices))
        if not columns.size:
            raise SceneError("a batch names no sample; it must name at least one.")
        part = object.__new__(EmpiricalLoss)
        none = np.empty((0, self.dimension))
        part.__dict__.update(self._declared, _columns=frozen(columns), minima=frozen(none), saddles=frozen(none))
        return part

    def predict(self, parameters: ArrayLike, inputs: Mapping[str, ArrayLike]) -> Array:
        """Return what the model, with parameters (n,), says of inputs (...) given by the names of their symbols.

        >>> line = EmpiricalLoss("(m*x + c - y)**2", "m c", {"x": [0, 1], "y": [1, 3]}, model="m*x + c")
        >>> line.predict([2, 1], {"x": [0, 1, 5]})
        array([ 1.,  3., 11.])
        """
        columns = np.broadcast_arrays(*(np.asarray(inputs[name], dtype=np.float64) for name in self.read))
        with np.errstate(all="ignore"):
            rows = np.asarray(parameters, dtype=np.float64)[:, np.newaxis]
            (said,) = self._predicting.value(*rows, *map(np.ravel, columns))
        return np.array(np.broadcast_to(said, columns[0].size).reshape(columns[0].shape))

    @property
    def read(self) -> tuple[str, ...]:
        """The names of the symbols of the data that the model reads; SceneError where there is no model."""
        return self._predicting.inputs

    @property
    def _predicting(self) -> Formula:
        if self._prediction is None:
            raise SceneError('the loss has no model; say what predicts, as in model="m*x + c".')
        return self._prediction

    def _taken(self, indices: NDArray[Any]) -> Array:
        if indices.ndim not in (1, 2) or (indices.dtype.kind not in "iu" and indices.size):
            raise SceneError(f"a batch is {indices!r:.60}; it must be a list of whole numbers, one per sample.")
        return self._columns.take(indices.astype(np.intp), axis=1)

    def _mean(self, tape: Tape, x: ArrayLike) -> Array:
        points = np.asarray(x, dtype=np.float64)
        if points.ndim == 0 or points.shape[-1] != self.dimension:
            raise SceneError(f"points have the shape {points.shape}; the last axis must have length {self.dimension}.")
        columns = np.ascontiguousarray(points.reshape(-1, self.dimension).T)[..., np.newaxis]
        rows = max(1, LARGEST_TABLE // self.samples)
        means = np.empty((columns.shape[1], len(tape)))
        with np.errstate(all="ignore"):
            for first in range(0, len(means), rows):
                part = slice(first, first + rows)
                data = self._columns[:, part] if self._columns.ndim == 3 else self._columns
                means[part] = _means(tape, columns[:, part], data)
        return means.reshape(*points.shape[:-1], len(tape))

    @property
    def _declared(self) -> dict[str, Any]:
        kept = ("minima", "saddles", "name", "targets", "_box", "_sample", "_prediction")
        return {key: self.__dict__[key] for key in kept}

    @cached_property
    def _content(self) -> tuple[Any, ...]:
        arrays = (self.minima, self.saddles, self._columns, *(() if self._box is None else (self._box,)))
        return (self.names, self._sample.inputs, self.name, *(array.tobytes() for array in arrays))

    @cached_property
    def _hash(self) -> int:
        return hash(self._content)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EmpiricalLoss):
            return NotImplemented
        if self is other:
            return True
        same = self._hash == other._hash and self._content == other._content
        return same and (self.expression, self.model) == (other.expression, other.model)

    def __hash__(self) -> int:
        return self._hash

    def __setattr__(self, attribute: str, value: object) -> None:
        raise AttributeError(f"an EmpiricalLoss does not change; build another one with the {attribute} you want.")

    def __getstate__(self) -> dict[str, Any]:
        made = {"domain": self.domain, "latex": self.latex, "short_latex": self.short_latex}
        return {**self._declared, **made, "_columns": self._columns}

    def __setstate__(self, state: dict[str, Any]) -> None:
        restore(self, state)

    def __repr__(self) -> str:
        parameters = " ".join(self.names)
        return f'EmpiricalLoss("{self.expression}", "{parameters}", {self.samples} samples of {", ".join(self.data)})'


def _means(tape: Tape, parameters: Array, data: Array) -> Array:
    """Return the means (m, k) of k values that a tape computes of parameters (n, m, 1) and samples (c, N) or (c, m, N).

    Blocks of samples begin at the same places however many points there are.
    """
    samples = data.shape[-1]
    total = np.zeros((parameters.shape[1], len(tape)))
    for first in range(0, samples, LARGEST_TABLE):
        block = data[..., first : first + LARGEST_TABLE]
        share = block.shape[-1] / samples
        for index, component in enumerate(tape(*parameters, *block)):
            total[:, index] += share * _block_mean(component, block.shape[-1])
    return total


def _block_mean(component: Array, samples: int) -> Array:
    """Return the means (m,) of a component (m, samples), or of one that is the same for all samples or all points."""
    if component.ndim == 0 or component.shape[-1] != samples:
        return component.reshape(-1) if component.ndim else component
    return np.asarray(np.add.reduce(np.ascontiguousarray(component), axis=-1) / samples)


def _table(data: Mapping[Any, ArrayLike]) -> dict[str, Array]:
    """Return the columns (N,) by name, all of the same length."""
    if not isinstance(data, Mapping) or not data:
        raise SceneError(
            f"data is {data!r:.60}; it must map each symbol to an array, as in {{'x': [...], 'y': [...]}}."
        )
    table = {str(symbol): finite_numbers(f"data of {symbol}", column) for symbol, column in data.items()}
    first = next(iter(table))
    for name, column in table.items():
        if column.ndim != 1 or not len(column):
            raise SceneError(f"data of {name} has the shape {column.shape}; it must be one number per sample.")
        if len(column) != len(table[first]):
            raise SceneError(f"data of {name} has {len(column)} samples, that of {first} {len(table[first])}.")
    return table
