"""Whether films can be made here: a real one in every format, the faces, the versions, the places written to."""

from __future__ import annotations

import os
import platform
import re
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdanim.scene import Scene

KEPT_FOR_DEVELOPMENT = frozenset({"docs", "test", "dev"})
"""Extras that an author has no need of."""

TRIED = "Gradient descent, η → 0: 梯度下降"
"""Words that every shipped face is needed for."""


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at: `level` is "ok", "note" or "error", `mend` what helps where it is not well."""

    subject: str
    level: str
    sentence: str
    mend: str = ""


def examine() -> Iterator[Examined]:
    """Look at everything that making a film needs, the formats last, and yield what was found as it is found.

    Where a package is missing nothing further can be tried.
    """
    yield Examined("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    packages = [_package(name) for name in _requirements("")]
    yield from packages
    yield from map(_extra, sorted(_extras()))
    if any(package.level == "error" for package in packages):
        return
    from gdanim.encode.formats import LIMITS

    yield _faces()
    yield from _places()
    yield from map(_format, LIMITS)


def _requirements(extra: str) -> list[str]:
    """Return the names of the packages that gdanim needs, or that an extra of it adds."""
    listed = [line.partition(";") for line in requires("gdanim") or ()]
    wanted = [name for name, _, marker in listed if _extra_of(marker) == extra]
    return [found[0] for name in wanted if (found := re.match(r"[\w.-]+", name))]


def _extras() -> set[str]:
    return {_extra_of(line.partition(";")[2]) for line in requires("gdanim") or ()} - KEPT_FOR_DEVELOPMENT - {""}


def _extra_of(marker: str) -> str:
    found = re.search(r"extra == ['\"](\w+)['\"]", marker)
    return found[1] if found else ""


def _package(name: str) -> Examined:
    try:
        return Examined(name, "ok", version(name))
    except PackageNotFoundError:
        return Examined(name, "error", "is not installed", f"pip install {name}")


def _extra(extra: str) -> Examined:
    found = [_package(name) for name in _requirements(extra)]
    missing = [package.subject for package in found if package.level == "error"]
    if missing:
        return Examined(
            extra, "note", f"an extra that is not installed: {', '.join(missing)}", f"pip install 'gdanim[{extra}]'"
        )
    return Examined(extra, "ok", f"an extra: {', '.join(f'{package.subject} {package.sentence}' for package in found)}")


def _faces() -> Examined:
    from gdanim.drawing.lettering import legible, register_faces

    reinstall = "pip install --force-reinstall gdanim"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            register_faces()
            legible(TRIED)
    except Exception as error:
        return Examined("faces", "error", f"cannot draw all letters: {error}", reinstall)
    return Examined("faces", "ok", "those that gdanim ships, Latin, Greek and Chinese")


def _places() -> Iterable[Examined]:
    import matplotlib

    from gdanim.store import Store

    places = {
        "current folder": (Path.cwd(), "Go to a folder of your own, or name films with -o."),
        "temporary files": (Path(tempfile.gettempdir()), "Point TMPDIR to a folder that can be written to."),
        "kept segments": (Store().folder, "Point XDG_CACHE_HOME to a folder that can be written to."),
        "font cache": (Path(matplotlib.get_cachedir()), "Point MPLCONFIGDIR to a folder that can be written to."),
    }
    for subject, (folder, mend) in places.items():
        there = next(place for place in (folder, *folder.parents) if place.exists())  # what is missing will be made
        if os.access(there, os.W_OK | os.X_OK):
            yield Examined(subject, "ok", str(folder))
        else:
            yield Examined(subject, "error", f"{folder} cannot be written to", mend)


def _format(suffix: str) -> Examined:
    """Make a film of two drawings, and have it decoded and checked as every film is."""
    from gdanim.pipeline import render

    try:
        with tempfile.TemporaryDirectory() as folder:
            [film] = render(_two_drawings(), Path(folder) / f"film{suffix}")
        told = f"{film.frames} frame{'s' * (film.frames != 1)}, " if film.frames else ""
        return Examined(suffix, "ok", f"made and read back: {told}{film.bytes:,} bytes")
    except Exception as error:
        mend = "pip install --upgrade --force-reinstall av imageio pillow"
        return Examined(suffix, "error", f"{type(error).__name__}: {error}", mend)


def _two_drawings() -> Scene:
    from gdanim.objective import Objective
    from gdanim.optimizers.classical import GradientDescent
    from gdanim.panels.curve import Curve
    from gdanim.scene import Run, Scene

    parabola, run = Objective("x**2", domain=(-2, 2)), Run(GradientDescent(0.1), 1)
    return Scene("Two drawings", parabola, [run], [Curve()], steps=1, glide=False, hold=0, size=(320, 180))
