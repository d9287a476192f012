"""The function that is descended: value, gradient and Hessian, derived by SymPy, evaluated by NumPy.

    symbolic expression ──diff──> derivatives ──Tape──> functions of columns (n, m), written down at first use

All arithmetic is float64. A point outside the natural domain of the formula gives nan or inf, and no warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import Any, final

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from gdanim.errors import SceneError, within
from gdanim.expressions import check_symbol_names, parse, real_symbols
from gdanim.expressions.typesetting import mathtext
from gdanim.objective.tape import Tape

Array = NDArray[np.float64]

LARGEST_BOUND = 1e153
"""Ends of a domain: sums of their squares are still float64, and so is the square of the inverse."""

NARROWEST = 1e-9
"""Width of a domain, of its largest end: seven digits are left for what happens in it."""

LARGEST_VALUE = 1e300
"""What is not near to overflow, however it was rounded."""


@final
class Objective:
    """A function of n variables, with the box it is looked at in and the critical points its author names.

    `expression` is SymPy, or text for `gdanim.expressions.parse`. `variables` are symbols or names in the
    order of a point's coordinates; without them, the free symbols sorted by name. `domain` is one (low, high)
    per variable; `minima` and `saddles` are points. In one dimension a single pair and scalars will do.

    The derivative is the one that holds almost everywhere: sign, Abs, Min and Max have their slopes on either
    side, and no impulse (DiracDelta) where the sides meet.

    Raises SceneError for whatever does not fit together.

    >>> bowl = Objective("x**2 + 3*y**2", domain=[(-1, 1), (-1, 1)], minima=[(0, 0)])
    >>> bowl.gradient([[1, 0], [0, 1]])
    array([[2., 0.],
           [0., 6.]])
    >>> bowl.latex
    'x^{2} + 3 y^{2}'
    """

    expression: sympy.Expr
    variables: tuple[sympy.Symbol, ...]
    domain: Array  # (n, 2)
    minima: Array  # (k, n)
    saddles: Array  # (k, n)
    name: str

    def __init__(
        self,
        expression: sympy.Expr | str,
        variables: str | Iterable[str | sympy.Symbol] | None = None,
        *,
        domain: ArrayLike,
        minima: ArrayLike = (),
        saddles: ArrayLike = (),
        name: str = "",
    ) -> None:
        with within("expression"):
            formula, symbols = declare(expression, variables)
        if not isinstance(name, str):
            raise SceneError(f"name is {name!r:.60}; it must be a string.")
        self.__dict__.update(
            expression=formula,
            variables=symbols,
            domain=box("domain", domain, symbols),
            minima=known_points("minima", minima, symbols),
            saddles=known_points("saddles", saddles, symbols),
            name=name,
        )

    @property
    def dimension(self) -> int:
        """n, the number of variables."""
        return len(self.variables)

    @cached_property
    def latex(self) -> str:
        """The formula's body, for LaTeX and for matplotlib's mathtext."""
        return mathtext(self.expression)

    def value(self, x: ArrayLike) -> Array:
        """Return f at points (..., n) as an array (...)."""
        return self._value(x)[..., 0][()]

    def gradient(self, x: ArrayLike) -> Array:
        """Return the partial derivatives at points (..., n) as an array (..., n)."""
        return self._gradient(x)

    def hessian(self, x: ArrayLike) -> Array:
        """Return the second partial derivatives at points (..., n) as an array (..., n, n)."""
        flat = self._hessian(x)
        return flat.reshape(*flat.shape[:-1], self.dimension, self.dimension)

    def point(self, start: ArrayLike) -> Array:
        """Return `start` as coordinates (n,), or as one row per run (runs, n).

        Raises SceneError where the number of coordinates is not n or one of them is not a finite number.
        """
        return coordinates("start", start, self.variables)

    def has_values_within(self, low: Array, high: Array) -> bool:
        """Return whether the formula shows that f is finite wherever low ≤ x ≤ high, two corners (n,)."""
        return self._formula.bound(*np.maximum(np.abs(low), np.abs(high)).tolist()) <= LARGEST_VALUE

    @cached_property
    def _formula(self) -> Tape:
        return Tape([self.expression], self.variables)

    @cached_property
    def _value(self) -> Callable[[ArrayLike], Array]:
        return partial(_evaluate, self._formula, self.dimension, 1)

    @cached_property
    def _gradient(self) -> Callable[[ArrayLike], Array]:
        return compiled(self.variables, partials(self.expression, self.variables))

    @cached_property
    def _hessian(self) -> Callable[[ArrayLike], Array]:
        first = partials(self.expression, self.variables)
        rows = [partials(slope, self.variables) for slope in first]
        # f_xy and f_yx are equal but may be written differently: the upper triangle stands for both.
        n = range(self.dimension)
        return compiled(self.variables, [rows[min(i, j)][max(i, j)] for i in n for j in n])

    def _content(self) -> tuple[Any, ...]:
        arrays = (self.domain, self.minima, self.saddles)
        return (self.expression, self.variables, self.name, *(array.tobytes() for array in arrays))

    def __eq__(self, other: object) -> bool:
        return self._content() == other._content() if isinstance(other, Objective) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._content())

    def __setattr__(self, attribute: str, value: object) -> None:
        raise AttributeError(f"an Objective does not change; build another one with the {attribute} you want.")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what was declared; compiled functions are made again where they are needed."""
        declared = {key: getattr(self, key) for key in ("domain", "minima", "saddles", "name")}
        return partial(Objective, **declared), (self.expression, self.variables)

    def __repr__(self) -> str:
        names = " ".join(symbol.name for symbol in self.variables)
        told = f'Objective("{self.expression}", "{names}", domain={_told(self.domain)}'
        for key in ("minima", "saddles"):
            told += f", {key}={_told(getattr(self, key))}" if len(getattr(self, key)) else ""
        return told + (f", name={self.name!r})" if self.name else ")")


