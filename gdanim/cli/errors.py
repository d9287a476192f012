"""How a mistake is told on a terminal."""

from __future__ import annotations

import click

from gdanim.errors import GdanimError, error_text

shows_traceback = click.option(
    "--traceback", is_flag=True, expose_value=False, help="Show Python's traceback with an error."
)
"""The option that `main` looks for where a command ends in an error."""


def tell_error(error: GdanimError, *, of: str = "") -> None:
    """Print the place, the author's line with carets, and the sentence; without a place, what it is an error `of`."""
    if of and not getattr(error, "place", None):
        click.echo(of, err=True)
    click.echo(error_text(error), err=True)
