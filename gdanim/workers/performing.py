"""What a worker does: it sets the stage of the film it is sent, once, and makes on it what it is asked."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gdanim.descent.parcels import unpacked
from gdanim.workers.segments import Production

if TYPE_CHECKING:
    from gdanim.stage import Stage

_drawing = threading.Lock()
"""Held while a process draws: matplotlib is not made for threads."""


Warned = list[tuple[type[Warning], str]]
"""Warnings: categories with what they say."""


class Answered(NamedTuple):
    """What was made on a stage, and what was warned of while it was set, and since."""

    answer: Any
    warned: Warned


def perform(parcel: bytes, task: Callable[..., Any], details: tuple[Any, ...]) -> Answered:
    """Call `task` with the stage of the production in a parcel, and with `details`."""
    with _drawing:
        stage, earlier = _stage(parcel)
        with _noted() as warned:
            answer = task(stage, *details)
    return Answered(answer, [*earlier, *warned])


@lru_cache(maxsize=1)
def _stage(parcel: bytes) -> tuple[Stage, Warned]:
    production: Production = unpacked(parcel)
    with _noted() as warned:
        return production.stage(), warned


@contextmanager
def _noted() -> Iterator[Warned]:
    """Take down, in the list that is given, what is warned of."""
    warned: Warned = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield warned
    warned += [(warning.category, str(warning.message)) for warning in caught]
