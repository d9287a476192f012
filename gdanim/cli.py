"""The command line: reads options, calls the rooms, prints results. Exit codes are in `main`."""

from __future__ import annotations

import csv
import json
import re
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gdanim.errors import GdanimError, Place, SceneError, nearest

if TYPE_CHECKING:
    from gdanim.destinations import Destination
    from gdanim.encode import Film
    from gdanim.scene import Scene
    from gdanim.workers import Job, Made

Item = TypeVar("Item")

DONE, FAILED, MISUSED, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


class Terminated(BaseException):
    """SIGTERM arrived."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="gdanim")
def gdanim() -> None:
    """Turn scene files into films of gradient descent."""


@gdanim.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE[::NAME]|DIR...")
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Write here; the suffix names the format. May be given several times.")  # fmt: skip
@click.option("--fps", type=int, metavar="N", help="Frames a second.")
@click.option("--size", metavar="WxH", help="Canvas in pixels, such as 1280x720.")
@click.option("--preset", metavar="P", help="readme, article, square, slide or story.")
@click.option("--quality", default="standard", show_default=True, metavar="Q", help="draft, standard or high.")
@click.option("--theme", metavar="T", help="light or dark.")
@click.option(
    "--for", "place", metavar="PLACE", help="Size, format and limits of a place, such as github, x or powerpoint."
)
@click.option("--max-size", metavar="2MB", help="The best film under this weight; what it gave up is told.")
@click.option("--frame", type=int, metavar="K", help="The drawing that a .png shows; the last one by default.")
@click.option(
    "--jobs",
    "processes",
    type=click.IntRange(1),
    metavar="N",
    help="Scenes rendered side by side; by default one for each core.",
)
@click.option("--no-source", "without_source", is_flag=True, help="Leave the scene's source out of the films.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print one object per film.")
@click.option("--traceback", "with_traceback", is_flag=True, help="Show Python's traceback with an error.")
def render(
    targets: tuple[str, ...],
    outputs: tuple[Path, ...],
    fps: int | None,
    size: str | None,
    preset: str | None,
    quality: str,
    theme: str | None,
    place: str | None,
    max_size: str | None,
    frame: int | None,
    processes: int | None,
    without_source: bool,
    quiet: bool,
    as_json: bool,
    with_traceback: bool,
) -> int:
    """Draw scenes and write their films, by default output/<scene file>.gif and .mp4."""
    from gdanim.destinations import destination
    from gdanim.pipeline import default_paths
    from gdanim.workers import Job, make

    there = destination(place) if place else None
    if there and not (preset or size):
        preset = there.preset
    changes = {"fps": fps, "preset": preset, "theme": theme, "size": _parse_size(size) if size else None}
    changes = {name: value for name, value in changes.items() if value is not None}
    limits = [limit for limit in (there and there.bytes, _parse_weight(max_size) if max_size else None) if limit]
    jobs = [
        Job(
            path,
            name,
            outputs or default_paths(path, name, several=several, place=there),
            changes,
            quality=quality,
            frame=frame,
            most=min(limits, default=None),
            with_source=not without_source,
        )
        for path, name, scene, several in _find_scenes(targets)
    ]
    if outputs and len(jobs) > 1:
        raise SceneError(f"-o names files for one scene, but {len(jobs)} were found; choose one with FILE::NAME.")
    if not outputs:
        Path("output").mkdir(exist_ok=True)
    tell = _Teller(quiet=quiet, as_json=as_json, place=there)
    if len(jobs) == 1:
        with _progress(jobs[0].scene().title, shown=not (quiet or as_json)) as progress:
            tell.films(make(jobs[0], progress))
        return DONE
    return _make_many(jobs, processes, tell)


def _make_many(jobs: list[Job], processes: int | None, tell: _Teller) -> int:
    """Render several scenes side by side, tell each as it is done and all in the end; return the exit code."""
    from gdanim.workers import make_all

    begin, failed = time.perf_counter(), []
    for _, made in make_all(jobs, processes):
        if isinstance(made, GdanimError):
            failed.append(made)
            _tell(made)
        else:
            tell.films(made)
    tell.summary(len(jobs), len(failed), time.perf_counter() - begin)
    if not failed:
        return DONE
    return MISUSED if any(isinstance(error, SceneError) for error in failed) else FAILED


class _Teller:
    """Tells of finished films: a line each, an object each, or nothing."""

    def __init__(self, *, quiet: bool, as_json: bool, place: Destination | None) -> None:
        self.quiet, self.as_json, self.place = quiet, as_json, place
        self.count, self.bytes = 0, 0

    def films(self, made: Made) -> None:
        from gdanim.destinations import misfits

        for film, gave_up in made:
            self.count, self.bytes = self.count + 1, self.bytes + film.bytes
            if not self.quiet:
                click.echo(json.dumps(_film_facts(film, gave_up)) if self.as_json else _film_line(film, gave_up))
            if self.place:
                for fault in misfits(self.place, film.path, film.size, film.frames, film.bytes):
                    click.echo(f"Warning: {film.path} does not fit {self.place.title}: {fault}.", err=True)

    def summary(self, scenes: int, failed: int, seconds: float) -> None:
        if not (self.quiet or self.as_json):
            lost = f"; {failed} failed" if failed else ""
            click.echo(f"{self.count} films of {scenes} scenes, {_weight(self.bytes)}, in {seconds:.0f} s{lost}")


@gdanim.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option("--for", "place", required=True, metavar="PLACE", help="github, html, revealjs, latex, ...")
@click.option("--path", metavar="PATH", help="How the page names the film; its own path by default.")
def embed(film: Path, place: str, path: str | None) -> None:
    """Print what is to be pasted to show a film at a place, with alt text made from its runs."""
    from gdanim.embed import snippet
    from gdanim.provenance import inspect as read

    click.echo(snippet(film, read(film), place, path))


@gdanim.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print all that the film carries as one object.")
def inspect(film: Path, as_json: bool) -> None:
    """Say what made a film: its scene, its runs and how they ended, and the versions."""
    from gdanim.provenance import inspect as read

    about = read(film)
    if as_json:
        click.echo(json.dumps(about, ensure_ascii=False))
        return
    for line in _about_lines(about):
        click.echo(line)


@gdanim.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to <film>.py.")
def extract(film: Path, output: Path | None) -> None:
    """Write the scene file that a film carries; refuses to overwrite another."""
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


@gdanim.command()
@click.argument("folder", default="output/gallery", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="By default DIR/index.html.")
def gallery(folder: Path, output: Path | None) -> None:
    """Write one self-contained page of all films in a folder, with lessons, sources and what to paste."""
    from gdanim.gallery import page

    target = output or folder / "index.html"
    target.write_text(page(folder), "utf-8")
    click.echo(target)


@gdanim.command("list")
@click.argument("targets", nargs=-1, metavar="[FILE|DIR]...")
def list_scenes(targets: tuple[str, ...]) -> None:
    """Name the scenes found, one line each; nothing is rendered. Without arguments looks in scenes/."""
    for path, name, scene, _ in _find_scenes(targets or ("scenes",)):
        width, height = scene.size
        length = f"{scene.steps} steps" if scene.epochs is None else f"{scene.epochs} epochs"
        click.echo(f"{path}::{name}  {scene.title}  {width}x{height}, {length}, {len(scene.runs)} runs")


@gdanim.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE[::NAME]|DIR...")
@click.option("--traceback", "with_traceback", is_flag=True, help="Show Python's traceback with an error.")
def check(targets: tuple[str, ...], with_traceback: bool) -> int:
    """Check by numbers what scenes claim: derivatives, minima, starts, outcomes, fairness. Nothing is drawn."""
    from gdanim.report import check_scene

    wrong = False
    for path, name, scene, _ in _find_scenes(targets):
        click.secho(f"{path}::{name}  {scene.title}", bold=True)
        for finding in check_scene(scene):
            wrong |= finding.level == "error"
            colour = {"warning": "yellow", "error": "red", "ok": "green"}.get(finding.level)
            click.echo(f"  {click.style(f'{finding.level:8}', fg=colour)}{finding.sentence}")
    return MISUSED if wrong else DONE


@gdanim.command()
@click.argument("target", metavar="FILE[::NAME]")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values.")
@click.option("--json", "as_json", is_flag=True, help="One object per step.")
@click.option("--traceback", "with_traceback", is_flag=True, help="Show Python's traceback with an error.")
def trace(target: str, as_csv: bool, as_json: bool, with_traceback: bool) -> None:
    """Print the trajectories: every step of every run."""
    from gdanim.report import trace_rows

    found = list(_find_scenes((target,)))
    if len(found) > 1:
        raise SceneError(
            f"{target} holds several scenes; choose one of {', '.join(f'::{name}' for _, name, *_ in found)}."
        )
    rows = list(trace_rows(found[0][2]))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_table(rows)


@gdanim.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One object per function.")
def functions(names: tuple[str, ...], as_json: bool) -> None:
    """Name the functions of the catalogue, with formulas, minima and sources; those named in full."""
    from gdanim import report

    tell = report.function_details if names else report.function_text
    _print_listing(report.functions(names), report.function_facts, tell, as_json)


@gdanim.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One object per optimizer.")
def optimizers(names: tuple[str, ...], as_json: bool) -> None:
    """Name the optimizers, with hyperparameters, formulas and sources."""
    from gdanim import report

    _print_listing(report.optimizers(names), report.rule_facts, report.rule_text, as_json)


@gdanim.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One object per schedule.")
def schedules(names: tuple[str, ...], as_json: bool) -> None:
    """Name the learning-rate schedules, and whether they meet the Robbins–Monro conditions."""
    from gdanim import report

    _print_listing(report.schedules(names), report.rule_facts, report.rule_text, as_json)


@gdanim.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a commented, runnable scene file; an existing file is never overwritten."""
    path = Path(name if name.endswith(".py") else f"{name}.py")
    if not path.parent.is_dir():
        raise SceneError(f"There is no directory {path.parent} to write {path.name} into.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.replace("TITLE", re.sub(r"[_-]+", " ", path.stem).capitalize()))
    except FileExistsError as error:
        raise SceneError(f"{path} exists; choose another name.") from error
    click.echo(f"{path} written. Render it with: gdanim render {path}")


TEMPLATE = '''"""What this film shows, in a sentence or two: the docstring is its lesson."""

from gdanim import Contour, GradientDescent, Loss, Momentum, Objective, Run, Scene

# The function, as text or as a SymPy expression. gdanim differentiates it.
bowl = Objective("x**2 + 10*y**2", domain=[(-4, 4), (-2, 2)], minima=[(0, 0)])

scene = Scene(
    "TITLE",
    bowl,
    # Each run is one optimizer from one start; runs are named by what differs between them.
    runs=[
        Run(GradientDescent(learning_rate=0.02), start=(-3.5, 1.5)),
        Run(Momentum(learning_rate=0.02, momentum=0.8), start=(-3.5, 1.5)),
    ],
    # Panels stand side by side; nested lists make rows.
    panels=[Contour(), Loss()],
    steps=60,
    caption="One claim that the eye can verify.",
)
'''


def _parse_size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(-?\d{1,9})[x×](-?\d{1,9})", text.strip())
    if not found:
        raise SceneError(f"--size is {text!r}; write it as WIDTHxHEIGHT in pixels, such as 960x540.")
    return int(found[1]), int(found[2])


def _find_scenes(targets: tuple[str, ...]) -> Iterator[tuple[Path, str, Scene, bool]]:
    """Yield (file, name, scene, whether the file has several) for every FILE, FILE::NAME or directory."""
    from gdanim.scene import load_scenes

    for target in targets:
        text, _, wanted = target.partition("::")
        path = Path(text)
        files = sorted(path.glob("*.py")) if path.is_dir() else [path]
        if not files:
            raise SceneError(f"There is no scene file in {path}.")
        for file in files:
            scenes = load_scenes(file)
            if wanted and wanted not in scenes:
                raise SceneError(f"{file} has no scene {wanted}.{nearest(wanted, scenes)}")
            for name in [wanted] if wanted else scenes:
                yield file, name, scenes[name], len(scenes) > 1


@contextmanager
def _progress(title: str, *, shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar with the time left on a terminal, nothing elsewhere."""
    if not (shown and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _parse_weight(text: str) -> int:
    """Return bytes: a number with B, kB or MB behind it, in thousands as the places count."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*(B|kB|MB)", text.strip(), re.IGNORECASE)
    if not found or float(found[1]) == 0:
        raise SceneError(f"--max-size is {text!r}; write it as 2MB, 500kB or 80000B.")
    return int(float(found[1]) * {"b": 1, "kb": 1e3, "mb": 1e6}[found[2].lower()])


def _film_line(film: Film, gave_up: str) -> str:
    width, height = film.size
    line = f"{film.path}  {width}x{height}  {film.frames} frames  {film.seconds:.2f} s  {_weight(film.bytes)}"
    return f"{line}, without {gave_up}" if gave_up else line


def _weight(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def _film_facts(film: Film, gave_up: str) -> dict[str, Any]:
    width, height = film.size
    return {
        "gave_up": gave_up,
        "path": str(film.path),
        "width": width,
        "height": height,
        "frames": film.frames,
        "seconds": film.seconds,
        "bytes": film.bytes,
    }


def _print_listing(
    items: list[Item], facts: Callable[[Item], dict[str, Any]], tell: Callable[[Item], str], as_json: bool
) -> None:
    """Print one JSON object an item, or blocks of text with an empty line between them."""
    if as_json:
        for item in items:
            click.echo(json.dumps(facts(item), ensure_ascii=False))
    else:
        click.echo("\n\n".join(map(tell, items)))


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


def _tell(error: GdanimError) -> None:
    """Print the place, the author's line and the sentence."""
    place: Place | None = getattr(error, "place", None)
    if place:
        click.echo(f"{place}", err=True)
        if place.text:
            click.echo(f"    {place.text.strip()}", err=True)
    click.echo(f"Error: {error}", err=True)


def _terminate(*_: Any) -> None:
    raise Terminated


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0: every requested film exists and was verified. 1: rendering failed. 2: usage or scene error. 130: interrupted.
    143: terminated.
    """
    signal.signal(signal.SIGTERM, _terminate)
    warnings.formatwarning = lambda message, *_, **__: f"Warning: {message}\n"
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return int(gdanim.main(words, standalone_mode=False) or DONE)
    except click.UsageError as error:
        error.show()
        return MISUSED
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except GdanimError as error:
        if "--traceback" in words:
            traceback.print_exc()
        _tell(error)
        return MISUSED if isinstance(error, SceneError) else FAILED
