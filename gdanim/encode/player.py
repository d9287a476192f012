"""HTML: a page of one file that plays the film, needs no network, and can be stepped through drawing by drawing.

A drawing is a lossless WebP of the pixels that have changed, the others transparent, which the page lays on a canvas.
So the canvas shows exactly what was drawn, at about the weight of a GIF; a video would be lighter, but loses colour,
and no browser promises to seek to the very frame. Browsers decode WebP themselves, which pictures made by hand from
bytes would have to be in JavaScript.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Template
from struct import Struct
from typing import Any, ClassVar
from zlib import crc32

import numpy as np

from gdanim.encode.base import Coded, Film, Packet, Pixels, Plan, Timing
from gdanim.encode.drafts import Draft, told_as_render_error
from gdanim.encode.indexed import Indexer
from gdanim.errors import RenderError
from gdanim.wording.alt_text import alt_text, outcome_rows

UNITS = {"step": "Step", "evaluations": "Gradient evaluation", "samples": "Sample"}
"""What the clock counts, before its number."""

FILM = '<script type="application/json" id="film">'
"""What stands before the drawings in the page."""


HEAD = Struct(">3I")
"""What stands before a picture in a packet: its left upper corner, and the drawing's check sum."""


@dataclass(frozen=True)
class Player:
    """A page with the film, its controls, its alt text and how its runs ended.

    All colours are kept, unless drawings are to be `indexed`.
    """

    seamless: ClassVar[bool] = False
    indexed: bool = False

    def check(self, plan: Plan) -> None:
        """Nothing is refused."""

    def coder(self, plan: Plan, drawings: range) -> PlayerCoder:
        """Return what codes the segment of these drawings."""
        return PlayerCoder(Indexer(plan.colours) if self.indexed else None, drawings)

    def writer(self, path: Path, plan: Plan, about: str) -> PlayerWriter:
        """Open a page."""
        return PlayerWriter(path, plan, about)


class PlayerCoder:
    """Codes what differs between neighbours: it is first given the drawing before its segment, and forgets it."""

    def __init__(self, indexer: Indexer | None, drawings: range) -> None:
        self.drawings = range(max(0, drawings.start - 1), drawings.stop)
        self._numbers, self._wanted = iter(self.drawings), drawings
        self._indexer = indexer
        self._before: Pixels | None = None
        self._packets: list[Packet] = []

    def frame(self, pixels: Pixels) -> None:
        """Add the next drawing."""
        drawn = pixels.copy()
        if self._indexer is not None:
            drawn[...] = self._indexer.coloured(pixels).to_ndarray(format="rgba")
        if (number := next(self._numbers)) in self._wanted:
            self._packets.append(Packet(_change(drawn, self._before), number, number))
        self._before = drawn

    def finish(self) -> Coded:
        """Return the segment: a packet a drawing."""
        return Coded(tuple(self._packets))


class PlayerWriter:
    """Keeps the drawings, and writes the page at the end."""

    def __init__(self, path: Path, plan: Plan, about: str) -> None:
        self._path, self._plan, self._about = path, plan, about
        self._draft = Draft(path)
        self._drawings: list[dict[str, Any]] = []
        self._sums: list[int] = []

    def write(self, coded: Coded) -> None:
        """Keep the next segment."""
        for packet in coded.packets:
            left, top, total = HEAD.unpack_from(packet.content)
            picture = b64encode(packet.content[HEAD.size :]).decode()
            self._drawings.append({"left": left, "top": top, "picture": picture})
            self._sums.append(total)

    def finish(self) -> Film:
        """Write, verify and publish the page, or discard it."""
        plan = self._plan
        try:
            with told_as_render_error(self._path, RenderError):
                self._draft.path.write_text(self._page(), "utf-8")
                _verify(self._draft.path.read_text("utf-8"), plan.width, plan.height, plan.timing, self._sums)
                size = self._draft.path.stat().st_size
                self._draft.publish()
        except BaseException:
            self.abort()
            raise
        return Film(self._path, (plan.width, plan.height), len(self._sums), plan.timing.seconds, size)

    def abort(self) -> None:
        """Discard the page."""
        self._draft.discard()

    def _page(self) -> str:
        about = json.loads(self._about) if self._about else {}
        film = _film(self._drawings, self._plan, UNITS[about.get("clock", "step")])
        longest = f"{film['unit']} {film['readings'][-1]} of {film['readings'][-1]}"
        return Template((files("gdanim.encode") / "player.html").read_text("utf-8")).substitute(
            title=escape(about.get("title", self._path.stem)),
            theme=about.get("theme", "light"),
            width=self._plan.width,
            height=self._plan.height,
            letters=len(longest),
            last=len(self._drawings) - 1,
            loop="" if self._plan.timing.loop else " checked",
            alt=escape(alt_text(about)) if about else "",
            runs=_runs(about.get("runs", ())),
            about=_within_script(self._about),
            film=_within_script(json.dumps(film, separators=(",", ":"))),
        )


