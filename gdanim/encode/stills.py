"""PNG: the poster, or every drawing as a numbered file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from gdanim.encode.about import attach
from gdanim.encode.base import Coded, Film, Packet, Pixels, Plan
from gdanim.encode.drafts import Drafts, told_as_render_error
from gdanim.errors import RenderError

NUMBER = re.compile(r"%(?:0\d+)?d")
"""%d or %04d in a file name: where a drawing's number goes."""


@dataclass(frozen=True)
class Poster:
    """One drawing as a PNG: number `frame`, the last one where that is None."""

    frame: int | None = None

    seamless: ClassVar[bool] = True
    indexed: ClassVar[bool] = False

    def check(self, plan: Plan) -> None:
        """Refuse a drawing that the film does not have."""
        plan.still(self.frame)

    def coder(self, plan: Plan, drawings: range) -> PictureCoder:
        """Return what codes the drawing, if it is one of these."""
        shown = plan.still(self.frame)
        return PictureCoder(range(shown, shown + 1) if shown in drawings else range(0))

    def writer(self, path: Path, plan: Plan, about: str) -> PictureWriter:
        """Open a PNG with a comment."""
        return PictureWriter(path, plan, about, wanted=1, seconds=0.0)


@dataclass(frozen=True)
class Pictures:
    """Drawing k, from 0, as the file whose name has k in the place of %d; all appear at the end."""

    seamless: ClassVar[bool] = True
    indexed: ClassVar[bool] = False

    def check(self, plan: Plan) -> None:
        """Nothing is refused."""

    def coder(self, plan: Plan, drawings: range) -> PictureCoder:
        """Return what codes the segment of these drawings."""
        return PictureCoder(drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> PictureWriter:
        """Open a sequence, of which the first picture carries the text."""
        timing = plan.timing
        return PictureWriter(path, plan, about, wanted=len(timing.durations), seconds=timing.seconds)


class PictureCoder:
    """Codes every drawing as a PNG, and reads it back."""

    def __init__(self, drawings: range) -> None:
        self.drawings = drawings
        self._packets: list[Packet] = []

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        import imageio.v3 as iio

        drawn = pixels[..., :3] if pixels[..., 3].all() else pixels
        content = iio.imwrite("<bytes>", drawn, extension=".png")
        if not np.array_equal(iio.imread(content, extension=".png"), drawn):
            raise RenderError("A PNG does not read back as what was drawn.")
        number = self.drawings[len(self._packets)]
        self._packets.append(Packet(content, number, number))

    def finish(self) -> Coded:
        """Return the segment: a packet that is a whole file a drawing."""
        return Coded(tuple(self._packets))


class PictureWriter:
    """Writes a file a drawing; all appear at the end. `seconds` is how long the film is that they are."""

    def __init__(self, path: Path, plan: Plan, about: str, *, wanted: int, seconds: float) -> None:
        self._path, self._plan, self._about = path, plan, about
        self._wanted, self._seconds = wanted, seconds
        self._drafts = Drafts()

    def write(self, coded: Coded) -> None:
        """Write the drawings of the next segment, and read them back."""
        for packet in coded.packets:
            target = numbered(self._path, packet.pts)
            with told_as_render_error(target, RenderError):
                self._drafts.add(target, packet.content)

    def finish(self) -> Film:
        """Move the pictures into place, the first with a text."""
        try:
            with told_as_render_error(self._path):
                if len(self._drafts) != self._wanted:
                    raise RenderError(f"{self._path}: {len(self._drafts)} drawings were made of {self._wanted}.")
                if self._about:
                    attach(self._drafts.first, self._about)
                size = self._drafts.publish()
        except BaseException:
            self.abort()
            raise
        return Film(self._path, (self._plan.width, self._plan.height), self._wanted, self._seconds, size)

    def abort(self) -> None:
        """Discard the pictures."""
        self._drafts.discard()


def is_numbered(path: Path) -> bool:
    """Return whether a path names one file a drawing: %d, or %04d, stands in its name."""
    return bool(NUMBER.search(path.name))


def numbered(path: Path, number: int) -> Path:
    """Return the file of a drawing; a path without a place for its number as it is.

    >>> numbered(Path("bowl-%03d.png"), 7).name
    'bowl-007.png'
    """
    return path.with_name(NUMBER.sub(lambda field: field.group() % number, path.name))
