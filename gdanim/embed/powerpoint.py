"""PowerPoint: a presentation of one slide that plays a film as soon as it is shown, over and over."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdanim.embed.destinations import DESTINATIONS
from gdanim.embed.playback import poster
from gdanim.encode import drafted
from gdanim.errors import SceneError, missing_extra
from gdanim.wording.alt_text import account, alt_text

if TYPE_CHECKING:
    from pptx.slide import Slide

WIDTH, HEIGHT = 12_192_000, 6_858_000
"""A slide of 16:9, 13⅓ by 7½ inches, in EMU (ECMA-376, part 1, section 20.1.2.1): 914 400 an inch."""

TITLE_ONLY = 5
"""The layout of python-pptx's own template that has a title and room."""


def save_deck(path: str | Path, film: str | Path, about: Mapping[str, Any]) -> None:
    """Write a presentation with a film that fills its slide, its poster, its title and its alt text.

    The title stands above the slide: the film shows it, outlines and screen readers need it. What the runs came to is
    in the notes. Raises SceneError where the film is no MP4 or a file is in the way, RenderError where none could be
    written.
    """
    path, film = Path(path), Path(film)
    if film.suffix.lower() not in DESTINATIONS["powerpoint"].suffixes:
        raise SceneError(f"{film}: PowerPoint plays MP4; render the scene with -o {film.stem}.mp4.")
    if path.suffix.lower() != ".pptx":
        raise SceneError(f"{path}: a presentation is called .pptx.")
    if path.exists():
        raise SceneError(f"{path} exists; choose another name.")
    content = _deck(film, about)
    with drafted(path) as draft:
        draft.write_bytes(content)


def _deck(film: Path, about: Mapping[str, Any]) -> bytes:
    try:
        from pptx import Presentation
        from pptx.util import Emu
    except ImportError:
        raise missing_extra("A presentation", "python-pptx", "powerpoint") from None
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    _add_title(slide, about["title"])
    _add_film(slide, film, about)
    slide.notes_slide.notes_text_frame.text = account(about)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _add_title(slide: Slide, title: str) -> None:
    from pptx.util import Emu

    shape = slide.shapes.title
    assert shape is not None
    shape.text_frame.text = title
    shape.left, shape.top, shape.width, shape.height = map(Emu, (0, -HEIGHT // 8, WIDTH, HEIGHT // 8))


def _add_film(slide: Slide, film: Path, about: Mapping[str, Any]) -> None:
    """Put a film in the middle of the slide, as large as fits."""
    from pptx.util import Emu

    still = BytesIO(poster(film))
    width, height = about["size"]
    scale = min(WIDTH / width, HEIGHT / height)
    sides = round(width * scale), round(height * scale)
    left, top, wide, high = map(Emu, ((WIDTH - sides[0]) // 2, (HEIGHT - sides[1]) // 2, *sides))
    movie = slide.shapes.add_movie(str(film), left, top, wide, high, still, "video/mp4")
    movie.name = about["title"]
    [told] = movie._element.xpath("./p:nvPicPr/p:cNvPr")
    told.set("descr", alt_text(about))
    _play_at_once(slide, for_ever=not about.get("loop", 0))


def _play_at_once(slide: Slide, *, for_ever: bool) -> None:
    """Begin with the slide (ECMA-376, part 1, section 19.5): python-pptx waits for a click, and has no setting."""
    [node] = slide._element.xpath("//p:cMediaNode/p:cTn")
    [start] = slide._element.xpath("//p:cMediaNode/p:cTn/p:stCondLst/p:cond")
    start.set("delay", "0")
    if for_ever:
        node.set("repeatCount", "indefinite")
