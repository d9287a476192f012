"""Commands about finished films: embed, inspect, extract, gallery."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gdanim.cli.completing import names_of
from gdanim.errors import SceneError


@click.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "place",
    required=True,
    shell_complete=names_of("destinations"),
    metavar="PLACE",
    help="github, html, revealjs, latex, ...",
)
@click.option("--path", metavar="PATH", help="How the page names the film; its own path by default.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="For powerpoint: write a .pptx with a slide that plays the film.")  # fmt: skip
def embed(film: Path, place: str, path: str | None, output: Path | None) -> None:
    """Print what is to be pasted to show a film at a place. Its alt text is made from its runs."""
    from gdanim.embed import snippet
    from gdanim.embed.powerpoint import save_deck
    from gdanim.provenance import inspect as read

    if output is None:
        click.echo(snippet(film, read(film), place, path))
    elif place == "powerpoint":
        save_deck(output, film, read(film))
        click.echo(output)
    else:
        raise SceneError(f"-o writes a slide for powerpoint; what is pasted for {place} is printed.")


@click.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print all that the film carries as one object.")
def inspect(film: Path, as_json: bool) -> None:
    """Say what made a film. Its scene, its runs and how they ended, and the versions."""
    from gdanim.provenance import inspect as read
    from gdanim.report.inspection import examine

    about = read(film)
    played = examine(film, about)
    if as_json:
        click.echo(json.dumps(about | (played.facts() if played else {}), ensure_ascii=False))
        return
    for line in _about_lines(about):
        click.echo(line)
    for line in played.lines() if played else ():
        click.echo(f"  {line}")


@click.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to <film>.py.")
def extract(film: Path, output: Path | None) -> None:
    """Write the scene file that a film carries. Another file is never overwritten."""
    from gdanim.provenance import extract as source_of
    from gdanim.provenance import inspect as read

    source, about = source_of(film), read(film)
    path = output or Path(film.with_suffix(".py").name)
    if path.exists() and path.read_text("utf-8") != source:
        raise SceneError(f"{path} exists and differs; name another file with -o.")
    path.write_text(source, "utf-8")
    click.echo(f"{path}::{about['name']}")
    if about["needs"]:
        click.echo(f"It needs {', '.join(about['needs'])} beside it.", err=True)


@click.command()
@click.argument("folder", default="output/gallery", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="By default DIR/index.html.")
def gallery(folder: Path, output: Path | None) -> None:
    """Write one self-contained page of all films in a folder. It has lessons, sources and what to paste."""
    from gdanim.gallery import page

    target = output or folder / "index.html"
    target.write_text(page(folder), "utf-8")
    click.echo(target)


def _about_lines(about: dict[str, Any]) -> Iterator[str]:
    """Tell what a film carries about itself, line by line."""
    width, height = about["size"]
    yield f"{about['title']}  {width}x{height}, {about['fps']} fps, {about['theme']}"
    for run in about["runs"]:
        settings = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in run["settings"].items())
        yield f"  {run['label']}: {run['method']} ({settings}) from {run['start']} {run['outcome']}"
    yield f"  made by {', '.join(f'{name} {number}' for name, number in about['versions'].items())}"
    if "source" in about:
        needs = f", with {', '.join(about['needs'])} beside it" if about["needs"] else ""
        yield f"  scene {about['name']} of {about['source'].count(chr(10))} lines{needs}, sha256 {about['sha256'][:12]}"
