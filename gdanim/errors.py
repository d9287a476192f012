"""The only exceptions a scene author meets, and the words they are told in."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WIDEST_LINE = 74
"""Characters of an author's line that are shown; a longer one is cut round the mistake."""

MOST_CHOICES = 40
"""Choices beyond which a hint names only some of them."""


BREAK = re.compile(r"\s*\n\s*")
"""Where a value that is shown, such as an array, goes on in another line; a sentence stands on one."""


class GdanimError(Exception):
    """Anything gdanim refuses or fails to do, told in one sentence."""


@dataclass(frozen=True)
class Place:
    """Where in a scene file a mistake stands: the path, the line number (from 1) and the line itself.

    `column` is where in the line it begins, in characters from 1, and `width` how many it takes; 0 where only the line
    is known.
    """

    path: str
    line: int
    text: str = ""
    column: int = 0
    width: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class SceneError(GdanimError, ValueError):
    """A scene, an expression or an option that cannot be used as written.

    `place` is known once the mistake has been traced to a line of a scene file; `parts` lead to it from the call that
    found it, such as ("runs", 0, "start").
    """

    def __init__(self, sentence: str, place: Place | None = None) -> None:
        self.sentence = BREAK.sub(" ", sentence)
        super().__init__(self.sentence)
        self.place = place
        self.parts: tuple[str | int, ...] = ()


class ExpressionError(SceneError):
    """A formula outside the language that `gdanim.expressions` accepts.

    `column` is where in the formula that shows, from 1; 0 where it is not one place.
    """

    def __init__(self, sentence: str, place: Place | None = None, column: int = 0) -> None:
        super().__init__(sentence, place)
        self.column = column


class RenderError(GdanimError, RuntimeError):
    """A film that could not be drawn, encoded or verified; the target file is as it was before."""


REFUSALS = (OSError, MemoryError, ImportError, RuntimeError, SystemError)
"""What is raised where the system gives no more files, threads or memory, also by a library that is loaded late, or by
Python itself, which then cannot even make a MemoryError.
"""


def refusal(error: OSError | MemoryError | ImportError | RuntimeError | SystemError) -> RenderError:
    """Return what the system has refused as an error of ours.

    >>> print(refusal(PermissionError(13, "Permission denied", "output")))
    output: Permission denied.
    >>> print(refusal(MemoryError("Unable to allocate 8 GiB")))
    Out of memory: Unable to allocate 8 GiB.
    >>> print(refusal(SystemError("error return without exception set")))
    Python failed, as it may where there is no more memory: error return without exception set.
    """
    if isinstance(error, MemoryError):
        return RenderError(f"Out of memory: {error}." if str(error) else "Out of memory.")
    if isinstance(error, SystemError):
        return RenderError(f"Python failed, as it may where there is no more memory: {error}.")
    place = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
    return RenderError(f"{place}{getattr(error, 'strerror', None) or error}.")


class Ended(BaseException):
    """What ends a program from outside; not an Exception, so that nothing catches it on its way unawares."""


class Terminated(Ended):
    """SIGTERM arrived."""


class TimedOut(Ended):
    """The time that was allowed has passed."""


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
    if len(known) > MOST_CHOICES:
        return f" There are {len(known)} to choose from, such as {', '.join(known[:3])}."
    return f" Choose from {', '.join(known)}." if known else ""


def missing_extra(user: str, library: str, extra: str) -> SceneError:
    """Return what says that something is used of gdanim which needs a library that an extra of it installs.

    >>> print(missing_extra("ScipyMinimize", "scipy", "scipy"))
    ScipyMinimize needs scipy; install it with: pip install 'gdanim[scipy]'.
    """
    return SceneError(f"{user} needs {library}; install it with: pip install 'gdanim[{extra}]'.")


@contextmanager
def within(*parts: str | int) -> Iterator[None]:
    """Say of a SceneError raised inside in which part of a call's arguments it is: a name, or a place in a list."""
    try:
        yield
    except SceneError as error:
        error.parts = (*parts, *error.parts)
        raise


def error_text(error: GdanimError) -> str:
    """Return an error as it is told everywhere: its place, the author's line with carets under the mistake, a sentence.

    >>> print(error_text(SceneError("fps is 0; it must be positive.", Place("saddle.py", 7, "    fps=0,", 9, 1))))
    saddle.py:7
        fps=0,
            ^
    Error: fps is 0; it must be positive.
    """
    place: Place | None = getattr(error, "place", None)
    lines = [str(place), *_marked(place)] if place else []
    return "\n".join([*lines, f"Error: {error}"])


def _marked(place: Place) -> list[str]:
    """Return the author's line without its indentation, and carets under the mistake where it is known."""
    line = place.text.strip()
    if not line:
        return []
    start = max(place.column - 1 - (len(place.text) - len(place.text.lstrip())), 0)
    fits = start + place.width <= WIDEST_LINE
    cut = 0 if fits else max(0, min(start - WIDEST_LINE // 3, len(line) - WIDEST_LINE))
    shown = ("…" if cut else "") + line[cut : cut + WIDEST_LINE] + ("…" if len(line) > cut + WIDEST_LINE else "")
    if not place.column:
        return [f"    {shown}"]
    first = start - cut + bool(cut)
    marked = shown[first : first + place.width]
    return [f"    {shown}", f"    {' ' * _cells(shown[:first])}{'^' * max(_cells(marked), 1)}"]


def _cells(text: str) -> int:
    """Count a terminal's cells: Chinese characters take two, combining marks none."""
    widths = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(character) else widths.get(unicodedata.east_asian_width(character), 1)
        for character in text
    )
