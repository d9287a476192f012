"""Video that slides and browsers play, at a constant rate: H.264 in MP4, VP9 in WebM, AV1 in AVIF."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gdanim.encode.base import Film, Pixels, Thrift, Timing
from gdanim.encode.muxer import Muxer

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
    "mp4", "libx264", {"movflags": "+faststart"}, {"x264-params": "keyint=250:open-gop=0"},
    {
        "draft": {"preset": "ultrafast", "crf": "23"},
        "standard": {"preset": "veryfast", "crf": "18"},
        "high": {"preset": "medium", "crf": "14"},
    },
)  # fmt: skip
"""At 640x480 about 1.3, 1.9 and 3.6 ms a frame. At equal crf, presets slower than veryfast gain at most 0.6 dB, in more
bytes; at 1920x1080 standard takes 11 ms a frame."""

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


class VideoEncoder:
    """Writes yuv420p, tagged and converted as limited-range BT.709, the index of an MP4 before its data.

    A held drawing is repeated. One thread: the codecs' output depends on their number.
    """

    def __init__(self, path: Path, codec: Codec, quality: str, about: str, thrift: Thrift) -> None:
        self.path, self.codec, self.about, self.thrift = path, codec, about, thrift
        self.effort = codec.qualities[quality]

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

        codec = self.codec
        os.environ.setdefault("SVT_LOG", "1")  # otherwise SVT-AV1 tells its settings on stderr
        self._muxer = Muxer(
            self.path, width, height, timing, about=self.about, container=codec.container, codec=codec.name,
            pixel_format="yuv420p", rate=timing.fps, container_options=codec.container_options,
        )  # fmt: skip
        context = self._muxer.context
        context.thread_count = 1
        context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        crf = str(int(self.effort["crf"]) + self.thrift.coarser)
        context.options = {**codec.options, **self.effort, "crf": crf}
        self._converter = VideoReformatter()  # one for all: to set it up takes longer than to convert a drawing
        self._durations = iter(timing.durations)
        self._time = 0

    def frame(self, pixels: Pixels) -> None:
        from av import VideoFrame
        from av.video.reformatter import ColorRange, Colorspace

        image = self._converter.reformat(
            VideoFrame.from_numpy_buffer(pixels, format="rgba"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        for _ in range(next(self._durations)):
            self._muxer.write(image, self._time)
            self._time += 1

    def finish(self) -> Film:
        return self._muxer.finish()

    def abort(self) -> None:
        self._muxer.abort()