def declare(
    expression: sympy.Expr | str, variables: str | Iterable[str | sympy.Symbol] | None
) -> tuple[sympy.Expr, tuple[sympy.Symbol, ...]]:
    """Return the expression over real symbols, and those symbols in the order of a point's coordinates."""
    with within("variables"):
        declared = None if variables is None else real_symbols(variables)
    formula = parse(expression, declared) if isinstance(expression, str) else expression
    if declared is None and isinstance(formula, sympy.Expr):
        declared = real_symbols(sorted({symbol.name for symbol in formula.atoms(sympy.Symbol)}))
    check_symbol_names(formula, declared or ())
    if not declared:
        raise SceneError(f'{formula!s:.60} names no variable; say which there are, as in variables="x y".')
    by_name = {symbol.name: symbol for symbol in declared}
    return formula.xreplace({old: by_name[old.name] for old in formula.atoms(sympy.Symbol)}), declared


def box(field: str, bounds: ArrayLike, variables: Sequence[sympy.Symbol]) -> Array:
    """Return one finite (low, high) per variable, low < high, as an array (n, 2)."""
    pairs = finite_numbers(field, bounds)
    if len(variables) == 1 and pairs.shape == (2,):
        pairs = pairs[np.newaxis]
    if pairs.shape != (len(variables), 2):
        raise SceneError(
            f"{field} {_told(pairs)} is not one (low, high) for each of {_listed(variables)}, "
            f"such as {_told(np.tile([-1.0, 1.0], (len(variables), 1)).squeeze())}."
        )
    for symbol, (low, high) in zip(variables, pairs, strict=True):
        if not low < high:
            raise SceneError(f"{field} of {symbol} runs from {low:g} to {high:g}; low must be less than high.")
        check_interval(f"{field} of {symbol}", low, high)
    return frozen(pairs)


def check_interval(field: str, low: float, high: float) -> None:
    """Refuse an interval, low < high, whose ends or whose width float64 cannot compute with or tell apart."""
    largest = max(abs(low), abs(high))
    if largest > LARGEST_BOUND:
        raise SceneError(f"{field} runs from {low:g} to {high:g}; its ends must be within ±{LARGEST_BOUND:g}.")
    if high - low < max(1 / LARGEST_BOUND, largest * NARROWEST):
        raise SceneError(f"{field} runs from {low:g} to {high:g}; float64 cannot tell enough points in it apart.")


