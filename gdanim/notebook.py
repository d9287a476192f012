"""Notebooks: scenes and films show themselves, and `%%gdanim` makes a cell a scene file.

A scene that ends a cell is rendered and played within it. After `%load_ext gdanim`, a cell that begins with `%%gdanim`
is a scene file, and the words behind are options of `gdanim render`; its scenes are known to the cells below.
"""

from __future__ import annotations

import shlex
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from gdanim.cli.rendering import render as render_command
from gdanim.embed import KINDS, destination, embedded
from gdanim.embed.playback import poster
from gdanim.errors import GdanimError, SceneError, error_text
from gdanim.pipeline import Progress, render
from gdanim.provenance import inspect
from gdanim.scene import Scene, load_scenes
from gdanim.wording.alt_text import account, alt_text

Bundle = dict[str, str]
"""What a notebook shows, by media type: it takes the richest that it can."""

CELL = "cell.py"
"""How the scene file that a cell is, is called."""


# Values


def scene_bundle(scene: Scene) -> Bundle | None:
    """Return a scene's film; what is wrong with it where it cannot be made; None where no page would show it."""
    if not _shows_pages():
        return None
    with TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        try:
            with _progress(scene.title) as progress:
                render(scene, film, film.with_suffix(".png"), progress=progress)
            return _bundle(film)
        except GdanimError as error:
            return _told(error)


def film_bundle(film: Path) -> Bundle | None:
    """Return a film; what is wrong where it is no longer there; None where no page would show it."""
    if not _shows_pages() or film.suffix not in KINDS:
        return None
    try:
        return _bundle(film)
    except GdanimError as error:
        return _told(error)


def _bundle(film: Path) -> Bundle:
    """Return a film as a page shows it, its poster or last image, and its alt text."""
    about = inspect(film)
    if film.suffix == ".svg":
        return {"image/svg+xml": film.read_text("utf-8"), "text/plain": account(about)}
    still = poster(film)
    return {
        "text/html": embedded(film, about, still),
        "image/png": b64encode(still).decode(),
        "text/plain": alt_text(about),
    }


def _told(error: GdanimError) -> Bundle:
    told = error_text(error)
    return {"text/html": f"<pre>{escape(told)}</pre>", "text/plain": told}


def _shows_pages() -> bool:
    """Return whether values are shown as pages: not in a terminal, where IPython may run as well."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is None or "text/html" in shell.display_formatter.active_types


@contextmanager
def _progress(title: str, **_: Any) -> Iterator[Progress | None]:
    """Show a bar in the notebook while a film is made, and take it away."""
    if "IPython" not in sys.modules or sys.modules["IPython"].get_ipython() is None:
        yield None
        return
    from IPython.display import HTML, display

    bar, shown = display(HTML(_bar(title, 0, 1)), display_id=True), 0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        if 100 * done // total > shown:
            shown = 100 * done // total
            bar.update(HTML(_bar(title, done, total)))

    try:
        yield tell
    finally:
        bar.update(HTML(""))


def _bar(title: str, done: int, total: int) -> str:
    return f'<label>{escape(title)} <progress value="{done}" max="{total}"></progress></label>'


# The magic


def register(shell: Any) -> None:
    """Give an IPython shell the cell magic `%%gdanim`."""

    def render_cell(line: str, cell: str) -> None:
        """Render a cell, which is a scene file, and show its films; the words behind are options of gdanim render."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / CELL
            file.write_text(f"\n{cell}", "utf-8")  # the magic's own line is the first, as the notebook counts them
            try:
                _render_file(file, shlex.split(line), shell)
            except click.exceptions.Exit:  # --help has been printed
                pass
            except click.ClickException as error:
                click.echo(f"Error: {error.format_message()}", err=True)
            except GdanimError as error:
                click.echo(error_text(error).replace(str(file), CELL), err=True)

    shell.register_magic_function(render_cell, "cell", "gdanim")


def _render_file(file: Path, options: list[str], shell: Any) -> None:
    """Render and show every scene of a file; the shell learns their names."""
    from IPython.display import display

    with render_command.make_context("%%gdanim", [str(file), *options], obj=_progress) as context:
        wanted, scenes = context.params, load_scenes(file)
        outputs = wanted["outputs"]
        if outputs and len(scenes) > 1:
            raise SceneError(f"-o names files for one scene, but the cell declares {', '.join(scenes)}.")
        for name, scene in scenes.items():
            paths = outputs or _paths_beside(file, name, wanted["place"])
            context.params = wanted | {
                "targets": (f"{file}::{name}",),
                "outputs": paths,
                "quiet": wanted["quiet"] or not outputs,
            }
            render_command.invoke(context)
            shell.user_ns[name] = scene
            shown = next((path for path in paths if path.suffix in KINDS and path.is_file()), None)
            if shown:
                display(_bundle(shown), raw=True)


def _paths_beside(file: Path, name: str, place: str | None) -> tuple[Path, ...]:
    """Return where the films go that are only looked at: the place's best format or an MP4, and a poster."""
    suffix = destination(place).suffixes[0] if place else ".mp4"
    film = file.with_name(f"{name}{suffix}")
    return tuple({film: None, film.with_suffix(".png"): None})
