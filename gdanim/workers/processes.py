"""Processes of this machine that others can be split off from: begun early, they load libraries while a scene is read.

But for errors and signals only the standard library is imported here: a process can be begun before anything else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from types import ModuleType, TracebackType
from typing import Any

from gdanim.errors import RenderError
from gdanim.signals import undisturbed

SPLITS = sys.platform == "linux"
"""Whether processes are split off from one that has loaded the libraries; elsewhere each loads its own."""

LOADED = ("gdanim.workers.loading", "gdanim.workers.warm")
"""What that process loads."""

SINGLE_THREADED = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""What keeps linear algebra to one thread in processes begun from here: there is one for each core already."""

FILES = 32
"""Files that are open at once in a process that has others beside it."""

FILES_EACH = 4
"""Files more for each of those: the pipes to it, and what tells that it has ended."""

_begun: int | None = None
"""The process that has begun them: a copy of it can begin none."""

_drawn: Any = None


def paying() -> int:
    """Return how many processes pay: one for each core, as far as the system has files for them.

    There are none where it has no semaphores for them to wait with, as in some containers, nor in a process of others
    that may have no children.
    """
    may_begin = not multiprocessing.current_process().daemon and _begun in (None, os.getpid())
    return _affordable() if may_begin else 0


@cache
def _affordable() -> int:
    try:
        multiprocessing.get_context("spawn").Lock()
    except (OSError, ImportError):
        return 0
    return min(os.cpu_count() or 1, max(0, _files() - FILES) // FILES_EACH)


def _files() -> int:
    """Return how many files the system lets a process have open."""
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if files == resource.RLIM_INFINITY else files


def begin() -> None:
    """Begin the process that others are split off from, and let it load the libraries meanwhile, where there is one."""
    global _begun
    if SPLITS and not is_begun() and paying():
        from multiprocessing import forkserver

        forkserver.set_forkserver_preload(list(LOADED))
        with undisturbed(), _deaf(), _single_threaded():
            forkserver.ensure_running()
        _begun = os.getpid()


def is_begun() -> bool:
    """Return whether processes can be split off at once."""
    return _begun == os.getpid()


def count_drawing(_: int) -> None:
    """Let whoever waits for this process know of one more drawing."""
    if _drawn is not None:
        with _drawn.get_lock():
            _drawn.value += 1


class Processes:
    """Processes of this machine, ended with the block that uses them; gently where they have files to clear away."""

    def __init__(self, count: int, *, gently: bool = False) -> None:
        self.room, self._count, self._gently = count, count, gently
        self._context = multiprocessing.get_context("forkserver") if SPLITS else multiprocessing.get_context("spawn")
        with _told():
            if _files() < (needed := FILES + FILES_EACH * count):
                raise OSError(f"at most {_files()} files may be open at once, and {needed} are needed")
            begin()
            self._drawn = self._context.Value("Q", 0)
        self.renew()

    @property
    def drawn(self) -> int:
        """How many drawings have been made."""
        return int(self._drawn.value)

    def renew(self) -> None:
        """Begin new processes, where the libraries are loaded; RenderError where the system gives none."""
        with _told():
            if SPLITS:  # waited for with a process that does nothing: this may be interrupted, what follows may not
                with _anonymous():
                    self._context.Process(target=int).start()
            self._pool = ProcessPoolExecutor(
                self._count, mp_context=self._context, initializer=_follow, initargs=(self._drawn,)
            )

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        """Let a process call a function; RenderError where the system gives none."""
        with _told(), undisturbed(), _anonymous():
            return self._pool.submit(function, *arguments)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is not None:
            for process in list((self._pool._processes or {}).values()):
                if self._gently:
                    process.terminate()
                else:
                    process.kill()
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def _told() -> Iterator[None]:
    """Tell in a sentence that a system has no processes, or no semaphores, to give."""
    try:
        yield
    except BrokenExecutor:
        raise
    except (OSError, EOFError, ImportError, RuntimeError) as error:
        raise RenderError(f"No process could be begun: {error}. One film with --jobs 1 needs none.") from error


@contextmanager
def _deaf() -> Iterator[None]:
    """Let what is begun here leave interrupts to this process."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@contextmanager
def _anonymous() -> Iterator[None]:
    """Keep what is begun here from running this process's own program once more: workers need nothing of it."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Keep the linear algebra of what is begun here to one thread."""
    environment = os.environ.copy()
    os.environ.update(SINGLE_THREADED)
    try:
        yield
    finally:
        for library in SINGLE_THREADED.keys() - environment:
            del os.environ[library]
        os.environ.update(environment)


def _follow(drawn: Any) -> None:
    """Let a process leave interrupts to its parent, count what it draws, and end with its parent."""
    global _drawn
    _drawn = drawn
    os.environ.update(SINGLE_THREADED)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if SPLITS:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