def known_points(field: str, points: ArrayLike, variables: Sequence[sympy.Symbol]) -> Array:
    """Return points as rows (k, n); one point and, in one dimension, scalars will do."""
    given = finite_numbers(field, points)
    if given.size == 0:
        return frozen(np.empty((0, len(variables))))
    if len(variables) == 1 and given.ndim == 1:
        given = given[:, np.newaxis]
    return frozen(np.atleast_2d(coordinates(field, given, variables)))


def coordinates(field: str, given: ArrayLike, variables: Sequence[sympy.Symbol]) -> Array:
    """Return finite coordinates (n,) or (runs, n); a scalar is a point in one dimension."""
    point = finite_numbers(field, given)
    point = point[np.newaxis] if point.ndim == 0 else point
    if point.shape[-1] != len(variables):
        count = point.shape[-1]
        raise SceneError(
            f"{field} {_told(np.asarray(given, dtype=np.float64))} has {count} coordinate{'s' * (count != 1)}, "
            f"the objective has {len(variables)}: {_listed(variables)}."
        )
    if point.ndim > 2 or point.size == 0:
        raise SceneError(f"{field} has the shape {point.shape}; a point (n,) or points (runs, n) are wanted.")
    return point


def partials(expression: sympy.Expr, variables: Sequence[sympy.Symbol]) -> list[sympy.Expr]:
    """Return the partial derivatives that hold almost everywhere.

    With the step H, sign(u) = 2H(u) - 1 and |u| = u sign(u). SymPy differentiates H also where it cannot
    know that u is real, as in log(x), and the impulse H' is 0 almost everywhere.
    """
    stepped: Any = expression.replace(sympy.Abs, lambda u: u * sympy.sign(u, evaluate=False))
    stepped = stepped.replace(sympy.sign, lambda u: 2 * sympy.Heaviside(u) - 1)
    return [stepped.diff(variable).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0)) for variable in variables]


def compiled(variables: Sequence[sympy.Symbol], expressions: Sequence[sympy.Expr]) -> Callable[[ArrayLike], Array]:
    """Return the function that takes points (..., n) to the values of k expressions (..., k), float64."""
    return partial(_evaluate, Tape(expressions, variables), len(variables), len(expressions))


def _evaluate(tape: Tape, n: int, k: int, x: ArrayLike) -> Array:
    points = np.asarray(x, dtype=np.float64)
    if points.ndim == 0 or points.shape[-1] != n:
        raise SceneError(f"points have the shape {points.shape}; the last axis must have length {n}.")
    # One contiguous column per variable, also for a single point: NumPy computes powers of scalars and
    # of arrays by different routines, which differ in the last bit.
    columns = np.ascontiguousarray(points.reshape(-1, n).T)
    values = np.empty((k, columns.shape[1]))
    rows = list(values)
    with np.errstate(all="ignore"):
        for row, value in zip(rows, tape(*columns, out=rows), strict=True):
            if value is not row:  # a variable or a number
                row[:] = value
    return values.T.reshape(*points.shape[:-1], k)


def finite_numbers(field: str, given: ArrayLike) -> Array:
    """Return finite float64 numbers; text, truth values and complex numbers are none."""
    try:
        array = np.array(given)
        if array.dtype.kind not in "iufO":
            raise TypeError(f"{array.dtype} is not a real number")
        numbers = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise SceneError(f"{field} {given!r:.60} is not made of real numbers.") from error
    if not np.isfinite(numbers).all():
        raise SceneError(f"{field} {_told(numbers)} is not finite.")
    return numbers


def frozen(array: Array) -> Array:
    """Return the array itself, which can no longer be written to."""
    array.flags.writeable = False
    return array


def _listed(variables: Sequence[sympy.Symbol]) -> str:
    return ", ".join(symbol.name for symbol in variables)


def _told(array: Array) -> str:
    """Nested brackets with numbers as short as they are exact, such as ((-1, 1), (-2, 2))."""
    if array.ndim == 0:
        return f"{array:.6g}"
    return f"({', '.join(_told(row) for row in array)}{',' if len(array) == 1 else ''})"
