"""Commands that name what there is: functions, optimizers, schedules."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

Item = TypeVar("Item")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One object per function.")
def functions(names: tuple[str, ...], as_json: bool) -> None:
    """Name the functions of the catalogue, with formulas, minima and sources; those named in full."""
    from gdanim import inventory

    tell = inventory.function_details if names else inventory.function_text
    _print_listing(inventory.functions(names), inventory.function_facts, tell, as_json)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One object per optimizer.")
def optimizers(names: tuple[str, ...], as_json: bool) -> None:
    """Name the optimizers, with hyperparameters, formulas and sources."""
    from gdanim import inventory

    _print_listing(inventory.optimizers(names), inventory.rule_facts, inventory.rule_text, as_json)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One object per schedule.")
def schedules(names: tuple[str, ...], as_json: bool) -> None:
    """Name the learning-rate schedules, and whether they meet the Robbins–Monro conditions."""
    from gdanim import inventory

    _print_listing(inventory.schedules(names), inventory.rule_facts, inventory.rule_text, as_json)


def _print_listing(
    items: list[Item], facts: Callable[[Item], dict[str, Any]], tell: Callable[[Item], str], as_json: bool
) -> None:
    """Print one JSON object an item, or blocks of text with an empty line between them."""
    if as_json:
        for item in items:
            click.echo(json.dumps(facts(item), ensure_ascii=False))
    else:
        click.echo("\n\n".join(map(tell, items)))
