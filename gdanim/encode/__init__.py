"""Formats: drawings in, one decoded and checked file out. They know arrays and paths, never scenes.

    drawings ──Coder, one for each segment──> Coded, plain data ──Writer, one for each file──> Film

`check_target` and `refuse` say before the first drawing what cannot be done; `format_for` chooses by suffix. PyAV and
imageio are imported when a coder or a writer needs them.
"""

from gdanim.encode.about import carried, labelled
from gdanim.encode.base import (
    FULL,
    Coded,
    Coder,
    Colours,
    Film,
    Format,
    Packet,
    Pixels,
    Plan,
    Thrift,
    Timing,
    Writer,
    check_target,
)  # fmt: skip
from gdanim.encode.drafts import Drafts, drafted, publish, told_as_render_error
from gdanim.encode.formats import CODECS, format_for, is_drawn, is_still, needs_even_size, refuse, refuse_transparent
from gdanim.encode.palette import choose
from gdanim.encode.player import played
from gdanim.encode.stills import Poster, is_numbered, numbered
from gdanim.encode.verify import verify

__all__ = [
    "CODECS",
    "FULL",
    "Coded",
    "Coder",
    "Colours",
    "Drafts",
    "Film",
    "Format",
    "Packet",
    "Pixels",
    "Plan",
    "Poster",
    "Thrift",
    "Timing",
    "Writer",
    "carried",
    "check_target",
    "choose",
    "drafted",
    "format_for",
    "is_drawn",
    "is_numbered",
    "is_still",
    "labelled",
    "needs_even_size",
    "numbered",
    "played",
    "publish",
    "refuse",
    "refuse_transparent",
    "told_as_render_error",
    "verify",
]
