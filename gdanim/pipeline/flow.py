"""From a scene to films: the whole flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gdanim.clock import Clock, clock_for, thinned
from gdanim.encode import (
    FULL,
    Film,
    Format,
    Plan,
    Thrift,
    Timing,
    Writer,
    check_target,
    format_for,
    is_drawn,
    is_still,
    needs_even_size,
    refuse,
    refuse_transparent,
)  # fmt: skip
from gdanim.errors import SceneError
from gdanim.pipeline.tables import WRITERS, save_table
from gdanim.pipeline.vectors import save_vectors
from gdanim.provenance import Origin, describe
from gdanim.scene import Scene
from gdanim.signals import undisturbed
from gdanim.store import Store
from gdanim.workers.segments import Production, cut, sample
from gdanim.workers.studio import Studio, studio_for

if TYPE_CHECKING:
    from gdanim.embed import Destination

Progress = Callable[[int, int], None]
"""Told after each drawing how many of how many are done."""

SAMPLES = 12
"""Drawings from which a GIF's palette is made; more of them change its error by a tenth of a decibel."""


@dataclass(frozen=True)
class Economy:
    """What a film gives up to be lighter: colours, drawings (the share that is kept), and size (a scale)."""

    thrift: Thrift = FULL
    drawings: float = 1.0
    scale: float = 1.0


def render(
    scene: Scene,
    *paths: str | Path,
    quality: str = "standard",
    frame: int | None = None,
    progress: Progress | None = None,
    origin: Origin | None = None,
    economy: Economy | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
) -> list[Film]:
    """Draw a scene once and write every path, each in the format its suffix names.

    A film is complete, decoded and checked before it takes the place of an older one; on any failure the old one
    stays. `frame` is the drawing that a still shows, the last one by default. Every film carries what it shows and how
    its runs ended, and with an `origin` the source it is made from. An `economy` makes it lighter. `jobs` processes
    make it, by default as many as pay, or in their place an `executor` of processes, of threads or of a cluster; the
    bytes are the same whoever makes them. What a `store` keeps of a long film is not made again. Raises SceneError
    before anything is drawn where a path or a format cannot take the scene, and RenderError where a film could not be
    made.
    """
    economy = economy or Economy()
    targets = _checked(paths, frame)
    scene = _fitted(_scaled(scene, economy.scale), targets)
    for target in targets:
        refuse(target, *scene.size, scene.fps)
        if scene.transparent:
            refuse_transparent(target)
    formats = {
        target: format_for(target, quality=quality, thrift=economy.thrift, frame=frame)
        for target in targets
        if is_drawn(target)
    }
    production = _produced(scene, economy.drawings)
    plan = _planned(production, formats.values())
    shown = plan.still(frame)
    about = partial(describe, scene, production.trajectories, production.clock, origin)
    films: dict[Path, Film] = {}
    if formats:
        told = _told(progress, len(production))
        with studio_for(production, list(formats.values()), jobs=jobs, executor=executor, told=told) as studio:
            films = _filmed(studio, formats, plan, economy.thrift, about(), store)
    return [films.get(target) or _undrawn(target, production, shown, about()) for target in targets]


def _checked(paths: Sequence[str | Path], frame: int | None) -> list[Path]:
    targets = [Path(path) for path in paths]
    for k, target in enumerate(targets):
        check_target(target)
        if target in targets[:k]:
            raise SceneError(f"{target} is named twice.")
    if targets and frame is not None and not any(map(is_still, targets)):
        still = targets[0].with_suffix(".png")
        raise SceneError(f"frame = {frame} chooses the drawing of a still, and none is named, such as {still}.")
    return targets


def _told(progress: Progress | None, count: int) -> Callable[[int], None]:
    return lambda done: progress(done, count) if progress else None


def _undrawn(target: Path, production: Production, shown: int, about: str) -> Film:
    """Write what is made from the scene itself: vectors, or the trajectories."""
    if target.suffix.lower() in WRITERS:
        return save_table(target, production.scene, production.trajectories)
    return save_vectors(target, production.stage(), shown, about)


def _scaled(scene: Scene, scale: float) -> Scene:
    return scene if scale == 1 else scene.with_(size=tuple(round(side * scale) for side in scene.size))


def _fitted(scene: Scene, targets: Sequence[Path]) -> Scene:
    """Make the canvas even where a format wants it: one drawing pass feeds all."""
    if not any(needs_even_size(target) for target in targets):
        return scene
    even = tuple(side + side % 2 for side in scene.size)
    return scene if even == scene.size else scene.with_(size=even)


def _produced(scene: Scene, share: float) -> Production:
    trajectories = scene.descend()
    return Production(scene, trajectories, thinned(clock_for(scene, trajectories), share))


def timing_of(scene: Scene, clock: Clock) -> Timing:
    """Return how long each drawing stays, and what the clock reads on it."""
    readings = tuple(int(position) for position in clock.positions)
    return Timing(scene.fps, tuple(clock.durations.tolist()), scene.loop, readings)


def _planned(production: Production, formats: Iterable[Format]) -> Plan:
    """Return what all segments have in common but their colours; SceneError where a format cannot hold the film."""
    scene, colours = production.scene, np.empty((0, 3), dtype=np.uint8)
    plan = Plan(*scene.size, timing_of(scene, production.clock), colours, scene.transparent)
    for wanted in formats:
        wanted.check(plan)
    return plan


def _filmed(
    studio: Studio, formats: Mapping[Path, Format], plan: Plan, thrift: Thrift, about: str, store: Store | None
) -> dict[Path, Film]:
    """Draw the film once, and write it in every format; all files appear, or none."""
    count, wanted = len(plan.timing.durations), list(formats.values())
    with _opened(formats, plan, about) as writers:
        if any(form.indexed for form in wanted):
            plan = replace(plan, colours=studio.ask(sample, _spread(count), thrift.colours))
        segments = cut(count, wanted)
        made = studio.coded(wanted, plan, segments) if store is None else store.through(studio, wanted, plan, segments)
        with closing(made):
            for parts in made:
                for writer, coded in zip(writers, parts, strict=True):
                    writer.write(coded)
        films = {}
        for path in formats:
            films[path] = writers.pop(0).finish()
    return films


@contextmanager
def _opened(formats: Mapping[Path, Format], plan: Plan, about: str) -> Iterator[list[Writer]]:
    """Open the files; where something fails, those writers that are still in the list are told."""
    writers: list[Writer] = []
    try:
        for path, form in formats.items():
            with undisturbed():
                writers.append(form.writer(path, plan, about))
        yield writers
    except BaseException:
        for writer in writers:
            writer.abort()
        raise


def _spread(count: int) -> list[int]:
    """Return the drawings sampled across a film, first and last included."""
    return sorted({round(k * (count - 1) / (SAMPLES - 1)) for k in range(SAMPLES)})


def default_paths(
    scene_file: Path, name: str, *, several: bool, place: Destination | None = None, clear: bool = False
) -> tuple[Path, ...]:
    """Return output/<stem>[-<name>].gif and .mp4, or for a place output/<stem>[-<name>]-<place> in its best format.

    Of a transparent scene, which is to be `clear`, there is no .mp4.
    """
    stem = f"{scene_file.stem}-{name}" if several else scene_file.stem
    if place is not None:
        tail = "-%03d" if place.suffixes[0] == ".png" else ""
        return (Path("output") / f"{stem}-{place.name}{tail}{place.suffixes[0]}",)
    return tuple(Path("output") / f"{stem}{suffix}" for suffix in ((".gif",) if clear else (".gif", ".mp4")))
