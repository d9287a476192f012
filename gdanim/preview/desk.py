"""The scene file on the desk: as it was last understood, and what is wrong with it now."""

from __future__ import annotations

import sys
from pathlib import Path

from gdanim.errors import GdanimError, error_text
from gdanim.scene import Scene, load_scenes

BESIDE = (".py", ".csv")
"""Suffixes of files beside a scene file that it may read: when one of them changes, it is loaded again."""


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

    def load(self) -> None:
        """Read the file again; where it is broken, keep the last good scenes beside the mistake."""
        for name in self._modules_beside():  # Python keeps a module once it has read it
            del sys.modules[name]
        try:
            scenes = load_scenes(self.path)
            self.source = self.path.read_text("utf-8")
            self.scenes, self.error = scenes, ""
        except GdanimError as error:
            self.error = error_text(error)
        self.number += 1
        self.stamp = str(self.number) if self._modules_beside() else ""

    def concerns(self, path: Path) -> bool:
        """Return whether a changed file is the scene file or one that it may read."""
        return path.suffix in BESIDE and path.parent == self.path.resolve().parent

    def _modules_beside(self) -> list[str]:
        """Return the names of the modules that were imported from the scene file's own folder."""
        folder = self.path.resolve().parent
        files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
        return [name for name, file in files.items() if file and Path(file).parent == folder]
