"""How a mistake is told on a terminal."""

from __future__ import annotations

import click

from gdanim.errors import GdanimError, Place


def tell_error(error: GdanimError) -> None:
    """Print the place, the author's line and the sentence."""
    place: Place | None = getattr(error, "place", None)
    if place:
        click.echo(f"{place}", err=True)
        if place.text:
            click.echo(f"    {place.text.strip()}", err=True)
    click.echo(f"Error: {error}", err=True)
