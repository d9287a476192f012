"""Formulas in print: as they are read, and as matplotlib can draw them."""

import pytest
import sympy
from matplotlib.mathtext import MathTextParser

from gdanim.expressions import CONSTANTS, FUNCTIONS, parse
from gdanim.expressions.typesetting import mathtext

x = sympy.Symbol("x", real=True)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2 - y**2", "x^{2} - y^{2}"),
        ("3 + 3*x + 4*x**2 - 3*x**3 + 0.5*x**4", "0.5 x^{4} - 3 x^{3} + 4 x^{2} + 3 x + 3"),
        ("theta", r"\theta"),
        ("θ + Ω", r"\Omega + \theta"),
        ("lamda_1*Λ", r"\lambda_{1} \Lambda"),
        ("x0", "x_{0}"),
        ("bias", r"\mathrm{bias}"),
        ("xhat", r"\mathrm{xhat}"),
        ("1e-20*x", r"10^{-20} x"),
        ("2.5e20*x", r"2.5 \cdot 10^{20} x"),
        ("0.1*x", "0.1 x"),
        ("(y - x**2)**2", r"\left(y - x^{2}\right)^{2}"),
        ("-x - 1", "- x - 1"),
    ],
)
def test_formulas_are_typeset_as_they_are_read(text, latex):
    assert mathtext(parse(text)) == latex


NAMES = [
    "alpha",
    "Alpha",
    "omicron",
    "varepsilon_0",
    "ψ",
    "ς",
    "ά",
    "w_in_out",
    "_x",
    "x_",
    "dot",
    "absnorm",
]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{name}({', '.join(['x/2', 'y'][:least])})**2" for name, (_, least, _) in FUNCTIONS.items()),
        *CONSTANTS,
        *NAMES,
        "(1-x)**2 + 100*(y-x**2)**2",
        "(x**2+y-11)**2 + (x+y**2-7)**2",
        "-20*exp(-0.2*sqrt(0.5*(x**2+y**2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + E + 20",
        "1/(1 + exp(-x/(1 + y**2)))",
        "x**y**x",
        "-1e-20*x**-3",
    ],
)
def test_mathtext_draws_every_formula(text):
    assert MathTextParser("path").parse(f"${mathtext(parse(text))}$").width > 0


def test_mathtext_draws_a_piecewise_function_in_one_line():
    hinge = sympy.Piecewise((x**2, (x < 0) & (x > -1)), (x, x <= 5), (0, True))
    assert r"\mathrm{otherwise}" in mathtext(hinge)
    assert MathTextParser("path").parse(f"${mathtext(hinge)}$").width > 0
