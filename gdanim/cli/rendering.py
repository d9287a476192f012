"""`gdanim render`: scenes in, films out, told while they are made."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gdanim.cli.completing import names_of, targets_like
from gdanim.cli.errors import shows_traceback, tell_error
from gdanim.cli.exit_codes import DONE, FAILED, MISUSED
from gdanim.cli.targets import find_scenes
from gdanim.cli.weights import parse_weight, weight_text
from gdanim.errors import GdanimError, SceneError, TimedOut
from gdanim.workers.processes import begin

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gdanim.embed import Destination
    from gdanim.encode import Film
    from gdanim.pipeline import Job, Made
    from gdanim.scene import Scene


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE[::NAME]|DIR...", shell_complete=targets_like)
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Write here; the suffix names the format: .gif, .mp4, .webm, .webp, .apng, .avif or .html; .png, "
                   ".svg or .pdf for a still, or with %03d in its name for all drawings; .csv or .json for the "
                   "trajectories. May be given several times.")  # fmt: skip
@click.option("--fps", type=int, metavar="N", help="Frames a second.")
@click.option("--loop", type=int, metavar="N", help="How often the film plays; 0 for ever.")
@click.option("--size", metavar="WxH", help="Canvas in pixels, such as 1280x720.")
@click.option(
    "--preset", shell_complete=names_of("presets"), metavar="P", help="readme, article, square, slide or story."
)
@click.option(
    "--quality",
    shell_complete=names_of("qualities"),
    default="standard",
    show_default=True,
    metavar="Q",
    help="draft, standard or high.",
)
@click.option("--theme", shell_complete=names_of("themes"), metavar="T", help="light or dark.")
@click.option(
    "--for",
    "place",
    shell_complete=names_of("destinations"),
    metavar="PLACE",
    help="Size, format and limits of a place, such as github, x or powerpoint.",
)
@click.option("--transparent", is_flag=True, help="Without a ground: .gif, .webp, .apng, .png, .svg or .pdf.")
@click.option("--max-size", metavar="2MB", help="The best film under this weight; what it gave up is told.")
@click.option("--frame", type=int, metavar="K", help="The drawing that a still shows; the last one by default.")
@click.option(
    "--jobs",
    "processes",
    type=click.IntRange(1),
    metavar="N",
    help="Processes: of one film they share the segments, of several scenes each makes one; by default what pays.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Let a Dask cluster make the films, such as tcp://10.0.0.1:8786.")
@click.option("--no-cache", "without_store", is_flag=True, help="Keep no segments of long films, and use none.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Give up after so many seconds."
)
@click.option("--no-source", "without_source", is_flag=True, help="Leave the scene's source out of the films.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print one object per film.")
@shows_traceback
def render(
    targets: tuple[str, ...],
    outputs: tuple[Path, ...],
    fps: int | None,
    loop: int | None,
    size: str | None,
    preset: str | None,
    quality: str,
    theme: str | None,
    place: str | None,
    transparent: bool,
    max_size: str | None,
    frame: int | None,
    processes: int | None,
    scheduler: str | None,
    without_store: bool,
    timeout: float | None,
    without_source: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Draw scenes and write their films. By default these are output/<scene file>.gif and .mp4."""
    if processes is None and scheduler is None:
        begin()
    from gdanim.pipeline import Job, default_paths, make
    from gdanim.store import Store
    from gdanim.workers.executors import cluster

    allow(timeout)
    there = _place(place) if place else None
    if there and not (preset or size):
        preset = there.preset
    changes = {"fps": fps, "loop": loop, "preset": preset, "theme": theme, "size": _parse_size(size) if size else None}
    changes["transparent"] = transparent or None
    changes = {name: value for name, value in changes.items() if value is not None}
    found = list(find_scenes(targets))
    limits = [limit for limit in (there and there.bytes, parse_weight(max_size) if max_size else None) if limit]
    jobs = [
        Job(
            path,
            name,
            outputs or default_paths(path, name, several=several, place=there, clear=transparent or scene.transparent),
            changes,
            quality=quality,
            frame=frame,
            most=min(limits, default=None),
            with_source=not without_source,
            store=None if without_store else Store(),
        )
        for path, name, scene, several in found
    ]
    if outputs and len(jobs) > 1:
        raise SceneError(f"-o names files for one scene, but {len(jobs)} were found; choose one with FILE::NAME.")
    if not outputs:
        Path("output").mkdir(exist_ok=True)
    tell = _Teller(quiet=quiet, as_json=as_json, place=there)
    for _, _, scene, _ in found:
        tell.doubts(scene)
    with cluster(scheduler) if scheduler else nullcontext() as executor:
        if len(jobs) > 1:
            scenes = {(path, name): scene for path, name, scene, _ in found}
            return _make_many(jobs, scenes, processes, executor, tell)
        scene = found[0][2].with_(**changes)
        bar = click.get_current_context().obj or _progress  # a notebook brings its own
        with bar(scene.title, shown=not (quiet or as_json)) as progress:
            tell.films(make(jobs[0], progress, scene=scene, jobs=processes, executor=executor), scene)
    return DONE


