"""How much files weigh, as it is written and told: in thousands of bytes, as the places count."""

from __future__ import annotations

import re

from gdanim.errors import SceneError

UNITS = {"b": 1, "kb": 1e3, "mb": 1e6}


def parse_weight(text: str) -> int:
    """Return the bytes that an option names: a number with B, kB or MB behind it."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*(B|kB|MB)", text.strip(), re.IGNORECASE)
    if not found or float(found[1]) == 0:
        raise SceneError(f"--max-size is {text!r}; write it as 2MB, 500kB or 80000B.")
    return int(float(found[1]) * UNITS[found[2].lower()])


def weight_text(count: int) -> str:
    """Tell a number of bytes.

    >>> weight_text(1_000_000_000), weight_text(2_340_000), weight_text(96_400), weight_text(0)
    ('1000 MB', '2.3 MB', '96 kB', '0 kB')
    """
    if count < 1e6:
        return f"{count / 1e3:.0f} kB"
    return f"{count / 1e6:.1f} MB" if count < 1e8 else f"{count / 1e6:.0f} MB"
