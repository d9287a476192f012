"""B1: hostile text is refused or read as a formula, at once; none of it is ever run."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sympy
from sympy.core.cache import clear_cache

from gdanim import Objective
from gdanim.errors import ExpressionError, SceneError
from gdanim.expressions import FUNCTIONS, parse

LONGEST = 0.1
"""Seconds of processor time that a text may take."""

CODE = [
    "__import__('os').system('touch pwned')",
    "__import__('subprocess').run(['id'])",
    "import os",
    "from os import system",
    "exec('x=1')",
    "eval('1+1')",
    "compile('1', '', 'eval')",
    "open('/etc/passwd').read()",
    "open('pwned', 'w')",
    "print(x)",
    "input()",
    "breakpoint()",
    "exit()",
    "quit()",
    "globals()",
    "locals()",
    "vars()",
    "dir(x)",
    "getattr(x, 'func')",
    "setattr(x, 'a', 1)",
    "type(x)",
    "object()",
    "help(x)",
    "x.__class__",
    "x.__class__.__mro__[1].__subclasses__()",
    "().__class__.__base__.__subclasses__()",
    "''.__class__.__mro__",
    "sin.__globals__",
    "sin.__globals__['__builtins__']",
    "(x).func",
    "x.subs(x, 1)",
    "x.evalf(10**6)",
    "sympy.sympify('1')",
    "numpy.zeros(10**12)",
    "os.system('id')",
    "self.text",
    "lambda: 0",
    "(lambda x: x)(1)",
    "(lambda f: f(f))(lambda f: f(f))",
    "[x for x in (1,)]",
    "{x: 1}",
    "{x}",
    "[x]",
    "(x,)",
    "x[0]",
    "x[::-1]",
    "sin(*x)",
    "sin(**x)",
    "sin(x=1)",
    "(x := 2)",
    "x = 1",
    "x; y",
    "x\ny",
    "x if x else y",
    "x and y",
    "x < y",
    "x @ y",
    "x // y",
    "x % y",
    "x << 10**9",
    "1 << 10**9",
    "x | y",
    "await x",
    "yield x",
    "f'{x.__class__}'",
    "'%s' % x",
    "'a' * 10**9",
    "b'x'",
    "...",
    "None",
    "True",
    "NotImplemented",
    "__debug__",
    "__builtins__",
    "_",
    "x # comment",
    "x\\\ny",
    "x\0",
    "$x$",
    r"\input{/etc/passwd}",
    "Symbol('x')",
    "Function('f')(x)",
    "Lambda(x, x)(1)",
    "Integral(x)",
    "S('x')",
    "zoo",
    "oo",
    "nan",
    "I*x",
    "1j",
]
"""Programs, or parts of programs, that a parser built on eval or sympify would run."""

LOOK_ALIKES = [
    "ｅｖａｌ(x)",
    "ｘ",
    "𝐱 + 1",
    "ехр(x)",
    "ѕіn(x)",
    "x²",
    "x\u200b",
    "x\u202e+1",
    "\ufeffx",
    "x–y",
    "٣*x",
    "x\u00a0+ y",
    "é",
    "x\u0301",
    "ªx",
    "＿＿import＿＿('os')",
]

HEAVY = [
    "9**9**9",
    "9**9**9**9",
    "2**2**2**2**2**2",
    "(10**12)**64",
    "((10**12)**-25)**64",
    "x**10**9",
    "x**(10**9)",
    "x**65",
    "(x**60)**60",
    "x**40*x**40",
    "(x+y+1)**1000",
    "factorial(10**7)",
    "factorial(factorial(x))",
    "gamma(x)",
    "zeta(x)",
    "binomial(10**9, 10**8)",
    "prime(10**9)",
    "exp(exp(exp(100)))",
    "exp(exp(exp(100 + x - x)))",
    "sin(1)**(2**60)",
    "10**400*x",
    "1e999",
    "9" * 4000,
    "0x" + "f" * 3000,
    "1e-999**-1",
    "(" * 3000,
    "(" * 65 + "x" + ")" * 65,
    "[" * 3000,
    "-" * 3999 + "1",
    "~" * 3000 + "x",
    "not " * 900 + "x",
    "x" * 4001,
    "x" * 100_000,
    "+".join("x" * 1990),
    "x**" * 60 + "y",
    "x**" * 1300 + "x",
    "(x**y)**" * 30 + "x",
    *(f"{name}(" * 60 + "x" + ")" * 60 for name in ("exp", "sin", "abs", "log", "log10", "cbrt", "tan", "acosh")),
    "cbrt(" * 20 + "x" + ")" * 20,
    "atan2(x," * 50 + "y" + ")" * 50,
    "max(x," * 60 + "y" + ")" * 60,
    "*".join(f"(x+{k})" for k in range(60)),
    "*".join(f"(x+{k})**60" for k in range(60)),
    "*".join(f"sin(x*{k + 1})" for k in range(60)),
    "*".join(f"abs(x-{k})" for k in range(60)),
    "/".join(f"(x+{k})" for k in range(60)),
    "sqrt(2)**" * 30 + "x",
    "*".join(f"({999999999989 - 7 * k})**(2/3)*x" for k in range(60)),
    "+".join(f"(1/{10**11 + k})**25*x" for k in range(40)),
    "max(" + ",".join(f"max({','.join(f'x*{k}+y**{j}' for k in range(16))})" for j in range(16)) + ")",
]
"""Short texts whose value, whose derivatives or whose reading would take for ever."""

NAMES = [
    "__import__('os').system('touch pwned')",
    "x); __import__('os').system('id'); (",
    "lambda",
    "x y z; 1",
    "__class__",
    "sin",
    "x=1",
    "x\n",
    "$x$",
    r"\mathrm{x",
    "ｘ",
]
"""Names of variables: lambdify would write them into code, and mathtext into pictures."""

PIECES = [
    *("x", "y", "θ", "2", "0.5", "1e308", "1e-308", "64", "10**12", "pi", "E", "I", "oo", "(", ")", "(", ")", ","),
    *("+", "-", "*", "**", "/", "//", "%", "@", "~", "^", "<<", "==", ".", "..", "[", "]", "{", "}", "'", '"', "\\"),
    *("lambda ", "if ", " for ", " in ", "import ", "__", "__class__", "eval(", "factorial(", ";", "#", "\n", "\0"),
    *(f"{name}(" for name in FUNCTIONS),
    *("ｘ", "й", "²", "\u202e", "𝐱", "😀"),
]

_watched: list[str] | None = None
HARMLESS = ("compile", "object.__getattr__", "sys._getframe", "code.__new__", "gc.", "builtins.id")


def _watch(event: str, _: tuple[object, ...]) -> None:
    if _watched is not None and not event.startswith(HARMLESS):
        _watched.append(event)


sys.addaudithook(_watch)


@contextmanager
def nothing_runs() -> Iterator[None]:
    """Fail where Python's own audit sees an import, a file, a process, a socket or code that is run."""
    global _watched
    _watched = []
    try:
        yield
        seen = _watched
    finally:
        _watched = None
    assert not seen


