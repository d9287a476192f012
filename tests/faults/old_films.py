"""A small scene, old films that a render of it is to replace, and what else lies about afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SCENE = """
from gdanim import Contour, GradientDescent, Objective, Run, Scene

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
scene = Scene(
    "A saddle", saddle, [Run(GradientDescent(0.1), (1, 0))], [Contour()], steps=4, size=(320, 180), hold=0.2, fps=5
)
"""
FORMATS = ("gif", "mp4", "webm", "webp")
ALL_FORMATS = (*FORMATS, "apng", "avif", "png", "html", "svg", "pdf", "csv", "json")

Bytes = dict[str, bytes]


def outputs(names: Iterable[str], folder: str = ".") -> list[str]:
    """Return the options that name a film in each of these formats."""
    return [word for name in names for word in ("-o", f"{folder}/film.{name}")]


def words(names: Iterable[str], *more: str) -> list[str]:
    """Return the command that renders a film in each of these formats."""
    return ["render", "scene.py", "--quiet", *more, *outputs(names)]


def films(folder: Path) -> Bytes:
    return {path.name: path.read_bytes() for path in folder.glob("film.*")}


def restore(folder: Path, old: Bytes) -> None:
    for name, content in old.items():
        (folder / name).write_bytes(content)


def leftovers(folder: Path) -> list[str]:
    known = {"scene.py", "log.txt", *(f"film.{name}" for name in ALL_FORMATS)}
    return sorted(path.name for path in folder.iterdir() if path.name not in known)
