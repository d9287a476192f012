"""What the page asks of a scene, and the answers as JSON has them."""

from __future__ import annotations

import json
from typing import Any

from gdanim.descent import descend
from gdanim.errors import SceneError, nearest
from gdanim.preview.desk import Desk
from gdanim.preview.film import Films, live_path
from gdanim.preview.program import program
from gdanim.preview.variation import Variation
from gdanim.scene import Scene


class Answers:
    """Answers from the file on the desk; every question names a scene and what is changed in it, as a Variation."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.films = desk, Films()

    def film(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the facts of the film that is asked for, ready to be drawn."""
        variation = Variation.read(asked)
        wish = f"{self.desk.number} {json.dumps(asked, sort_keys=True)}"
        name, film = self.films.of(variation.apply(self._scene(variation)), self.desk.stamp, wish)
        return {"film": name, **film.facts()}

    def paths(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the descents of some of the runs, by their indices in `only`."""
        only = asked.pop("only", [])
        variation = Variation.read(asked)
        scene = variation.apply(self._scene(variation))
        return [
            live_path(
                descend(
                    scene.objective, run.optimizer, run.start, steps=scene.steps_of(run), batches=run.batches,
                    stop=scene.stop,
                )
            )
            for run in (scene.runs[k] for k in only)
        ]  # fmt: skip

    def program(self, asked: dict[str, Any]) -> str:
        """Return the source of the scene as it now is on the page."""
        variation = Variation.read(asked)
        return program(self.desk.source, self._scene(variation), variation)

    def _scene(self, variation: Variation) -> Scene:
        """Return the scene of the file that is varied."""
        scenes = self.desk.scenes
        if variation.scene not in scenes:
            raise SceneError(f"{self.desk.path} has no scene {variation.scene}.{nearest(variation.scene, scenes)}")
        return scenes[variation.scene]
