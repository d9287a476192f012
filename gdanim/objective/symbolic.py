"""The function that is descended: value, gradient and Hessian, derived by SymPy, evaluated by NumPy.

    symbolic expression ──diff──> derivatives ──Tape──> functions of columns (n, m), written down at first use

All arithmetic is float64. A point outside the natural domain of the formula gives nan or inf, and no warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.errors import SceneError, within
from gdanim.objective.checks import box, brackets, coordinates, known_points
from gdanim.objective.formula import Formula, restore, unfolded
from gdanim.objective.tape import Tape

if TYPE_CHECKING:
    import sympy

Array = NDArray[np.float64]

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

    domain: Array  # (n, 2)
    minima: Array  # (k, n)
    saddles: Array  # (k, n)
    name: str
    _formula: Formula

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
        from gdanim.objective.algebra import declare

        with within("expression"):
            formula = Formula(*declare(expression, variables))
        if not isinstance(name, str):
            raise SceneError(f"name is {name!r:.60}; it must be a string.")
        self.__dict__.update(
            domain=box("domain", domain, formula.names),
            minima=known_points("minima", minima, formula.names),
            saddles=known_points("saddles", saddles, formula.names),
            name=name,
            _formula=formula,
        )

    @property
    def expression(self) -> sympy.Expr:
        """The formula, over real symbols."""
        return self._formula.symbolic.expression

    @property
    def variables(self) -> tuple[sympy.Symbol, ...]:
        """The symbols, in the order of a point's coordinates."""
        return self._formula.symbolic.variables

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables."""
        return self._formula.names

    @property
    def dimension(self) -> int:
        """n, the number of variables."""
        return len(self.names)

    @cached_property
    def latex(self) -> str:
        """The formula's body, for LaTeX and for matplotlib's mathtext."""
        from gdanim.expressions.typesetting import mathtext

        return mathtext(self.expression)

    def value(self, x: ArrayLike) -> Array:
        """Return f at points (..., n) as an array (...)."""
        return _evaluate(self._formula.value, self.dimension, x)[..., 0][()]

    def gradient(self, x: ArrayLike) -> Array:
        """Return the partial derivatives at points (..., n) as an array (..., n)."""
        return _evaluate(self._formula.gradient, self.dimension, x)

    def hessian(self, x: ArrayLike) -> Array:
        """Return the second partial derivatives at points (..., n) as an array (..., n, n)."""
        return unfolded(_evaluate(self._formula.hessian, self.dimension, x), self.dimension)

    def point(self, start: ArrayLike) -> Array:
        """Return `start` as coordinates (n,), or as one row per run (runs, n).

        Raises SceneError where the number of coordinates is not n or one of them is not a finite number.
        """
        return coordinates("start", start, self.names)

    def has_values_within(self, low: Array, high: Array) -> bool:
        """Return whether the formula shows that f is finite wherever low ≤ x ≤ high, two corners (n,)."""
        return self._formula.value.bound(*np.maximum(np.abs(low), np.abs(high)).tolist()) <= LARGEST_VALUE

    @property
    def _content(self) -> tuple[Any, ...]:
        return (self.names, self.name, *(array.tobytes() for array in (self.domain, self.minima, self.saddles)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Objective):
            return NotImplemented
        return self is other or (self._content == other._content and self.expression == other.expression)

    def __hash__(self) -> int:
        return hash(self._content)

    def __setattr__(self, attribute: str, value: object) -> None:
        raise AttributeError(f"an Objective does not change; build another one with the {attribute} you want.")

    def __getstate__(self) -> dict[str, Any]:
        self._formula.write_derivatives()
        return {**self.__dict__, "latex": self.latex}

    def __setstate__(self, state: dict[str, Any]) -> None:
        restore(self, state)

    def __repr__(self) -> str:
        names = " ".join(self.names)
        told = f'Objective("{self.expression}", "{names}", domain={brackets(self.domain)}'
        for key in ("minima", "saddles"):
            told += f", {key}={brackets(getattr(self, key))}" if len(getattr(self, key)) else ""
        return told + (f", name={self.name!r})" if self.name else ")")


def _evaluate(tape: Tape, n: int, x: ArrayLike) -> Array:
    """Return what a tape computes of points (..., n), k values for each, as an array (..., k)."""
    points = np.asarray(x, dtype=np.float64)
    if points.ndim == 0 or points.shape[-1] != n:
        raise SceneError(f"points have the shape {points.shape}; the last axis must have length {n}.")
    # One contiguous column per variable, also for a single point: NumPy computes powers of scalars and
    # of arrays by different routines, which differ in the last bit.
    columns = np.ascontiguousarray(points.reshape(-1, n).T)
    values = np.empty((len(tape), columns.shape[1]))
    rows = list(values)
    with np.errstate(all="ignore"):
        for row, value in zip(rows, tape(*columns, out=rows), strict=True):
            if value is not row:  # a variable or a number
                row[:] = value
    return values.T.reshape(*points.shape[:-1], len(tape))
