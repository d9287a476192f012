"""What a worker does: it sets the stage of the film it is sent, once, and makes on it what it is asked."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gdanim.descent.parcels import unpacked
from gdanim.workers.segments import Production

if TYPE_CHECKING:
    from gdanim.stage import Stage

_drawing = threading.Lock()
"""Held while a process draws: matplotlib is not made for threads."""


class Answered(NamedTuple):
    """What was made on a stage, and the warnings that were given on the way: categories with what they say."""

    answer: Any
    warned: list[tuple[type[Warning], str]]


def perform(parcel: bytes, task: Callable[..., Any], details: tuple[Any, ...]) -> Answered:
    """Call `task` with the stage of the production in a parcel, and with `details`."""
    with _drawing, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = task(_stage(parcel), *details)
    return Answered(answer, [(warning.category, str(warning.message)) for warning in caught])


@lru_cache(maxsize=1)
def _stage(parcel: bytes) -> Stage:
    production: Production = unpacked(parcel)
    return production.stage()
