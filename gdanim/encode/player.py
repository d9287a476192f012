"""HTML: a page of one file that plays the film, needs no network, and can be stepped through drawing by drawing.

A drawing is a lossless WebP of the pixels that have changed, the others transparent, which the page lays on a canvas.
So the canvas shows exactly what was drawn, at about the weight of a GIF; a video would be lighter, but loses colour,
and no browser promises to seek to the very frame. Browsers decode WebP themselves, which pictures made by hand from
bytes would have to be in JavaScript.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from gdanim.alt_text import alt_text, unnamed
from gdanim.encode.base import FULL, Draft, Film, Pixels, Thrift, Timing, told_as_render_error
from gdanim.encode.indexed import Indexer
from gdanim.errors import RenderError

UNITS = {"step": "Step", "evaluations": "Gradient evaluation", "samples": "Sample"}
"""What the clock counts, before its number."""

FILM = '<script type="application/json" id="film">'
"""What stands before the drawings in the page."""


@dataclass
class Reel:
    """The drawings of a film as the page holds them, with the check sum (drawings,) of each as it was drawn."""

    drawings: list[dict[str, Any]] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def add(self, pixels: Pixels, before: Pixels | None) -> None:
        """Add a drawing that follows another."""
        changed = np.ones(pixels.shape[:2], dtype=bool) if before is None else (pixels != before).any(axis=-1)
        self.drawings.append(_change(pixels, changed))
        self.sums.append(crc32(pixels.tobytes()))


class PlayerEncoder:
    """Writes a page with the film, its controls, its alt text and how its runs ended.

    All colours are kept, unless weight is to be saved.
    """

    def __init__(self, path: Path, about: str, thrift: Thrift) -> None:
        self.path, self.about, self.thrift = path, about, thrift

    def start(self, width: int, height: int, timing: Timing, samples: Sequence[Pixels]) -> None:
        self._size, self._timing, self._reel = (width, height), timing, Reel()
        self._indexer = None if self.thrift.colours == FULL.colours else Indexer(samples, self.thrift.colours)
        self._before: Pixels | None = None
        self._draft = Draft(self.path)

    def frame(self, pixels: Pixels) -> None:
        drawn = pixels.copy()
        if self._indexer is not None:
            drawn[...] = self._indexer.coloured(pixels).to_ndarray(format="rgba")
        self._reel.add(drawn, self._before)
        self._before = drawn

    def finish(self) -> Film:
        try:
            with told_as_render_error(self.path, RenderError):
                self._draft.path.write_text(self._page(), "utf-8")
                _verify(self._draft.path.read_text("utf-8"), *self._size, self._timing, self._reel.sums)
                size = self._draft.path.stat().st_size
                self._draft.publish()
        except BaseException:
            self.abort()
            raise
        return Film(self.path, self._size, len(self._reel.sums), self._timing.seconds, size)

    def abort(self) -> None:
        self._draft.discard()

    def _page(self) -> str:
        about = json.loads(self.about) if self.about else {}
        film = _film(self._reel, self._size, self._timing, UNITS[about.get("clock", "step")])
        longest = f"{film['unit']} {film['readings'][-1]} of {film['readings'][-1]}"
        width, height = self._size
        return Template((files("gdanim.encode") / "player.html").read_text("utf-8")).substitute(
            title=escape(about.get("title", self.path.stem)),
            theme=about.get("theme", "light"),
            width=width,
            height=height,
            letters=len(longest),
            last=len(self._reel.drawings) - 1,
            loop="" if self._timing.loop else " checked",
            alt=escape(alt_text(about)) if about else "",
            runs=_runs(about.get("runs", ())),
            about=_within_script(self.about),
            film=_within_script(json.dumps(film, separators=(",", ":"))),
        )


def _film(reel: Reel, size: tuple[int, int], timing: Timing, unit: str) -> dict[str, Any]:
    """Return what the page's program plays."""
    return {
        "size": size,
        "fps": timing.fps,
        "durations": timing.durations,
        "readings": timing.readings or tuple(range(len(reel.drawings))),
        "unit": unit,
        "drawings": reel.drawings,
    }


def _change(pixels: Pixels, changed: NDArray[np.bool_]) -> dict[str, Any]:
    """Return the box of what has changed, its left upper corner and its picture; an empty picture for nothing."""
    if not changed.any():
        return {"left": 0, "top": 0, "picture": ""}
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    shown = np.where(changed[box][..., np.newaxis], pixels[box], 0).astype(np.uint8)
    return {"left": int(columns[0]), "top": int(rows[0]), "picture": b64encode(_webp(shown)).decode()}


def _webp(pixels: Pixels) -> bytes:
    from PIL import Image

    content = BytesIO()
    # Method 4 takes a fifth longer, for a hundredth of the bytes.
    Image.fromarray(pixels).save(content, "WEBP", lossless=True, method=2, quality=50)
    return content.getvalue()


def _runs(runs: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of how runs ended."""
    rows = "\n".join(
        f'<tr><th scope="row">{escape(run["label"])}</th><td>{escape(unnamed(run))}</td>'
        f"<td>{escape(run['outcome'])}</td></tr>"
        for run in runs
    )
    return f"<table>\n<caption>How the runs ended</caption>\n{rows}\n</table>" if rows else ""


def _within_script(text: str) -> str:
    """Return JSON in which no tag can begin."""
    return text.replace("<", "\\u003c")


def _verify(page: str, width: int, height: int, timing: Timing, sums: Sequence[int]) -> None:
    """Play the page's film on a canvas of our own; raise RenderError where a drawing is not what was drawn."""
    film = json.loads(page.partition(FILM)[2].partition("</script>")[0])
    if len(film["drawings"]) != len(timing.durations):
        raise RenderError(f"it holds {len(film['drawings'])} drawings, but {len(timing.durations)} were drawn")
    canvas = np.zeros((height, width, 4), dtype=np.uint8)
    for k, (drawing, expected) in enumerate(zip(film["drawings"], sums, strict=True)):
        _lay(canvas, drawing)
        if crc32(canvas.tobytes()) != expected:
            raise RenderError(f"drawing {k} does not read back as what was drawn")


def _lay(canvas: Pixels, drawing: Mapping[str, Any]) -> None:
    from PIL import Image

    if not drawing["picture"]:
        return
    with Image.open(BytesIO(b64decode(drawing["picture"]))) as image:
        shown = np.asarray(image.convert("RGBA"))
    rows, columns, _ = shown.shape
    part = canvas[drawing["top"] : drawing["top"] + rows, drawing["left"] : drawing["left"] + columns]
    part[shown[..., 3] > 0] = shown[shown[..., 3] > 0]
