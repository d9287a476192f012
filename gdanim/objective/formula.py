"""A formula with the tapes of its value and its derivatives: written by SymPy once, evaluated without it.

expression ──diff──> derivatives ──written──> Tape
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from gdanim.objective.checks import frozen
from gdanim.objective.tape import Tape

if TYPE_CHECKING:
    import sympy

Array = NDArray[np.float64]


class Symbolic(NamedTuple):
    """An expression, and the symbols in it, in order: those that it is differentiated by, and the others."""

    expression: sympy.Expr
    variables: tuple[sympy.Symbol, ...]
    inputs: tuple[sympy.Symbol, ...] = ()


@final
class Formula:
    """What is known of an expression; a tape is written when it is asked for first.

    Pickled, it takes along the tape of its value, others that it has, and SymPy's part as bytes: whoever evaluates only
    these, in another process, does not wait for SymPy to be loaded.
    """

    names: tuple[str, ...]
    inputs: tuple[str, ...]

    def __init__(
        self, expression: sympy.Expr, variables: Sequence[sympy.Symbol], inputs: Sequence[sympy.Symbol] = ()
    ) -> None:
        self.symbolic = Symbolic(expression, tuple(variables), tuple(inputs))
        self.names, self.inputs = (tuple(symbol.name for symbol in symbols) for symbols in self.symbolic[1:])

    @cached_property
    def symbolic(self) -> Symbolic:
        """SymPy's part."""
        return Symbolic(*pickle.loads(self.pickled))

    @cached_property
    def pickled(self) -> bytes:
        """The same as bytes."""
        return pickle.dumps(tuple(self.symbolic))

    @cached_property
    def value(self) -> Tape:
        """The tape of the expression."""
        return self._written([self.symbolic.expression])

    @cached_property
    def gradient(self) -> Tape:
        """The tape of its partial derivatives."""
        return self._written(self._slopes)

    @cached_property
    def hessian(self) -> Tape:
        """The tape of the upper triangle, row by row: f_xy and f_yx are equal but may be written differently."""
        from gdanim.objective.algebra import partials

        variables = self.symbolic.variables
        return self._written([two for row, one in enumerate(self._slopes) for two in partials(one, variables[row:])])

    def write_derivatives(self) -> None:
        """Write all tapes, so that another process need not."""
        _ = self.gradient, self.hessian

    @property
    def _slopes(self) -> list[sympy.Expr]:
        from gdanim.objective.algebra import partials

        return partials(self.symbolic.expression, self.symbolic.variables)

    def _written(self, expressions: Sequence[sympy.Expr]) -> Tape:
        from gdanim.objective.writing import written

        return written(expressions, self.symbolic.variables, self.symbolic.inputs)

    def __getstate__(self) -> dict[str, Any]:
        state = {**self.__dict__, "value": self.value, "pickled": self.pickled}
        state.pop("symbolic", None)
        return state


def unfolded(upper: Array, n: int) -> Array:
    """Return symmetric matrices (..., n, n) of their upper triangles (..., n(n + 1)/2), row by row."""
    full = np.empty((*upper.shape[:-1], n, n))
    rows, columns = np.triu_indices(n)
    full[..., rows, columns] = full[..., columns, rows] = upper
    return full


def restore(objective: object, state: Mapping[str, Any]) -> None:
    """Give an objective back what was pickled; its arrays can be written to no more than before."""
    for part in state.values():
        if isinstance(part, np.ndarray):
            frozen(part)
    objective.__dict__.update(state)
