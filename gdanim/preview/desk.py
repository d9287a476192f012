"""The scene file on the desk: as it was last understood, and what is wrong with it now."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from gdanim.errors import GdanimError, error_text
from gdanim.scene import Scene, load_scenes

DATA = ".csv"
"""The suffix of data that a scene file may read: when one beside it changes, it is loaded again."""


class Desk:
    """A scene file, its last good scenes by name, and the text of the mistake that is in it now, "" where none is.

    `number` counts the readings; a page that knows another one is out of date. `stamp` differs between readings whose
    scenes may be alike in all but the code that they import from beside the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scenes: dict[str, Scene] = {}
        self.source = ""
        self.error = ""
        self.number = 0
        self.stamp = ""
        self._beside: dict[str, Path] = {}

    def load(self) -> None:
        """Read the file again; where it is broken, keep the last good scenes beside the mistake."""
        for name in self._beside:  # Python keeps a module once it has read it
            sys.modules.pop(name, None)
        try:
            scenes = load_scenes(self.path)
            self.source = self.path.read_text("utf-8")
            self.scenes, self.error = scenes, ""
        except GdanimError as error:
            self.error = error_text(error)
        self.number += 1
        self._beside = dict(_modules_in(self.path.resolve().parent))
        self.stamp = str(self.number) if self._beside else ""

    def concerns(self, path: Path) -> bool:
        """Return whether a changed file is the scene file, or one beside it that it reads or may lack."""
        whole = self.path.resolve()
        if path.parent != whole.parent:
            return False
        imported = path in self._beside.values() or (path.suffix == ".py" and bool(self.error))
        return path.name == whole.name or path.suffix == DATA or imported


def _modules_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the modules that were imported from a folder, each with its file."""
    for name, module in list(sys.modules.items()):
        if (file := getattr(module, "__file__", None)) and Path(file).parent == folder:
            yield name, Path(file)
