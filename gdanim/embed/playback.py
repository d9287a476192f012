"""Playing a finished film: its images as anybody else decodes them, and how long each stays."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdanim.embed.destinations import VIDEOS
from gdanim.encode import played
from gdanim.errors import RenderError, SceneError

Picture = NDArray[np.uint8]
"""Red, green and blue (height, width, 3)."""

PICTURES = (".gif", ".webp", ".apng", ".avif")
PAGES = (".html",)
STILLS = (".png",)

MOVING = (*VIDEOS, *PICTURES, *PAGES)
"""Suffixes of what moves."""


def plays(film: str | Path) -> bool:
    """Return whether a film is of a kind that moves."""
    return Path(film).suffix.lower() in MOVING


def images(film: str | Path) -> Iterator[tuple[Picture, float]]:
    """Yield every image of a film, and how long it stays, in seconds.

    Raises SceneError for a file that holds no images, RenderError for one that cannot be decoded.
    """
    path = Path(film)
    suffix = path.suffix.lower()
    if suffix not in (*MOVING, *STILLS):
        raise SceneError(f"{path} holds no images; {', '.join((*MOVING, *STILLS))} do.")
    decode = _page_images if suffix in PAGES else _video_images if suffix in VIDEOS else _picture_images
    decoded = decode(path)
    first = next(decoded, None)
    if first is None:
        raise RenderError(f"{path} cannot be decoded: it holds no whole image.")
    yield first
    yield from decoded


def last_image(film: str | Path) -> bytes:
    """Return the last image of a film as PNG."""
    from PIL import Image

    [(last, _)] = deque(images(film), maxlen=1)
    file = BytesIO()
    Image.fromarray(last).save(file, "PNG")
    return file.getvalue()


def poster(film: str | Path) -> bytes:
    """Return what stands for a film that does not play, as PNG: <name>.png beside it, or its last image."""
    beside = Path(film).with_suffix(".png")
    return beside.read_bytes() if beside.is_file() else last_image(film)


def _page_images(path: Path) -> Iterator[tuple[Picture, float]]:
    try:
        for pixels, seconds in played(path.read_text("utf-8")):
            yield pixels[..., :3], seconds
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise RenderError(f"{path} cannot be decoded: {error}.") from error


def _video_images(path: Path) -> Iterator[tuple[Picture, float]]:
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            stream = container.streams.video[0]
            seconds = float(1 / (stream.average_rate or 1))  # a video of ours has a constant rate
            for frame in container.decode(stream):
                yield np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8), seconds
    except (av.FFmpegError, IndexError) as error:
        raise RenderError(f"{path} cannot be decoded: {error}.") from error


def _picture_images(path: Path) -> Iterator[tuple[Picture, float]]:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            for number in range(getattr(picture, "n_frames", 1)):
                picture.seek(number)
                yield np.asarray(picture.convert("RGB")), _duration(picture.info)
    except Exception as error:  # whatever a broken file makes Pillow's readers stumble over
        raise RenderError(f"{path} cannot be decoded: {error}.") from error


def _duration(info: dict[Any, Any]) -> float:
    """Return how long a picture stays, in seconds; a still one stays for no time."""
    return float(info.get("duration", 0)) / 1000
