"""PNG: the poster, or every drawing as a numbered file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gdanim.encode.about import attach
from gdanim.encode.base import Draft, Film, Pixels, Timing, told_as_render_error
from gdanim.errors import RenderError

NUMBER = re.compile(r"%(?:0\d+)?d")
"""%d or %04d in a file name: where a drawing's number goes."""


class PosterEncoder:
    """Writes the last drawing that it was given."""

    def __init__(self, path: Path, about: str = "") -> None:
        self.path, self.about = path, about

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        self._last: Pixels | None = None

    def frame(self, pixels: Pixels) -> None:
        self._last = pixels.copy()

    def finish(self) -> Film:
        if self._last is None:
            raise RenderError(f"{self.path}: no drawing was made for it.")
        draft = _draw_draft(self.path, self._last)
        if self.about:
            with told_as_render_error(self.path):
                attach(draft.path, self.about)
        height, width, _ = self._last.shape
        return Film(self.path, (width, height), frames=1, seconds=0.0, bytes=_publish([draft], self.path))

    def abort(self) -> None:
        self._last = None


class SequenceEncoder:
    """Writes drawing k, from 0, to the file whose name has k in the place of %d; all appear at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        self._size, self._timing = (width, height), timing
        self._drafts: list[Draft] = []

    def frame(self, pixels: Pixels) -> None:
        name = NUMBER.sub(lambda field: field.group() % len(self._drafts), self.path.name)
        self._drafts.append(_draw_draft(self.path.with_name(name), pixels))

    def finish(self) -> Film:
        count, drawn = len(self._drafts), len(self._timing.durations)
        if count != drawn:
            self.abort()
            raise RenderError(f"{self.path}: {count} drawings were made of {drawn}.")
        return Film(self.path, self._size, count, self._timing.seconds, _publish(self._drafts, self.path))

    def abort(self) -> None:
        for draft in self._drafts:
            draft.discard()


def _draw_draft(target: Path, pixels: Pixels) -> Draft:
    """Write a drawing beside its target and read it back."""
    import imageio.v3 as iio

    draft = Draft(target)
    try:
        with told_as_render_error(target):
            draft.path.write_bytes(iio.imwrite("<bytes>", pixels[..., :3], extension=".png"))
            if not np.array_equal(iio.imread(draft.path, extension=".png"), pixels[..., :3]):
                raise RenderError(f"{target}: what was written does not read back as what was drawn.")
    except BaseException:
        draft.discard()
        raise
    return draft


def _publish(drafts: Sequence[Draft], path: Path) -> int:
    """Move all drafts into place and return their bytes."""
    try:
        with told_as_render_error(path):
            size = sum(draft.path.stat().st_size for draft in drafts)
            for draft in drafts:
                draft.publish()
    except BaseException:
        for draft in drafts:
            draft.discard()
        raise
    return size
