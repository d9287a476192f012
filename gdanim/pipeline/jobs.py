"""Films of scene files: one, shared out by its segments, or many, each made whole in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gdanim.encode import Film
from gdanim.errors import REFUSALS, GdanimError, RenderError, refusal
from gdanim.pipeline.budget import render_within
from gdanim.pipeline.flow import Progress, render
from gdanim.provenance import origin_of
from gdanim.scene import Scene, load_scenes
from gdanim.store import Store
from gdanim.workers.processes import Processes, paying

Made = list[tuple[Film, str]]
"""Films, each with what it gave up for its weight."""


@dataclass(frozen=True)
class Job:
    """A scene of a file and the films that are wanted of it: what can be sent to another process.

    `changes` are fields of the scene set from outside, `most` the bytes that a film may weigh; a `store`
    keeps segments.
    """

    file: Path
    name: str
    paths: tuple[Path, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)
    quality: str = "standard"
    frame: int | None = None
    most: int | None = None
    with_source: bool = True
    store: Store | None = None

    def scene(self) -> Scene:
        """Load the scene; SceneError where it cannot be used."""
        return load_scenes(self.file)[self.name].with_(**self.changes)


def make(
    job: Job,
    progress: Progress | None = None,
    *,
    scene: Scene | None = None,
    jobs: int | None = 1,
    executor: Executor | None = None,
) -> Made:
    """Render a job's films: in this process, or shared out as `render` shares. Its `scene` may be loaded already."""
    scene = scene or job.scene()
    origin = origin_of(job.file, job.name, job.changes) if job.with_source else None
    options: dict[str, Any] = {
        "quality": job.quality, "frame": job.frame, "progress": progress, "origin": origin,
        "jobs": jobs, "executor": executor, "store": job.store,
    }  # fmt: skip
    if job.most is None:
        return [(film, "") for film in render(scene, *job.paths, **options)]
    attempts = [render_within(scene, path, job.most, **options) for path in job.paths]
    return [(attempt.film, attempt.told()) for attempt in attempts]


def make_all(
    jobs: Sequence[Job], count: int | None = None, executor: Executor | None = None
) -> Iterator[tuple[Job, Made | GdanimError]]:
    """Render jobs in `count` processes, by default as many as pay; yield each as it is done, or why it is not.

    With an `executor` one film follows the other, each shared out by its segments: only this process writes files.
    Where this is left early, by an error or an interrupt, the processes are ended and clean up after themselves.
    """
    if executor is not None:
        yield from ((job, _made_by(executor, job)) for job in jobs)
        return
    with Processes(min(len(jobs), count or paying() or 1), gently=True) as workers:
        waiting = {workers.submit(_make_or_leave, job): job for job in jobs}
        for future in as_completed(waiting):
            yield waiting[future], _result(waiting[future], future)


def _made_by(executor: Executor, job: Job) -> Made | GdanimError:
    try:
        return make(job, executor=executor)
    except GdanimError as error:
        return error


def _make_or_leave(job: Job) -> Made:
    """Render a job's films; where the process is told to end, end it, but leave nothing half written."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        return make(job)
    except SystemExit:
        os._exit(1)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _result(job: Job, future: Future[Made]) -> Made | GdanimError:
    try:
        return future.result()
    except GdanimError as error:
        return error
    except BrokenProcessPool:
        return RenderError(f"{job.file}::{job.name}: the process that made it was ended. Nothing was written.")
    except REFUSALS as error:
        return refusal(error)
