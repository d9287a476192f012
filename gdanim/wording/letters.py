"""Names of variables as matplotlib's mathtext can draw them."""

from __future__ import annotations

import re
import unicodedata

GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
}  # fmt: skip

LIKE_LATIN = {
    "omicron": "o", "Alpha": "A", "Beta": "B", "Epsilon": "E", "Zeta": "Z", "Eta": "H", "Iota": "I", "Kappa": "K",
    "Mu": "M", "Nu": "N", "Omicron": "O", "Rho": "P", "Tau": "T", "Chi": "X",
}  # fmt: skip
"""Greek letters that TeX has no name for, since Latin ones look the same."""


def letter(name: str) -> str:
    r"""Return a variable: Greek letters as such, words upright, what follows a letter below it.

    >>> letter("theta"), letter("Δ"), letter("w1"), letter("w_out"), letter("_")
    ('\\theta', '\\Delta', 'w_{1}', 'w_{\\mathrm{out}}', '\\_')
    """
    base, below = re.fullmatch(r"(_*[^\W\d_]*)_?(.*)", name).groups()  # type: ignore[union-attr]
    parts = ", ".join(_word(part) for part in below.split("_") if part)
    return _word(base) + (f"_{{{parts}}}" if parts else "")


def at_step(name: str) -> str:
    r"""Return a variable with the index of a step.

    >>> at_step("theta"), at_step("w1")
    ('\\theta_k', 'w_{1, k}')
    """
    written = letter(name)
    return f"{written[:-1]}, k}}" if "_{" in written else f"{written}_k"


def _word(word: str) -> str:
    greek = _greek(word)
    if greek.lower() in GREEK and greek in (greek.lower(), greek.capitalize()):
        latin = LIKE_LATIN.get(greek, "")
        return rf"\mathrm{{{latin}}}" if latin.isupper() else latin or f"\\{greek}"
    escaped = word.replace("_", r"\_")
    return escaped if len(word) == 1 or word.isdigit() else rf"\mathrm{{{escaped}}}"


def _greek(word: str) -> str:
    """Return the name of a Greek character, and any other word as it is; lambda is also spelled without its b."""
    if len(word) == 1:
        name = unicodedata.name(word, "").rpartition(" ")[2].lower()
        word = name if word.islower() else name.capitalize()
    return word.replace("amda", "ambda")
