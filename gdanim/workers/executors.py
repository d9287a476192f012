"""Executors of others: any of `concurrent.futures`, such as that of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, Protocol

from gdanim.errors import RenderError, missing_extra

MANY = 32
"""Segments in flight at most, where it is not known how many workers there are."""

PATIENCE = 10.0
"""Seconds to wait for a scheduler's answer."""


class Workers(Protocol):
    """An executor that may lose its workers, and get new ones."""

    room: int
    """Segments to be in flight at most: what a killed render loses."""

    @property
    def drawn(self) -> int:
        """How many drawings are known to have been made."""

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        """Let a worker call a function; return what it will return."""

    def renew(self) -> None:
        """Take new workers in the place of lost ones; RenderError where there are none to be had."""


class Borrowed:
    """An executor of the caller's: its workers are the caller's too, and tell nothing on the way."""

    drawn = 0

    def __init__(self, executor: Executor) -> None:
        self.room, self._executor = MANY, executor

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        """Let a worker call a function."""
        return self._executor.submit(function, *arguments)

    def renew(self) -> None:
        """Give up."""
        raise RenderError("The executor has lost its workers. Nothing was written.")


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Connect to the Dask scheduler at an address; RenderError where none answers."""
    try:
        from distributed import Client
    except ImportError:
        raise missing_extra("A scheduler", "Dask", "dask") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RenderError(f"No Dask scheduler answers at {address}.") from error
    with client:
        yield client.get_executor()
