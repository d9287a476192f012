"""Which suffix names which format, and what each format cannot hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gdanim.encode.apng import Apng
from gdanim.encode.base import FULL, Format, Thrift
from gdanim.encode.gif import Gif
from gdanim.encode.player import Player
from gdanim.encode.stills import Pictures, Poster, is_numbered
from gdanim.encode.video import AV1, H264, QUALITIES, VP9, Video
from gdanim.encode.webp import Webp
from gdanim.errors import SceneError, nearest


@dataclass(frozen=True)
class Limits:
    """The longest side in pixels, the highest rate in frames a second, whether both sides must be even.

    A format that is not `drawn` is made from the scene itself, without an encoder; one that is `opaque` has no pixels
    that are clear; a `still` shows one drawing, unless its name is numbered.
    """

    name: str
    side: int
    fps: int | None = None
    even: bool = False
    drawn: bool = True
    opaque: bool = False
    still: bool = False


LIMITS = {
    ".gif": Limits("GIF", side=65_535, fps=50),  # 16-bit sides, GIF89a specification, section 18
    ".mp4": Limits("H.264", side=16_384, even=True, opaque=True),  # x264's limit; 4:2:0 halves both sides
    ".webm": Limits("VP9", side=16_384, even=True, opaque=True),  # libvpx's limit
    ".webp": Limits("WebP", side=16_383),  # 14-bit sides, WebP Container Specification
    ".apng": Limits("APNG", side=2**31 - 1),
    ".avif": Limits("AV1", side=8_192, even=True, opaque=True),  # SVT-AV1's limit on the height
    ".html": Limits("HTML", side=16_383, opaque=True),  # the drawings of the player
    ".png": Limits("PNG", side=2**31 - 1, still=True),  # PNG specification, section 11.2.2
    ".svg": Limits("SVG", side=2**31 - 1, drawn=False, still=True),
    ".pdf": Limits("PDF", side=14_400, drawn=False, still=True),  # 200 inches at 72 points, ISO 32000-1, annex C.2
    ".csv": Limits("CSV", side=2**31 - 1, drawn=False),
    ".json": Limits("JSON", side=2**31 - 1, drawn=False),
}
"""By suffix: all formats there are."""

CODECS = {".mp4": H264, ".webm": VP9, ".avif": AV1}
"""By suffix: what is coded as video, at a rate of quality, crf."""


def format_for(
    path: str | Path, *, quality: str = "standard", thrift: Thrift = FULL, frame: int | None = None
) -> Format:
    """Return the format that a path's suffix names; .png is a poster, or with %d in its name a numbered sequence.

    The poster is drawing `frame`, the last one by default. Raises SceneError for a suffix or a quality that does not
    exist.
    """
    path = Path(path)
    _limits(path)
    if quality not in QUALITIES:
        raise SceneError(f"quality = {quality!r}; it is {_either(QUALITIES)}.{nearest(quality, QUALITIES)}")
    match path.suffix.lower():
        case ".gif":
            return Gif()
        case ".mp4" | ".webm" | ".avif" as suffix:
            return Video(CODECS[suffix], quality, thrift.coarser)
        case ".webp":
            return Webp()
        case ".apng":
            return Apng()
        case ".html":
            return Player(indexed=thrift.colours < FULL.colours)
        case _:
            return Pictures() if is_numbered(path) else Poster(frame)


def needs_even_size(path: str | Path) -> bool:
    """Return whether the format of `path` wants an even width and height.

    >>> needs_even_size("saddle.mp4"), needs_even_size("saddle.gif")
    (True, False)
    """
    return _limits(Path(path)).even


def is_drawn(path: str | Path) -> bool:
    """Return whether an encoder makes the format of `path` from drawings.

    >>> is_drawn("saddle.gif"), is_drawn("saddle.csv")
    (True, False)
    """
    return _limits(Path(path)).drawn


def is_still(path: str | Path) -> bool:
    """Return whether a path holds one drawing.

    >>> is_still("saddle.svg"), is_still("saddle-%03d.svg"), is_still("saddle.gif")
    (True, False, False)
    """
    path = Path(path)
    return _limits(path).still and not is_numbered(path)


def refuse(path: str | Path, width: int, height: int, fps: int) -> None:
    """Raise SceneError where the format of `path` cannot hold this size, in pixels, or this rate."""
    limits = _limits(Path(path))
    if limits.fps is not None and fps > limits.fps:
        raise SceneError(
            f"{path}: fps = {fps}. GIF delays are whole hundredths of a second and browsers slow anything "
            f"under 2 down; use at most {limits.fps} fps, or MP4."
        )
    if max(width, height) > limits.side:
        raise SceneError(f"{path}: size = {width}x{height}; a side of {limits.name} is at most {limits.side:,} pixels.")
    if limits.even and (width % 2 or height % 2):
        even = f"{width + width % 2}x{height + height % 2}"
        raise SceneError(f"{path}: size = {width}x{height}; {limits.name} needs even sides, such as {even}.")


def refuse_transparent(path: str | Path) -> None:
    """Raise SceneError where the format of `path` cannot be transparent."""
    if _limits(Path(path)).opaque:
        clear = [suffix for suffix, limits in LIMITS.items() if limits.drawn and not limits.opaque]
        name = _limits(Path(path)).name
        raise SceneError(f"{path}: {name} cannot be transparent here; {_either([*clear, '.svg', '.pdf'])} can.")


def _limits(path: Path) -> Limits:
    suffix = path.suffix.lower()
    if suffix not in LIMITS:
        given = f"the suffix {path.suffix}" if path.suffix else "a name without a suffix"
        raise SceneError(f"{path}: {given} names no format; it is {_either(LIMITS)}.{_hint(suffix)}")
    return LIMITS[suffix]


def _hint(suffix: str) -> str:
    """Say which suffix is meant, where one is near enough to say it: the sentence has listed them all."""
    hint = nearest(suffix, LIMITS)
    return hint if "mean" in hint else ""


def _either(choices: Iterable[str]) -> str:
    *most, last = choices
    return f"{', '.join(most)} or {last}"
