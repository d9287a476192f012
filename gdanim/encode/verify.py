"""Decoding a finished film: what was promised must be what a player will see."""

from __future__ import annotations

from pathlib import Path

from gdanim.encode.base import Film, Timing, reason
from gdanim.errors import RenderError

TOLERANCE = 0.01
"""Seconds by which the length may differ: a GIF's unit of time."""

GIF_END = b"\0;"
"""The end of the last image's blocks, and the trailer: FFmpeg shows a last frame that lacks them."""


def verify(path: str | Path, width: int, height: int, timing: Timing) -> Film:
    """Decode every frame of a GIF or an MP4, and return what was found.

    Raises RenderError where the file cannot be decoded to its end, or where its size, its number of frames or
    its length differs from what is asked; the sentence names the difference, the caller the file.
    """
    film, is_gif = _decode(Path(path))
    frames = len(timing.durations) if is_gif else timing.frames
    if film.size != (width, height):
        raise RenderError(f"it is {film.size[0]}x{film.size[1]} pixels, but {width}x{height} were drawn")
    if film.frames != frames:
        raise RenderError(f"it holds {film.frames} whole frames, but {frames} were drawn")
    if abs(film.seconds - timing.seconds) > TOLERANCE:
        raise RenderError(f"it plays for {film.seconds:.2f} s instead of {timing.seconds:.2f} s")
    return film


def _decode(path: Path) -> tuple[Film, bool]:
    import av

    frames, ticks = 0, 0
    try:
        with av.open(str(path), options={"err_detect": "explode"}) as container:
            stream = container.streams.video[0]
            for packet in container.demux(stream):
                if packet.is_corrupt:
                    raise RenderError(f"it is cut short after {frames} frames")
                ticks += packet.duration or 0
                frames += sum(not frame.is_corrupt for frame in packet.decode())
            size = (stream.codec_context.width, stream.codec_context.height)
            seconds = float(ticks * (stream.time_base or 0))
            is_gif = container.format.name == "gif"
    except (av.FFmpegError, UnicodeError, IndexError) as error:
        raise RenderError(f"it cannot be decoded beyond {frames} frames: {reason(error)}") from error
    if is_gif and not path.read_bytes().endswith(GIF_END):
        raise RenderError("it is cut short in its last frame")
    return Film(path, size, frames, seconds, path.stat().st_size), is_gif
