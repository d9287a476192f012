"""GIF: one palette for the film, only the pixels that change, delays that add up to the exact time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from gdanim.encode.base import Coded, Pixels, Plan, Timing
from gdanim.encode.indexed import Indexer
from gdanim.encode.stream import Stream, StreamCoder, StreamWriter
from gdanim.errors import SceneError

PER_SECOND = 100
"""Units of time, GIF89a specification, section 23."""

LONGEST_DELAY = 65_535
"""Units of time that a drawing stays at most, an unsigned 16-bit number there."""


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
        return GifCoder(_stream(plan), plan, drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> StreamWriter:
        """Open a GIF with a comment."""
        return StreamWriter(path, _stream(plan), plan, about)


class GifCoder:
    """Codes what differs between neighbours: it is first given the drawing before its segment, and forgets it."""

    def __init__(self, stream: Stream, plan: Plan, drawings: range) -> None:
        self.drawings = range(max(0, drawings.start - 1), drawings.stop)
        self._led = len(self.drawings) - len(drawings)
        self._indexer, self._coder = Indexer(plan.colours), StreamCoder(stream, plan)
        self._starts = iter(plan.timing.starts(PER_SECOND)[self.drawings.start : self.drawings.stop])

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        self._coder.write(self._indexer.indexed(pixels), next(self._starts))

    def finish(self) -> Coded:
        """Return the segment: a packet a drawing."""
        return Coded(self._coder.finish().packets[self._led :])


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
