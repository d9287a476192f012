"""Who makes the segments of a film: this process, many of them, or any executor, such as that of a Dask cluster.

All make the same packets. A worker is sent a parcel, the production by value, and the numbers of the drawings; it needs
gdanim, and nothing of the scene's file. A lost worker's segments are made again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from gdanim.descent.parcels import packed, unpacked
from gdanim.encode import Coded
from gdanim.errors import RenderError, missing_extra
from gdanim.workers.segments import Production, code

if TYPE_CHECKING:
    from gdanim.stage import Stage

TRIES = 3
"""How often a segment may end the process that makes it."""

CODING = 1e-8
"""Seconds that it takes to code a pixel in one format, roughly."""

START = 3.0
"""Seconds to be saved from which processes are worth beginning: each loads its libraries, and sets the stage."""

MANY = 32
"""Segments in flight at most, where it is not known how many workers there are."""

PATIENCE = 10.0
"""Seconds to wait for a scheduler's answer."""

SINGLE_THREADED = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What keeps linear algebra to one thread in processes begun from here: there is one for each core already."""

_drawing = threading.Lock()
"""Held while a process draws: matplotlib is not made for threads."""


class Workers(Protocol):
    """An executor that may lose its workers, and get new ones."""

    room: int
    """Segments to be in flight at most: what a killed render loses."""

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        """Let a worker call a function; return what it will return."""

    def renew(self) -> None:
        """Take new workers in the place of lost ones; RenderError where there are none to be had."""


class Processes:
    """Processes of this machine, ended with the block that uses them; gently where they have files to clear away."""

    def __init__(self, count: int, *, gently: bool = False) -> None:
        self.room, self._count, self._gently = count, count, gently
        self.renew()

    def renew(self) -> None:
        """Begin new processes."""
        for library in SINGLE_THREADED:
            os.environ.setdefault(library, "1")
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_follow)

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        """Let a process call a function."""
        return self._pool.submit(function, *arguments)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in list((self._pool._processes or {}).values()):
                if self._gently:
                    process.terminate()
                else:
                    process.kill()
        self._pool.shutdown()


class Borrowed:
    """An executor of the caller's: its workers are the caller's too."""

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


def code_segments(
    production: Production,
    stage: Stage,
    segments: Sequence[range],
    *,
    jobs: int | None,
    executor: Executor | None,
    drawn: Callable[[int], None],
) -> Generator[tuple[Coded, ...]]:
    """Yield the segments of a production as they are coded, in order.

    They are made on the stage that is set already; or by `jobs` processes, None for as many as pay; or by an executor.
    `drawn` is told the number of each drawing, or of each segment's last.
    """
    if executor is not None:
        yield from _told(segments, code_apart(production, segments, Borrowed(executor)), drawn)
        return
    count = min(len(segments), jobs or paying(production, stage))
    if count > 1:
        with Processes(count) as processes:
            yield from _told(segments, code_apart(production, segments, processes), drawn)
        return
    for drawings in segments:
        yield code(stage, production.formats, production.plan, drawings, drawn)


def _told(
    segments: Sequence[range], made: Generator[tuple[Coded, ...]], drawn: Callable[[int], None]
) -> Generator[tuple[Coded, ...]]:
    with closing(made):
        for drawings, coded in zip(segments, made, strict=True):
            drawn(drawings.stop - 1)
            yield coded


def paying(production: Production, stage: Stage) -> int:
    """Return how many processes make a film soonest: one for each core, or one where it is done before they begin.

    A drawing is timed; what it takes to code one is about the same for every pixel.
    """
    begin = time.perf_counter()
    stage.draw(len(stage) // 2)
    drawing = time.perf_counter() - begin
    coding = CODING * len(production.formats) * production.plan.width * production.plan.height
    seconds = len(stage) * (drawing + coding) if production.moves else 0.0
    cores = os.cpu_count() or 1
    return cores if seconds * (1 - 1 / cores) > START else 1


def code_apart(production: Production, segments: Iterable[range], workers: Workers) -> Generator[tuple[Coded, ...]]:
    """Yield the segments as they are coded by workers, in order and a bounded number in flight.

    Segments whose workers are lost are made again, then one at a time, so that one which ends every process that makes
    it is told from its neighbours: after three tries it is named in a RenderError.
    """
    parcel = packed(production, f"{production.scene.title}: this scene")
    left, tries = deque(segments), Counter[range]()
    flying: deque[tuple[range, Future[tuple[Coded, ...]]]] = deque()
    try:
        while left or flying:
            try:
                while left and len(flying) < (1 if tries[left[0]] else workers.room):
                    flying.append((left[0], workers.submit(code_parcel, parcel, left[0])))
                    left.popleft()
                coded = flying[0][1].result()
            except BrokenExecutor as error:
                _count_lost(production, flying, tries, error)
                left.extendleft(drawings for drawings, _ in reversed(flying))
                flying.clear()
                workers.renew()
            else:
                flying.popleft()
                yield coded
    finally:
        for _, future in flying:
            future.cancel()


def _count_lost(
    production: Production, flying: Iterable[tuple[range, Future[Any]]], tries: Counter[range], error: Exception
) -> None:
    tries.update(drawings for drawings, future in flying if not future.done() or future.exception())
    for drawings, count in tries.items():
        if count >= TRIES:
            raise RenderError(
                f"{production.scene.title}: drawings {drawings.start} to {drawings.stop - 1} ended each of the {TRIES} "
                "processes that made them. Nothing was written."
            ) from error


def code_parcel(parcel: bytes, drawings: range) -> tuple[Coded, ...]:
    """Draw and code a segment of the production in a parcel."""
    with _drawing:
        production, stage = _unpacked(parcel)
        return code(stage, production.formats, production.plan, drawings, lambda _: None)


@lru_cache(maxsize=1)
def _unpacked(parcel: bytes) -> tuple[Production, Stage]:
    """Set the stage once for all segments of a film that come here."""
    production = unpacked(parcel)
    with warnings.catch_warnings(action="ignore"):  # whoever packed the parcel has been warned
        return production, production.stage()


def _follow() -> None:
    """Let a process leave interrupts to its parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
