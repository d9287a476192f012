"""APNG: a PNG that moves, in one table of colours, exact to the drawing's frame periods."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from gdanim.encode.base import Film, Pixels, Thrift, Timing
from gdanim.encode.indexed import Indexer
from gdanim.encode.muxer import Muxer


class ApngEncoder:
    """Writes an animated PNG; a viewer that knows none shows the first drawing."""

    def __init__(self, path: Path, about: str, thrift: Thrift) -> None:
        self.path, self.about, self.thrift = path, about, thrift

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        self._indexer = Indexer(samples, self.thrift.colours)
        self._starts = accumulate((0, *timing.durations))
        self._muxer = Muxer(
            self.path, width, height, timing, about=self.about,
            container="apng", codec="apng", pixel_format="pal8", rate=timing.fps,
            container_options={"plays": str(timing.loop), "final_delay": f"{timing.durations[-1]}/{timing.fps}"},
        )  # fmt: skip
        self._muxer.context.options = {"pred": "none"}  # what suits indices, PNG specification, section 12.7

    def frame(self, pixels: Pixels) -> None:
        self._muxer.write(self._indexer.indexed(pixels), next(self._starts))

    def finish(self) -> Film:
        return self._muxer.finish()

    def abort(self) -> None:
        self._muxer.abort()
