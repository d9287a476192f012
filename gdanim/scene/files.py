"""Scene files: Python programs, run with the user's rights, whose module-level scenes are kept by name."""

from __future__ import annotations

import linecache
import runpy
import sys
from collections.abc import Mapping
from inspect import isfunction
from pathlib import Path
from typing import Any

from gdanim.errors import Place, SceneError, Terminated, nearest
from gdanim.scene.mistakes import explained
from gdanim.scene.scene import Scene

LARGEST = 10_000_000
"""Bytes of a scene file at most; it is a program that somebody has written."""


def load_scenes(path: str | Path) -> dict[str, Scene]:
    """Run a scene file, a Python program with the user's rights, and return its module-level scenes by name.

    Whatever is wrong with the file is a SceneError with the place.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise SceneError(f"{path} is not a regular file; a scene file is one.")
    if not path.is_file():
        siblings = [other.name for other in path.parent.glob("*.py")] if path.parent.is_dir() else []
        hint = nearest(path.name, siblings) if siblings else ""
        raise SceneError(f"There is no scene file {path}.{hint}")
    if path.stat().st_size > LARGEST:
        raise SceneError(f"{path} has {path.stat().st_size:,} bytes; a scene file has at most {LARGEST:,}.")
    linecache.checkcache(str(path))
    try:
        module = _run(path)
    except (KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:
        raise explained(error, str(path)) from error
    scenes = {name: value for name, value in module.items() if isinstance(value, Scene)}
    if not scenes:
        raise SceneError(f"{path} declares no scene; {_how_to_declare(module)}", Place(str(path), 1))
    return scenes


def _how_to_declare(module: Mapping[str, Any]) -> str:
    """Say what is to be done, where scenes are in a list or made by a function as where there are none."""
    for name, value in module.items():
        if isinstance(value, list | tuple) and any(isinstance(entry, Scene) for entry in value):
            return f"{name} holds some: give each a name of its own, as in scene = {name}[0]."
        if isfunction(value) and value.__module__ == module["__name__"] and "Scene" in value.__code__.co_names:
            return f"{name}() makes one: give it a name, as in scene = {name}()."
    return "assign a Scene(...) to a name in it."


def _run(path: Path) -> dict[str, Any]:
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(path.resolve().parent))
    try:
        return runpy.run_path(str(path))
    finally:
        sys.path.remove(str(path.resolve().parent))
        sys.dont_write_bytecode = writes