def seconds_of(text: str) -> float:
    """Return the processor's seconds for a text; once more, with nothing remembered, where there was a pause."""
    seconds = read(text)
    if seconds > LONGEST:
        clear_cache()
        seconds = read(text)
    return seconds


def read(text: str) -> float:
    """Read a text; return the processor's seconds. Whatever is raised but our own error is a failure."""
    begin = time.process_time()
    try:
        expression = parse(text)
    except ExpressionError as error:
        assert len(str(error)) < 500
        assert "\n" not in str(error)
    else:
        assert not expression.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo)
    return time.process_time() - begin


@pytest.fixture(scope="module", autouse=True)
def everything_is_imported() -> None:
    """SymPy imports some of itself at first use."""
    for name, (_, least, _) in FUNCTIONS.items():
        Objective(f"{name}({','.join('xy'[:least])})", "x y", domain=[(1, 2), (1, 2)]).hessian([1.5, 1.5])
    read("sqrt(2)**0.5 + 3**(1/3) + sin(pi/7)*max(1, sqrt(2)) + (")


@pytest.mark.parametrize("text", CODE + LOOK_ALIKES)
def test_what_is_no_formula_is_refused_and_nothing_is_run(text: str) -> None:
    with nothing_runs(), pytest.raises(ExpressionError):
        parse(text, "x y")
    assert seconds_of(text) < LONGEST


@pytest.mark.parametrize("text", HEAVY, ids=lambda text: text[:30])
def test_what_would_take_for_ever_is_settled_at_once(text: str) -> None:
    with nothing_runs():
        assert seconds_of(text) < LONGEST


@pytest.mark.parametrize("text", HEAVY, ids=lambda text: text[:30])
def test_derivatives_are_bounded_before_they_are_made(text: str) -> None:
    begin = time.process_time()
    try:
        objective = Objective(text, "x y", domain=[(-1, 1), (-1, 1)])
        objective.gradient([0.5, 0.5]), objective.hessian([0.5, 0.5])
    except SceneError as error:
        assert len(str(error)) < 500
    assert time.process_time() - begin < 10 * LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_is_no_way_in(name: str) -> None:
    with nothing_runs(), pytest.raises(SceneError):
        Objective(sympy.Symbol(name) ** 2, [name], domain=(-1, 1))


def formula(choose: random.Random, depth: int) -> str:
    if depth == 0 or choose.random() < 0.1:
        return choose.choice(PIECES[:10])
    kind = choose.random()
    if kind < 0.55:
        return f"({formula(choose, depth - 1)}{choose.choice(PIECES[18:23])}{formula(choose, depth - 1)})"
    name = choose.choice(list(FUNCTIONS))
    return f"{name}({','.join(formula(choose, depth - 1) for _ in range(FUNCTIONS[name][1]))})"


def garbage(choose: random.Random) -> str:
    return "".join(choose.choices(PIECES, k=choose.randint(1, 40)))


def broken(choose: random.Random) -> str:
    text = list(formula(choose, 4))
    for _ in range(choose.randint(1, 3)):
        text[choose.randrange(len(text))] = choose.choice(PIECES)
    return "".join(text)


@pytest.mark.parametrize("count", [3_000, pytest.param(100_000, marks=pytest.mark.thorough)])
def test_no_generated_text_is_run_hangs_or_raises_anything_else(count: int, report: Callable[[str, str], None]) -> None:
    choose = random.Random(count)
    makers = (lambda: formula(choose, choose.randint(1, 6)), lambda: garbage(choose), lambda: broken(choose))
    slowest, text = 0.0, ""
    for k in range(count):
        made = makers[k % 3]()
        with nothing_runs():
            seconds = seconds_of(made)
        if seconds > slowest:
            slowest, text = seconds, made
    assert slowest < LONGEST, text
    known = len(CODE + LOOK_ALIKES + HEAVY + NAMES)
    report("B1", f"{known} and {count:,} generated ones: none run, the slowest read in {slowest * 1000:.0f} ms")
