"""Who has a film's stage: this process, many of them, or any executor, such as that of a Dask cluster.

All make the same packets. A worker is sent a parcel and what it is asked; it needs gdanim, and nothing of the scene's
file. What a lost worker was asked is asked again.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, TypeVarTuple

from gdanim.descent.parcels import packed
from gdanim.encode import Coded, Format, Plan
from gdanim.errors import RenderError, SceneError
from gdanim.workers.executors import Borrowed, Workers
from gdanim.workers.performing import Answered, perform
from gdanim.workers.processes import Processes, count_drawing, is_begun, paying
from gdanim.workers.segments import Keep, Production, code, cut, moves

if TYPE_CHECKING:
    from gdanim.stage import Stage

Details = TypeVarTuple("Details")
Answer = TypeVar("Answer")

Told = Callable[[int], None]
"""Told how many drawings have been made."""

TRIES = 3
"""How often what is asked may end the process that does it."""

CODING = 1e-8
"""Seconds that it takes to code a pixel in one format, roughly."""

START = 3.0
"""Seconds to be saved from which processes are worth beginning: each loads its libraries, and sets the stage."""

TICK = 0.1
"""Seconds after which it is told anew how many drawings have been made."""


class Studio(Protocol):
    """Whoever has the stage of a film."""

    def ask(self, task: Callable[[Stage, *Details], Answer], /, *details: *Details) -> Answer:
        """Return what a task makes on the stage."""

    def coded(
        self, formats: Sequence[Format], plan: Plan, segments: Sequence[range], keep: Keep = lambda *_: None
    ) -> Generator[tuple[Coded, ...]]:
        """Yield segments in order; `keep` is given each the moment it is coded."""


class Here:
    """This process, which sets the stage when it is first needed."""

    def __init__(self, production: Production, told: Told) -> None:
        self._production, self._told = production, told

    @cached_property
    def stage(self) -> Stage:
        """The stage."""
        return self._production.stage()

    def ask(self, task: Callable[[Stage, *Details], Answer], /, *details: *Details) -> Answer:
        """Return what a task makes on the stage."""
        return task(self.stage, *details)

    def coded(
        self, formats: Sequence[Format], plan: Plan, segments: Sequence[range], keep: Keep = lambda *_: None
    ) -> Generator[tuple[Coded, ...]]:
        """Yield segments in order; `keep` is given each the moment it is coded."""
        for drawings in segments:
            coded = code(self.stage, formats, plan, drawings, lambda index: self._told(index + 1))
            keep(drawings, coded)
            yield coded


class Apart:
    """Workers, each of which sets a stage of its own."""

    def __init__(self, production: Production, parcel: bytes, workers: Workers, told: Told) -> None:
        self._title, self._count = production.scene.title, len(production)
        self._parcel, self._workers, self._told = parcel, workers, told
        self._made, self._warned = 0, set[tuple[type[Warning], str]]()

    def rouse(self, count: int) -> None:
        """Let workers set their stages before they are asked for anything."""
        for _ in range(count):
            self._submit(len)

    def ask(self, task: Callable[[Stage, *Details], Answer], /, *details: *Details) -> Answer:
        """Return what a task makes of some drawings; RenderError where they end every process that makes them."""
        for _ in range(TRIES):
            try:
                return self._answer(self._submit(task, *details))
            except BrokenExecutor as error:
                lost = error
                self._workers.renew()
        raise RenderError(
            f"{self._title}: a sample of its drawings ended each of the {TRIES} processes that made it. "
            "Nothing was written."
        ) from lost

    def coded(
        self, formats: Sequence[Format], plan: Plan, segments: Sequence[range], keep: Keep = lambda *_: None
    ) -> Generator[tuple[Coded, ...]]:
        """Yield segments in order; `keep` is given each the moment it is coded, and only then another is begun.

        Segments whose workers are lost are made again, then one at a time, so that one which ends every process that
        makes it is told from its neighbours: after three tries it is named in a RenderError.
        """
        left, tries = deque(segments), Counter[range]()
        flying: dict[range, Future[Answered]] = {}
        made: dict[range, tuple[Coded, ...]] = {}
        try:
            for wanted in segments:
                while wanted not in made:
                    try:
                        while left and len(flying) < (1 if tries[left[0]] else self._workers.room):
                            flying[left[0]] = self._submit(code, formats, plan, left[0], count_drawing)
                            left.popleft()
                        for drawings in self._landed(flying):
                            made[drawings] = self._answer(flying[drawings])
                            del flying[drawings]
                            keep(drawings, made[drawings])
                            self._made += len(drawings)
                            self._tell()
                    except BrokenExecutor as error:
                        self._count_lost(flying, tries, error)
                        left.extendleft(reversed(flying))
                        flying.clear()
                        self._workers.renew()
                yield made.pop(wanted)
        finally:
            for future in flying.values():
                future.cancel()

    def _landed(self, flying: Mapping[range, Future[Answered]]) -> list[range]:
        """Wait for a segment; return all that are coded, or have failed, in order."""
        while not wait(flying.values(), timeout=TICK, return_when=FIRST_COMPLETED).done:
            self._tell()
        return [drawings for drawings, future in flying.items() if future.done()]

    def _submit(self, task: Callable[..., Any], *details: Any) -> Future[Answered]:
        return self._workers.submit(perform, self._parcel, task, details)

    def _answer(self, future: Future[Answered]) -> Any:
        """Wait for an answer; what the worker warned of is warned of here, once."""
        while not wait([future], timeout=TICK).done:
            self._tell()
        answered = future.result()
        for category, sentence in answered.warned:
            if (category, sentence) not in self._warned:
                self._warned.add((category, sentence))
                warnings.warn(sentence, category, stacklevel=2)
        return answered.answer

    def _tell(self) -> None:
        self._told(min(max(self._made, self._workers.drawn), self._count))

    def _count_lost(self, flying: Mapping[range, Future[Answered]], tries: Counter[range], error: Exception) -> None:
        tries.update(drawings for drawings, future in flying.items() if not future.done() or future.exception())
        for drawings, count in tries.items():
            if count >= TRIES:
                raise RenderError(
                    f"{self._title}: drawings {drawings.start} to {drawings.stop - 1} ended each of the {TRIES} "
                    "processes that made them. Nothing was written."
                ) from error


@contextmanager
def studio_for(
    production: Production,
    formats: Sequence[Format],
    *,
    jobs: int | None,
    executor: Executor | None,
    told: Told,
) -> Iterator[Studio]:
    """Give the stage to an `executor`, or to `jobs` processes, None for as many as make the film soonest.

    Where the number is left to us, a scene that cannot be sent to another process stays in this one.
    """
    if executor is not None:
        yield Apart(production, _packed(production), Borrowed(executor), told)
        return
    here = Here(production, told)
    most = len(cut(len(production), formats)) if moves(formats) else 1
    count = min(most, jobs or paying() or 1)
    pays = count > 1 if jobs else is_begun() or (count > 1 and _pays(here.stage, formats))
    try:
        parcel = _packed(production) if pays else None
    except SceneError:
        if jobs:
            raise
        parcel = None
    if parcel is None:
        yield here
        return
    del here
    with Processes(count) as processes:
        studio = Apart(production, parcel, processes, told)
        studio.rouse(count)
        yield studio


def _packed(production: Production) -> bytes:
    return packed(production, f"{production.scene.title}: this scene")


def _pays(stage: Stage, formats: Sequence[Format]) -> bool:
    """Return whether a process for each core makes a film sooner than this one, which is done before they begin.

    A drawing is timed; what it takes to code one is about the same for every pixel.
    """
    begin = time.perf_counter()
    stage.draw(len(stage) // 2)
    drawing = time.perf_counter() - begin
    coding = CODING * len(formats) * stage.size[0] * stage.size[1]
    return len(stage) * (drawing + coding) * (1 - 1 / paying()) > START
