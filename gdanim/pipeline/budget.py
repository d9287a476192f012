"""The best film under a weight: what is given up, in this order, is colours, then drawings, then size.

    full ──too heavy──> fewer colours ──> fewer drawings, down to an eighth ──> a smaller canvas

Every attempt is a whole film, encoded and checked; the last one that fits takes the target's place.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gdanim.encode import CODECS, FULL, Film, Thrift, check_target, publish
from gdanim.errors import SceneError
from gdanim.pipeline.flow import Economy, render
from gdanim.scene import Scene

ENOUGH = 0.8
"""Share of the weight from which a film uses what it may."""

TRIES = 5
"""Films made at most in search of the right number of drawings, and of the right size."""

THRIFTIER = (Thrift(colours=128, coarser=4), Thrift(colours=64, coarser=8))

FEWEST_DRAWINGS = 0.125
"""Share of the drawings that is kept at least."""

SMALLER = (0.5, 0.6, 0.7, 0.8)
"""Scales of the smallest canvas: the first on which the words have room."""


@dataclass(frozen=True)
class Attempt:
    """A film and what it gave up."""

    film: Film
    economy: Economy

    def told(self) -> str:
        """Say what was given up, "" where that is nothing."""
        economy, parts = self.economy, []
        if economy.thrift.colours < FULL.colours:
            is_video = self.film.path.suffix.lower() in CODECS
            parts.append(
                f"some sharpness (crf {economy.thrift.coarser} higher)"
                if is_video
                else f"all but {economy.thrift.colours} colours"
            )
        if economy.drawings < 1:
            parts.append(f"{1 - economy.drawings:.0%} of the drawings")
        if economy.scale < 1:
            parts.append("a canvas larger than {}x{}".format(*self.film.size))
        return ", ".join(parts)


def render_within(scene: Scene, path: str | Path, most: int, **options: Any) -> Attempt:
    """Render the best film of at most `most` bytes, and say what it gave up.

    `options` are those of `render`. Raises SceneError where even the smallest film is heavier.
    """
    target = Path(path)
    check_target(target)
    numbers = count()
    with TemporaryDirectory() as folder:

        def attempt(economy: Economy) -> Attempt:
            [film] = render(scene, Path(folder) / f"{next(numbers)}{target.suffix}", economy=economy, **options)
            return Attempt(film, economy)

        best = _search(attempt, most)
        if best is None:
            raise SceneError(f"{target}: even the smallest film weighs more than {most:,} bytes.")
        publish(best.film.path, target)
    return replace(best, film=replace(best.film, path=target))


def _search(attempt: Callable[[Economy], Attempt], most: int) -> Attempt | None:
    """Return the first attempt that fits, in the order of sacrifices."""
    tried = attempt(Economy())
    for thrift in THRIFTIER:
        if tried.film.bytes <= most:
            return tried
        tried = attempt(replace(tried.economy, thrift=thrift))
    if tried.film.bytes <= most:
        return tried
    fewest = attempt(replace(tried.economy, drawings=FEWEST_DRAWINGS))
    if fewest.film.bytes <= most:
        return _between(attempt, fewest, tried, most, "drawings")
    least = _smallest(attempt, fewest.economy)
    return _between(attempt, least, fewest, most, "scale") if least and least.film.bytes <= most else None


def _smallest(attempt: Callable[[Economy], Attempt], economy: Economy) -> Attempt | None:
    """Return the film on the smallest canvas that its words have room on."""
    for scale in SMALLER:
        with suppress(SceneError):
            return attempt(replace(economy, scale=scale))
    return None


def _between(attempt: Callable[[Economy], Attempt], light: Attempt, heavy: Attempt, most: int, name: str) -> Attempt:
    """Return the heaviest film found that fits, between one that does and one that does not (regula falsi)."""
    for _ in range(TRIES):
        if light.film.bytes >= ENOUGH * most:
            break
        low, high = getattr(light.economy, name), getattr(heavy.economy, name)
        share = (0.93 * most - light.film.bytes) / (heavy.film.bytes - light.film.bytes)
        value = low + min(max(share, 0.1), 0.9) * (high - low)
        tried = attempt(replace(light.economy, **{name: value}))
        light, heavy = (tried, heavy) if tried.film.bytes <= most else (light, tried)
    return light
