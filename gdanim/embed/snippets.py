"""Snippets that put a film on a page or a slide, with alt text made from how its runs ended."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from gdanim.embed.destinations import VIDEOS
from gdanim.errors import SceneError, nearest
from gdanim.wording.alt_text import account, alt_text

STILLS = (".png", ".svg", ".pdf")
"""Suffixes of what does not move."""

KINDS = {
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".html": "text/html",
}
"""What a page can show by itself, by suffix: the media types."""

CONTROLS = 180
"""Pixels that a page needs below its film."""

CALM = "this.autoplay = !matchMedia('(prefers-reduced-motion: reduce)').matches"
"""What keeps a video still, with its controls, for those who wish for less motion."""

FIT = 'style="max-width: 100%; height: auto"'
"""What keeps a film within a narrow page, in its own shape."""

FRAMES = ("html", "revealjs", "slidev", "quarto", "jupyter")
"""The places that can show a film that is a page."""


class Placed(NamedTuple):
    """A film as a page names it: its path there, its alt text, size and loop, and the files beside it.

    `drawings` is how many of them a numbered sequence has, None where it is not known, `rate` how many a second.
    `url` turns a path into what an attribute of the page holds.
    """

    path: str
    alt: str
    width: int
    height: int
    drawings: int | None
    rate: float
    loop: int
    beside: tuple[str, ...]
    url: Callable[[str], str] = escape

    @property
    def is_video(self) -> bool:
        """Whether it plays in a video element."""
        return self.path.endswith(VIDEOS)

    @property
    def is_page(self) -> bool:
        """Whether it is a page that plays itself."""
        return self.path.endswith(".html")

    def other(self, suffix: str) -> str | None:
        """Return the same film beside it with another suffix, None where there is none."""
        name = str(Path(self.path).with_suffix(suffix))
        return name if name in self.beside else None

    def twin(self, path: str) -> str | None:
        """Return the same film in the dark theme, named with -dark, None where there is none."""
        name = str(Path(path).with_name(f"{Path(path).stem}-dark{Path(path).suffix}"))
        return name if name in self.beside else None


def snippet(film: str | Path, about: Mapping[str, Any], place: str, path: str | None = None) -> str:
    """Return what is to be pasted for a place; `path` is how the page names the film, its own path by default."""
    if place not in SNIPPETS:
        raise SceneError(f"There is no snippet for {place}.{nearest(place, SNIPPETS)}")
    film = Path(film)
    named = path or film.as_posix()
    siblings = sorted(film.parent.glob(f"{film.stem.rstrip('0123456789')}*"))
    placed = _placed(about, named, tuple(str(Path(named).with_name(other.name)) for other in siblings))
    return SNIPPETS[place](placed) if not placed.is_page else _page(place, placed)


def element(
    about: Mapping[str, Any],
    path: str,
    beside: Iterable[str] = (),
    *,
    alt: str = "",
    url: Callable[[str], str] = escape,
) -> str:
    """Return the element with which a page shows a film at `path`, by default with the alt text of how its runs ended.

    Of the files `beside` it, <name>.png is its poster and stands in for it where less motion is wished for, <name>-dark
    is shown on dark pages, and <name>.webm and <name>.mp4 are sources of one video. `url` turns a path into what an
    attribute holds.
    """
    placed = _placed(about, path, (path, *beside), url)
    if alt:
        placed = placed._replace(alt=alt)
    return _frame(placed, f'src="{url(path)}"') if placed.is_page else _html(placed)


def embedded(film: str | Path, about: Mapping[str, Any], still: bytes = b"") -> str:
    """Return the element with which a page shows a film that is within the page itself, as its poster and twin are.

    `still` is its poster as PNG where no <name>.png beside the film is one.
    """
    film = Path(film)
    if film.suffix == ".html":
        return _frame(_placed(about, film.name, ()), f'srcdoc="{escape(film.read_text("utf-8"))}"')
    others = (film.with_suffix(".png"), film.with_name(f"{film.stem}-dark{film.suffix}"))
    kept = {str(path): data_url(path.suffix, path.read_bytes()) for path in (film, *others) if path.is_file()}
    if still:
        kept.setdefault(str(others[0]), data_url(".png", still))
    return element(about, str(film), kept, url=kept.__getitem__)


def data_url(suffix: str, content: bytes) -> str:
    """Return a URL that holds what a file with this suffix would (RFC 2397)."""
    return f"data:{KINDS[suffix]};base64,{b64encode(content).decode()}"


def _placed(about: Mapping[str, Any], path: str, beside: tuple[str, ...], url: Callable[[str], str] = escape) -> Placed:
    width, height = about["size"]
    rate = about["drawings"] / about["seconds"] if "drawings" in about else about["fps"]
    alt = " ".join((account(about) if Path(path).suffix in STILLS else alt_text(about)).split())
    return Placed(path, alt, width, height, about.get("drawings"), rate, about.get("loop", 0), beside, url)


def _page(place: str, film: Placed) -> str:
    """Return what shows a page within another place."""
    if place not in FRAMES:
        raise SceneError(f"A film that is a page can stand at {', '.join(FRAMES)}; for {place} render another format.")
    if place == "jupyter":
        return (
            f"from IPython.display import IFrame\nIFrame({film.path!r}, width='100%', height={film.height + CONTROLS})"
        )
    return _frame(film, f'src="{escape(film.path)}"')


def _frame(film: Placed, source: str) -> str:
    """Return the frame in which a page shows another."""
    height = film.height + CONTROLS
    title = escape(film.alt)
    return f'<iframe {source} title="{title}" width="100%" height="{height}" style="border: 0"></iframe>'


def _markdown(film: Placed) -> str:
    alt = film.alt.replace("[", "(").replace("]", ")").replace("<", "&lt;")
    return f"![{alt}]({_destination(film.path)})"


def _destination(path: str) -> str:
    """Return a path as Markdown takes it (CommonMark, "Links"): without spaces, brackets and quotation marks."""
    return re.sub(r"""[\s<>()"'\\]""", lambda found: quote(found[0]), path)


