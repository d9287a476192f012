"""How a mistake is told on a terminal."""

from __future__ import annotations

import click

from gdanim.errors import GdanimError, error_text


def tell_error(error: GdanimError) -> None:
    """Print the place, the author's line with carets, and the sentence."""
    click.echo(error_text(error), err=True)
