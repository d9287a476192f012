"""Formulas: from text to SymPy through a whitelist. Text is never evaluated.

Text becomes a syntax tree (`ast.parse` runs nothing), and only nodes that a formula needs are rebuilt as
SymPy objects. Numbers are tried in floating point before they are built exactly, so that no input can ask
for a number that would fill the memory.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import sys
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NoReturn

import sympy

from gdanim.errors import ExpressionError, nearest
from gdanim.expressions.extent import Extent, extent
from gdanim.expressions.symbols import (
    BEYOND_FLOAT64,
    PLAIN_NAMES,
    check_symbol_names,
    fits_float64,
    is_greek,
    is_plain,
    real_symbols,
)
from gdanim.expressions.vocabulary import CONSTANTS, FUNCTIONS, NOT_REAL, Build, power

MAX_CHARACTERS = 4000
MAX_NODES = 1500
MAX_DEPTH = 64
MAX_EXPONENT = 64
MAX_INTEGER = 10**12
MAX_EXTENT = 20_000
"""Nodes of the second derivatives as a tree: SymPy makes some ten thousand a second."""

_OPERATORS: dict[type[ast.AST], Build] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_LANGUAGE = "a formula is made of numbers, variables, + - * / ** ( ) and named functions"
_CHARACTERS = re.compile(r"[A-Za-z0-9_.,+\-*/() ]")
_SPELLINGS = {
    "^": "**",
    "−": "-",
    "×": "*",
    "·": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
    "√": "sqrt",
    "π": "pi",
}


def parse(text: str, variables: str | Iterable[str | sympy.Symbol] | None = None) -> sympy.Expr:
    """Return the SymPy expression that `text` spells, over real symbols.

    Without `variables` every identifier that is neither a function nor a constant becomes a variable.

    Raises ExpressionError for whatever is not a formula over the real numbers: what was found, at which
    column (from 1), and what is allowed.

    >>> parse("0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3").free_symbols
    {x}
    >>> parse("sinn(x)")
    Traceback (most recent call last):
    gdanim.errors.ExpressionError: unknown function 'sinn' at column 1. Did you mean sin?
    """
    if not isinstance(text, str):
        raise ExpressionError(f"a formula is text, not {type(text).__name__}.")
    spaced = re.sub(r"[\t\r\n]", " ", text).rstrip()
    _check_characters(spaced)
    declared = None if variables is None else real_symbols(variables)
    expression = _Reader(spaced, declared).read(_syntax_tree(spaced))
    check_symbol_names(expression, declared or tuple(expression.atoms(sympy.Symbol)))
    return expression


def _refuse(found: str, column: int, allowed: str) -> NoReturn:
    raise ExpressionError(f"{found} at column {column}{allowed}", column=column)


def _check_characters(text: str) -> None:
    if not text.strip():
        raise ExpressionError(f"the formula is empty; {_LANGUAGE}.")
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"the formula has {len(text)} characters; {MAX_CHARACTERS} are allowed.")
    depth = 0
    for column, character in enumerate(text, start=1):
        if not (_CHARACTERS.match(character) or is_greek(character)):
            plain = _SPELLINGS.get(character) or unicodedata.normalize("NFKC", character)
            hint = f" Write {plain}." if plain != character else ""
            _refuse(f"character {character!r}", column, f" has no meaning; {_LANGUAGE}.{hint}")
        depth += (character == "(") - (character == ")")
        if depth > MAX_DEPTH:
            _refuse("a bracket", column, f" is nested deeper than {MAX_DEPTH} levels.")


def _syntax_tree(text: str) -> ast.expr:
    """Parse without running: `ast.parse` builds a tree, and what it may raise becomes one sentence."""
    indent = len(text) - len(text.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # "1if x" is a warning to Python and no formula to us
            tree = ast.parse(text[indent:], mode="eval")
    except SyntaxError as error:
        column = indent + min(max(error.offset or 1, 1), len(text) - indent)
        found = f"{text[column - 1 :][:20]!r} at column {column} cannot be read"
        sentence = f"{found}; {_LANGUAGE}. A product is written 2*x, a power x**2."
        raise ExpressionError(sentence, column=column) from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"the formula is nested too deeply; {MAX_DEPTH} levels are allowed.") from error
    count = sum(1 for _ in ast.walk(tree))
    if count > MAX_NODES:
        raise ExpressionError(f"the formula has {count} parts; {MAX_NODES} are allowed.")
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset += indent
            node.end_col_offset = (node.end_col_offset or 0) + indent
    return tree.body


class _Reader:
    """One reading of one text: the syntax tree in, SymPy out, and the value of every constant met."""

    def __init__(self, text: str, declared: Sequence[sympy.Symbol] | None) -> None:
        self.text = text
        self.declared = None if declared is None else {symbol.name: symbol for symbol in declared}
        self.values: dict[sympy.Expr, sympy.Expr] = {
            sympy.Integer(-1): sympy.Float(-1),
            **{constant: constant.evalf() for constant in CONSTANTS.values()},
        }
        self.extents: dict[sympy.Basic, Extent] = {}

    def read(self, node: ast.expr, depth: int = 1) -> sympy.Expr:
        if depth > MAX_DEPTH:
            _refuse("a part", self.column(node), f" is nested or chained deeper than {MAX_DEPTH} levels.")
        deeper = partial(self.read, depth=depth + 1)
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.number(node, value)
            case ast.Name(id=name):
                return self.name(node, name)
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _OPERATORS:
                return self.build(node, _OPERATORS[type(sign)], deeper(operand))
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self.power(node, deeper(left), deeper(right))
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                inverse = self.build(node, power, deeper(right), sympy.Integer(-1), evaluate=False)
                return self.build(node, operator.mul, deeper(left), inverse)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
                return self.build(node, _OPERATORS[type(sign)], deeper(left), deeper(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(node, name, [deeper(argument) for argument in arguments])
        _refuse(repr(self.source(node)), self.column(node), f" is not allowed; {_LANGUAGE}.")

    def column(self, node: ast.expr) -> int:
        """Count characters from 1; `ast` counts UTF-8 bytes from 0."""
        return len(self.text.encode()[: node.col_offset].decode(errors="ignore")) + 1

    def source(self, node: ast.expr) -> str:
        return self.text.encode()[node.col_offset : node.end_col_offset].decode(errors="ignore")[:40]

    def number(self, node: ast.expr, value: float) -> sympy.Expr:
        if isinstance(value, int) and value > MAX_INTEGER:
            _refuse("an integer", self.column(node), f" is greater than {MAX_INTEGER:.0e}; write it as a float.")
        if math.isinf(value):
            _refuse("a number", self.column(node), f" is {BEYOND_FLOAT64}.")
        literal = sympy.Integer(value) if isinstance(value, int) else sympy.Float(value)
        self.values[literal] = sympy.Float(value)
        return literal

    def name(self, node: ast.expr, name: str) -> sympy.Expr:
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in FUNCTIONS:
            _refuse(f"function {name}", self.column(node), f" has no argument; write {name}(...).")
        if self.declared is None and not is_plain(name):
            _refuse(f"{name[:40]!r}", self.column(node), f" is not a plain name{PLAIN_NAMES}")
        if self.declared is None:
            return real_symbols([name])[0]
        if name not in self.declared:
            hint = nearest(name, [*self.declared, *CONSTANTS])
            _refuse(f"unknown name {name[:40]!r}", self.column(node), f".{hint}")
        return self.declared[name]

    def call(self, node: ast.expr, name: str, arguments: list[sympy.Expr]) -> sympy.Expr:
        if name not in FUNCTIONS:
            _refuse(f"unknown function {name[:40]!r}", self.column(node), f".{nearest(name, FUNCTIONS)}")
        function, least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            _refuse(f"function {name}", self.column(node), f" has {len(arguments)} arguments; it takes {wanted}.")
        if any(argument.is_number and argument.has(sympy.Function) for argument in arguments):
            # Functions of functions of numbers are computed: SymPy would study them for their sign.
            arguments = [self.values.get(argument, argument) for argument in arguments]
            self.values |= {argument: argument for argument in arguments if argument.is_Float}
        # Left as written: SymPy's rewriting of nested Abs, Min and Max takes seconds.
        return self.build(node, function, *arguments, evaluate=False)

    def power(self, node: ast.BinOp, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        if abs(float(self.values.get(exponent, sympy.S.Zero))) > MAX_EXPONENT:
            _refuse("an exponent", self.column(node.right), f" is beyond {MAX_EXPONENT} in magnitude.")
        tower = isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Pow)
        if tower and base in self.values and exponent in self.values:
            _refuse("a power of a power of numbers", self.column(node.right), "; write the number itself.")
        return self.build(node, power, base, exponent, evaluate=False)

    def build(self, node: ast.expr, function: Build, *arguments: sympy.Expr, **options: bool) -> sympy.Expr:
        """Apply `function`: to numbers in floating point first, and exactly once that is known to be tame."""
        try:
            value = None
            if all(argument in self.values for argument in arguments):
                value = function(*(self.values[argument] for argument in arguments))
                self.check_value(node, value)
            result = function(*arguments, **options)
            self.check_extent(node, result)
            self.check_result(node, result)
            if result.is_number:
                self.values[result] = sympy.Float(result.evalf() if value is None else value)
        except ExpressionError:
            raise
        except (ArithmeticError, TypeError, ValueError) as error:  # SymPy's words for not real, not finite
            self.refuse_value(node, error)
        return result

    def check_value(self, node: ast.expr, value: sympy.Expr) -> None:
        magnitude = abs(float(value))  # TypeError if complex
        if value and not sys.float_info.min <= magnitude <= sys.float_info.max:
            self.refuse_value(node)

    def check_extent(self, node: ast.expr, result: sympy.Expr) -> None:
        if extent(result, self.extents).second > MAX_EXTENT:
            _refuse("a part", self.column(node), " nests or multiplies so much that its derivatives cannot be written.")

    def check_result(self, node: ast.expr, result: sympy.Expr) -> None:
        if not NOT_REAL.isdisjoint((result, *result.args)):
            self.refuse_value(node)
        for term in sympy.Add.make_args(result):
            coefficient, product = term.as_coeff_Mul()
            if not fits_float64(coefficient):
                self.refuse_value(node)
            for factor in sympy.Mul.make_args(product):
                if isinstance(factor, sympy.Pow) and factor.exp.is_Number and abs(factor.exp) > MAX_EXPONENT:
                    _refuse("a power", self.column(node), f" has an exponent beyond {MAX_EXPONENT} in magnitude.")

    def refuse_value(self, node: ast.expr, cause: Exception | None = None) -> NoReturn:
        found = f"{self.source(node)!r} at column {self.column(node)}"
        raise ExpressionError(f"{found} is not a real number within the range of float64.") from cause
