"""The command that looks at the installation: doctor."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from gdanim.cli.exit_codes import DONE, FAILED

COLOURS = {"ok": "green", "note": None, "error": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object for everything that was looked at.")
def doctor(as_json: bool) -> int:
    """Say whether films can be made here, and what would help. One is made in every format."""
    from gdanim.report.doctor import examine

    wrong = 0
    for found in examine():
        wrong += found.level == "error"
        if as_json:
            click.echo(json.dumps(asdict(found), ensure_ascii=False))
            continue
        click.echo(f"{click.style(f'{found.level:6}', fg=COLOURS[found.level])}{found.subject:16}{found.sentence}")
        if found.mend:
            click.echo(f"{'':22}{found.mend}")
    if not as_json:
        click.echo(f"{wrong} of these need mending." if wrong else "Films can be made here.")
    return FAILED if wrong else DONE