def _place(name: str) -> Destination:
    from gdanim.embed import destination

    return destination(name)


def allow(seconds: float | None) -> None:
    """Let what runs from now on take so many seconds; None takes the limit back."""
    if not hasattr(signal, "setitimer"):
        if seconds is not None:
            raise SceneError("--timeout needs an interval timer, which this system does not have.")
        return
    if seconds is not None:
        signal.signal(signal.SIGALRM, _time_out)
    signal.setitimer(signal.ITIMER_REAL, seconds or 0)


def _time_out(*_: Any) -> None:
    raise TimedOut


def _make_many(
    jobs: list[Job],
    scenes: Mapping[tuple[Path, str], Scene],
    processes: int | None,
    executor: Executor | None,
    tell: _Teller,
) -> int:
    """Render several scenes, tell each as it is done and all in the end; return the exit code."""
    from gdanim.pipeline import make_all

    begin, failed = time.perf_counter(), []
    for job, made in make_all(jobs, processes, executor):
        if isinstance(made, GdanimError):
            failed.append(made)
            tell_error(made, of=f"{job.file}::{job.name}")
        else:
            tell.films(made, scenes[job.file, job.name].with_(**job.changes))
    tell.summary(len(jobs), len(failed), time.perf_counter() - begin)
    if not failed:
        return DONE
    return MISUSED if any(isinstance(error, SceneError) for error in failed) else FAILED


class _Teller:
    """Tells of finished films: a line each, an object each, or nothing."""

    def __init__(self, *, quiet: bool, as_json: bool, place: Destination | None) -> None:
        self.quiet, self.as_json, self.place = quiet, as_json, place
        self.count, self.bytes = 0, 0

    def doubts(self, scene: Scene) -> None:
        from gdanim.scene.runs import starts_outside

        for sentence in () if self.quiet else starts_outside(scene):
            click.echo(f"Warning: {scene.title}: {sentence}", err=True)

    def films(self, made: Made, scene: Scene) -> None:
        from gdanim.embed import misfits

        for film, gave_up in made:
            self.count, self.bytes = self.count + 1, self.bytes + film.bytes
            if not self.quiet:
                click.echo(json.dumps(_film_facts(film, gave_up)) if self.as_json else _film_line(film, gave_up))
                self.evened(film, scene, gave_up)
            if self.place:
                for fault in misfits(self.place, film.path, film.size, film.frames, film.bytes):
                    click.echo(f"Warning: {film.path} does not fit {self.place.title}: {fault}.", err=True)

    def evened(self, film: Film, scene: Scene, gave_up: str) -> None:
        if film.frames and film.size != scene.size and not gave_up:
            given, wanted = ("x".join(map(str, size)) for size in (film.size, scene.size))
            click.echo(f"Warning: {film.path} is {given}, not {wanted}: the sides of a video are even.", err=True)

    def summary(self, scenes: int, failed: int, seconds: float) -> None:
        if not (self.quiet or self.as_json):
            lost = f"; {failed} failed" if failed else ""
            click.echo(f"{self.count} films of {scenes} scenes, {weight_text(self.bytes)}, in {seconds:.0f} s{lost}")


def _parse_size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(-?\d{1,9})[x×](-?\d{1,9})", text.strip())
    if not found:
        raise SceneError(f"--size is {text!r}; write it as WIDTHxHEIGHT in pixels, such as 960x540.")
    return int(found[1]), int(found[2])


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


def _film_line(film: Film, gave_up: str) -> str:
    width, height = film.size
    moving = f"{width}x{height}  {film.frames} frames  {film.seconds:.2f} s  " if film.frames else ""
    line = f"{film.path}  {moving}{weight_text(film.bytes)}"
    return f"{line}, without {gave_up}" if gave_up else line


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
