"""Text becomes a formula or one sentence; it never becomes anything else."""

import re

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from gdanim.errors import ExpressionError
from gdanim.expressions import FUNCTIONS, MAX_CHARACTERS, check_symbol_names, parse

x, y, theta = sympy.symbols("x y θ", real=True)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("x**2 - y**2", x**2 - y**2),
        ("0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3", 0.5 * x**4 - 3 * x**3 + 4 * x**2 + 3 * x + 3),
        ("sin(x)*exp(-0.05*x**2)", sympy.sin(x) * sympy.exp(-0.05 * x**2)),
        ("x/3 + +y", x / 3 + y),
        ("E**x + pi", sympy.exp(x) + sympy.pi),
        ("Max(x, 0, -y)", sympy.Max(x, 0, -y)),
        ("sqrt(x) + x**(1/3)", sympy.sqrt(x) + x ** sympy.Rational(1, 3)),
        ("x - x + 2", sympy.Integer(2)),
        ("  θ**2 +\n 1", theta**2 + 1),
    ],
)
def test_a_formula_means_what_it_says(text, formula):
    assert parse(text) == formula


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_read_and_written_by_name(name):
    arguments = ["x", "y"][: FUNCTIONS[name][1]]
    expression = parse(f"{name}({', '.join(arguments)})", arguments)
    assert {str(symbol) for symbol in expression.free_symbols} == set(arguments)


def test_the_cube_root_is_real_for_negative_numbers():
    assert parse("cbrt(x)").subs(x, -8) == -2


def test_a_product_of_powers_is_not_expanded():
    assert parse("((x+y)**60)*((x-y)**60)") == (x + y) ** 60 * (x - y) ** 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sinn(x)", "'sinn' at column 1. Did you mean sin?"),
        ("x + 2*sin", "function sin at column 7 has no argument"),
        ("sin(x, y)", "column 1 has 2 arguments; it takes 1"),
        ("max(x)", "column 1 has 1 arguments; it takes 2 to 16"),
        ("x^2", "'^' at column 2"),
        ("2x", "column 1 cannot be read"),
        ("x + ｘ", "'ｘ' at column 5 has no meaning"),
        ("x²", "Write **2."),
        ("π*x", "Write pi."),
        ("хy", "'х' at column 1"),
        ("θ + 1/0", "'1/0' at column 5"),
        ("(x+1", "cannot be read"),
        ("", "empty"),
        (" \n", "empty"),
        ("x, y", "'x, y' at column 1 is not allowed"),
        ("x == y", "'=' at column 3"),
        ("not x", "'not x' at column 1"),
        ("True", "'True' at column 1"),
        ("1j*x", "'1j' at column 1"),
        ("...", "'...' at column 1"),
        ("1if x else 2", "cannot be read"),
        ("sqrt(-1)", "'sqrt(-1)' at column 1 is not a real number"),
        ("sqrt(-x**2)", "not a real number"),
        ("x/0", "'x/0' at column 1"),
        ("1/(x-x)", "not a real number"),
        ("log(0)", "not a real number"),
        ("y/log(sign(1e3))", "not a real number"),
        ("acos(2)", "not a real number"),
        ("1e999*x", "column 1 is beyond"),
        ("10000000000000*x", "greater than 1e+12"),
        ("__x", "'__x' at column 1 is not a plain name"),
        ("f(x)", "unknown function 'f' at column 1. Choose from Abs"),
    ],
)
def test_a_refusal_says_what_was_found_and_where(text, words):
    with pytest.raises(ExpressionError, match=re.escape(words)) as refusal:
        parse(text)
    assert "\n" not in str(refusal.value)


def test_a_declared_formula_knows_no_other_name():
    with pytest.raises(ExpressionError, match=r"unknown name 'thetta' at column 5\. Did you mean theta\?"):
        parse("2 + thetta", "theta x")


ATTACKS = [
    "__import__('os').system('true')",
    "().__class__.__base__.__subclasses__()",
    "x.__class__",
    "(lambda: 0)()",
    "[x for x in (1,)]",
    "open('/etc/passwd')",
    "eval(x)",
    "x\0",
    "x;y",
    "f'{x}'",
    "sin(x=1)",
    "sin(*x)",
    "(x := 2)",
    "9**9**9",
    "2**3**2",
    "(10**12)**64",
    "((10**12)**-25)**64",
    "x**65",
    "x**-65",
    "(x**60)**60",
    "x**40*x**40",
    "factorial(10**7)",
    "exp(exp(exp(100)))",
    "exp(exp(exp(100 + x - x)))",
    "sin(1)**(2**60)",
    "-" * 3999 + "1",
    "~" * 3000 + "x",
    "+".join("x" * 1990),
    "+".join("x" * 70),
    "x**" * 1300 + "x",
    "(" * 65 + "x" + ")" * 65,
    "(" * 3000,
    "x" * (MAX_CHARACTERS + 1),
    "*".join(f"(1/{10**11 + k})**25" for k in range(40)),
    "+".join(f"(1/{10**11 + k})**25*x" for k in range(40)),
]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_is_one_refused_sentence(text):
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert len(str(refusal.value)) < 400


@given(st.text(max_size=40) | st.text(alphabet="xy0129.e+-*/() ,sincoexpMa_^θ", max_size=40))
def test_any_text_is_a_real_formula_or_a_refusal(text):
    try:
        expression = parse(text)
    except ExpressionError:
        return
    assert isinstance(expression, sympy.Expr)
    assert not expression.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo)


@pytest.mark.parametrize(
    "expression",
    [
        sympy.Symbol("__import__('os')") + 1,
        sympy.Symbol("lambda"),
        sympy.Symbol("__class__"),
        sympy.Symbol("x y"),
        sympy.Symbol("ｘ"),
        sympy.Function("f")(x),
        sympy.Function("__import__")(x),
        sympy.floor(x),
        sympy.gamma(x),
        sympy.Integral(sympy.sin(x), x),
        sympy.Derivative(x**2, x),
        sympy.I * x,
        sympy.zoo + x,
        sympy.oo,
        sympy.nan,
        10**400 * x,
        sympy.Rational(1, 10**400) * x,
        x > 0,
        sympy.Matrix([x]),
        None,
    ],
    ids=str,
)
def test_no_unsafe_sympy_expression_passes(expression):
    symbols = tuple(getattr(expression, "free_symbols", ()))
    with pytest.raises(ExpressionError):
        check_symbol_names(expression, symbols)


FORMULAS = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5", "1e3", "pi"]),
    lambda parts: (
        st.tuples(parts, st.sampled_from(["+", "-", "*", "/", "**"]), parts).map(lambda bits: f"({''.join(bits)})")
        | st.tuples(st.sampled_from(sorted(FUNCTIONS)), parts, parts).map(
            lambda bits: f"{bits[0]}({', '.join(bits[1 : 1 + FUNCTIONS[bits[0]][1]])})"
        )
    ),
    max_leaves=12,
)


@given(FORMULAS)
def test_any_well_formed_formula_is_real_or_refused(text):
    try:
        expression = parse(text)
    except ExpressionError:
        return
    assert expression.free_symbols <= {x, y}
    assert not expression.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo)


def test_an_undeclared_symbol_is_named_with_its_nearest():
    with pytest.raises(ExpressionError, match=r"variable theta is not declared\. Did you mean theta1\?"):
        check_symbol_names(sympy.Symbol("theta"), sympy.symbols("theta1 x"))


def test_a_variable_cannot_bear_the_name_of_a_function():
    with pytest.raises(ExpressionError, match="bears the name"):
        parse("x", "x exp")
