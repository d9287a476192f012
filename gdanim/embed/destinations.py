"""The places films go to, and what each takes: data only.

`evidence` says how a limit is known: "source", read in the place's own documentation or code; "measured"; or "told",
commonly stated by others, which is said to the user as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gdanim.errors import SceneError, nearest

MEGA = 10**6

VIDEOS = (".mp4", ".webm")
"""Suffixes of what a page plays in a video element."""


@dataclass(frozen=True)
class Destination:
    """A place: the suffixes it takes, best first, the canvas it is looked at on, and its limits; None is no limit.

    `frames` counts images in the file, `pixels` those of one image, `total_pixels` those of all images.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    preset: str
    evidence: str
    bytes: int | None = None
    side: tuple[int, int] | None = None
    frames: int | None = None
    pixels: int | None = None
    total_pixels: int | None = None
    fps: int | None = None
    note: str = ""


DESTINATIONS = {
    place.name: place
    for place in (
        Destination(
            "github", "GitHub", (".gif", ".webp"), "readme", "source", bytes=10 * MEGA,
            note="A README shows GIF and WebP; a video plays only where it was dropped into the editor.",
        ),
        Destination("markdown", "Markdown", (".gif", ".webp"), "readme", "measured"),
        Destination("html", "a web page", (".mp4", ".webm", ".gif", ".html"), "article", "measured"),
        Destination(
            "devto", "dev.to", (".gif",), "readme", "source", bytes=25 * MEGA, side=(4096, 4096), frames=500,
        ),
        Destination("medium", "Medium", (".gif",), "article", "told", bytes=25 * MEGA),
        Destination(
            "wordpress", "WordPress", (".gif",), "article", "told",
            note='Insert it at "Full size": resized copies lose the animation.',
        ),
        Destination(
            "x", "X", (".mp4", ".gif"), "article", "source", bytes=15 * MEGA, side=(1280, 1080), frames=350,
            total_pixels=300 * MEGA, fps=60,
        ),
        Destination("slack", "Slack", (".mp4", ".gif"), "article", "told", bytes=1000 * MEGA),
        Destination("discord", "Discord", (".mp4", ".gif"), "article", "told", bytes=10 * MEGA),
        Destination(
            "gslides", "Google Slides", (".gif",), "article", "source", bytes=50 * MEGA, pixels=25 * MEGA,
        ),
        Destination("powerpoint", "PowerPoint", (".mp4",), "slide", "told"),
        Destination("keynote", "Keynote", (".mp4",), "slide", "told"),
        Destination(
            "wikimedia", "Wikimedia Commons", (".gif", ".webm"), "readme", "told", total_pixels=100 * MEGA,
            note="Thumbnails of larger GIFs stand still.",
        ),
        Destination("revealjs", "reveal.js", (".mp4", ".webm", ".html"), "slide", "source"),
        Destination("marp", "Marp", (".mp4",), "slide", "source", note="PDF and PPTX exports stand still."),
        Destination("slidev", "Slidev", (".mp4", ".webm", ".html"), "slide", "source"),
        Destination("quarto", "Quarto", (".mp4", ".gif", ".html"), "article", "source"),
        Destination(
            "latex", "LaTeX", (".png", ".pdf"), "slide", "source",
            note="The package animate plays numbered pictures, in viewers that run JavaScript.",
        ),
        Destination("sphinx", "Sphinx", (".gif", ".webp"), "article", "source"),
        Destination("jupyter", "Jupyter", (".mp4", ".gif", ".html"), "readme", "measured", bytes=20 * MEGA),
    )
}  # fmt: skip
"""All places, by the word that names them on the command line."""


def destination(name: str) -> Destination:
    """Return a place by its name; SceneError with the nearest where there is none."""
    if name not in DESTINATIONS:
        raise SceneError(f"There is no destination {name}.{nearest(name, DESTINATIONS)}")
    return DESTINATIONS[name]


def misfits(place: Destination, path: Path, size: tuple[int, int], frames: int, weight: int) -> Iterator[str]:
    """Say in which way a film of `frames` images and `weight` bytes is too much for a place, if in any.

    >>> list(misfits(DESTINATIONS["github"], Path("a.gif"), (800, 450), 200, 12_000_000))
    ['12.0 MB, of at most 10.0 MB']
    """
    width, height = size
    if path.suffix.lower() not in place.suffixes:
        yield f"{path.suffix or 'no suffix'}, where {' or '.join(place.suffixes)} is wanted"
    if place.bytes is not None and weight > place.bytes:
        yield f"{weight / MEGA:.1f} MB, of at most {place.bytes / MEGA:.1f} MB"
    if place.side is not None and (width > place.side[0] or height > place.side[1]):
        yield f"{width}x{height}, of at most {place.side[0]}x{place.side[1]}"
    is_video = path.suffix.lower() in VIDEOS
    counts = (("images", frames, place.frames), ("pixels in all", width * height * frames, place.total_pixels))
    for name, count, most in counts:
        if most is not None and count > most and not is_video:
            yield f"{count:,} {name}, of at most {most:,}"
    if place.pixels is not None and width * height > place.pixels:
        yield f"{width * height:,} pixels, of at most {place.pixels:,}"
