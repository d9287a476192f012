"""The command that serves the live page: preview."""

from __future__ import annotations

from pathlib import Path

import click

from gdanim.cli.completing import targets_like
from gdanim.errors import SceneError, missing_extra, nearest

LIBRARIES = ("starlette", "uvicorn", "watchfiles")
"""What the extra `preview` installs."""


@click.command()
@click.argument("target", metavar="FILE[::NAME]", shell_complete=targets_like)
@click.option("--port", type=click.IntRange(1, 65_535), metavar="N", help="The page's port on this machine.")
@click.option("--no-open", "closed", is_flag=True, help="Do not open a browser.")
def preview(target: str, port: int | None, closed: bool) -> None:
    """Show a scene file on a live page that follows every save."""
    text, _, wanted = target.partition("::")
    path = Path(text)
    if not path.is_file():
        siblings = [other.name for other in path.parent.glob("*.py")]
        raise SceneError(f"There is no scene file {path}.{nearest(path.name, siblings)}")
    try:
        from gdanim.preview.server import serve
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        raise missing_extra("preview", error.name, "preview") from error
    try:
        serve(path, wanted, port, lambda text: click.echo(text, err=True), opened=not closed)
    except KeyboardInterrupt:
        return
