"""Commands that name what there is: functions, optimizers, schedules."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from gdanim.cli.completing import names_of
from gdanim.cli.tables import print_table

Item = TypeVar("Item")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=names_of("functions"))
@click.option("--json", "as_json", is_flag=True, help="One object per function.")
def functions(names: tuple[str, ...], as_json: bool) -> None:
    """Name the functions of the catalogue. Those that are named are told in full."""
    from gdanim.report import inventory

    found = inventory.functions(names)
    if names or as_json:
        _print_items(found, inventory.function_facts, inventory.function_details, as_json)
    else:
        print_table(map(inventory.function_row, found), ("function", "known as", "formula"), cut=2)
        _point_further("functions", "beale")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=names_of("optimizers"))
@click.option("--json", "as_json", is_flag=True, help="One object per optimizer.")
def optimizers(names: tuple[str, ...], as_json: bool) -> None:
    """Name the optimizers, with formulas and sources. Those that are named are told in full."""
    from gdanim.report import inventory

    found = inventory.optimizers(names)
    if names or as_json:
        _print_items(found, inventory.rule_facts, inventory.rule_details, as_json)
    else:
        print_table(map(inventory.optimizer_row, found), ("optimizer", "a step", "source"), folded=(1, 2))
        _point_further("optimizers", "Adam")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=names_of("schedules"))
@click.option("--json", "as_json", is_flag=True, help="One object per schedule.")
def schedules(names: tuple[str, ...], as_json: bool) -> None:
    """Name the learning-rate schedules. And say whether they meet the Robbins–Monro conditions."""
    from gdanim.report import inventory

    found = inventory.schedules(names)
    if names or as_json:
        _print_items(found, inventory.rule_facts, inventory.rule_details, as_json)
    else:
        headings = ("schedule", "Robbins–Monro", "the rate after k steps")
        print_table(map(inventory.schedule_row, found), headings, folded=(2,))
        _point_further("schedules", "CosineDecay")


def _print_items(
    items: Sequence[Item], facts: Callable[[Item], dict[str, Any]], tell: Callable[[Item], str], as_json: bool
) -> None:
    """Print one JSON object an item, or blocks of text with an empty line between them."""
    if as_json:
        for item in items:
            click.echo(json.dumps(facts(item), ensure_ascii=False))
    else:
        click.echo("\n\n".join(map(tell, items)))


def _point_further(command: str, example: str) -> None:
    click.echo(f"gdanim {command} {example} tells one in full.", err=True)
