"""What SymPy does for a function: it reads and checks what was declared, and differentiates it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy

from gdanim.errors import SceneError, within
from gdanim.expressions import check_symbol_names, parse, real_symbols

Declared = tuple[sympy.Expr, tuple[sympy.Symbol, ...]]


def declare(expression: sympy.Expr | str, variables: str | Iterable[str | sympy.Symbol] | None) -> Declared:
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


def partials(expression: sympy.Expr, variables: Sequence[sympy.Symbol]) -> list[sympy.Expr]:
    """Return the partial derivatives that hold almost everywhere.

    With the step H, sign(u) = 2H(u) - 1 and |u| = u sign(u). SymPy differentiates H also where it cannot
    know that u is real, as in log(x), and the impulse H' is 0 almost everywhere.
    """
    stepped: Any = expression.replace(sympy.Abs, lambda u: u * sympy.sign(u, evaluate=False))
    stepped = stepped.replace(sympy.sign, lambda u: 2 * sympy.Heaviside(u) - 1)
    return [stepped.diff(variable).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0)) for variable in variables]
