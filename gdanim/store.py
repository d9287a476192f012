"""The store: finished segments of long films, so that a render that was ended goes on, and what stayed is not remade.

A segment is kept under the sum of all that it shows: see `key_of`. An entry that is not what was put there, cut short,
damaged or under another's name, is a miss, and removed. Several processes may share a store.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdanim.encode import Coded, Format, Packet, Plan
from gdanim.provenance import MAKERS
from gdanim.workers.segments import is_long
from gdanim.workers.studio import Studio

if TYPE_CHECKING:
    from gdanim.stage import Stage

MOST = 10**9
"""Bytes that are kept; what was not used for longest goes first."""

SAMPLED = 25
"""Every 25th drawing of a segment, and the last, is part of its key."""

SUFFIX = ".segment"


def _default_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("gdanim", appauthor=False) / "segments"


@dataclass(frozen=True)
class Store:
    """A folder of finished segments, of at most `most` bytes."""

    folder: Path = field(default_factory=_default_folder)
    most: int = MOST

    def through(
        self, studio: Studio, formats: Sequence[Format], plan: Plan, segments: Sequence[range]
    ) -> Generator[tuple[Coded, ...]]:
        """Yield the segments in order: those that are kept from here, all others as they are made.

        A film that is not long is made anew each time; a store that cannot keep one segment is given no other.
        """
        keys = studio.ask(keys_of, formats, plan, segments) if is_long(segments[-1].stop, formats) else {}
        kept = {drawings for drawings, key in keys.items() if self.get(key) is not None}
        left = [drawings for drawings in segments if drawings not in kept]

        keeps = bool(keys)

        def keep(drawings: range, coded: tuple[Coded, ...]) -> None:
            nonlocal keeps
            keeps = keeps and self.put(keys[drawings], coded)

        with closing(studio.coded(formats, plan, left, keep)) as made:
            for drawings in segments:
                coded = self.get(keys[drawings]) if drawings in kept else next(made)
                if coded is None:  # another process has removed it meanwhile
                    [coded] = studio.coded(formats, plan, [drawings], keep)
                yield coded

    def get(self, key: str) -> tuple[Coded, ...] | None:
        """Return what was put under a key, or None."""
        path = self._path(key)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        total, body = content[:32], content[32:]
        if total != _sum(key, body):
            path.unlink(missing_ok=True)
            return None
        return _unpacked(body)

    def put(self, key: str, coded: tuple[Coded, ...]) -> bool:
        """Keep a segment, and remove what was not used for longest; False, and a warning, where that cannot be done."""
        draft = self.folder / f".{key[:16]}.{secrets.token_hex(4)}.part"
        body = _packed(coded)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(_sum(key, body) + body)
            draft.replace(self._path(key))
            self._make_room()
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            warnings.warn(f"{self.folder} keeps no segments: {error.strerror}.", stacklevel=2)
            return False
        return True

    def clear(self) -> None:
        """Remove all entries."""
        for path, _ in self._files():
            path.unlink(missing_ok=True)

    def entries(self) -> list[Path]:
        """Return the files of all segments that are kept, those used last at the end."""
        return [path for path, _ in self._files() if path.suffix == SUFFIX]

    @property
    def bytes(self) -> int:
        """What all entries weigh."""
        return sum(size for _, size in self._files())

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def _files(self) -> list[tuple[Path, int]]:
        """Return all files with their bytes, also those that an ended process has left half written, oldest first."""
        found = []
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # another process has removed it
                facts = path.stat()
                found.append((facts.st_mtime_ns, path, facts.st_size))
        return [(path, size) for _, path, size in sorted(found)]

    def _make_room(self) -> None:
        files = self._files()
        total = sum(size for _, size in files)
        for path, size in files:
            if total <= self.most:
                return
            path.unlink(missing_ok=True)
            total -= size


def keys_of(stage: Stage, formats: Sequence[Format], plan: Plan, segments: Sequence[range]) -> dict[range, str]:
    """Return the key of every segment."""
    return {drawings: key_of(stage, formats, plan, drawings) for drawings in segments}


def key_of(stage: Stage, formats: Sequence[Format], plan: Plan, drawings: range) -> str:
    """Return the sum of all that a segment shows, as 64 hexadecimal digits.

    That is who made it: this package file by file, and the versions of those that it draws with; how: the formats, the
    size, the colours, the panels; and what: when each drawing stands, the runs as far as they have come, and the pixels
    of every 25th drawing. A run that changes later on leaves the segments before as they were, as far as they look the
    same; the scene's file itself is no part of it, so that words in it may change.
    """
    scene, total = stage.scene, hashlib.sha256()
    shown = (
        _makers(), tuple(formats), plan.width, plan.height, plan.timing.fps, plan.timing.loop, scene.panels,
        scene.labels, scene.objective.latex, scene.theme, drawings, len(stage) == drawings.stop,
    )  # fmt: skip
    total.update(repr(shown).encode())
    for array in (plan.colours, *_moments(stage, plan, drawings)):
        total.update(np.ascontiguousarray(array).tobytes())
    for index in sorted({*drawings[::SAMPLED], drawings[-1]}):
        total.update(stage.draw(index).tobytes())
    return total.hexdigest()


def _moments(stage: Stage, plan: Plan, drawings: range) -> Iterator[Any]:
    """Yield when each drawing stands, for how long, and the runs until the last of them."""
    clock, timing = stage.clock, plan.timing
    yield clock.positions[drawings.start : drawings.stop]
    yield np.cumsum(timing.durations)[max(0, drawings.start - 1) : drawings.stop]
    for trajectory in stage.trajectories:
        spent = trajectory.spent(stage.scene.clock)
        made = int(np.searchsorted(spent, clock.positions[drawings[-1]], side="right")) + 1
        yield trajectory.points[:made]
        yield trajectory.values[:made]
        yield trajectory.learning_rates[:made]
        yield np.array([trajectory.end if trajectory.end < made else -1])


@cache
def _makers() -> str:
    """Return the sum of this package's files, and the versions of those that it draws with."""
    from importlib.metadata import version

    total = hashlib.sha256()
    package = Path(str(files("gdanim")))
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".ttf", ".otf"):
            total.update(path.read_bytes())
    return " ".join([total.hexdigest(), *(version(name) for name in MAKERS)])


def _sum(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + body).digest()


def _packed(coded: Sequence[Coded]) -> bytes:
    """Return a line of JSON that says how long each part is, and the parts."""
    table = [
        [len(part.header), [(len(packet.content), packet.pts, packet.dts, packet.is_key) for packet in part.packets]]
        for part in coded
    ]
    parts = [piece for part in coded for piece in (part.header, *(packet.content for packet in part.packets))]
    return b"".join([json.dumps(table).encode(), b"\n", *parts])


def _unpacked(body: bytes) -> tuple[Coded, ...]:
    line, _, content = body.partition(b"\n")
    place = 0

    def take(size: int) -> bytes:
        nonlocal place
        place += size
        return content[place - size : place]

    return tuple(
        Coded(header=take(header), packets=tuple(Packet(take(size), *rest) for size, *rest in packets))
        for header, packets in json.loads(line)
    )
