"""A film as the page looks at it: each drawing is made when it is asked for, and kept for a while."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gdanim.adapters import Recorded
from gdanim.descent import Trajectory
from gdanim.panels.base import steps_at
from gdanim.panels.contour import Contour
from gdanim.preview.variation import length_name, settings_of
from gdanim.provenance import describe
from gdanim.scene import Scene
from gdanim.stage import Stage
from gdanim.theme import SERIES, THEMES
from gdanim.wording.alt_text import alt_text
from gdanim.wording.numbers import rounded

MOST_BYTES = 96_000_000
"""Encoded drawings kept in memory, of all films together: some six hundred of an article's canvas."""

MOST_FILMS = 4
"""Films kept ready to draw: the one that is looked at, and those it was a moment ago."""

MOST_VERTICES = 2_000
"""Points of a live path that are sent; of a longer one every n-th."""

DRAWING = threading.RLock()
"""Held while anything is drawn: matplotlib keeps fonts and settings for the whole process."""


class Film:
    """A scene, its runs, and its drawings as PNG."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.trajectories = scene.descend()
        with DRAWING:
            self._stage = Stage(scene, self.trajectories)

    def __len__(self) -> int:
        """Return the number of drawings."""
        return len(self._stage)

    def drawing(self, index: int) -> bytes:
        """Return drawing `index` as PNG."""
        with DRAWING:
            frame = self._stage.frame(index)
        return _png(frame)

    def ground(self) -> bytes:
        """Return what stands still under the runs as PNG."""
        with DRAWING:
            frame = self._stage.ground()
        return _png(frame)

    def facts(self) -> dict[str, Any]:
        """Return what the page says of the film and needs to play it."""
        scene, clock = self.scene, self._stage.clock
        about = json.loads(describe(scene, self.trajectories, clock, None))
        return {
            "title": scene.title,
            "alt": alt_text(about),
            "size": scene.size,
            "theme": scene.theme,
            "background": THEMES[scene.theme].background,
            "colours": THEMES[scene.theme].lines,
            "scale": self._stage.layout.scale,
            "dashes": [series.dash for series in SERIES],
            "fps": scene.fps,
            "loop": scene.loop == 0,
            "unit": scene.clock,
            "positions": clock.positions.tolist(),
            "durations": clock.durations.tolist(),
            "variables": list(scene.objective.names),
            "length": {"name": length_name(scene), "value": getattr(scene, length_name(scene))},
            "runs": [self._run(k, told) for k, told in enumerate(about["runs"])],
            "planes": list(planes(self._stage)),
        }

    def _run(self, k: int, told: dict[str, Any]) -> dict[str, Any]:
        run, trajectory = self.scene.runs[k], self.trajectories[k]
        readings = trajectory.spent(self.scene.clock)[: trajectory.end + 1]
        steps = [steps_at(readings, position, self.scene.clock) for position in self._stage.clock.positions]
        return {
            "label": told["label"],
            "colour": THEMES[self.scene.theme].lines[k],
            "method": told["method"],
            "rule": type(run.optimizer).__name__,
            "is_recorded": isinstance(run.optimizer, Recorded),
            "settings": settings_of(run.optimizer),
            "start": np.asarray(run.start).tolist(),
            "outcome": trajectory.sentence,
            "losses": _numbers(trajectory.values[np.asarray(steps, dtype=np.int64)]),
        }


def planes(stage: Stage) -> Iterator[dict[str, Any]]:
    """Yield, for every contour of a function of two variables, its plot in pixels from the top left, and its window."""
    for panel, axes in stage.plots:
        if isinstance(panel, Contour) and stage.scene.objective.dimension == 2 and panel.plane is None:
            plot = axes[0].bbox
            yield {
                "left": plot.x0,
                "top": stage.size[1] - plot.y1,
                "width": plot.width,
                "height": plot.height,
                "x": axes[0].get_xlim(),
                "y": axes[0].get_ylim(),
            }


def live_path(trajectory: Trajectory) -> dict[str, Any]:
    """Return a run's points, its last value and how it ended, as the page draws it while something is dragged."""
    points = trajectory.points[: trajectory.end + 1]
    stride = -(-len(points) // MOST_VERTICES)
    kept = np.append(points[:-1:stride], points[-1:], axis=0)
    return {
        "points": [_numbers(point) for point in kept],
        "value": _numbers(trajectory.values[trajectory.end : trajectory.end + 1])[0],
        "outcome": trajectory.sentence,
    }


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    """Return numbers as JSON has them: six digits, and nothing for what is not finite."""
    return [rounded(value) if np.isfinite(value) else None for value in values.tolist()]


def _png(frame: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "PNG", compress_level=1)
    return file.getvalue()


class Films:
    """The films last looked at, by what they show, and their drawings, oldest forgotten first."""

    def __init__(self) -> None:
        self._films: OrderedDict[str, Film] = OrderedDict()
        self._drawings: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._salt = secrets.token_hex(8)  # a browser may still have drawings that another version made

    def of(self, scene: Scene, stamp: str, wish: str) -> tuple[str, Film]:
        """Return a scene's film and the name under which its drawings are asked for.

        `stamp` tells apart readings of the file that may look alike, and `wish` what is asked for of one.
        """
        name = _name(scene, self._salt + stamp, wish)
        with DRAWING:
            film = self._films.pop(name, None) or Film(scene)
            self._films[name] = film
            while len(self._films) > MOST_FILMS:
                self._films.popitem(last=False)
        return name, film

    def drawing(self, name: str, which: str) -> bytes | None:
        """Return a drawing, or the ground, of a film as PNG; None where film or drawing is not there."""
        film, key = self._films.get(name), (name, which)
        with self._lock:
            if key in self._drawings:
                self._drawings.move_to_end(key)
                return self._drawings[key]
        if film is None:
            return None
        draw = _drawer(film, which)
        if draw is None:
            return None
        made = draw()
        with self._lock:
            self._drawings[key] = made
            while sum(map(len, self._drawings.values())) > MOST_BYTES:
                self._drawings.popitem(last=False)
        return made


def _drawer(film: Film, which: str) -> Callable[[], bytes] | None:
    if which == "ground":
        return film.ground
    if which.isdecimal() and int(which) < len(film):
        return lambda: film.drawing(int(which))
    return None


def _name(scene: Scene, stamp: str, wish: str) -> str:
    """Return a name for what a scene shows: that of its content, or of what was asked for where it has none.

    Classes that a scene file declares are Python's to run, and cannot be compared.
    """
    try:
        content = pickle.dumps(scene)
    except (pickle.PicklingError, AttributeError, TypeError):
        content = wish.encode()
    return hashlib.sha256(stamp.encode() + content).hexdigest()[:16]
