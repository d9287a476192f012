"""The only exceptions a scene author meets, and the words they are told in."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class GdanimError(Exception):
    """Anything gdanim refuses or fails to do, told in one sentence."""


@dataclass(frozen=True)
class Place:
    """Where in a scene file a mistake stands: the path, the line number (from 1) and the line itself."""

    path: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class SceneError(GdanimError, ValueError):
    """A scene, an expression or an option that cannot be used as written.

    `place` is known once the mistake has been traced to a line of a scene file.
    """

    def __init__(self, sentence: str, place: Place | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place


class ExpressionError(SceneError):
    """A formula outside the language that `gdanim.expressions` accepts."""


class RenderError(GdanimError, RuntimeError):
    """A film that could not be drawn, encoded or verified; the target file is as it was before."""


class GlyphWarning(UserWarning):
    """Words with a character that no shipped font has; a question mark stands in its place."""


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return a hint that names the choice nearest to `name`, to be appended to a sentence.

    >>> nearest("Momentun", ["Adam", "Momentum"])
    ' Did you mean Momentum?'
    >>> nearest("qqq", ["Adam", "Momentum"])
    ' Choose from Adam, Momentum.'
    """
    known = sorted(choices)
    folded = {choice.lower(): choice for choice in known}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    if found:
        return f" Did you mean {folded[found[0]]}?"
    return f" Choose from {', '.join(known)}." if known else ""
