"""SVG and PDF: one drawing, or every one as a numbered file, in lines and letters instead of pixels.

What has no lines stays pixels: the shaded sheet of a surface, and maps of cells. Letters are outlines in an SVG, which
then needs none of our fonts, and text with its fonts in a PDF, where it can be searched.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from gdanim.encode import Drafts, Film, is_numbered, labelled, numbered, told_as_render_error
from gdanim.errors import RenderError
from gdanim.wording.alt_text import account

if TYPE_CHECKING:
    from gdanim.stage import Stage


def save_vectors(path: Path, stage: Stage, frame: int, about: str) -> Film:
    """Put drawing `frame` where `path` is or will be, or all drawings where its name has %d in it.

    The first file carries the text `about`. Raises RenderError where a file could not be written or is not whole.
    """
    draw = DRAWN[path.suffix.lower()]
    drafts = Drafts()
    try:
        with told_as_render_error(path, RenderError):
            for index in range(len(stage)) if is_numbered(path) else [frame]:
                content = draw(stage, index, json.loads(about))
                drafts.add(numbered(path, index), content if len(drafts) else labelled(content, about))
            size = drafts.publish()
    except BaseException:
        drafts.discard()
        raise
    return Film(path, stage.size, len(drafts), stage.clock.seconds if is_numbered(path) else 0.0, size)


def _svg(stage: Stage, index: int, about: dict[str, str]) -> bytes:
    """Return a drawing whose unit is a pixel of the film, where matplotlib has points."""
    from xml.etree import ElementTree

    width, height = stage.size
    file = BytesIO()
    stage.save(index, file, "svg", Title=about["title"], Description=account(about), Date=None)
    content = file.getvalue().replace(
        f'width="{width}pt" height="{height}pt"'.encode(), f'width="{width}" height="{height}"'.encode(), 1
    )
    root = ElementTree.fromstring(content)
    if (root.get("width"), root.get("height")) != (str(width), str(height)):
        raise RenderError(f"it is {root.get('width')}x{root.get('height')} pixels, but {width}x{height} were drawn")
    return content


def _pdf(stage: Stage, index: int, about: dict[str, str]) -> bytes:
    """Return a page whose points are the pixels of the film."""
    width, height = stage.size
    file = BytesIO()
    stage.save(index, file, "pdf", Title=about["title"], Subject=account(about), CreationDate=None)
    content = file.getvalue()
    if f"/MediaBox [ 0 0 {width} {height} ]".encode() not in content or not content.endswith(b"%%EOF\n"):
        raise RenderError(f"it is not one whole page of {width}x{height}")
    return content


DRAWN: dict[str, Callable[[Stage, int, dict[str, str]], bytes]] = {".svg": _svg, ".pdf": _pdf}
"""What draws the content of a file, by suffix."""
