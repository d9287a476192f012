"""One stream of video through PyAV: drawings into packets, packets into a container, by one set-up for both."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from gdanim.encode.about import TAGGED
from gdanim.encode.base import Coded, Film, Packet, Plan
from gdanim.encode.drafts import Draft, reason, told_as_render_error
from gdanim.encode.finish import complete
from gdanim.errors import RenderError

if TYPE_CHECKING:
    from av import VideoCodecContext, VideoFrame
    from av.video.stream import VideoStream

AHEAD = 2
"""Frames that wait for the codec at most."""


@dataclass(frozen=True)
class Stream:
    """A container, a codec, the options of both, and the units of time in a second."""

    container: str
    codec: str
    pixel_format: str
    rate: int
    container_options: Mapping[str, str]
    options: Mapping[str, str]

    @property
    def time_base(self) -> Fraction:
        """The unit of time in seconds."""
        return Fraction(1, self.rate)

    def set_up(self, context: VideoCodecContext, plan: Plan) -> None:
        """Prepare a codec that is not open yet. One thread: the codecs' output depends on their number."""
        from av.codec.context import Flags
        from av.format import ContainerFormat
        from av.format import Flags as ContainerFlags

        os.environ.setdefault("SVT_LOG", "1")  # otherwise SVT-AV1 tells its settings on stderr
        context.width, context.height, context.pix_fmt = plan.width, plan.height, self.pixel_format
        context.time_base, context.framerate = self.time_base, Fraction(self.rate)
        context.thread_count = 1
        context.options = dict(self.options)
        if ContainerFlags(ContainerFormat(self.container, "w").flags) & ContainerFlags.global_header:
            context.flags |= Flags.global_header
        if self.pixel_format == "yuv420p":
            _tag_as_bt709(context)


def _tag_as_bt709(context: VideoCodecContext) -> None:
    from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

    context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def samples(plane: Any) -> NDArray[np.uint8]:
    """Return a plane of a frame as an array (height, width) that can be written to."""
    return np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]


class StreamCoder:
    """Codes the frames of one segment in a thread of its own: codecs let Python go on, so the next ones are drawn."""

    def __init__(self, stream: Stream, plan: Plan) -> None:
        import av

        self._stream, self._failure = stream, av.FFmpegError
        self._context = cast("VideoCodecContext", av.CodecContext.create(stream.codec, "w"))
        stream.set_up(self._context, plan)
        self._packets: list[Packet] = []
        self._header = b""
        self._thread = ThreadPoolExecutor(1)
        self._ahead = deque[Future[None]]()

    def write(self, frame: VideoFrame, time: int) -> None:
        """Have a frame coded that is shown from `time` on, in the stream's unit from the start of the film.

        It must stay as it is; what goes wrong with it is told by a later call.
        """
        if len(self._ahead) == AHEAD:
            self._ahead.popleft().result()
        try:
            self._ahead.append(self._thread.submit(self._code_at, frame, time))
        except RuntimeError as error:  # the system gives no thread
            raise RenderError(f"{self._stream.codec} cannot code a drawing: {error}.") from error

    def finish(self) -> Coded:
        """Return the segment."""
        with self._thread:
            while self._ahead:
                self._ahead.popleft().result()
        self._code(None)
        return Coded(tuple(self._packets), self._header or bytes(self._context.extradata or b""))

    def _code_at(self, frame: VideoFrame, time: int) -> None:
        frame.pts, frame.time_base = time, self._stream.time_base
        self._code(frame)

    def _code(self, frame: VideoFrame | None) -> None:
        try:
            packets = self._context.encode(frame)
        except self._failure as error:
            raise RenderError(f"{self._stream.codec} cannot code a drawing: {reason(error)}.") from error
        for packet in packets:
            assert packet.pts is not None and packet.dts is not None
            self._packets.append(Packet(bytes(packet), packet.pts, packet.dts, packet.is_keyframe))
            if packet.has_sidedata("new_extradata"):
                self._header = bytes(packet.get_sidedata("new_extradata"))


class StreamWriter:
    """Puts packets into a container, which holds a text about the film."""

    def __init__(self, path: Path, stream: Stream, plan: Plan, about: str) -> None:
        import av

        self._path, self._stream, self._plan = path, stream, plan
        self._kinds = (av.FFmpegError, RenderError)
        self._about = "" if stream.container in TAGGED else about
        self._draft = Draft(path)
        try:
            with told_as_render_error(path, *self._kinds):
                self._container = av.open(
                    str(self._draft.path),
                    "w",
                    format=stream.container,
                    container_options=dict(stream.container_options),
                )
                if stream.container in TAGGED:
                    self._container.metadata["comment"] = about
                self._track = cast("VideoStream", self._container.add_stream(stream.codec, rate=stream.rate))
        except BaseException:
            self._draft.discard()
            raise
        # The container takes what it tells of the stream from a codec that is opened, and given nothing to code.
        stream.set_up(self._track.codec_context, plan)

    def write(self, coded: Coded) -> None:
        """Add the packets of the next segment."""
        from av import Packet as Carrier

        with told_as_render_error(self._path, *self._kinds):
            for packet in coded.packets:
                carrier = Carrier(packet.content)
                carrier.pts, carrier.dts, carrier.is_keyframe = packet.pts, packet.dts, packet.is_key
                carrier.time_base, carrier.stream = self._stream.time_base, self._track
                self._container.mux(carrier)
            if coded.header != bytes(self._track.codec_context.extradata or b""):
                raise RenderError(f"a segment was coded by another version of {self._stream.codec}")

    def finish(self) -> Film:
        """Close the file, verify it and move it into place, or discard it."""
        try:
            with told_as_render_error(self._path, *self._kinds):
                self._container.close()
            return complete(self._draft, self._path, self._plan, self._about)
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Discard the file."""
        with suppress(Exception):  # closing flushes, which fails once more where the disk is full
            self._container.close()
        self._draft.discard()
