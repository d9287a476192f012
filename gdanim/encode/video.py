"""Video that slides and browsers play, at a constant rate: H.264 in MP4, VP9 in WebM, AV1 in AVIF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from gdanim.encode.base import Coded, Pixels, Plan
from gdanim.encode.stream import Stream, StreamCoder, StreamWriter
from gdanim.encode.yuv import Converter

QUALITIES = ("draft", "standard", "high")


@dataclass(frozen=True)
class Codec:
    """A container, its codec, the options of both, and those that set how hard the codec tries, by quality."""

    container: str
    name: str
    container_options: Mapping[str, str]
    options: Mapping[str, str]
    qualities: Mapping[str, Mapping[str, str]]


H264 = Codec(
    "mp4", "libx264", {"movflags": "+faststart"}, {"x264-params": "keyint=250:open-gop=0:cpu-independent=1"},
    {
        "draft": {"preset": "ultrafast", "crf": "23"},
        "standard": {"preset": "veryfast", "crf": "18"},
        "high": {"preset": "medium", "crf": "14"},
    },
)  # fmt: skip
"""At 640x480 about 1.3, 1.9 and 3.6 ms a frame. At equal crf, presets slower than veryfast gain at most 0.6 dB, in more
bytes; at 1920x1080 standard takes 11 ms a frame. What x264 has for one processor alone reads memory that nobody wrote
to where a row is not a multiple of 16 blocks long, and codes the same frames now this way, now that: no speed is lost
without it."""

VP9 = Codec(
    "webm", "libvpx-vp9", {"fflags": "+bitexact"}, {"b": "0", "row-mt": "0", "flags": "+bitexact"},
    {
        "draft": {"deadline": "realtime", "cpu-used": "8", "crf": "34"},
        "standard": {"deadline": "realtime", "cpu-used": "6", "crf": "30"},
        "high": {"deadline": "good", "cpu-used": "5", "crf": "24"},
    },
)  # fmt: skip
"""Standard is as quick as x264's and as fine, in a fifth more bytes; high takes fifteen times as long, for 0.6 dB."""

AV1 = Codec(
    "avif", "libsvtav1", {}, {"svtav1-params": "lp=1", "flags": "+bitexact"},
    {
        "draft": {"preset": "10", "crf": "30"},
        "standard": {"preset": "8", "crf": "24"},
        "high": {"preset": "6", "crf": "18"},
    },
)  # fmt: skip


@dataclass(frozen=True)
class Video:
    """yuv420p, tagged and converted as limited-range BT.709, the index of an MP4 before its data."""

    codec: Codec
    quality: str
    coarser: int = 0

    seamless: ClassVar[bool] = False
    indexed: ClassVar[bool] = False

    def check(self, plan: Plan) -> None:
        """Nothing is refused."""

    def coder(self, plan: Plan, drawings: range) -> VideoCoder:
        """Return what codes the segment of these drawings."""
        return VideoCoder(self._stream(plan), plan, drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> StreamWriter:
        """Open a video with a tag."""
        return StreamWriter(path, self._stream(plan), plan, about)

    def _stream(self, plan: Plan) -> Stream:
        codec, effort = self.codec, self.codec.qualities[self.quality]
        options = {**codec.options, **effort, "crf": str(int(effort["crf"]) + self.coarser)}
        return Stream(codec.container, codec.name, "yuv420p", plan.timing.fps, codec.container_options, options)


class VideoCoder:
    """Codes a segment that begins with a key frame. A held drawing is repeated."""

    def __init__(self, stream: Stream, plan: Plan, drawings: range) -> None:
        self.drawings = drawings
        self._coder = StreamCoder(stream, plan)
        self._converter = Converter()
        times = pairwise(plan.timing.starts(plan.timing.fps))
        self._periods = iter([range(start, end) for start, end in times][drawings.start : drawings.stop])

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        image = self._converter.converted(pixels)
        for time in next(self._periods):
            self._coder.write(image, time)

    def finish(self) -> Coded:
        """Return the segment."""
        return self._coder.finish()
