"""Signals that end a process, held back while something is done that must not be left half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, name)]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back what would end this process: it does so afterwards. May be nested, and used as a decorator."""
    if threading.current_thread() is not threading.main_thread():  # there no signal is raised
        yield
        return
    held: list[int] = []
    handlers = {}
    try:
        for number in ENDING:
            if (handler := signal.getsignal(number)) is not None:  # None is one that Python did not install
                handlers[number] = handler
                signal.signal(number, lambda number, _: held.append(number))
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)
