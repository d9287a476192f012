"""Animated WebP: lossless, in the colours of a GIF and about two thirds of its bytes.

libwebp makes an animation of every segment; their images, chunks ANMF, are joined under one header. A segment begins
with a whole picture, so that it shows the same whatever stands before it. The chunks are those of the WebP Container
Specification, "Extended File Format" and "Animation".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from gdanim.encode.assembled import AssembledWriter
from gdanim.encode.base import Coded, Pixels, Plan
from gdanim.encode.chunks import riff_chunk, riff_chunks
from gdanim.encode.indexed import Indexer
from gdanim.encode.stream import Stream, StreamCoder

PER_SECOND = 1000
"""Units of time."""

ANIMATED, ALPHA = 0x02, 0x10
"""Bits of the header's flags: there are images, and some have transparent pixels, those which stay as they are."""

COVERS = 0x02
"""The bit of an image's flags that says that its pixels replace those below."""


@dataclass(frozen=True)
class Webp:
    """An animated WebP with times in whole milliseconds, rounded so that errors never add up."""

    seamless: ClassVar[bool] = False
    indexed: ClassVar[bool] = True

    def check(self, plan: Plan) -> None:
        """Nothing is refused."""

    def coder(self, plan: Plan, drawings: range) -> WebpCoder:
        """Return what codes the segment of these drawings."""
        return WebpCoder(plan, drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> AssembledWriter:
        """Open a WebP with a chunk of text."""
        return AssembledWriter(path, plan, about, assemble)


class WebpCoder:
    """Codes a segment as an animation of its own."""

    def __init__(self, plan: Plan, drawings: range) -> None:
        self.drawings = drawings
        # Level 4 takes half as long again, for a thousandth of the bytes.
        options = {"lossless": "1", "compression_level": "2"}
        stream = Stream("webp", "libwebp_anim", "bgra", PER_SECOND, {"loop": str(plan.timing.loop)}, options)
        self._indexer, self._coder = Indexer(plan.colours), StreamCoder(stream, plan)
        self._starts = iter(plan.timing.starts(PER_SECOND)[drawings.start : drawings.stop])

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        self._coder.write(self._indexer.coloured(pixels), next(self._starts))

    def finish(self) -> Coded:
        """Return the segment: a packet that is a whole file."""
        return self._coder.finish()


def assemble(segments: Sequence[Coded], plan: Plan) -> bytes:
    """Return the file: a header, and the images of all segments."""
    packets = [packet for segment in segments for packet in segment.packets]
    ends = [*(packet.pts for packet in packets[1:]), plan.timing.starts(PER_SECOND)[-1]]
    images = [
        image
        for packet, end in zip(packets, ends, strict=True)
        for image in _images(packet.content, plan, end - packet.pts)
    ]
    canvas = bytes([ANIMATED | ALPHA, 0, 0, 0]) + _in_24_bits(plan.width - 1, plan.height - 1)
    background = b"\xff" * 4 + plan.timing.loop.to_bytes(2, "little")
    parts = [
        riff_chunk(b"VP8X", canvas),
        riff_chunk(b"ANIM", background),
        *(riff_chunk(b"ANMF", image) for image in images),
    ]
    content = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def _images(animation: bytes, plan: Plan, milliseconds: int) -> list[bytes]:
    """Return the images of a segment; the last one ends with it: libwebp gives it the mean of the others.

    An image holds, after its place and its size, its duration in 24 bits. Of one drawing libwebp makes a still picture,
    which becomes an image that covers the canvas.
    """
    images = [data for kind, data in riff_chunks(animation) if kind == b"ANMF"]
    if not images:
        images = [_in_24_bits(0, 0, plan.width - 1, plan.height - 1, 0) + bytes([COVERS]) + animation[12:]]
    earlier = sum(int.from_bytes(image[12:15], "little") for image in images[:-1])
    images[-1] = images[-1][:12] + _in_24_bits(milliseconds - earlier) + images[-1][15:]
    return images


def _in_24_bits(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(3, "little") for number in numbers)
