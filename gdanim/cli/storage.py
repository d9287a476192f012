"""`gdanim cache`: the finished segments of long films that are kept."""

from __future__ import annotations

import click

from gdanim.cli.weights import weight_text


@click.command()
@click.option("--clear", is_flag=True, help="Remove all of them.")
def cache(clear: bool) -> None:
    """Say where segments of long films are kept. And how many, and what they weigh."""
    from gdanim.store import Store

    store = Store()
    count, weight = len(store.entries()), store.bytes
    if clear:
        store.clear()
    told = "removed" if clear else f"of at most {weight_text(store.most)}"
    click.echo(f"{store.folder}  {count} segments, {weight_text(weight)}, {told}")
