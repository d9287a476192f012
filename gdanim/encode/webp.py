"""Animated WebP: lossless, in the colours of a GIF and about two thirds of its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gdanim.encode.base import Film, Pixels, Thrift, Timing
from gdanim.encode.indexed import Indexer
from gdanim.encode.muxer import Muxer


class WebpEncoder:
    """Writes an animated WebP with times in whole milliseconds, rounded so that errors never add up."""

    def __init__(self, path: Path, about: str, thrift: Thrift) -> None:
        self.path, self.about, self.thrift = path, about, thrift

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        ends = (np.cumsum(timing.durations) * 1000 + timing.fps // 2) // timing.fps
        self._starts = iter([0, *ends[:-1].tolist()])
        self._last = int(np.diff(ends, prepend=0)[-1])
        self._indexer = Indexer(samples, self.thrift.colours)
        self._muxer = Muxer(
            self.path, width, height, timing, about=self.about,
            container="webp", codec="libwebp_anim", pixel_format="bgra", rate=1000,
            container_options={"loop": str(timing.loop)},
        )  # fmt: skip
        # Level 4 takes half as long again, for a thousandth of the bytes.
        self._muxer.context.options = {"lossless": "1", "compression_level": "2"}

    def frame(self, pixels: Pixels) -> None:
        self._muxer.write(self._indexer.coloured(pixels), next(self._starts))

    def finish(self) -> Film:
        return self._muxer.finish(lambda draft: hold_last(draft, self._last))

    def abort(self) -> None:
        self._muxer.abort()


def hold_last(path: Path, milliseconds: int) -> None:
    """Set how long the last image of an animated WebP stays: libwebp gives it the mean of the others.

    An ANMF chunk holds, after its place and size, its duration in 24 bits (WebP Container Specification, "Animation").
    """
    with path.open("rb+") as file:
        places = [place for kind, place in _chunks(file) if kind == b"ANMF"]
        if places:
            file.seek(places[-1] + 12)
            file.write(milliseconds.to_bytes(3, "little"))


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the kind of every RIFF chunk and the place of its content."""
    place = 12
    while len(header := (file.seek(place), file.read(8))[1]) == 8:
        yield header[:4], place + 8
        size = int.from_bytes(header[4:], "little")
        place += 8 + size + size % 2
