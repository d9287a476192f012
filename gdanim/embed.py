"""Snippets that put a film on a page or a slide, with alt text made from how its runs ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from gdanim.alt_text import account, alt_text
from gdanim.errors import SceneError, nearest

STILLS = (".png", ".svg", ".pdf")
"""Suffixes of what does not move."""

CONTROLS = 180
"""Pixels that a page needs below its film."""

_FRAME = '<iframe src="{path}" title="{title}" width="100%" height="{height}" style="border: 0"></iframe>'
FRAMES = dict.fromkeys(("html", "revealjs", "slidev", "quarto"), _FRAME) | {
    "jupyter": "from IPython.display import IFrame\nIFrame({path!r}, width='100%', height={height})"
}
"""How a place shows a film that is a page."""


class Placed(NamedTuple):
    """A film as a page names it: its path there, its alt text, its size, and the files beside it.

    `drawings` is how many of them a numbered sequence has, None where it is not known, `rate` how many a second.
    """

    path: str
    alt: str
    width: int
    height: int
    drawings: int | None
    rate: float
    beside: tuple[str, ...]

    @property
    def is_video(self) -> bool:
        """Whether it plays in a video element."""
        return self.path.endswith((".mp4", ".webm"))

    @property
    def is_page(self) -> bool:
        """Whether it is a page that plays itself."""
        return self.path.endswith(".html")

    def other(self, suffix: str) -> str | None:
        """Return the same film beside it with another suffix, None where there is none."""
        name = str(Path(self.path).with_suffix(suffix))
        return name if name in self.beside else None


def snippet(film: str | Path, about: Mapping[str, Any], place: str, path: str | None = None) -> str:
    """Return what is to be pasted for a place; `path` is how the page names the film, its own path by default."""
    if place not in SNIPPETS:
        raise SceneError(f"There is no snippet for {place}.{nearest(place, SNIPPETS)}")
    film = Path(film)
    named = path or film.as_posix()
    siblings = sorted(film.parent.glob(f"{film.stem.rstrip('0123456789')}*"))
    beside = tuple(str(Path(named).with_name(other.name)) for other in siblings)
    width, height = about["size"]
    rate = about["drawings"] / about["seconds"] if "drawings" in about else about["fps"]
    alt = account(about) if film.suffix in STILLS else alt_text(about)
    placed = Placed(named, alt, width, height, about.get("drawings"), rate, beside)
    return SNIPPETS[place](placed) if not placed.is_page else _page(place, placed)


def _page(place: str, film: Placed) -> str:
    """Return the frame in which a page shows another."""
    if place not in FRAMES:
        raise SceneError(f"A film that is a page can stand at {', '.join(FRAMES)}; for {place} render another format.")
    return FRAMES[place].format(path=escape(film.path), title=escape(film.alt), height=film.height + CONTROLS)


def _markdown(film: Placed) -> str:
    alt = film.alt.replace("[", "(").replace("]", ")")
    return f"![{alt}]({film.path})"


def _github(film: Placed) -> str:
    if film.is_video:
        return f"Drop {Path(film.path).name} into the editor of an issue or the README: GitHub makes the player."
    return _html(film)


def _html(film: Placed) -> str:
    """Return a video with its sources, or a picture that stands still where less motion is wished for."""
    alt, size = escape(film.alt), f'width="{film.width}" height="{film.height}"'
    poster = film.other(".png")
    if film.is_video:
        kinds = [(other, suffix[1:]) for suffix in (".webm", ".mp4") if (other := film.other(suffix))]
        still = f' poster="{escape(poster)}"' if poster else ""
        films = "\n".join(f'  <source src="{escape(other)}" type="video/{kind}">' for other, kind in kinds)
        start = f'<video {size} autoplay muted loop playsinline controls{still} aria-label="{alt}">'
        return f"{start}\n{films}\n</video>"
    image = f'<img src="{escape(film.path)}" {size} alt="{alt}">'
    dark = _twin(film)
    sources = [f'  <source media="(prefers-reduced-motion: reduce)" srcset="{escape(poster)}">'] if poster else []
    sources += [f'  <source media="(prefers-color-scheme: dark)" srcset="{escape(dark)}">'] if dark else []
    return "\n".join(["<picture>", *sources, f"  {image}", "</picture>"]) if sources else image


def _twin(film: Placed) -> str | None:
    """Return the same film in the dark theme, named with -dark, None where there is none."""
    path = Path(film.path)
    name = str(path.with_name(f"{path.stem}-dark{path.suffix}"))
    return name if name in film.beside else None


def _revealjs(film: Placed) -> str:
    if film.is_video:
        return f'<video data-autoplay muted loop playsinline src="{escape(film.path)}"></video>'
    return f'<img src="{escape(film.path)}" alt="{escape(film.alt)}">'


def _marp(film: Placed) -> str:
    if film.is_video:
        return f'<video src="{escape(film.path)}" autoplay muted loop playsinline width="100%"></video>'
    return f"![bg contain]({film.path})"


def _slidev(film: Placed) -> str:
    if film.is_video:
        return f'<SlidevVideo autoplay autoreset="slide">\n  <source src="{escape(film.path)}">\n</SlidevVideo>'
    return _markdown(film)


def _quarto(film: Placed) -> str:
    if film.is_video:
        return f"{{{{< video {film.path} >}}}}"
    alt = film.alt.replace('"', "'")
    return f'![]({film.path}){{fig-alt="{alt}"}}'


def _latex(film: Placed) -> str:
    """Return the numbered pictures of a sequence as frames: the film is named by the first of them.

    The package animate shows all for the same time, so that together they take as long as the film.
    """
    path = Path(film.path)
    digits = path.stem[len(path.stem.rstrip("0123456789")) :]
    count = film.drawings or sum(Path(other).suffix == path.suffix for other in film.beside)
    if not digits or path.suffix not in (".png", ".pdf"):
        raise SceneError("LaTeX plays numbered pictures; render them with -o page-%03d.pdf and embed the first.")
    start = path.with_name(path.stem.removesuffix(digits)).as_posix()
    last = f"{count - 1:0{len(digits)}d}"
    return f"\\animategraphics[autoplay,loop,width=\\linewidth]{{{film.rate:.4g}}}{{{start}}}{{{digits}}}{{{last}}}"


def _sphinx(film: Placed) -> str:
    return f".. image:: {film.path}\n   :alt: {film.alt}\n   :width: {film.width}"


def _jupyter(film: Placed) -> str:
    kind = "Video" if film.is_video else "Image"
    rest = "embed=True, html_attributes='autoplay muted loop controls'" if film.is_video else f"alt={film.alt!r}"
    return f"from IPython.display import {kind}\n{kind}({film.path!r}, {rest})"


def _insert(how: str) -> Callable[[Placed], str]:
    def told(film: Placed) -> str:
        return f"{how.format(name=Path(film.path).name)}\nAlt text: {film.alt}"

    return told


SNIPPETS: dict[str, Callable[[Placed], str]] = {
    "markdown": _markdown,
    "github": _github,
    "html": _html,
    "devto": _markdown,
    "medium": _insert("Choose the image icon and upload {name}."),
    "wordpress": _insert('Insert {name} as an image at "Full size".'),
    "x": _insert("Attach {name} to the post."),
    "slack": _insert("Drop {name} into the message."),
    "discord": _insert("Drop {name} into the message."),
    "gslides": _insert("Insert > Image > Upload from computer: {name}."),
    "powerpoint": _insert("Insert > Video > This Device: {name}; Playback: start automatically, loop until stopped."),
    "keynote": _insert("Drag {name} onto the slide; Format > Movie: repeat, start automatically."),
    "wikimedia": _insert("Upload {name} with the licence of your choice."),
    "revealjs": _revealjs,
    "marp": _marp,
    "slidev": _slidev,
    "quarto": _quarto,
    "latex": _latex,
    "sphinx": _sphinx,
    "jupyter": _jupyter,
}
"""What is pasted where, by the word that names the place on the command line."""
