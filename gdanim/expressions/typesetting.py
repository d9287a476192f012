"""Formulas as matplotlib can draw them: from SymPy to mathtext."""

from __future__ import annotations

import sympy
from sympy.printing.latex import LatexPrinter

from gdanim.wording.letters import letter


def mathtext(expression: sympy.Expr) -> str:
    r"""Return the body of a LaTeX formula that matplotlib's mathtext can draw as well.

    >>> from gdanim.expressions import parse
    >>> mathtext(parse("0.5*theta**2 - 1e-5*w_out"))
    '0.5 \\theta^{2} - 10^{-5} w_{\\mathrm{out}}'
    """
    return _MathtextPrinter({"inv_trig_style": "full"}).doprint(expression)


class Verbatim(sympy.Symbol):
    """A symbol whose name is mathtext already."""


class _MathtextPrinter(LatexPrinter):
    """SymPy's LaTeX, with numbers as short as they were written and names upright or in Greek."""

    def _print_Float(self, number: sympy.Float) -> str:
        mantissa, _, exponent = f"{float(number):.15g}".partition("e")
        if not exponent:
            return mantissa
        power = f"10^{{{int(exponent)}}}"
        return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \cdot {power}")

    def _as_ordered_terms(self, sum_: sympy.Add, order: str | None = None) -> list[sympy.Expr]:
        """Begin a sum with a term that has no minus sign, where there is one."""
        terms = super()._as_ordered_terms(sum_, order=order)
        first = next((k for k, term in enumerate(terms) if not term.could_extract_minus_sign()), 0)
        return [terms[first], *terms[:first], *terms[first + 1 :]]

    def _print_Symbol(self, symbol: sympy.Symbol, style: str = "plain") -> str:
        return letter(symbol.name)

    def _print_Verbatim(self, symbol: Verbatim) -> str:
        return str(symbol.name)

    def _print_Piecewise(self, pieces: sympy.Piecewise) -> str:
        """Mathtext has no cases: the pieces follow one another in one line."""
        told = (rf"{self._print(piece.args[0])}\;{self._condition(piece.args[1])}" for piece in pieces.args)
        return r"\left\{" + r",\;".join(told) + r"\right\}"

    def _condition(self, when: sympy.Basic) -> str:
        return r"\mathrm{otherwise}" if when is sympy.true else rf"\mathrm{{if}}\;{self._print(when)}"
