"""APNG: a PNG that moves, in one table of colours, exact to the drawing's frame periods.

A segment begins with a whole picture, so that it shows the same whatever stands before it. The chunks are those of the
PNG specification, third edition, sections 11.2 and 11.3.6.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import ClassVar

from gdanim.encode.assembled import AssembledWriter
from gdanim.encode.base import Coded, Pixels, Plan
from gdanim.encode.chunks import png_chunk, png_chunks
from gdanim.encode.indexed import Indexer
from gdanim.encode.stream import Stream, StreamCoder

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Apng:
    """An animated PNG; a viewer that knows none shows the first drawing."""

    seamless: ClassVar[bool] = False
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
    parts = [SIGNATURE, segments[0].header, png_chunk(b"acTL", struct.pack(">2I", len(packets), timing.loop))]
    for packet, duration in zip(packets, timing.durations, strict=False):
        for kind, data in png_chunks(packet.content):
            if kind == b"fcTL":
                delay = struct.pack(">2H", duration, timing.fps)
                parts.append(png_chunk(kind, struct.pack(">I", next(numbers)) + data[4:20] + delay + data[24:]))
            elif packet is packets[0]:
                parts.append(png_chunk(kind, data))
            else:
                content = data if kind == b"IDAT" else data[4:]
                parts.append(png_chunk(b"fdAT", struct.pack(">I", next(numbers)) + content))
    return b"".join([*parts, png_chunk(b"IEND", b"")])
