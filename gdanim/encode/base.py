"""What every format agrees on: the plan of a film, coder and writer, the film made, and where it may be put."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.drafts import Desk, reason
from gdanim.errors import SceneError
from gdanim.signals import undisturbed

Pixels = NDArray[np.uint8]
"""One drawing: (height, width, 4) RGBA, C-contiguous, alpha 255, or 0 where a transparent film is clear."""

Colours = NDArray[np.uint8]
"""A table of colours: red, green and blue (n, 3)."""


@dataclass(frozen=True)
class Timing:
    """How long each drawing stays: durations (drawings,) in frame periods of 1/fps seconds, each at least 1.

    `loop` is how often the film plays, 0 for ever; `readings` (drawings,) is what the film's clock reads, where it is
    known.

    >>> Timing(fps=25, durations=(15, 1, 1, 38)).seconds
    2.2
    """

    fps: int
    durations: tuple[int, ...]
    loop: int = 0
    readings: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "durations", tuple(int(duration) for duration in self.durations))
        if self.fps < 1:
            raise SceneError(f"Timing: fps = {self.fps}; at least 1 is needed.")
        if min(self.durations, default=0) < 1:
            raise SceneError("Timing: every film has a drawing, and every drawing stays for at least one frame period.")
        if self.loop < 0:
            raise SceneError(f"Timing: loop = {self.loop}; it is 0 for ever, or how often the film plays.")

    @property
    def frames(self) -> int:
        """The length of the film in frame periods."""
        return sum(self.durations)

    @property
    def seconds(self) -> float:
        """The length of the film in seconds."""
        return self.frames / self.fps

    def starts(self, rate: int) -> list[int]:
        """Return when each drawing starts, and when the last ends (drawings + 1,), in units of 1/rate seconds.

        Times are rounded, not durations, so that errors never add up.

        >>> Timing(fps=30, durations=(1,) * 6).starts(100)
        [0, 3, 7, 10, 13, 17, 20]
        """
        ends = accumulate(self.durations, initial=0)
        return [(2 * rate * end + self.fps) // (2 * self.fps) for end in ends]


@dataclass(frozen=True)
class Thrift:
    """What is saved on colour: the most entries of a table of colours, and how much coarser a video is, in crf."""

    colours: int = 255
    coarser: int = 0


FULL = Thrift()
"""Nothing is saved."""


@dataclass(frozen=True)
class Film:
    """A finished, decoded and checked file: size (width, height) in pixels, length in seconds, and bytes.

    `frames` counts the images in the file: a GIF holds one for as long as it stays, an MP4 repeats it.
    """

    path: Path
    size: tuple[int, int]
    frames: int
    seconds: float
    bytes: int

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str] | None:
        """Show the film in a notebook."""
        from gdanim.notebook import film_bundle

        return film_bundle(self.path)


@dataclass(frozen=True)
class Plan:
    """What is known of a film before it is coded: its size in pixels, its timing, and a table of colours (n, 3).

    The table is empty where no format wants one. In a `transparent` film some pixels are clear.
    """

    width: int
    height: int
    timing: Timing
    colours: Colours
    transparent: bool = False

    def still(self, frame: int | None) -> int:
        """Return the drawing that a still shows, the last one where `frame` is None; SceneError where there is none."""
        count = len(self.timing.durations)
        shown = count - 1 if frame is None else frame
        if not 0 <= shown < count:
            raise SceneError(f"frame is {frame}; the film has {count} drawings, from 0 to {count - 1}.")
        return shown


@dataclass(frozen=True)
class Packet:
    """Coded bytes: shown from `pts` on, decoded at `dts`, both in the format's unit of time from the film's start."""

    content: bytes
    pts: int
    dts: int
    is_key: bool = True


@dataclass(frozen=True)
class Coded:
    """A segment of a film, coded: its packets, and what a decoder is told before the first. It pickles."""

    packets: tuple[Packet, ...]
    header: bytes = b""


class Coder(Protocol):
    """Turns the drawings of one segment into packets; it knows no file, and holds nothing that must be closed.

    `drawings` are those that `frame` is to be given, in order: the segment's, and where a format codes differences,
    the one before it. Failing to code is a RenderError.
    """

    drawings: range

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing. `pixels` is a canvas that is drawn over after the call."""

    def finish(self) -> Coded:
        """Return the segment."""


class Writer(Protocol):
    """Joins the segments of one film in a file.

    The caller's promise: once there is a writer, every segment is given to `write` in order, and exactly one of
    `finish` and `abort` is called. The writer's promise: the target is the old file until `finish` returns, and the
    new, decoded and checked one from then on; a `finish` that raises has cleaned up after itself, and nothing is left
    beside the target. Failing to write is a RenderError.
    """

    def write(self, coded: Coded) -> None:
        """Add the next segment."""

    def finish(self) -> Film:
        """Close the file, decode it, and move it into place."""

    def abort(self) -> None:
        """Remove what has been written. Never raises: an earlier error is on its way to the user."""


class Format(Protocol):
    """How films of a suffix are made, in two halves with plain data between them: plain data itself, so it pickles.

    A film is cut into segments of drawings, each coded alone, in any order and in any process; the writer joins them
    without coding again. The bytes depend on the segments, never on who coded them; those of a `seamless` format not
    even on where it is cut. `indexed` says whether drawings become indices into the plan's table of colours.
    """

    @property
    def seamless(self) -> bool:
        """Whether the bytes are the same wherever the film is cut."""

    @property
    def indexed(self) -> bool:
        """Whether drawings become indices."""

    def check(self, plan: Plan) -> None:
        """Raise SceneError where the format cannot hold the film."""

    def coder(self, plan: Plan, drawings: range) -> Coder:
        """Return what codes the segment of these drawings."""

    def writer(self, path: Path, plan: Plan, about: str) -> Writer:
        """Open a film that is to carry the text `about`."""


def check_target(path: str | Path) -> None:
    """Raise SceneError where no film can be put at `path`; to be asked before anything is drawn."""
    path = Path(path)
    if "\0" in str(path):
        raise SceneError(f"{path.name!r}: a name cannot hold a NUL.")
    try:
        _check_place(path)
        with undisturbed():
            Desk(Path(os.path.realpath(path)).parent).leave()
    except OSError as error:
        raise SceneError(f"{path}: no film can be written here: {reason(error)}.") from error


def _check_place(path: Path) -> None:
    folder = path.parent
    if path.is_dir():
        raise SceneError(f"{path}: this is a directory; name a file in it, such as {path / 'film.gif'}.")
    if path.exists() and not path.is_file():
        raise SceneError(f"{path}: this is not a regular file; a film replaces a file or makes a new one.")
    if not folder.is_dir():
        raise SceneError(f"{path}: there is no directory {folder}; create it first.")
