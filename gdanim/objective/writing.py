"""Formulas written down as NumPy operations: values, each a function of earlier ones, none twice.

    SymPy expressions ──cse──> their common parts, and what is left ──Writer──> values ──> a Tape

No code is written, and nothing is called but the functions named here. Sums and products are made in the order of the
formula, so that they round as it does when written by hand. A sign and a power of two never round: they are carried
along until the number itself is needed, (2x − 2)y as 2 · (x − 1)y.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from math import copysign, frexp
from typing import Any, NamedTuple

import numpy as np
import sympy
from sympy.logic.boolalg import BooleanAtom

from gdanim.objective.tape import Function, Tape, Value, choose

LARGEST_PRODUCT = 8
"""The largest exponent written as a product; beyond it pow() is no slower, and as exact."""

LARGEST_SCALE = 2.0**64
"""The largest power of two that is carried along, and the inverse of the smallest: far from overflow."""


FUNCTIONS: dict[type, Function] = {
    **{getattr(sympy, name): getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{getattr(sympy, f"a{name}"): getattr(np, f"arc{name}") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    sympy.exp: np.exp,
    sympy.log: np.log,
    sympy.Abs: np.absolute,
    sympy.sign: np.sign,
    sympy.atan2: np.arctan2,
    sympy.Max: np.maximum,
    sympy.Min: np.minimum,
    sympy.Heaviside: np.heaviside,
}
"""What computes a function of SymPy; one of two arguments is applied to more of them from the left."""

CONDITIONS: dict[type, Function] = {
    sympy.Lt: np.less,
    sympy.Le: np.less_equal,
    sympy.Gt: np.greater,
    sympy.Ge: np.greater_equal,
    sympy.Eq: np.equal,
    sympy.Ne: np.not_equal,
    sympy.And: np.logical_and,
    sympy.Or: np.logical_or,
    sympy.Not: np.logical_not,
}
"""The same for what is true or false."""


class _Term(NamedTuple):
    """scale · the value at a place; the scale is a power of two or its negative."""

    scale: float
    place: int


def written(expressions: Sequence[sympy.Expr], *groups: Sequence[sympy.Symbol]) -> Tape:
    """Return the tape of expressions over groups of symbols, whose columns it will be called with."""
    writer = _Writer(groups)
    with np.errstate(all="ignore"):
        outputs = writer.write(expressions)
    return Tape(writer.values, outputs)


class _Writer:
    """Values as they are written down, none twice."""

    def __init__(self, groups: Iterable[Sequence[sympy.Symbol]]) -> None:
        self.values: list[Value] = []
        self.places: dict[Any, int] = {}
        self.terms: dict[sympy.Basic, _Term] = {}
        for symbols in groups:
            column = Value(frozenset([len(self.values)]))
            self.terms |= {symbol: _Term(1.0, self.placed(symbol, column)) for symbol in symbols}
        self.one = self.number(1.0)

    def write(self, expressions: Sequence[sympy.Expr]) -> list[int]:
        """Write expressions down, their common parts first, and return the places of their values."""
        parts, reduced = sympy.cse(expressions)
        for symbol, part in parts:
            self.terms[symbol] = self.term(part)
        return [self.value(expression) for expression in reduced]

    def placed(self, key: Any, value: Value) -> int:
        """Return the place of a value, written down where its key is met for the first time."""
        if key not in self.places:
            self.places[key] = len(self.values)
            self.values.append(value)
        return self.places[key]

    def number(self, number: float | bool) -> int:
        """Return the place of a number."""
        return self.placed(repr(number), Value(number=number))

    def made(self, function: Function, *operands: int) -> int:
        """Return the place of function(*operands); where all operands are numbers, it is computed once and for all."""
        used = [self.values[place] for place in operands]
        if all(value.number is not None for value in used):
            return self.number(function(*(value.number for value in used)).item())
        shape = frozenset[int]().union(*(value.shape for value in used))
        return self.placed((function, operands), Value(shape, None, function, operands))

    def value(self, expression: sympy.Basic) -> int:
        """Return the place of an expression's value."""
        return self.counted(self.term(expression))

    def counted(self, term: _Term, unit: float = 1.0) -> int:
        """Return the place of a term's value, counted in a unit."""
        scale = term.scale / unit
        return term.place if scale == 1 else self.made(np.multiply, term.place, self.number(scale))

    def term(self, expression: sympy.Basic) -> _Term:
        """Return an expression as a term, written down where it is met for the first time."""
        if expression not in self.terms:
            term = self.composed(expression)
            moderate = 1 / LARGEST_SCALE <= abs(term.scale) <= LARGEST_SCALE
            self.terms[expression] = term if moderate else _Term(1.0, self.counted(term))
        return self.terms[expression]

    def composed(self, expression: Any) -> _Term:
        """Return an expression as a term, made of the terms of its parts."""
        match expression:
            case sympy.Add():
                return reduce(self.sum, map(self.term, expression.as_ordered_terms()))
            case sympy.Mul() | sympy.Pow():
                return self.ratio(expression.as_ordered_factors())
            case sympy.Number() | sympy.NumberSymbol():
                return self.constant(float(expression))
            case sympy.I | sympy.zoo:  # a slope that is not real, as of (-2)**x, or infinite everywhere, is no number
                return self.constant(np.nan)
        return _Term(1.0, self.applied(expression))

    def constant(self, number: float) -> _Term:
        """Return a number as a term: a power of two is a scale, and so is the sign of any other."""
        if abs(frexp(number)[0]) == 0.5:
            return _Term(number, self.one)
        return _Term(copysign(1.0, number), self.number(abs(number)))

    def sum(self, a: _Term, b: _Term) -> _Term:
        """Add two terms counted in the smaller scale; where their signs differ, that is a difference."""
        unit = min(abs(a.scale), abs(b.scale))
        left, right = (self.counted(term, copysign(unit, term.scale)) for term in (a, b))
        if a.scale > 0 > b.scale:
            return _Term(unit, self.made(np.subtract, left, right))
        if a.scale < 0 < b.scale:
            return _Term(unit, self.made(np.subtract, right, left))
        return _Term(copysign(unit, a.scale), self.made(np.add, left, right))

    def product(self, factors: Iterable[_Term]) -> _Term:
        """Multiply terms: their scales, and their values from left to right."""
        scale, place = 1.0, self.one
        for factor in factors:
            scale *= factor.scale
            if self.one in (place, factor.place):
                place = factor.place if place == self.one else place
            else:
                place = self.made(np.multiply, place, factor.place)
        return _Term(scale, place)

    def ratio(self, factors: Sequence[Any]) -> _Term:
        """Return a product of factors, those with negative exponents below the stroke."""
        below = [factor for factor in factors if factor.is_Pow and factor.exp.is_Number and factor.exp.is_negative]
        above = [factor for factor in factors if factor not in below]
        over = self.product(self.power(*factor.args) if factor.is_Pow else self.term(factor) for factor in above)
        if not below:
            return over
        under = self.product(self.power(factor.base, -factor.exp) for factor in below)
        return _Term(over.scale / under.scale, self.made(np.divide, over.place, under.place))

    def power(self, base: Any, exponent: Any) -> _Term:
        """Return a power: a small whole exponent makes a product from the left, ½ a root."""
        number = float(exponent) if exponent.is_Number else np.nan
        if number in range(1, LARGEST_PRODUCT + 1):
            sign = copysign(1.0, self.term(base).scale)
            return self.product([_Term(sign, self.counted(self.term(base), sign))] * int(number))
        if number == 0.5:
            return _Term(1.0, self.made(np.sqrt, self.value(base)))
        return _Term(1.0, self.made(np.power, self.value(base), self.value(exponent)))

    def applied(self, expression: Any) -> int:
        """Return the place of a function, or of a condition."""
        match expression:
            case sympy.Piecewise(args=pieces):
                return self.chosen(pieces)
            case BooleanAtom():
                return self.number(bool(expression))
        known = FUNCTIONS | CONDITIONS
        if expression.func not in known:  # Xor, ITE and their kin
            return self.applied(expression.to_nnf())
        function, operands = known[expression.func], [self.value(argument) for argument in expression.args]
        if len(operands) == 1:
            return self.made(function, *operands)
        return reduce(lambda one, other: self.made(function, one, other), operands)

    def chosen(self, pieces: Sequence[Any]) -> int:
        """Return the place of the first piece whose condition holds, nan where none does."""
        result = self.number(np.nan)
        for piece, condition in reversed(pieces):
            value = self.value(piece)
            result = value if condition is sympy.true else self.made(choose, self.value(condition), value, result)
        return result
