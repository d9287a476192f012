"""GIF: one palette for the film, only the pixels that change, delays that add up to the exact time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.base import Coded, Pixels, Plan, Timing
from gdanim.encode.indexed import Indexer
from gdanim.encode.stream import Stream, StreamCoder, StreamWriter
from gdanim.errors import SceneError

LONGEST_DELAY = 65_535
"""Hundredths of a second, an unsigned 16-bit number in the GIF89a specification, section 23."""


@dataclass(frozen=True)
class Gif:
    """A GIF whose drawings share one table of exact, then nearest, colours, without dither."""

    indexed: ClassVar[bool] = True

    def check(self, plan: Plan) -> None:
        """Refuse a drawing that stays too long."""
        longest = np.diff(delay_ends(plan.timing), prepend=0).max()
        if longest > LONGEST_DELAY:
            raise SceneError(
                f"A drawing stays for {longest / 100:.2f} s; a GIF delay is at most {LONGEST_DELAY / 100} s."
            )

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
        starts = [0, *delay_ends(plan.timing).tolist()]
        self._starts = iter(starts[self.drawings.start : self.drawings.stop])

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        self._coder.write(self._indexer.indexed(pixels), next(self._starts))

    def finish(self) -> Coded:
        """Return the segment: a packet a drawing."""
        return Coded(self._coder.finish().packets[self._led :])


def _stream(plan: Plan) -> Stream:
    held = int(np.diff(delay_ends(plan.timing), prepend=0)[-1])
    container_options = {"loop": str(_repeats(plan.timing.loop)), "final_delay": str(held)}
    return Stream("gif", "gif", "pal8", 100, container_options, {})


def delay_ends(timing: Timing) -> NDArray[np.int64]:
    """Return when each drawing (drawings,) ends, in hundredths of a second from the start of the film.

    Ends are rounded, not delays, so that errors never add up; up to 50 fps no delay is then below 2.

    >>> np.diff(delay_ends(Timing(fps=30, durations=(1,) * 6)), prepend=0).tolist()
    [3, 4, 3, 3, 4, 3]
    """
    ends = np.cumsum(timing.durations)
    return (200 * ends + timing.fps) // (2 * timing.fps)


def _repeats(loop: int) -> int:
    """Return the muxer's `loop`: 0 for ever, -1 for no NETSCAPE block, else how often the film is repeated.

    A NETSCAPE count of n means n repeats after the first showing, n + 1 showings in all.
    """
    return loop - 1 if loop > 1 else -loop
