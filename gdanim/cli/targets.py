"""What FILE, FILE::NAME and DIR stand for on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gdanim.errors import SceneError, nearest

if TYPE_CHECKING:
    from gdanim.scene import Scene


def find_scenes(targets: tuple[str, ...]) -> Iterator[tuple[Path, str, Scene, bool]]:
    """Yield (file, name, scene, whether the file has several) for every FILE, FILE::NAME or directory."""
    from gdanim.scene import load_scenes

    for target in targets:
        text, _, wanted = target.partition("::")
        path = Path(text)
        files = sorted(path.glob("*.py")) if path.is_dir() else [path]
        if not files:
            raise SceneError(f"There is no scene file in {path}.")
        for file in files:
            scenes = load_scenes(file)
            if wanted and wanted not in scenes:
                raise SceneError(f"{file} has no scene {wanted}.{nearest(wanted, scenes)}")
            for name in [wanted] if wanted else scenes:
                yield file, name, scenes[name], len(scenes) > 1
