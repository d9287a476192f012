"""GIF: one palette for the film, only the pixels that change, delays that add up to the exact time.

Pillow compresses the images, in half the time that FFmpeg takes; FFmpeg puts them into the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.base import Coded, Packet, Pixels, Plan, Timing
from gdanim.encode.changes import Changes
from gdanim.encode.indexed import Table
from gdanim.encode.stream import Stream, StreamWriter
from gdanim.errors import RenderError, SceneError

PER_SECOND = 100
"""Units of time, GIF89a specification, section 23."""

LONGEST_DELAY = 65_535
"""Units of time that a drawing stays at most, an unsigned 16-bit number there."""

TABLE = 0xF0
"""The flags of the screen that say that a table of colours of 8 bits each follows, section 18."""

KEPT, CLEARED, CLEAR = 0x04, 0x08, 0x01
"""The flags of an image: it stays, or gives way to the background, and an entry is clear, section 23."""

Indices: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class Gif:
    """A GIF whose drawings share one table of exact, then nearest, colours, without dither."""

    seamless: ClassVar[bool] = True
    indexed: ClassVar[bool] = True

    def check(self, plan: Plan) -> None:
        """Refuse a drawing that stays too long."""
        longest = max(_delays(plan.timing))
        if longest > LONGEST_DELAY:
            most = LONGEST_DELAY / PER_SECOND
            raise SceneError(f"A drawing stays for {longest / PER_SECOND:.2f} s; a GIF delay is at most {most} s.")

    def coder(self, plan: Plan, drawings: range) -> GifCoder:
        """Return what codes the segment of these drawings."""
        return GifCoder(plan, drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> StreamWriter:
        """Open a GIF with a comment."""
        return StreamWriter(path, _stream(plan), plan, about)


class GifCoder:
    """Codes what differs between neighbours: it is first given the drawing before its segment, and codes nothing of it.

    The drawings of a transparent film, where what was opaque may become clear, are each shown alone.
    """

    def __init__(self, plan: Plan, drawings: range) -> None:
        self.drawings = range(max(0, drawings.start - 1), drawings.stop)
        self._plan, self._segment = plan, drawings
        self._table, self._changes = Table(plan.colours), Changes()
        self._numbers, self._starts = iter(self.drawings), plan.timing.starts(PER_SECOND)
        self._packets: list[Packet] = []

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        number, changed = next(self._numbers), self._changes.places(pixels)
        if number not in self._segment:
            return
        if self._plan.transparent:
            content = self._image(*_cropped(self._table.indices(pixels), self._table.clear))
        elif isinstance(changed, slice):
            content = self._image(self._table.indices(pixels))
        else:
            indices = self._table.indices(pixels.reshape(-1, 4)[changed])
            content = self._image(*_boxed(changed, indices, self._table.clear, self._plan.width))
        head = b"" if number else _header(self._plan)
        self._packets.append(Packet(head + content, self._starts[number], self._starts[number], is_key=not number))

    def finish(self) -> Coded:
        """Return the segment: a packet a drawing."""
        return Coded(tuple(self._packets))

    def _image(self, box: Indices, top: int = 0, left: int = 0) -> bytes:
        """Return an image of indices: its control, whose delay the container sets, its place, and what it shows.

        GIF89a specification, sections 23, 20 and 22.
        """
        from PIL import Image

        bits, (height, width) = _bits(self._plan), box.shape
        disposal = CLEARED if self._plan.transparent else KEPT
        control = struct.pack("<4BH2B", 0x21, 0xF9, 4, disposal | CLEAR, 0, self._table.clear, 0)
        place = struct.pack("<B4H2B", 0x2C, left, top, width, height, 0, bits)
        try:
            return control + place + Image.fromarray(box).tobytes("gif", "L", bits) + b"\0"
        except RuntimeError as error:
            raise RenderError(f"GIF cannot code a drawing: {error}.") from error


def _header(plan: Plan) -> bytes:
    """Return the signature, the screen and the table of colours (GIF89a specification, sections 17 to 19)."""
    bits = _bits(plan)
    flags = TABLE | bits - 1
    table = plan.colours.tobytes().ljust(3 << bits, b"\0")
    return b"GIF89a" + struct.pack("<2H3B", plan.width, plan.height, flags, len(plan.colours), 0) + table


def _boxed(places: NDArray[np.intp], indices: NDArray[np.uint8], clear: int, width: int) -> tuple[Indices, int, int]:
    """Return the least box (height, width) that holds pixels (n,) of a drawing, with its top and left.

    They are counted row by row; all others are clear.
    """
    if not len(places):
        return np.full((1, 1), clear, dtype=np.uint8), 0, 0
    rows, columns = np.divmod(places, width)
    top, left = int(rows[0]), int(columns.min())
    box = np.full((rows[-1] + 1 - top, columns.max() + 1 - left), clear, dtype=np.uint8)
    box[rows - top, columns - left] = indices
    return box, top, left


def _cropped(indices: Indices, clear: int) -> tuple[Indices, int, int]:
    """Return the least box (height, width) that holds all pixels that are not clear, with its top and left."""
    places = np.flatnonzero(indices != clear)
    return _boxed(places, indices.ravel()[places], clear, indices.shape[1])


def _bits(plan: Plan) -> int:
    """Return the bits of an index, at least 2: the table, and an entry more, for what stays as it is."""
    return max(2, len(plan.colours).bit_length())


def _stream(plan: Plan) -> Stream:
    held = _delays(plan.timing)[-1]
    container_options = {"loop": str(_repeats(plan.timing.loop)), "final_delay": str(held)}
    return Stream("gif", "gif", "pal8", PER_SECOND, container_options, {})


def _delays(timing: Timing) -> list[int]:
    """Return how long each drawing stays, in units of time: up to 50 fps never under 2."""
    return [end - start for start, end in pairwise(timing.starts(PER_SECOND))]


def _repeats(loop: int) -> int:
    """Return the muxer's `loop`: 0 for ever, -1 for no NETSCAPE block, else how often the film is repeated.

    A NETSCAPE count of n means n repeats after the first showing, n + 1 showings in all.
    """
    return loop - 1 if loop > 1 else -loop
