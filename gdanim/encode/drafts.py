"""How a file takes its place: written in a hidden folder beside its target, and moved there in one step.

A process that is killed leaves its folder behind; the next one that writes beside it clears it away. A lock, which
the system takes back from whoever dies, tells the folders of the living.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from gdanim.errors import RenderError
from gdanim.signals import undisturbed

FOLDER = ".gdanim-"
LOCK_NAME = "lock"
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


class Desk:
    """A hidden folder beside films in which one process writes them. It is gone when its last draft has left."""

    def __init__(self, place: Path) -> None:
        sweep(place)
        while True:
            self.folder = place / f"{FOLDER}{secrets.token_hex(4)}"
            self.folder.mkdir()
            try:
                self._lock = (self.folder / LOCK_NAME).open("xb")
            except FileNotFoundError:  # a sweep was quicker
                continue
            except OSError:
                self.folder.rmdir()
                raise
            # A sweep may have been quicker than the lock.
            if _lock(self._lock) != Lock.ANOTHERS and self.folder.is_dir():
                break
            self._lock.close()
        self._drafts = 0

    def join(self) -> None:
        """Count one more draft."""
        self._drafts += 1

    @undisturbed()
    def leave(self) -> None:
        """Clear up after the last draft."""
        self._drafts -= 1
        if self._drafts <= 0:
            self._lock.close()
            try:  # without opening the folder, which a process with too many open files cannot
                (self.folder / LOCK_NAME).unlink(missing_ok=True)
                self.folder.rmdir()
            except OSError:
                shutil.rmtree(self.folder, ignore_errors=True)


class Draft:
    """A new, hidden file beside its target, which takes the target's place in one step or vanishes.

    Drafts of one folder may share a desk.
    """

    def __init__(self, target: Path, desk: Desk | None = None) -> None:
        # The name behind a symbolic link is replaced, not the link.
        self.target = Path(os.path.realpath(target))
        with told_as_render_error(target):
            self.desk = desk or Desk(self.target.parent)
        self.desk.join()
        self._is_open = True
        self.path = self.desk.folder / self.target.name
        try:
            with told_as_render_error(target):
                self.path.touch(exist_ok=False)
        except BaseException:
            self.discard()
            raise

    def publish(self) -> None:
        """Put the draft, written to the disk, where the target is or will be."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self.path.replace(self.target)
        self._close()

    def discard(self) -> None:
        """Remove the draft, if it is still there."""
        with suppress(OSError):  # the reason for discarding is the error to be told
            self.path.unlink(missing_ok=True)
        self._close()

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self.desk.leave()


class Drafts:
    """Files of one folder that appear together, or not at all where one could not be written."""

    def __init__(self) -> None:
        self._drafts: list[Draft] = []

    def __len__(self) -> int:
        return len(self._drafts)

    @property
    def first(self) -> Path:
        """Where the first of them is written."""
        return self._drafts[0].path

    def add(self, target: Path, content: bytes) -> None:
        """Write one more and read it back; RenderError where it is not what was written."""
        with undisturbed():
            draft = Draft(target, self._drafts[0].desk if self._drafts else None)
            self._drafts.append(draft)
        draft.path.write_bytes(content)
        if draft.path.read_bytes() != content:
            raise RenderError("what was written does not read back as what was drawn")

    def publish(self) -> int:
        """Put all into their places, and return their bytes."""
        size = sum(draft.path.stat().st_size for draft in self._drafts)
        for draft in self._drafts:
            draft.publish()
        return size

    def discard(self) -> None:
        """Remove those that are still there."""
        for draft in self._drafts:
            draft.discard()


@contextmanager
def drafted(target: Path, *kinds: type[Exception]) -> Iterator[Path]:
    """Give the path of a draft to write to, which then takes the target's place; what fails is told and discards it."""
    drafts: list[Draft] = []
    try:
        with undisturbed():
            drafts.append(Draft(target))
        with told_as_render_error(target, *kinds):
            yield drafts[0].path
            drafts[0].publish()
    except BaseException:
        for draft in drafts:
            draft.discard()
        raise


def sweep(place: Path) -> None:
    """Remove the desks in a folder whose processes have died. Where files cannot be locked, none is known to have."""
    for left in place.glob(f"{FOLDER}*"):
        with suppress(OSError):  # it is not empty, as it is where a process died before it had a lock
            left.rmdir()
        with suppress(OSError), (left / LOCK_NAME).open("rb+") as lock:  # somebody else was quicker
            if _lock(lock) is Lock.OURS:
                shutil.rmtree(left)


class Lock(Enum):
    """Whose a lock is."""

    OURS = auto()
    ANOTHERS = auto()
    NOBODYS = auto()  # the system, or the disk, knows none


def _lock(file: BinaryIO) -> Lock:
    """Lock a file until it is closed."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # Windows
        return Lock.NOBODYS
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return Lock.ANOTHERS
    except OSError:
        return Lock.NOBODYS
    return Lock.OURS


def publish(film: Path, target: Path) -> None:
    """Put a copy of a finished film where the target is or will be, in one step."""
    with drafted(target) as draft:
        shutil.copyfile(film, draft)


@contextmanager
def told_as_render_error(target: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Tell a failing disk, and errors of the given kinds, as a RenderError that names the target."""
    failures: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except failures as error:
        needed = _needed(target) if getattr(error, "errno", None) in FULL_DISK else ""
        raise RenderError(f"{target}: {reason(error)}{needed}. Nothing was written in its place.") from error


def _needed(target: Path) -> str:
    """Say how much was not enough: what is left of the disk, and what has been written of films beside the target."""
    folder = Path(os.path.realpath(target)).parent
    written = sum(draft.stat().st_size for draft in folder.glob(f"{FOLDER}*/*"))
    return f"; the film needs more than the {(shutil.disk_usage(folder).free + written) / 1000:,.0f} kB there are"


def reason(error: Exception) -> str:
    """Return what an error says, without its number and without a full stop."""
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
