"""Many films at once: scenes of files, each made in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gdanim.budget import render_within
from gdanim.encode import Film
from gdanim.errors import GdanimError, RenderError
from gdanim.pipeline import Progress, render
from gdanim.provenance import origin_of
from gdanim.scene import Scene, load_scenes

SINGLE_THREADED = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What keeps linear algebra to one thread in processes begun from here: there is one for each core already."""

Made = list[tuple[Film, str]]
"""Films, each with what it gave up for its weight."""


@dataclass(frozen=True)
class Job:
    """A scene of a file and the films that are wanted of it: what can be sent to another process.

    `changes` are fields of the scene set from outside, `most` the bytes that a film may weigh.
    """

    file: Path
    name: str
    paths: tuple[Path, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)
    quality: str = "standard"
    frame: int | None = None
    most: int | None = None
    with_source: bool = True

    def scene(self) -> Scene:
        """Load the scene; SceneError where it cannot be used."""
        return load_scenes(self.file)[self.name].with_(**self.changes)


def make(job: Job, progress: Progress | None = None) -> Made:
    """Render a job's films in this process."""
    scene = job.scene()
    origin = origin_of(job.file, job.name, job.changes) if job.with_source else None
    if job.most is None:
        films = render(scene, *job.paths, quality=job.quality, frame=job.frame, progress=progress, origin=origin)
        return [(film, "") for film in films]
    options = {"quality": job.quality, "frame": job.frame, "progress": progress, "origin": origin}
    attempts = [render_within(scene, path, job.most, **options) for path in job.paths]
    return [(attempt.film, attempt.told()) for attempt in attempts]


def make_all(jobs: Sequence[Job], count: int | None = None) -> Iterator[tuple[Job, Made | GdanimError]]:
    """Render jobs in `count` processes, by default one for each core; yield each as it is done, or why it is not.

    Where this is left early, by an error or an interrupt, the processes are ended and clean up after themselves.
    """
    for library in SINGLE_THREADED:
        os.environ.setdefault(library, "1")
    context = multiprocessing.get_context("spawn")
    count = min(len(jobs), count or os.cpu_count() or 1)
    with ProcessPoolExecutor(count, mp_context=context, initializer=_end_quietly) as pool:
        waiting = {pool.submit(make, job): job for job in jobs}
        try:
            for future in as_completed(waiting):
                yield waiting[future], _result(waiting[future], future)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()
            raise


def _result(job: Job, future: Future[Made]) -> Made | GdanimError:
    try:
        return future.result()
    except GdanimError as error:
        return error
    except BrokenProcessPool:
        return RenderError(f"{job.file}::{job.name}: the process that made it was ended. Nothing was written.")


def _end_quietly() -> None:
    """Let a process that is told to end clean up, as one that is interrupted does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