def _github(film: Placed) -> str:
    if film.is_video:
        return f"Drop {Path(film.path).name} into the editor of an issue or the README: GitHub makes the player."
    return _html(film)


def _html(film: Placed) -> str:
    """Return a video with its sources, or a picture: both stand still where less motion is wished for."""
    return _video(film) if film.is_video else _picture(film)


def _video(film: Placed) -> str:
    size, poster = f'width="{film.width}" height="{film.height}" {FIT}', film.other(".png")
    still = f' poster="{film.url(poster)}"' if poster else ""
    loop = "" if film.loop else " loop"
    start = (
        f'<video {size} autoplay muted{loop} playsinline controls{still} aria-label="{escape(film.alt)}" '
        f'onloadstart="{CALM}">'
    )
    films = [other for suffix in (".webm", ".mp4") if (other := film.other(suffix))] or [film.path]
    dark = [(twin, ' media="(prefers-color-scheme: dark)"') for path in films if (twin := film.twin(path))]
    sources = [
        f'  <source{media} src="{film.url(path)}" type="{KINDS[Path(path).suffix]}">'
        for path, media in [*dark, *((path, "") for path in films)]
    ]
    return "\n".join([start, *sources, "</video>"])


def _picture(film: Placed) -> str:
    size, poster, dark = f'width="{film.width}" height="{film.height}" {FIT}', film.other(".png"), film.twin(film.path)
    image = f'<img src="{film.url(film.path)}" {size} alt="{escape(film.alt)}">'
    sources = []
    if poster and poster != film.path:
        sources.append(f'  <source media="(prefers-reduced-motion: reduce)" srcset="{film.url(poster)}">')
    if dark:
        sources.append(f'  <source media="(prefers-color-scheme: dark)" srcset="{film.url(dark)}">')
    return "\n".join(["<picture>", *sources, f"  {image}", "</picture>"]) if sources else image


def _revealjs(film: Placed) -> str:
    if film.is_video:
        return f'<video data-autoplay muted loop playsinline src="{escape(film.path)}"></video>'
    return f'<img src="{escape(film.path)}" alt="{escape(film.alt)}">'


def _marp(film: Placed) -> str:
    if film.is_video:
        return f'<video src="{escape(film.path)}" autoplay muted loop playsinline width="100%"></video>'
    return f"![bg contain]({_destination(film.path)})"


def _slidev(film: Placed) -> str:
    if film.is_video:
        return f'<SlidevVideo autoplay autoreset="slide">\n  <source src="{escape(film.path)}">\n</SlidevVideo>'
    return _markdown(film)


def _quarto(film: Placed) -> str:
    if film.is_video:
        return f"{{{{< video {film.path} >}}}}"
    alt = film.alt.replace('"', "'")
    return f'![]({_destination(film.path)}){{fig-alt="{alt}"}}'


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
    "powerpoint": _insert(
        "Insert > Video > This Device: {name}; Playback: start automatically, loop until stopped.\n"
        "Or let this command write a slide that does so, with -o deck.pptx."
    ),
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
