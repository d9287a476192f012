"""Formulas: from text to SymPy through a whitelist, and from SymPy to type. Text is never evaluated."""

from gdanim.expressions.parsing import MAX_CHARACTERS, parse
from gdanim.expressions.symbols import check_symbol_names, real_symbols
from gdanim.expressions.vocabulary import CONSTANTS, FUNCTIONS

__all__ = ["CONSTANTS", "FUNCTIONS", "MAX_CHARACTERS", "check_symbol_names", "parse", "real_symbols"]
