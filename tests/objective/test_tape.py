"""Tapes compute what SymPy computes in many digits, in few operations and arrays, and touch nothing that is given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from gdanim.objective.writing import written

X, Y = sympy.symbols("x y", real=True)
BEALE = (1.5 - X + X * Y) ** 2 + (2.25 - X + X * Y**2) ** 2 + (2.625 - X + X * Y**3) ** 2
RNG = np.random.default_rng(5)
POINTS = RNG.uniform(0.2, 2.5, (2, 12))

FORMULAS = [
    BEALE,
    *(BEALE.diff(X), BEALE.diff(Y), BEALE.diff(X, Y)),
    -X * Y - X - 2,
    (2 * X - 2) * (4 * Y - 8) * (6 - 3 * X),
    -2 * X / (4 * Y + 8) - Y / (3 * X * (X + 1) ** 2),
    (2 * X + 6) ** 3 / 4 - (-X - 1) ** 5 + (1 - X) ** -2,
    X**9 + X**-9 + X ** sympy.Rational(-3, 2) + 1 / sympy.sqrt(Y) + X**0.5 + Y**2.0 + X**Y,
    sympy.pi * X / sympy.E + sympy.sqrt(2) ** X + sympy.Rational(1, 3) * Y,
    2.0**40 * (2.0**40 * (2.0**40 * X - Y) - 1) + 2.0**-900 * X,
    sympy.exp(-(X**2)) * sympy.sin(3 * X) / (1 + sympy.cos(Y) ** 2) + sympy.atan2(Y, X - 1) + sympy.tanh(X - Y),
    sympy.Max(X, Y, X * Y) - sympy.Min(1, X) + sympy.Abs(X - Y) * sympy.sign(X - 1) + sympy.Heaviside(Y - 1),
    sympy.Piecewise((X**2, X < 1), (2 * X - 1, X + Y < 3), (Y, True)),
    sympy.Piecewise((X, (X < 1) & (Y > 1) | ~(X < 2)), (Y, sympy.Xor(X < 1.5, Y < 1.5)), (X * Y, True)),
    sympy.Piecewise((1, sympy.ITE(X < 1, Y < 1, Y > 2)), (0, sympy.Ne(X, Y))),
]


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: str(formula)[:40])
def test_a_tape_computes_what_sympy_computes(formula: Any) -> None:
    (values,) = written([formula], (X, Y))(*POINTS)
    exact = [float(formula.subs({X: sympy.Float(x, 30), Y: sympy.Float(y, 30)}).evalf(30)) for x, y in POINTS.T]
    np.testing.assert_allclose(values, exact, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        (X * Y - X + 1.7, lambda x, y: x * y - x + 1.7),
        (-X * Y - X + 1.7, lambda x, y: -x * y - x + 1.7),
        (3 * X**2 * Y - 6 * X * Y**3, lambda x, y: 3 * (x * x) * y - 6 * x * (y * y * y)),
        ((2 * X - 2) * (4 * Y - 8), lambda x, y: (2 * x - 2) * (4 * y - 8)),
        (0.3 * X * Y / (X + Y) - 2 * X / Y, lambda x, y: 0.3 * x * y / (x + y) - 2 * x / y),
        (
            (0.7 - X) ** 3 / 4 + (X + 0.3 * Y) ** 2,
            lambda x, y: (0.7 - x) * (0.7 - x) * (0.7 - x) / 4 + (x + 0.3 * y) ** 2,
        ),
        (2.0**40 * (2.0**40 * X - 0.3 * Y), lambda x, y: 2.0**40 * (2.0**40 * x - 0.3 * y)),
    ],
    ids=lambda part: getattr(part, "__name__", str(part)),
)
def test_a_tape_rounds_as_the_formula_does_when_it_is_written_by_hand(formula: Any, by_hand: Any) -> None:
    (values,) = written([formula], (X, Y))(*POINTS)
    np.testing.assert_array_equal(values, by_hand(*POINTS))


def test_signs_and_powers_of_two_are_carried_along() -> None:
    formula = (2 * X - 2) * (4 * Y - 4) / (8 * X)  # (x − 1)(y − 1)/x
    assert operations([formula]) == ["subtract", "subtract", "multiply", "divide"]
    assert operations([(-X) ** 3 - (-Y) ** 3]) == ["multiply"] * 4 + ["subtract"]


def test_a_power_of_two_is_not_carried_to_where_it_would_overflow() -> None:
    formula = sympy.Mul(*(2.0**60 * X - k for k in range(1, 31)))
    (values,) = written([formula], (X,))(np.array([2.0**-60, 3.0 * 2.0**-60, 2.0**-59]))
    assert values.tolist() == [0, 0, 0]
    (values,) = written([formula / 2.0**900], (X,))(np.full(3, 0.3))
    np.testing.assert_allclose(values, float(sympy.Float(0.3) ** 30 * sympy.Integer(2) ** 900), rtol=1e-12)


def operations(formulas: list[Any]) -> list[str]:
    """Return the names of the NumPy functions that a tape calls, in order."""
    return [function.__name__ for function, _, _ in written(formulas, (X, Y))._registered.steps]


def test_what_formulas_share_is_computed_once() -> None:
    shared = sympy.exp(X * Y)
    assert operations([shared + X, shared - Y, 3 * shared]) == ["multiply", "exp", "add", "subtract", "multiply"]
    assert operations([X**2, X**3, X**4]) == ["multiply"] * 3
    assert len(operations([BEALE.diff(X), BEALE.diff(Y)])) == 28


def test_a_tape_writes_over_what_is_needed_no_more() -> None:
    registered = written([sum(sympy.sin(X * k) for k in range(1, 50))], (X, Y))._registered
    assert registered.begin[2:].count(None) == 2  # the sum so far, and what is added next


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: str(formula)[:40])
def test_a_tape_touches_neither_its_columns_nor_what_it_returned(formula: Any) -> None:
    tape, given = written([formula, X, formula + Y, X], (X, Y)), POINTS.copy()
    given.flags.writeable = False
    first = tape(*given)
    kept = [np.array(value) for value in first]
    tape(*(given + 1))
    np.testing.assert_array_equal(first, kept)


def test_results_are_written_where_they_are_wanted() -> None:
    out = list(np.empty((4, POINTS.shape[1])))
    product, column, number, same = written([X * Y, X, sympy.Integer(3), X * Y], (X, Y))(*POINTS, out=out)
    assert product is out[0] and same is out[0]
    np.testing.assert_array_equal(product, POINTS[0] * POINTS[1])
    np.testing.assert_array_equal(column, POINTS[0])
    assert number == 3


def test_groups_of_columns_are_broadcast() -> None:
    x, y = POINTS[0][:, np.newaxis], RNG.uniform(0, 1, 5)
    mixed, alone, other, flagged = written(
        [(X * X + 1) * (Y - 2) ** 2 * X, X * X + 1, sympy.sin(Y - 2), sympy.Piecewise((X, X < Y), (Y, True))],
        (X,),
        (Y,),
    )(x, y)
    np.testing.assert_array_equal(mixed, x * (x * x + 1) * ((y - 2) * (y - 2)))
    np.testing.assert_array_equal(alone, x * x + 1)
    np.testing.assert_array_equal(other, np.sin(y - 2))
    np.testing.assert_array_equal(flagged, np.minimum(x, y))


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: str(formula)[:40])
def test_nothing_exceeds_its_bound(formula: Any) -> None:
    tape, corner = written([formula], (X, Y)), np.abs(POINTS).max(axis=1)
    box = RNG.uniform(-corner, corner, (1000, 2)).T
    with np.errstate(all="ignore"):
        (values,) = tape(*box)
    bound = tape.bound(*corner)
    assert np.isinf(bound) or (np.abs(values) <= bound).all()


def test_bounds_are_those_of_sums_and_products() -> None:
    assert written([X**2 - 3 * X * Y - 7], (X, Y)).bound(2.0, 5.0) == 4 + 30 + 7
    assert written([sympy.sin(100 * X) - sympy.exp(Y)], (X, Y)).bound(2.0, 1.0) == 200  # on the way
    assert written([BEALE], (X, Y)).bound(400.0, 400.0) < 1e22
    assert written([BEALE], (X, Y)).bound(1e40, 1e40) == np.inf
    for unknown in (1 / X, sympy.log(X), sympy.sqrt(X), X**Y, sympy.Piecewise((X, X < Y), (Y, True))):
        assert written([unknown], (X, Y)).bound(1.0, 1.0) == np.inf
