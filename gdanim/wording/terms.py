"""The terms of a sum, where a long formula may be broken."""

from __future__ import annotations


def terms(tex: str) -> list[str]:
    r"""Return the terms of a formula in TeX, all but the first with their signs.

    >>> terms(r"x^{2} - \left(y + 1\right)^{2} + 3")
    ['x^{2}', '- \\left(y + 1\\right)^{2}', '+ 3']
    """
    depth, starts = 0, [0]
    for k, character in enumerate(tex):
        depth += (character in "({[") - (character in ")}]")
        if depth == 0 and tex[k : k + 3] in (" + ", " - "):
            starts.append(k + 1)
    return [tex[start:end].strip() for start, end in zip(starts, [*starts[1:], len(tex)], strict=True)]
