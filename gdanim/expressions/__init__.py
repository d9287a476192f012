"""Formulas: from text to SymPy through a whitelist, and from SymPy to type. Text is never evaluated."""

from gdanim.expressions.parsing import CONSTANTS, FUNCTIONS, MAX_CHARACTERS, check_symbol_names, parse, real_symbols

__all__ = ["CONSTANTS", "FUNCTIONS", "MAX_CHARACTERS", "check_symbol_names", "parse", "real_symbols"]
