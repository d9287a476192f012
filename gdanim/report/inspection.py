"""What a finished film is, measured: how long it plays, where it fits, and whether it can be watched safely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdanim.embed import DESTINATIONS, misfits
from gdanim.embed.playback import PICTURES, images, plays
from gdanim.report.flashes import Flashing, flashing

PATIENCE = 5.0
"""Seconds after which what moves by itself must have a way to be stopped (WCAG 2, success criterion 2.2.2)."""


@dataclass(frozen=True)
class Inspection:
    """A film's number of images, seconds, plays (0 for ever), bytes, how it flashes, and its faults by place."""

    path: Path
    images: int
    seconds: float
    loop: int
    bytes: int
    flashing: Flashing
    misfits: Mapping[str, list[str]]

    @property
    def endless(self) -> str:
        """Say what to do about a picture that moves for long and cannot be stopped, "" for others."""
        if self.path.suffix.lower() not in PICTURES or self.loop or self.seconds <= PATIENCE:
            return ""
        return endless(self.seconds)

    def facts(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "timing": {"images": self.images, "seconds": round(self.seconds, 3), "loop": self.loop},
            "bytes": self.bytes,
            "flashing": {"changes": self.flashing.changes, "is_safe": self.flashing.is_safe},
            "endless": self.endless,
            "places": {
                name: {"fits": not faults, "faults": faults, "evidence": DESTINATIONS[name].evidence}
                for name, faults in self.misfits.items()
            },
        }

    def lines(self) -> Iterator[str]:
        """Tell it, a line each."""
        often = {0: "for ever", 1: "once"}.get(self.loop, f"{self.loop} times")
        yield f"{self.images} images, {self.seconds:.2f} s, plays {often}, {self.bytes / 1000:,.0f} kB"
        yield self.flashing.sentence
        if self.endless:
            yield f"note: {self.endless}"
        yield from self._places()

    def _places(self) -> Iterator[str]:
        fits = [name for name, faults in self.misfits.items() if not faults]
        told = [name for name in fits if DESTINATIONS[name].evidence == "told"]
        sure = [name for name in fits if name not in told]
        yield f"fits {', '.join(sure) or 'no place whose limits are documented'}"
        if told:
            yield f"fits, by what is commonly stated, {', '.join(told)}"
        suffix = self.path.suffix.lower()
        elsewhere = [name for name in self.misfits if suffix not in DESTINATIONS[name].suffixes]
        for name, faults in self.misfits.items():
            if faults and name not in elsewhere:
                stated = " (commonly stated)" if DESTINATIONS[name].evidence == "told" else ""
                yield f"does not fit {name}: {'; '.join(faults)}{stated}"
        if elsewhere:
            wanted = (f"{name} {' '.join(DESTINATIONS[name].suffixes)}" for name in elsewhere)
            yield f"other formats: {', '.join(wanted)}"


def endless(seconds: float) -> str:
    """Say what to do about a picture that moves for so many seconds, over and over."""
    return (
        f"as a picture it moves for {seconds:.0f} s, over and over, and its reader cannot stop it; "
        "show an MP4 with controls or film.html instead, or let it play once (--loop 1)."
    )


def examine(film: str | Path, about: Mapping[str, Any]) -> Inspection | None:
    """Return what playing a film shows; None for a file that does not move."""
    path, loop = Path(film), int(about.get("loop", 0))
    if not plays(path):
        return None
    durations: list[float] = []

    def timed() -> Iterator[Any]:
        for pixels, seconds in images(path):
            durations.append(seconds)
            yield pixels, seconds

    flashed, weight = flashing(timed(), loops=loop != 1), path.stat().st_size
    width, height = about["size"]
    faults = {
        name: list(misfits(place, path, (width, height), len(durations), weight))
        for name, place in DESTINATIONS.items()
    }
    return Inspection(path, len(durations), sum(durations), loop, weight, flashed, faults)
