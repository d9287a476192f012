"""APNG: a PNG that moves, in one table of colours, exact to the drawing's frame periods.

A segment begins with a whole picture, so that it shows the same whatever stands before it. The chunks are those of the
PNG specification, third edition, sections 11.2 and 11.3.6.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import ClassVar

from gdanim.encode.assembled import AssembledWriter
from gdanim.encode.base import Coded, Pixels, Plan
from gdanim.encode.indexed import Indexer
from gdanim.encode.stream import Stream, StreamCoder

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Apng:
    """An animated PNG; a viewer that knows none shows the first drawing."""

    indexed: ClassVar[bool] = True

    def check(self, plan: Plan) -> None:
        """Nothing is refused."""

    def coder(self, plan: Plan, drawings: range) -> ApngCoder:
        """Return what codes the segment of these drawings."""
        return ApngCoder(plan, drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> AssembledWriter:
        """Open an APNG with a comment."""
        return AssembledWriter(path, plan, about, assemble)


class ApngCoder:
    """Codes what differs between neighbours."""

    def __init__(self, plan: Plan, drawings: range) -> None:
        self.drawings = drawings
        # Without a predictor, which suits indices (PNG specification, section 12.7).
        stream = Stream("apng", "apng", "pal8", plan.timing.fps, {}, {"pred": "none"})
        self._indexer, self._coder = Indexer(plan.colours), StreamCoder(stream, plan)
        self._numbers = iter(drawings)

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        self._coder.write(self._indexer.indexed(pixels), next(self._numbers))

    def finish(self) -> Coded:
        """Return the segment: a packet of chunks a drawing, and the chunks before the first."""
        return self._coder.finish()


def assemble(segments: Sequence[Coded], plan: Plan) -> bytes:
    """Return the file: what is common, and the drawings with their delays, numbered anew."""
    timing, numbers = plan.timing, count()
    packets = [packet for segment in segments for packet in segment.packets]
    parts = [SIGNATURE, segments[0].header, _chunk(b"acTL", struct.pack(">2I", len(packets), timing.loop))]
    for packet, duration in zip(packets, timing.durations, strict=False):
        for kind, data in _chunks(packet.content):
            if kind == b"fcTL":
                delay = struct.pack(">2H", duration, timing.fps)
                parts.append(_chunk(kind, struct.pack(">I", next(numbers)) + data[4:20] + delay + data[24:]))
            elif packet is packets[0]:
                parts.append(_chunk(kind, data))
            else:
                content = data if kind == b"IDAT" else data[4:]
                parts.append(_chunk(b"fdAT", struct.pack(">I", next(numbers)) + content))
    return b"".join([*parts, _chunk(b"IEND", b"")])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the data of every chunk."""
    place = 0
    while place < len(content):
        size = int.from_bytes(content[place : place + 4])
        yield content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        place += 12 + size
