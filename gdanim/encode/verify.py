"""Decoding a finished film: what was promised must be what a player will see."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from gdanim.encode.base import Film, Timing
from gdanim.encode.drafts import reason
from gdanim.errors import RenderError

if TYPE_CHECKING:
    from av import Packet, VideoStream

    Packets: TypeAlias = Iterable[Packet[VideoStream]]

STRICT = {"err_detect": "explode"}
"""FFmpeg's options under which a fault is an error, and not passed over."""

TOLERANCE = 0.01
"""Seconds by which the length may differ: a GIF's unit of time."""

GIF_END = b"\0;"
"""The end of the last image's blocks, and the trailer: FFmpeg shows a last frame that lacks them."""

PNG_END = b"IEND\xaeB`\x82"
"""The last chunk, PNG specification, section 11.2.5."""

SEGMENT = b"\x18\x53\x80\x67"
"""What a WebM holds after its header, RFC 9559, section 5.1; its size follows in 8 bytes, the first of them 01."""


@dataclass(frozen=True)
class Kind:
    """How a container is told from its first bytes, decoded, seen to be whole, and how it holds drawings.

    `repeats` says whether a drawing that stays is an image for every frame period, `merges` whether drawings that are
    alike may be one image.
    """

    matches: Callable[[bytes], bool]
    decode: Callable[[Path], Film]
    is_whole: Callable[[bytes], bool]
    repeats: bool = False
    merges: bool = False


def verify(path: str | Path, width: int, height: int, timing: Timing) -> Film:
    """Decode every image of a film, and return what was found.

    Raises RenderError where the file cannot be decoded to its end, or where its size, its number of images or
    its length differs from what is asked; the sentence names the difference, the caller the file.
    """
    path = Path(path)
    content = path.read_bytes()
    kind = next((kind for kind in KINDS if kind.matches(content[:16])), VIDEO)
    film = kind.decode(path)
    if not kind.is_whole(content):
        raise RenderError("it is cut short in its last frame")
    frames = timing.frames if kind.repeats else len(timing.durations)
    if film.size != (width, height):
        raise RenderError(f"it is {film.size[0]}x{film.size[1]} pixels, but {width}x{height} were drawn")
    if film.frames > frames or (film.frames < frames and not kind.merges):
        raise RenderError(f"it holds {film.frames} whole frames, but {frames} were drawn")
    if abs(film.seconds - timing.seconds) > TOLERANCE:
        raise RenderError(f"it plays for {film.seconds:.2f} s instead of {timing.seconds:.2f} s")
    return film


def _whole(packets: Packets, shown: list[tuple[int, int]]) -> Iterator[Packet[VideoStream]]:
    """Pass packets on, and note from when to when each is shown; RenderError where one is cut short."""
    for packet in packets:
        if packet.is_corrupt:
            raise RenderError(f"it is cut short after {len(shown)} frames")
        if packet.pts is not None:
            shown.append((packet.pts, packet.pts + (packet.duration or 0)))
        yield packet


def _counted(packets: Packets) -> Iterator[int]:
    """Decode packets, and yield how many images come of each."""
    for packet in packets:
        yield sum(not frame.is_corrupt for frame in packet.decode())


def _counted_apart(packets: Packets) -> Iterator[int]:
    """Decode a GIF, whose codec has no threads of its own, in as many parts at once as there are cores.

    Yields how many images come of each part. Later ones need the first packet too: it holds the header.
    """
    import av

    known = list(packets)
    longest = max(1, -(-len(known) // (os.cpu_count() or 1)))

    def counted(start: int) -> tuple[int, Exception | None]:
        decoder = av.CodecContext.create("gif", "r")
        decoder.options = STRICT
        count = -1 if start else 0
        try:
            for packet in (known[:1] if start else []) + known[start : start + longest]:
                count += sum(not frame.is_corrupt for frame in decoder.decode(packet))
        except av.FFmpegError as error:
            return count, error
        return count, None

    with ThreadPoolExecutor() as pool:
        for count, error in pool.map(counted, range(0, len(known), longest)):
            yield count
            if error:
                raise error


def _decode_stream(path: Path, counted: Callable[[Packets], Iterator[int]] = _counted) -> Film:
    import av

    frames, shown = 0, list[tuple[int, int]]()
    try:
        with av.open(str(path), options=STRICT) as container:
            stream = container.streams.video[0]
            stream.thread_type = "FRAME"  # as many at once as there are cores
            for count in counted(_whole(container.demux(stream), shown)):
                frames += count
            size = (stream.codec_context.width, stream.codec_context.height)
            seconds = float(_length(shown) * (stream.time_base or 0))
    except RenderError:
        raise
    except (av.FFmpegError, UnicodeError, IndexError, RuntimeError) as error:  # the last where there is no thread
        raise RenderError(f"it cannot be decoded beyond {frames} frames: {reason(error)}") from error
    return Film(path, size, frames, seconds, path.stat().st_size)


def _length(shown: Sequence[tuple[int, int]]) -> int:
    """Return the time from the first image to the end of the last, whose own times may each be rounded."""
    return max(end for _, end in shown) - min(start for start, _ in shown) if shown else 0


def _decode_pictures(path: Path) -> Film:
    """Decode what FFmpeg has no demuxer for."""
    from PIL import Image

    frames, milliseconds = 0, 0
    try:
        with Image.open(path) as image:
            for frame in range(getattr(image, "n_frames", 1)):
                image.seek(frame)
                image.load()
                milliseconds = image.info.get("timestamp", milliseconds) + image.info.get("duration", 0)
                frames += 1
            size = image.size
    except (OSError, ValueError, EOFError, SyntaxError, RuntimeError) as error:
        raise RenderError(f"it cannot be decoded beyond {frames} frames: {reason(error)}") from error
    return Film(path, size, frames, milliseconds / 1000, path.stat().st_size)


def _fills_its_segment(content: bytes) -> bool:
    start = content.find(SEGMENT) + len(SEGMENT)
    return start + 8 + int.from_bytes(content[start + 1 : start + 8]) == len(content)


def _fills_its_boxes(content: bytes) -> bool:
    """Return whether boxes, each headed by its size in 4 bytes, fill a file (ISO/IEC 14496-12, section 4.2)."""
    place = 0
    while place + 8 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        place += int.from_bytes(content[place + 8 : place + 16]) if size == 1 else max(size, 8)
    return place == len(content)


VIDEO = Kind(lambda head: head[4:8] == b"ftyp", _decode_stream, _fills_its_boxes, repeats=True)
KINDS = (
    Kind(
        lambda head: head.startswith(b"GIF8"), partial(_decode_stream, counted=_counted_apart),
        is_whole=lambda content: content.endswith(GIF_END),
    ),
    Kind(lambda head: head.startswith(b"\x89PNG"), _decode_stream, lambda content: content.endswith(PNG_END)),
    Kind(
        lambda head: head.startswith(b"RIFF"), _decode_pictures, merges=True,
        is_whole=lambda content: int.from_bytes(content[4:8], "little") + 8 == len(content),
    ),
    Kind(lambda head: head[4:12] == b"ftypavis", _decode_pictures, _fills_its_boxes, repeats=True),
    Kind(lambda head: head.startswith(b"\x1aE\xdf\xa3"), _decode_stream, _fills_its_segment, repeats=True),
    VIDEO,
)  # fmt: skip
"""The containers there are, told by their first 16 bytes; what is none of them is tried as a video."""
