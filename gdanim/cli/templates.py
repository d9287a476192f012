"""The scene files that `gdanim new` writes: five to start from, and the examples that gdanim ships."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from gdanim.errors import SceneError, nearest

FIRST = ("race", "1-D", "saddle", "sweep", "training")
"""The templates, in the order in which they are listed; the first is written where none is asked for."""


def shipped_scenes() -> Path:
    """Return the folder of the example scenes: in the package where it is installed, beside it in a clone."""
    package = Path(__file__).parents[1]
    return next(folder for folder in (package / "scenes", package.parent / "scenes") if folder.is_dir())


def templates() -> dict[str, Path]:
    """Return the templates by name, then the example scenes; one that shares a template's name is `scenes/name`."""
    folder = shipped_scenes()
    first = {name: folder / "templates" / f"{name}.py" for name in FIRST}
    examples = sorted(folder.glob("*.py"))
    return first | {f"scenes/{path.stem}" if path.stem in first else path.stem: path for path in examples}


def summary(path: Path) -> str:
    """Return the first line of a scene file's docstring, its lesson in a few words."""
    lesson = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return lesson.partition("\n")[0]


def scene_source(template: str, title: str) -> str:
    """Return the text of a new scene file; a template's scene gets the title, an example keeps its own.

    Raises SceneError where there is no such template.
    """
    known = templates()
    if template not in known:
        hint = nearest(template, known)
        told = hint if "Did you mean" in hint else f" Choose from {', '.join(FIRST)}, or an example's name."
        raise SceneError(f"There is no template {template}.{told} `gdanim new --list` names them all.")
    return known[template].read_text("utf-8").replace('"TITLE"', json.dumps(title, ensure_ascii=False))
