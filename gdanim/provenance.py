"""What a film carries about itself: the scene's source, its runs and how they ended, and the versions that made it.

It is one JSON object with sorted keys and holds no time and no path, so that the same scene gives the same bytes.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gdanim.clock import Clock
from gdanim.descent import Trajectory
from gdanim.encode import carried
from gdanim.errors import SceneError
from gdanim.scene import Scene
from gdanim.scene.naming import method_name, settings_of
from gdanim.wording.numbers import point_text, rounded

MAKERS = ("numpy", "matplotlib", "sympy", "av", "imageio", "pillow")
"""Packages on whose versions the bytes of a film depend."""

RUN = {
    "label": str, "method": str, "settings": dict, "start": str, "outcome": str, "steps": int, "end": str,
    "value": (int, float),
}  # fmt: skip
ABOUT = {
    "title": str, "caption": str, "formula": str, "clock": str, "fps": int, "loop": int, "drawings": int,
    "seconds": (int, float), "size": [int], "theme": str, "runs": [RUN], "versions": dict,
    "name": str, "source": str, "needs": [str], "sha256": str,
}  # fmt: skip
"""What a film carries, and of which kind it is: a list is of any number of such values."""

OPTIONAL = {"name", "source", "needs", "sha256"}
"""What is missing in films without their source."""


@dataclass(frozen=True)
class Origin:
    """The scene file that a film is made from: its source, the scene's name in it, and other files that it needs.

    `changes` are fields that were set from outside, such as the theme; the source that a film carries sets them itself.
    """

    source: str
    name: str
    needs: tuple[str, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def program(self) -> str:
        """The source of a scene file that makes the same film."""
        if not self.changes:
            return self.source
        settings = ", ".join(f"{key}={value!r}" for key, value in sorted(self.changes.items()))
        return f"{self.source.rstrip()}\n\n{self.name} = {self.name}.with_({settings})\n"


def origin_of(path: Path, name: str, changes: Mapping[str, Any]) -> Origin:
    """Return where the scene `name` of a scene file comes from."""
    source = path.read_text("utf-8")
    return Origin(source, name, tuple(sorted(set(_needs(source, path.parent)))), dict(changes))


def _needs(source: str, folder: Path) -> Iterator[str]:
    """Yield the files beside a scene file that it imports or names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 200:
            yield from [node.value] if "\n" not in node.value and (folder / node.value).is_file() else []
            continue
        else:
            continue
        yield from (file for name in names if (folder / (file := f"{name.partition('.')[0]}.py")).is_file())


def describe(scene: Scene, trajectories: Sequence[Trajectory], clock: Clock, origin: Origin | None) -> str:
    """Return what a film of a scene carries, as JSON; without an origin it has no source."""
    from importlib.metadata import version

    about: dict[str, Any] = {
        "title": scene.title,
        "caption": scene.caption,
        "formula": scene.objective.latex,
        "clock": scene.clock,
        "fps": scene.fps,
        "loop": scene.loop,
        "drawings": len(clock),
        "seconds": clock.seconds,
        "size": list(scene.size),
        "theme": scene.theme,
        "runs": [run_facts(scene, k, trajectory) for k, trajectory in enumerate(trajectories)],
        "versions": {name: version(name) for name in ("gdanim", *MAKERS)} | {"python": platform.python_version()},
    }
    if origin is not None:
        program = origin.program
        about |= {"name": origin.name, "source": program, "needs": list(origin.needs)}
        about["sha256"] = hashlib.sha256(program.encode()).hexdigest()
    return json.dumps(about, ensure_ascii=False, sort_keys=True)


def run_facts(scene: Scene, k: int, trajectory: Trajectory) -> dict[str, Any]:
    """Return a run's name, method, settings and start, and how and where it ended, as JSON can hold them."""
    run = scene.runs[k]
    return {
        "label": scene.labels[k],
        "method": method_name(run.optimizer),
        "settings": settings_of(run),
        "start": point_text(run.start),
        "outcome": trajectory.sentence,
        "steps": int(trajectory.end),
        "end": point_text([rounded(coordinate) for coordinate in trajectory.points[-1]]),
        "value": rounded(trajectory.values[-1]),
    }


def inspect(film: str | Path) -> dict[str, Any]:
    """Return what a film carries about itself; SceneError where it is no film of ours."""
    path = Path(film)
    if not path.is_file():
        raise SceneError(f"There is no film {path}.")
    try:
        about = json.loads(carried(path))
    except ValueError:
        raise SceneError(
            f"{path} carries nothing about itself: gdanim did not make it, or another program has changed it."
        ) from None
    if not _is_like(about, ABOUT) or len(about["size"]) != 2 or about["seconds"] <= 0:
        raise SceneError(f"{path} carries a comment that is not gdanim's.")
    return about


def _is_like(value: Any, kind: Any) -> bool:
    """Return whether what a film carries, which may come from anybody, is of a kind."""
    if isinstance(kind, dict):
        return isinstance(value, dict) and all(
            _is_like(value[name], part) if name in value else name in OPTIONAL for name, part in kind.items()
        )
    if isinstance(kind, list):
        return isinstance(value, list) and all(_is_like(entry, kind[0]) for entry in value)
    return isinstance(value, kind)


def extract(film: str | Path) -> str:
    """Return the source of the scene file that a film was made from; SceneError where the film does not carry it."""
    about = inspect(film)
    if "source" not in about:
        raise SceneError(f"{film} was rendered without its source; what it says of its runs is all that it carries.")
    return str(about["source"])