def _film(drawings: Sequence[Mapping[str, Any]], plan: Plan, unit: str) -> dict[str, Any]:
    """Return what the page's program plays."""
    return {
        "size": (plan.width, plan.height),
        "fps": plan.timing.fps,
        "durations": plan.timing.durations,
        "readings": plan.timing.readings or tuple(range(len(drawings))),
        "unit": unit,
        "drawings": drawings,
    }


def _change(pixels: Pixels, before: Pixels | None) -> bytes:
    """Return what has changed since the drawing before: its head and its picture, an empty one for nothing."""
    changed = np.ones(pixels.shape[:2], dtype=bool) if before is None else (pixels != before).any(axis=-1)
    total = crc32(pixels.tobytes())
    if not changed.any():
        return HEAD.pack(0, 0, total)
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    picture = _webp(np.where(changed[box][..., np.newaxis], pixels[box], 0).astype(np.uint8))
    return HEAD.pack(columns[0], rows[0], total) + picture


def _webp(pixels: Pixels) -> bytes:
    from PIL import Image

    content = BytesIO()
    # Method 4 takes a fifth longer, for a hundredth of the bytes.
    Image.fromarray(pixels).save(content, "WEBP", lossless=True, method=2, quality=50)
    return content.getvalue()


def _runs(runs: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of how runs ended."""
    rows = "\n".join(outcome_rows(runs))
    return f"<table>\n<caption>How the runs ended</caption>\n{rows}\n</table>" if rows else ""


def _within_script(text: str) -> str:
    """Return JSON in which no tag can begin."""
    return text.replace("<", "\\u003c")


def _verify(page: str, width: int, height: int, timing: Timing, sums: Sequence[int]) -> None:
    """Play the page's film; raise RenderError where a drawing is not what was drawn."""
    shown = 0
    for (pixels, _), expected in zip(played(page), sums, strict=False):
        if pixels.shape != (height, width, 4) or crc32(pixels.tobytes()) != expected:
            raise RenderError(f"drawing {shown} does not read back as what was drawn")
        shown += 1
    if shown != len(timing.durations):
        raise RenderError(f"it holds {shown} drawings, but {len(timing.durations)} were drawn")


def played(page: str) -> Iterator[tuple[Pixels, float]]:
    """Yield every drawing of a page's film, laid on one canvas that the next is laid over, and how long it stays, in s.

    As a canvas in a browser shows them: (height, width, 4).
    """
    film = json.loads(page.partition(FILM)[2].partition("</script>")[0])
    width, height = film["size"]
    canvas = np.zeros((height, width, 4), dtype=np.uint8)
    for drawing, duration in zip(film["drawings"], film["durations"], strict=False):
        _lay(canvas, drawing)
        yield canvas, duration / film["fps"]


def _lay(canvas: Pixels, drawing: Mapping[str, Any]) -> None:
    from PIL import Image

    if not drawing["picture"]:
        return
    with Image.open(BytesIO(b64decode(drawing["picture"]))) as image:
        shown = np.asarray(image.convert("RGBA"))
    rows, columns, _ = shown.shape
    part = canvas[drawing["top"] : drawing["top"] + rows, drawing["left"] : drawing["left"] + columns]
    part[shown[..., 3] > 0] = shown[shown[..., 3] > 0]
