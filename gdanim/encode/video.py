"""MP4: H.264 that slides and browsers play, at a constant rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gdanim.encode.base import Film, Pixels, Timing
from gdanim.encode.muxer import Muxer


@dataclass(frozen=True)
class Quality:
    """How hard x264 tries, and its constant rate factor: lower is finer, 18 looks lossless on flat art."""

    preset: str
    crf: int


QUALITIES = {
    "draft": Quality("ultrafast", 23),
    "standard": Quality("veryfast", 18),
    "high": Quality("medium", 14),
}
"""At 640x480 about 1.3, 1.9 and 3.6 ms a frame. At equal crf, presets slower than veryfast gain at most 0.6 dB, in more
bytes; at 1920x1080 standard takes 11 ms a frame."""


class VideoEncoder:
    """Writes H.264 in yuv420p, tagged and converted as limited-range BT.709, its index before its data.

    A held drawing is repeated. One thread: x264's output depends on their number.
    """

    def __init__(self, path: Path, quality: Quality) -> None:
        self.path = path
        self.quality = quality

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

        self._muxer = Muxer(
            self.path, width, height, timing, container="mp4", codec="libx264", pixel_format="yuv420p",
            rate=timing.fps, container_options={"movflags": "+faststart"},
        )  # fmt: skip
        context = self._muxer.context
        context.thread_count = 1
        context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        context.options = {
            "preset": self.quality.preset,
            "crf": str(self.quality.crf),
            "x264-params": "keyint=250:open-gop=0",
        }
        self._durations = iter(timing.durations)
        self._time = 0

    def frame(self, pixels: Pixels) -> None:
        from av import VideoFrame
        from av.video.reformatter import ColorRange, Colorspace

        image = VideoFrame.from_numpy_buffer(pixels, format="rgba").reformat(
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
