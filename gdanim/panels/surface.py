"""Surface: a function of two variables as a lit relief, with the runs walking on it and never through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.errors import SceneError
from gdanim.geometry.relief import Camera, Relief, best_azimuth, height_range, line_step
from gdanim.panels.base import Show, Update
from gdanim.panels.cameras import Motion, check_camera
from gdanim.panels.contour import check_plane
from gdanim.wording.numbers import number, point_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.clock import Clock
    from gdanim.objective import Objective
    from gdanim.scene import Scene

Array = NDArray[np.float64]

GLANCES = 49
"""Views of a moving camera into which the model is fitted."""


@dataclass(frozen=True)
class Surface:
    """A smooth model without mesh lines: height lines, a floor with contour lines, and each run's shadow on it.

    Parts of a path that the surface hides are dotted, and the head there is hollow. `azimuth` and `elevation` say
    where the camera stands, in degrees; without an azimuth it stands where most of the runs is seen. There it stays,
    unless `camera` moves it: Orbit() once round, Sway() to and fro, Ease(azimuth=..., elevation=...) to another
    view. `view` is the window ((x low, x high), (y low, y high)), by default the objective's domain.
    """

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    azimuth: float | None = None
    elevation: float = 29.0
    camera: Motion | None = None
    weight: float = 62

    def check(self, scene: Scene) -> None:
        """Refuse functions not of two variables, windows upside down, views from below, and starts off the model."""
        check_plane("Surface", scene.objective, self.view)
        span = max(map(scene.steps_of, scene.runs)) if scene.clock == "step" else np.inf
        check_camera(self.camera, self.azimuth, self.elevation, span)
        low, high = self._window(scene.objective).T
        for run in scene.runs:
            if not np.isfinite(scene.objective.value(run.start)):
                raise SceneError(f"Surface: the function has no finite value at the start {point_text(run.start)}.")
            if (run.start < low).any() or (run.start > high).any():
                raise SceneError(
                    f"Surface: the start {point_text(run.start)} is outside the window from {point_text(low)} to "
                    f"{point_text(high)}; give a view=((x low, x high), (y low, y high)) that holds it, or use Contour."
                )

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do: the model is fitted into it."""
        return None

    def footnote(self, show: Show) -> str:
        """Say how far apart the height lines are."""
        step = line_step(*height_range(show.objective, self._window(show.objective)))
        return show.say("height lines every {step}", step=number(step))

    def turning(self, clock: Clock) -> float:
        """Return for how many seconds a film must move for the camera's sake, 0 if it stands still."""
        return self.camera.seconds(Camera(self.azimuth or 0.0, self.elevation), clock.share) if self.camera else 0.0

    def _window(self, objective: Objective) -> Array:
        return np.asarray(objective.domain if self.view is None else self.view, dtype=np.float64)

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the model, its floor and its marks; return the mover of the runs, and of the camera."""
        from gdanim.drawing.names import Ground
        from gdanim.drawing.surfaces.model import Model
        from gdanim.drawing.surfaces.paths import draw_relief_paths
        from gdanim.drawing.surfaces.scenery import PassingScenery, stand
        from gdanim.drawing.surfaces.views import Lookout, Passage, View

        window = self._window(show.objective)
        azimuth = self.azimuth
        if azimuth is None:
            azimuth = best_azimuth(show.objective, window, self.elevation, [track.points for track in show.tracks])
        start = Camera(azimuth, self.elevation)
        relief = Relief(show.objective, window, start)
        if self.camera is None:
            model = Model(relief, [start], box, show)
            view = View(model, start, fineness=2)
            return draw_relief_paths(figure, model, Lookout(lambda _: view), stand(figure, model, view))
        model = Model(relief, self._glances(start, show), box, show)
        lookout = Lookout(Passage(model, start, self.camera))
        scenery = PassingScenery(figure, model, lookout)
        figure.add_artist(scenery)
        return draw_relief_paths(figure, model, lookout, ground=Ground(lookout.turn, scenery.fixed))

    def _glances(self, start: Camera, show: Show) -> list[Camera]:
        """Return views spread over the film, into all of which the model is fitted."""
        assert self.camera
        positions = np.interp(np.linspace(0, 1, GLANCES), show.clock.shares, show.clock.positions)
        return [self.camera.at(start, position, show.clock.share) for position in positions]
