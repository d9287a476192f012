"""HeatMap: what comes of every combination of two settings, as a map."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

import numpy as np

from gdanim.analysis import Survey
from gdanim.errors import SceneError, nearest
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.scales import check_limits

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

QUANTITIES = ("value", "steps", "outcome")


@dataclass(frozen=True)
class HeatMap:
    """A survey of two settings: the first one upward, the last one across, coloured by what came of each pair.

    `quantity` is the "value" reached (its height above the lowest minimum, in decades), the "steps" it took to
    converge, or the "outcome". A map fills in as the film's clock runs: where one of the settings is the number of
    steps, from left to right; otherwise every cell shows what is known of its run by now. `limits` (low, high) is the
    window of the heights or steps; where it starts at 0 or below, that of the values themselves. Runs of the film that
    lie on the map are marked.
    """

    survey: Survey
    quantity: str = "value"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 62

    def check(self, scene: Scene) -> None:
        """Refuse surveys that are no map of the scene's objective, and quantities that they do not have."""
        if not isinstance(self.survey, Survey):
            raise SceneError(
                f"HeatMap: survey is a {type(self.survey).__name__}; give survey(objective, Optimizer, ...)."
            )
        if not (isinstance(self.quantity, str) and self.quantity in QUANTITIES):
            hint = nearest(str(self.quantity), QUANTITIES)
            raise SceneError(f"HeatMap: there is no quantity {self.quantity!r}.{hint}")
        if self.survey.objective != scene.objective:
            raise SceneError("HeatMap: the survey is of another function; give it the scene's objective.")
        check_limits("HeatMap", self.limits)
        if self.limits is not None and self.quantity == "steps" and self.limits[0] < 1:
            raise SceneError(f"HeatMap: limits of steps start at {self.limits[0]}; they must start at 1 or more.")
        self._check_axes()

    def _check_axes(self) -> None:
        axes = self.survey.axes
        if len(axes) != 2:
            raise SceneError(f"HeatMap shows two settings; the survey goes through {', '.join(axes)}.")
        for name, values in axes.items():
            if values.ndim > 1 and values.shape[1] > 1:
                raise SceneError("HeatMap: starts of several variables are no axis; use Basins for them.")
            if len(values) < 2 or (np.diff(values, axis=0) <= 0).any():
                raise SceneError(f"HeatMap: {name} must be a list of at least 2 values that grow.")
        if "steps" in axes and self.quantity != "value":
            raise SceneError(f'HeatMap: where one axis is steps, quantity is "value", not "{self.quantity}".')

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw axes, title and key; return the mover of the cells and of the runs among them."""
        from gdanim.drawing.maps.quantities import quantity
        from gdanim.drawing.maps.survey_map import draw_map

        survey = self._shown
        marked = [(track, place) for track in show.tracks if (place := place_of(track, survey))]
        return draw_map(
            figure, box, show, survey, quantity(self.quantity, survey, self.limits, show), marked, self.title
        )

    def footnote(self, show: Show) -> str:
        """Say at which levels the lines stand."""
        from gdanim.drawing.maps.quantities import quantity, told

        levels = told(quantity(self.quantity, self._shown, self.limits, show).levels[::-1])
        return show.say("lines at {levels}", levels=show.say(", ").join(levels)) if levels else ""

    @property
    def _shown(self) -> Survey:
        """The survey, its numbers of steps from the start itself on where these are an axis."""
        return self.survey.history if "steps" in self.survey.axes else self.survey


def place_of(track: Track, survey: Survey) -> dict[str, float] | None:
    """Return where a run lies among a survey's settings, None where it is not one that the survey could have made."""
    rule, axes = track.optimizer, survey.axes
    if type(rule) is not type(survey.optimizer) or not is_dataclass(rule):
        return None
    settings = {item.name: getattr(rule, item.name) for item in fields(rule)}
    if any(value != getattr(survey.optimizer, name) for name, value in settings.items() if name not in axes):
        return None
    if "starts" not in axes and not np.array_equal(track.points[0], survey.starts[0]):
        return None
    settings |= {"starts": float(track.points[0, 0])}
    place = {name: settings[name] for name in axes if name != "steps"}
    for name, value in place.items():
        if not (isinstance(value, int | float) and axes[name].min() <= value <= axes[name].max()):
            return None
    return place
