"""What a formula may be made of: functions, constants, and the nodes of SymPy that NumPy can evaluate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import sympy
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

MAX_ROOT = 10**6
"""Roots of greater integers are floats: SymPy would look for their factors."""

Build = Callable[..., sympy.Expr]


def power(base: sympy.Expr, exponent: sympy.Expr, evaluate: bool = True) -> sympy.Expr:
    """A power, left as written where SymPy would study deep nests for their sign."""
    if _has_many_factors(base) and not exponent.is_integer:
        base = sympy.Float(base)
    deep = (base.is_number and not base.is_Number) or not exponent.is_number
    return sympy.Pow(base, exponent, evaluate=evaluate or base is sympy.E or not deep)


def _has_many_factors(number: sympy.Expr) -> bool:
    return isinstance(number, sympy.Rational) and max(abs(number.p), number.q) > MAX_ROOT


def _sqrt(x: sympy.Expr, evaluate: bool = True) -> sympy.Expr:
    return power(x, sympy.Rational(1, 2), evaluate)


def _cbrt(x: sympy.Expr, evaluate: bool = True) -> sympy.Expr:
    """The real cube root; SymPy's own is complex for x < 0."""
    return sympy.sign(x, evaluate=evaluate) * sympy.Abs(x, evaluate=evaluate) ** sympy.Rational(1, 3)


def _log(x: sympy.Expr, base: int, evaluate: bool = True) -> sympy.Expr:
    return sympy.log(x, evaluate=evaluate) / sympy.log(base)


FUNCTIONS: dict[str, tuple[Build, int, int]] = {
    **{
        name: (getattr(sympy, name), 1, 1)
        for name in (
            *("sin", "cos", "tan", "asin", "acos", "atan", "exp", "log", "sign", "Abs"),
            *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        )
    },
    "abs": (sympy.Abs, 1, 1),
    "atan2": (sympy.atan2, 2, 2),
    "sqrt": (_sqrt, 1, 1),
    "cbrt": (_cbrt, 1, 1),
    "log2": (partial(_log, base=2), 1, 1),
    "log10": (partial(_log, base=10), 1, 1),
    "Min": (sympy.Min, 2, 16),
    "min": (sympy.Min, 2, 16),
    "Max": (sympy.Max, 2, 16),
    "max": (sympy.Max, 2, 16),
}
"""How each is built, with the least and the most arguments. NumPy evaluates them and their first two derivatives."""

CONSTANTS: dict[str, sympy.Expr] = {"pi": sympy.pi, "E": sympy.E}

NOT_REAL = frozenset({sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I})
NODES = (
    *(sympy.Add, sympy.Mul, sympy.Pow, sympy.Symbol, sympy.Number, sympy.NumberSymbol),
    *(build for build, _, _ in FUNCTIONS.values() if isinstance(build, type)),
    *(sympy.Piecewise, ExprCondPair, sympy.Rel, BooleanFunction, BooleanAtom),
)
"""The nodes of a formula over the real numbers, its own or an expression's that is given as SymPy."""
