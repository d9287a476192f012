"""PNG: the poster, or every drawing as a numbered file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from gdanim.encode.about import attach
from gdanim.encode.base import Coded, Film, Packet, Pixels, Plan
from gdanim.encode.drafts import Desk, Draft, told_as_render_error
from gdanim.errors import RenderError, SceneError

NUMBER = re.compile(r"%(?:0\d+)?d")
"""%d or %04d in a file name: where a drawing's number goes."""


@dataclass(frozen=True)
class Poster:
    """One drawing as a PNG: number `frame`, the last one where that is None."""

    frame: int | None = None

    indexed: ClassVar[bool] = False

    def check(self, plan: Plan) -> None:
        """Refuse a drawing that the film does not have."""
        count = len(plan.timing.durations)
        if self.frame is not None and not 0 <= self.frame < count:
            raise SceneError(f"frame is {self.frame}; the film has {count} drawings, from 0 to {count - 1}.")

    def coder(self, plan: Plan, drawings: range) -> PictureCoder:
        """Return what codes the drawing, if it is one of these."""
        shown = len(plan.timing.durations) - 1 if self.frame is None else self.frame
        return PictureCoder(range(shown, shown + 1) if shown in drawings else range(0))

    def writer(self, path: Path, plan: Plan, about: str) -> PosterWriter:
        """Open a PNG with a comment."""
        return PosterWriter(path, plan, about)


@dataclass(frozen=True)
class Pictures:
    """Drawing k, from 0, as the file whose name has k in the place of %d; all appear at the end."""

    indexed: ClassVar[bool] = False

    def check(self, plan: Plan) -> None:
        """Nothing is refused."""

    def coder(self, plan: Plan, drawings: range) -> PictureCoder:
        """Return what codes the segment of these drawings."""
        return PictureCoder(drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> SequenceWriter:
        """Open a sequence, of which the first picture carries the text."""
        return SequenceWriter(path, plan, about)


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


class PosterWriter:
    """Writes the one drawing that it is given."""

    def __init__(self, path: Path, plan: Plan, about: str) -> None:
        self._path, self._plan, self._about = path, plan, about
        self._drafts: list[Draft] = []

    def write(self, coded: Coded) -> None:
        """Write the drawing, if this is its segment."""
        for packet in coded.packets:
            self._drafts.append(_draft_of(self._path, packet))

    def finish(self) -> Film:
        """Move the picture into place."""
        if not self._drafts:
            raise RenderError(f"{self._path}: no drawing was made for it.")
        _label(self._drafts, self._path, self._about)
        size = (self._plan.width, self._plan.height)
        return Film(self._path, size, frames=1, seconds=0.0, bytes=_publish(self._drafts, self._path))

    def abort(self) -> None:
        """Discard the picture."""
        _discard(self._drafts)


class SequenceWriter:
    """Writes a file a drawing."""

    def __init__(self, path: Path, plan: Plan, about: str) -> None:
        self._path, self._plan, self._about = path, plan, about
        self._drafts: list[Draft] = []

    def write(self, coded: Coded) -> None:
        """Write the drawings of the next segment."""
        for packet in coded.packets:
            desk = self._drafts[0].desk if self._drafts else None
            self._drafts.append(_draft_of(_numbered(self._path, packet.pts), packet, desk))

    def finish(self) -> Film:
        """Move the pictures into place."""
        plan, count, drawn = self._plan, len(self._drafts), len(self._plan.timing.durations)
        if count != drawn:
            self.abort()
            raise RenderError(f"{self._path}: {count} drawings were made of {drawn}.")
        _label(self._drafts, self._path, self._about)
        size = (plan.width, plan.height)
        return Film(self._path, size, count, plan.timing.seconds, _publish(self._drafts, self._path))

    def abort(self) -> None:
        """Discard the pictures."""
        _discard(self._drafts)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(NUMBER.sub(lambda field: field.group() % number, path.name))


def _draft_of(target: Path, packet: Packet, desk: Desk | None = None) -> Draft:
    """Write a picture beside its target and read it back."""
    draft = Draft(target, desk)
    try:
        with told_as_render_error(target):
            draft.path.write_bytes(packet.content)
            if draft.path.read_bytes() != packet.content:
                raise RenderError(f"{target}: what was written does not read back as what was drawn.")
    except BaseException:
        draft.discard()
        raise
    return draft


def _label(drafts: Sequence[Draft], path: Path, about: str) -> None:
    """Let the first picture carry a text, or discard all."""
    if not about:
        return
    try:
        with told_as_render_error(path):
            attach(drafts[0].path, about)
    except BaseException:
        _discard(drafts)
        raise


def _publish(drafts: Sequence[Draft], path: Path) -> int:
    """Move all drafts into place and return their bytes."""
    try:
        with told_as_render_error(path):
            size = sum(draft.path.stat().st_size for draft in drafts)
            for draft in drafts:
                draft.publish()
    except BaseException:
        _discard(drafts)
        raise
    return size


def _discard(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        draft.discard()
