"""Encoders: drawings in, one decoded and checked file out. They know arrays and paths, never scenes.

`check_target` and `refuse` say before the first drawing what cannot be done; `encoder_for` chooses by suffix;
an `Encoder` is started, given every drawing, and finished or aborted; what it returns is a `Film`. PyAV and
imageio are imported when an encoder needs them.
"""

from gdanim.encode.about import carried
from gdanim.encode.base import FULL, Draft, Encoder, Film, Pixels, Thrift, Timing, check_target, publish
from gdanim.encode.formats import encoder_for, needs_even_size, refuse
from gdanim.encode.verify import verify

__all__ = [
    "FULL",
    "Draft",
    "Encoder",
    "Film",
    "Pixels",
    "Thrift",
    "Timing",
    "carried",
    "check_target",
    "encoder_for",
    "needs_even_size",
    "publish",
    "refuse",
    "verify",
]
