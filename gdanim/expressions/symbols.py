"""The symbols of a formula: which names variables may have, and which expressions may be evaluated over them."""

from __future__ import annotations

import keyword
import math
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from gdanim.errors import ExpressionError, nearest
from gdanim.expressions.vocabulary import CONSTANTS, FUNCTIONS, NODES, NOT_REAL

PLAIN_NAMES = "; Latin or Greek letters, digits and _ make one, with a letter in it; Python's keywords do not."
BEYOND_FLOAT64 = f"beyond {sys.float_info.max:.3g}, the largest of float64"


def real_symbols(variables: str | Iterable[str | sympy.Symbol]) -> tuple[sympy.Symbol, ...]:
    """Return real symbols with the names given: "x y", ["x", "y"] or SymPy symbols.

    >>> real_symbols("x, y")
    (x, y)
    """
    given = variables.replace(",", " ").split() if isinstance(variables, str) else _listed(variables)
    for variable in given:
        if not isinstance(variable, str | sympy.Symbol):
            raise ExpressionError(f"a variable is a name or a SymPy symbol, not {variable!r:.60}.")
    names = [str(variable) for variable in given]
    for place, name in enumerate(names):
        _check_name(name)
        if name in names[:place]:
            raise ExpressionError(f"variable {name} is declared twice; each variable has its own name.")
    return tuple(sympy.Symbol(name, real=True) for name in names)


def check_symbol_names(expression: object, variables: Sequence[sympy.Symbol]) -> None:
    """Raise ExpressionError unless NumPy can evaluate `expression` and its derivatives over `variables`.

    Every symbol must be declared and bear a plain name, every function must be one of `FUNCTIONS` or
    Piecewise, every number must be real and finite. Only then may it be evaluated.
    """
    if not isinstance(expression, sympy.Expr):
        raise ExpressionError(f"an expression is text or SymPy, not {type(expression).__name__}.")
    declared = {symbol.name for symbol in variables}
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, sympy.Symbol):
            _check_name(node.name)
            if node.name not in declared:
                raise ExpressionError(f"variable {node.name} is not declared.{nearest(node.name, declared)}")
        elif isinstance(node, AppliedUndef):
            raise ExpressionError(f"{node.func} is an undefined function.{nearest(str(node.func), FUNCTIONS)}")
        elif node in NOT_REAL:
            raise ExpressionError(f"the expression contains {node}; it must be real and finite.")
        elif isinstance(node, sympy.Number) and not fits_float64(node):
            raise ExpressionError(f"a number is {BEYOND_FLOAT64}.")
        elif not isinstance(node, NODES):
            raise ExpressionError(
                f"{str(node)[:60]} cannot be used: NumPy must evaluate it and its first two derivatives."
                f"{nearest(type(node).__name__, FUNCTIONS)}"
            )


def _listed(variables: Any) -> list[Any]:
    try:
        return list(variables)
    except TypeError:  # one alone
        return [variables]


def _check_name(name: str) -> None:
    if name in FUNCTIONS or name in CONSTANTS:
        raise ExpressionError(f"variable {name} bears the name of a function or constant; choose another.")
    if not is_plain(name):
        raise ExpressionError(f"variable {name[:40]!r} is not a plain name{PLAIN_NAMES}")


def is_plain(name: str) -> bool:
    """Return whether a variable may have a name: letters that are told apart, and no word of Python's."""
    legible = all(character.isascii() or is_greek(character) for character in name)
    is_name = name.isidentifier() and any(map(str.isalpha, name)) and not name.startswith("__")
    return legible and is_name and not keyword.iskeyword(name)


def is_greek(character: str) -> bool:
    """Return whether a character is a Greek letter that no other spells as well; π is a constant."""
    plain = character.isidentifier() and unicodedata.normalize("NFKC", character) == character
    return plain and character != "π" and unicodedata.name(character, "").startswith("GREEK ")


def fits_float64(number: sympy.Number) -> bool:
    """Return whether float64 can hold a number, of a fraction both its parts."""
    parts = number.as_numer_denom() if isinstance(number, sympy.Rational) else (number,)
    return all(math.isfinite(float(part)) for part in parts)
