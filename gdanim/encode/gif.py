"""GIF: one palette for the film, only the pixels that change, delays that add up to the exact time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.base import Film, Pixels, Thrift, Timing
from gdanim.encode.indexed import Indexer
from gdanim.encode.muxer import Muxer
from gdanim.errors import SceneError

LONGEST_DELAY = 65_535
"""Hundredths of a second, an unsigned 16-bit number in the GIF89a specification, section 23."""


class GifEncoder:
    """Writes a GIF whose drawings share one table of exact, then nearest, colours, without dither."""

    def __init__(self, path: Path, about: str, thrift: Thrift) -> None:
        self.path, self.about, self.thrift = path, about, thrift

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        ends = delay_ends(timing)
        delays = np.diff(ends, prepend=0)
        if delays.max() > LONGEST_DELAY:
            raise SceneError(
                f"{self.path}: a drawing stays for {delays.max() / 100:.2f} s; "
                f"a GIF delay is at most {LONGEST_DELAY / 100} s."
            )
        self._indexer = Indexer(samples, self.thrift.colours)
        self._starts = iter((ends - delays).tolist())
        self._muxer = Muxer(
            self.path, width, height, timing, about=self.about,
            container="gif", codec="gif", pixel_format="pal8", rate=100,
            container_options={"loop": str(_repeats(timing.loop)), "final_delay": str(delays[-1])},
        )  # fmt: skip

    def frame(self, pixels: Pixels) -> None:
        self._muxer.write(self._indexer.indexed(pixels), next(self._starts))

    def finish(self) -> Film:
        return self._muxer.finish()

    def abort(self) -> None:
        self._muxer.abort()


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
