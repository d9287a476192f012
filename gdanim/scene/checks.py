"""What is refused in the fields of a scene: one sentence each, with the value given and what is allowed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from gdanim.errors import SceneError, nearest

SMALLEST_CANVAS = (320, 180)
"""Below this nothing can be read."""

LARGEST_SIDE = 16_384
"""H.264's limit, the lowest of the formats'."""

MOST_PIXELS = 7680 * 4320
"""An 8K canvas; more than this is a slip of the finger."""

LONGEST_TITLE = 200

NOT_DRAWN = ("Cc", "Cs", "Zl", "Zp")
"""Unicode's categories of control characters, halves of surrogate pairs, and ends of lines and paragraphs."""

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What turns the direction of words, and can make them read as others (Unicode Standard Annex 9, section 2)."""


def check_size(size: Any) -> None:
    """Refuse a canvas too small to read or too large to draw, by arithmetic, before anything is allocated."""
    if not (isinstance(size, tuple | list) and len(size) == 2 and all(_is_whole(side) for side in size)):
        raise SceneError(f"size is {size!r}; it must be (width, height), two whole numbers of pixels.")
    width, height = size
    if width < SMALLEST_CANVAS[0] or height < SMALLEST_CANVAS[1]:
        raise SceneError(
            f"size is {width}x{height}; words can be read from {SMALLEST_CANVAS[0]}x{SMALLEST_CANVAS[1]} on."
        )
    if max(width, height) > LARGEST_SIDE or width * height > MOST_PIXELS:
        raise SceneError(f"size is {width}x{height}; the most is {LARGEST_SIDE} a side and 7680x4320 in all.")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def check_whole(name: str, value: Any, low: int, high: int) -> None:
    """Refuse what is not a whole number from `low` to `high`."""
    if not (_is_whole(value) and low <= value <= high):
        raise SceneError(f"Scene: {name} is {value!r}; it must be a whole number from {low} to {high:,}.")


def check_choice(name: str, value: Any, allowed: Iterable[str]) -> None:
    """Refuse what is none of the words allowed, and name the nearest."""
    if not (isinstance(value, str) and value in allowed):
        raise SceneError(f"Scene: there is no {name} {value!r}.{nearest(str(value), allowed)}")


def check_words(owner: str, name: str, value: Any, *, required: bool = False) -> None:
    """Refuse what is not one line of words, to be read in the order in which they are written."""
    if not isinstance(value, str) or (required and not value.strip()):
        raise SceneError(f"{owner}: {name} is {value!r}; it must be {'some words' if required else 'a string'}.")
    if len(value) > LONGEST_TITLE:
        raise SceneError(f"{owner}: {name} has {len(value):,} characters; the most is {LONGEST_TITLE}.")
    if any(unicodedata.category(character) in NOT_DRAWN or character in TURNING for character in value):
        raise SceneError(f"{owner}: {name} {value!a} holds a control character; words must stand on one line.")


def check_stop(rule: Any) -> None:
    """Refuse what is no rule that may end a run early."""
    if isinstance(rule, type):
        raise SceneError(f"Scene: stop needs its threshold; write {rule.__name__}(0.01).")
    if not (rule is None or callable(rule)):
        raise SceneError(f"Scene: stop is {rule!r}; it must be a rule, such as SmallChange(0.01).")
