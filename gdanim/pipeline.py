"""From a scene to films: the whole flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gdanim.clock import Clock, clock_for, thinned
from gdanim.destinations import Destination
from gdanim.encode import FULL, Encoder, Film, Thrift, Timing, check_target, encoder_for, needs_even_size, refuse
from gdanim.errors import SceneError
from gdanim.provenance import Origin, describe
from gdanim.scene import Scene

if TYPE_CHECKING:
    from gdanim.stage import Stage

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
) -> list[Film]:
    """Draw a scene once and write every path, each in the format its suffix names.

    A film is complete, decoded and checked before it takes the place of an older one; on any failure the old one
    stays. `frame` is the drawing that a .png shows, the last one by default. Every film carries what it shows and how
    its runs ended, and with an `origin` the source it is made from. An `economy` makes it lighter. Raises SceneError
    before anything is drawn where a path or a format cannot take the scene, and RenderError where a film could not be
    made.
    """
    economy = economy or Economy()
    targets = [Path(path) for path in paths]
    for target in targets:
        check_target(target)
    scene = _fitted(_scaled(scene, economy.scale), targets)
    for target in targets:
        refuse(target, *scene.size, scene.fps)
    stage = _set_stage(scene, economy.drawings)
    timing = timing_of(scene, stage.clock)
    about = describe(scene, stage.trajectories, origin)
    encoders = [encoder_for(target, quality=quality, about=about, thrift=economy.thrift) for target in targets]
    stills = [_is_poster(target) for target in targets]
    return _film(stage, timing, encoders, stills, frame, progress)


def _scaled(scene: Scene, scale: float) -> Scene:
    return scene if scale == 1 else scene.with_(size=tuple(round(side * scale) for side in scene.size))


def _fitted(scene: Scene, targets: Sequence[Path]) -> Scene:
    """Make the canvas even where a format wants it: one drawing pass feeds all."""
    if not any(needs_even_size(target) for target in targets):
        return scene
    even = tuple(side + side % 2 for side in scene.size)
    return scene if even == scene.size else scene.with_(size=even)


def _set_stage(scene: Scene, share: float) -> Stage:
    from gdanim.stage import Stage

    trajectories = scene.descend()
    return Stage(scene, trajectories, thinned(clock_for(scene, trajectories), share))


def timing_of(scene: Scene, clock: Clock) -> Timing:
    """Return how long each drawing stays, and what the clock reads on it."""
    readings = tuple(int(position) for position in clock.positions)
    return Timing(scene.fps, tuple(clock.durations.tolist()), scene.loop, readings)


def _is_poster(target: Path) -> bool:
    return target.suffix.lower() == ".png" and "%" not in target.name


def _film(
    stage: Stage,
    timing: Timing,
    encoders: Sequence[Encoder],
    posters: Sequence[bool],
    frame: int | None,
    progress: Progress | None,
) -> list[Film]:
    count = len(stage)
    shown = count - 1 if frame is None else frame
    if not 0 <= shown < count:
        raise SceneError(f"frame is {frame}; the film has {count} drawings, from 0 to {count - 1}.")
    samples = [stage.draw(index).copy() for index in _spread(count)]
    started: list[Encoder] = []
    try:
        for encoder in encoders:
            encoder.start(*stage.size, timing, samples)
            started.append(encoder)
        for index in range(count) if not all(posters) else [shown]:
            pixels = stage.draw(index)
            for encoder, poster in zip(encoders, posters, strict=True):
                if not poster or index == shown:
                    encoder.frame(pixels)
            if progress:
                progress(index + 1, count)
        films = []
        while started:
            films.append(started.pop(0).finish())
        return films
    except BaseException:
        for encoder in started:
            encoder.abort()
        raise


def _spread(count: int) -> list[int]:
    """Return the drawings sampled across a film, first and last included."""
    return sorted({round(k * (count - 1) / (SAMPLES - 1)) for k in range(SAMPLES)})


def default_paths(scene_file: Path, name: str, *, several: bool, place: Destination | None = None) -> tuple[Path, ...]:
    """Return output/<stem>[-<name>].gif and .mp4, or for a place output/<stem>[-<name>]-<place> in its best format."""
    stem = f"{scene_file.stem}-{name}" if several else scene_file.stem
    if place is not None:
        tail = "-%03d" if place.suffixes[0] == ".png" else ""
        return (Path("output") / f"{stem}-{place.name}{tail}{place.suffixes[0]}",)
    return tuple(Path("output") / f"{stem}{suffix}" for suffix in (".gif", ".mp4"))
