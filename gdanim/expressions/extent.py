"""How large a formula and its derivatives are, found by arithmetic before any derivative is made.

A short text can have a huge gradient: the second derivative of a product of sixty factors has 3,540 products in it.
"""

from __future__ import annotations

from itertools import permutations
from typing import NamedTuple

import sympy

CHAIN = 3
"""How often a function's own parts stand in its outer derivative at most; atan2's is y/(x² + y²)."""


class Extent(NamedTuple):
    """Bounds on the nodes of a formula as a tree, and on those of its first and second derivatives."""

    formula: int
    first: int
    second: int


def extent(expression: sympy.Basic, known: dict[sympy.Basic, Extent]) -> Extent:
    """Return the extent of an expression; `known` holds those of parts that were asked for before, and learns.

    >>> extent(sympy.Symbol("x") ** 2, {})
    Extent(formula=3, first=10, second=20)
    """
    if expression not in known:
        known[expression] = _extent(expression, [extent(part, known) for part in expression.args])
    return known[expression]


def _extent(expression: sympy.Basic, parts: list[Extent]) -> Extent:
    """Sum, product and chain rule, with a part that is constant left out of the derivatives."""
    size = 1 + sum(part.formula for part in parts)
    varying = [part for part in parts if part.first]
    if not varying:
        return Extent(size, int(isinstance(expression, sympy.Symbol)), 0)
    if isinstance(expression, sympy.Add):
        return Extent(size, 1 + sum(part.first for part in varying), 1 + sum(part.second for part in varying))
    if isinstance(expression, sympy.Mul):
        first = sum(size - part.formula + part.first for part in varying)
        second = sum(size - part.formula + part.second for part in varying)
        second += sum(size - a.formula - b.formula + a.first + b.first for a, b in permutations(varying, 2))
        return Extent(size, first, second)
    first = sum(CHAIN * size + part.first for part in varying)
    second = sum(CHAIN * size + part.second for part in varying)
    second += sum(CHAIN * size + a.first + b.first for a in varying for b in varying)
    return Extent(size, first, second)
