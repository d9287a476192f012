"""Commands about scene files, of which none draws: list, check, trace, new."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gdanim.cli.completing import names_of, targets_like
from gdanim.cli.errors import shows_traceback
from gdanim.cli.exit_codes import DONE, MISUSED
from gdanim.cli.tables import print_table
from gdanim.cli.targets import find_scenes
from gdanim.errors import SceneError

if TYPE_CHECKING:
    from gdanim.scene import Scene


@click.command("list")
@click.argument("targets", nargs=-1, metavar="[FILE|DIR]...", shell_complete=targets_like)
@click.option("--json", "as_json", is_flag=True, help="One object per scene.")
def list_scenes(targets: tuple[str, ...], as_json: bool) -> None:
    """Name the scenes found, one line each. Nothing is rendered; without arguments it looks in scenes/."""
    rows = []
    for path, name, scene, _ in find_scenes(targets or ("scenes",)):
        if as_json:
            click.echo(json.dumps({"scene": f"{path}::{name}"} | _scene_facts(scene), ensure_ascii=False))
            continue
        width, height = scene.size
        length = f"{scene.steps} steps" if scene.epochs is None else f"{scene.epochs} epochs"
        runs = "1 run" if len(scene.runs) == 1 else f"{len(scene.runs)} runs"
        rows.append((f"{path}::{name}", scene.title, f"{width}x{height}, {length}, {runs}"))
    if rows:
        print_table(rows, cut=1)


def _scene_facts(scene: Scene) -> dict[str, Any]:
    return {
        "title": scene.title,
        "size": list(scene.size),
        "steps": scene.steps,
        "epochs": scene.epochs,
        "runs": list(scene.labels),
        "panels": [type(panel).__name__ for panel in scene.all_panels],
    }


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE[::NAME]|DIR...", shell_complete=targets_like)
@click.option("--json", "as_json", is_flag=True, help="One object per scene.")
@shows_traceback
def check(targets: tuple[str, ...], as_json: bool) -> int:
    """Check by numbers what scenes claim. Derivatives, minima, starts, outcomes, fairness; nothing is drawn."""
    from gdanim.report import check_scene

    wrong = False
    for path, name, scene, _ in find_scenes(targets):
        findings = check_scene(scene)
        wrong |= any(finding.level == "error" for finding in findings)
        if as_json:
            told = [{"level": finding.level, "sentence": finding.sentence} for finding in findings]
            click.echo(json.dumps({"scene": f"{path}::{name}", "findings": told}, ensure_ascii=False))
        else:
            click.secho(f"{path}::{name}  {scene.title}", bold=True)
            for finding in findings:
                click.echo(f"  {click.style(f'{finding.level:8}', fg=COLOURS.get(finding.level))}{finding.sentence}")
    return MISUSED if wrong else DONE


COLOURS = {"warning": "yellow", "error": "red", "ok": "green"}


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE[::NAME]|DIR...", shell_complete=targets_like)
@click.option("--json", "as_json", is_flag=True, help="One object per scene.")
@shows_traceback
def explain(targets: tuple[str, ...], as_json: bool) -> None:
    """Say what scenes declare, and what will come of it. Derivatives, critical points, 2/L, outcomes."""
    from gdanim.report.explanation import explained_facts, explanation

    for place, (path, name, scene, _) in enumerate(find_scenes(targets)):
        if as_json:
            click.echo(json.dumps({"scene": f"{path}::{name}"} | explained_facts(scene), ensure_ascii=False))
            continue
        click.secho(("\n" if place else "") + f"{path}::{name}  {scene.title}", bold=True)
        for heading, lines in explanation(scene, shutil.get_terminal_size().columns):
            click.echo(f"\n  {click.style(heading, bold=True)}" if heading else "", nl=bool(heading))
            click.echo("\n".join(f"{'    ' if heading else '  '}{line}".rstrip() for line in lines))


@click.command()
@click.argument("target", metavar="FILE[::NAME]", shell_complete=targets_like)
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values.")
@click.option("--json", "as_json", is_flag=True, help="One object per step.")
@shows_traceback
def trace(target: str, as_csv: bool, as_json: bool) -> None:
    """Print the trajectories: every step of every run."""
    from gdanim.pipeline.tables import rows_of, write_csv, write_json_lines

    found = list(find_scenes((target,)))
    if len(found) > 1:
        raise SceneError(
            f"{target} holds several scenes; choose one of {', '.join(f'::{name}' for _, name, *_ in found)}."
        )
    scene = found[0][2]
    rows = rows_of(scene, scene.descend())
    if as_json:
        write_json_lines(rows, sys.stdout)
    elif as_csv:
        write_csv(rows, sys.stdout)
    else:
        _print_table(list(rows))


@click.command()
@click.argument("name", required=False)
@click.option("--template", metavar="T", default="race", show_default=True, shell_complete=names_of("templates"),
              help="1-D, saddle, race, sweep, training, or an example scene by name.")  # fmt: skip
@click.option("--list", "as_list", is_flag=True, help="Name the templates and the example scenes, one line each.")
@click.option("--json", "as_json", is_flag=True, help="Print the file written, or one object per template.")
def new(name: str | None, template: str, as_list: bool, as_json: bool) -> None:
    """Write a commented, runnable scene file. An existing file is never overwritten."""
    from gdanim.cli.templates import scene_source

    if as_list:
        _print_templates(as_json)
        return
    if name is None:
        raise click.UsageError("Say how the new scene is called: gdanim new NAME; or name the templates with --list.")
    path = Path(name if name.endswith(".py") else f"{name}.py")
    _write_new(path, scene_source(template, re.sub(r"[_-]+", " ", path.stem).capitalize()))
    told = f"{path} written from {template}. Render it with: gdanim render {shlex.quote(str(path))}"
    click.echo(json.dumps({"path": str(path), "template": template}, ensure_ascii=False) if as_json else told)


def _write_new(path: Path, source: str) -> None:
    if not path.parent.is_dir():
        raise SceneError(f"There is no directory {path.parent} to write {path.name} into.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(source)
    except FileExistsError as error:
        raise SceneError(f"{path} exists; choose another name.") from error


def _print_templates(as_json: bool) -> None:
    from gdanim.cli.templates import summary, templates

    known = {name: summary(path) for name, path in templates().items()}
    for name, lesson in known.items():
        line = f"{name:{max(map(len, known))}}  {lesson}"
        click.echo(json.dumps({"template": name, "lesson": lesson}, ensure_ascii=False) if as_json else line)


def _print_table(rows: list[dict[str, Any]]) -> None:
    shown = [[_cell(value) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(rows[0], *shown, strict=True)]
    for cells in (list(rows[0]), *shown):
        padded = (
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        click.echo("  ".join(padded).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.8g}" if isinstance(value, float) else str(value)
