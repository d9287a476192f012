"""One video stream on its way into a draft: what a GIF and an MP4 have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from gdanim.encode.about import TAGGED, attach
from gdanim.encode.base import Draft, Film, Timing, told_as_render_error
from gdanim.encode.verify import verify
from gdanim.errors import RenderError

if TYPE_CHECKING:
    from av import VideoFrame
    from av.video.stream import VideoStream


class Muxer:
    """A container with one stream, and a text about it. `context` may be set up until the first frame is written."""

    def __init__(
        self, target: Path, width: int, height: int, timing: Timing, *, about: str = "",
        container: str, container_options: Mapping[str, str], codec: str, pixel_format: str, rate: int,
    ) -> None:  # fmt: skip
        import av

        self._target = target
        self._expected = (width, height, timing)
        self._kinds = (av.FFmpegError, RenderError)
        self._draft = Draft(target)
        self._about = "" if container in TAGGED else about
        try:
            with told_as_render_error(target, *self._kinds):
                self._container = av.open(
                    str(self._draft.path), "w", format=container, container_options=dict(container_options)
                )
                if container in TAGGED:
                    self._container.metadata["comment"] = about
                self._stream = cast("VideoStream", self._container.add_stream(codec, rate=rate))
        except BaseException:
            self._draft.discard()
            raise
        self.time_base = Fraction(1, rate)
        self.context = self._stream.codec_context
        self.context.width, self.context.height, self.context.pix_fmt = width, height, pixel_format
        self.context.time_base = self.time_base

    def write(self, frame: VideoFrame, time: int) -> None:
        """Encode a frame that is shown from `time` on, in units of 1/rate seconds."""
        frame.pts, frame.time_base = time, self.time_base
        with told_as_render_error(self._target, *self._kinds):
            self._container.mux(self._stream.encode(frame))

    def finish(self, complete: Callable[[Path], None] | None = None) -> Film:
        """Close the file, let `complete` set right what the container wrote, verify and publish it, or discard it."""
        try:
            with told_as_render_error(self._target, *self._kinds):
                self._container.mux(self._stream.encode(None))
                self._container.close()
                if complete:
                    complete(self._draft.path)
                if self._about:
                    attach(self._draft.path, self._about)
                film = verify(self._draft.path, *self._expected)
                self._draft.publish()
        except BaseException:
            self.abort()
            raise
        return replace(film, path=self._target)

    def abort(self) -> None:
        """Discard the file."""
        with suppress(Exception):  # closing flushes, which fails once more where the disk is full
            self._container.close()
        self._draft.discard()
