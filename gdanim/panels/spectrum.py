"""Spectrum: the curvatures where each run stands, against the clock, and the curvature that its rate bears."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdanim.analysis import stability
from gdanim.batches import feeds_parts
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.scales import check_scale, window, worth_showing
from gdanim.panels.series import THIN, Line, Reference, at_steps, level, run_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

Array = NDArray[np.float64]

REACH = 2.0
"""Share of the largest curvature up to which a limit widens a window; one farther off is named at its edge."""

HEADROOM = 0.12
"""Share of a window that is left free at its top for the names of limits farther off."""

DASH = (4.0, 3.0)


@dataclass(frozen=True)
class Spectrum:
    """The eigenvalues of the Hessian along each run, of several runs the largest alone; `scale` and so on as in Loss.

    A dashed line is the largest curvature with which the rule is stable at the rate it used: 2/η for gradient descent,
    others as `gdanim.analysis.stability` derives them. Rules for which it is not known, and runs fed by a part of the
    data at a time, whose noise has limits of its own, have none.
    """

    scale: str = "auto"
    limits: tuple[float, float] | None = None
    title: str | None = None
    weight: float = 38

    def check(self, scene: Scene) -> None:
        """Refuse an unknown scale and limits that are no window."""
        check_scale("Spectrum", self.scale, self.limits)

    def aspect(self, objective: Objective) -> float | None:
        """Any shape will do."""
        return None

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the axes with the limits and return the mover of the curvatures."""
        from gdanim.drawing.graph import draw_series

        alone = len(show.tracks) == 1

        def seen(points: Array) -> Array:
            return curvatures(show, points)[..., 0 if alone else -1 :]

        lines = _all_curvatures(show, show.tracks[0]) if alone else [_sharpness(show, track) for track in show.tracks]
        bounds = _limits(show)
        shown = worth_showing(show, seen, np.concatenate([line.values for line in lines]))
        levels = np.concatenate([np.empty(0), *(bound.corners[:, 1] for bound in bounds)])
        is_near = levels <= REACH * shown.max(initial=0.0)
        limits, log = window("Spectrum", np.concatenate([shown, levels[is_near]]), self.scale, self.limits)
        if self.limits is None and not log and not is_near.all():
            limits = limits[0], limits[1] + HEADROOM * (limits[1] - limits[0])
        flat = [level(show, 0.0)] if not log and limits[0] < 0 < limits[1] else []
        title, tex = _heading(show)
        return draw_series(
            figure, box, show, title=title if self.title is None else self.title, tex=tex, lines=lines, limits=limits,
            log=log, references=[*flat, *bounds],
        )  # fmt: skip


def curvatures(show: Show, points: Array) -> Array:
    """Return the Hessian's eigenvalues (m, n) at points (m, n), rising; nan where it is not finite."""
    hessian = show.objective.hessian(points)
    known = np.asarray(np.isfinite(hessian).all(axis=(-2, -1)))[:, np.newaxis]
    return np.where(known, np.linalg.eigvalsh(np.where(known[..., np.newaxis], hessian, 0.0)), np.nan)


def _sharpness(show: Show, track: Track) -> Line:
    return run_line(track, curvatures(show, track.points)[:, -1])


def _all_curvatures(show: Show, track: Track) -> list[Line]:
    """Return a line for every eigenvalue of a single run, the largest first; those between the outer two are thin."""
    values = curvatures(show, track.points).T[::-1]
    if len(values) == 1:
        return [run_line(track, values[0])]
    largest, *between, smallest = (run_line(track, row) for row in values)
    return [
        replace(largest, name=show.say("largest")),
        *(replace(line, name="", width=THIN) for line in between),
        replace(smallest, name=show.say("smallest")),
    ]


def _heading(show: Show) -> tuple[str, str]:
    if show.objective.dimension == 1:
        return show.say("Curvature"), f"f''{at_steps(show)}"
    if len(show.tracks) == 1:
        return show.say("Curvatures"), rf"\lambda(\nabla^2 f{at_steps(show)})"
    return show.say("Largest curvature"), rf"\lambda_{{\max}}(\nabla^2 f{at_steps(show)})"


def _limits(show: Show) -> list[Reference]:
    """Return the limit of every run that has one, in its colours, or a quiet one where all have the same."""
    found = [limit for limit in (_limit(show, track) for track in show.tracks) if limit is not None]
    shared = len(found) == len(show.tracks) and all(np.array_equal(one.corners, found[0].corners) for one in found)
    return [replace(found[0], line=show.theme.muted, text=show.theme.muted)] if shared else found


def _limit(show: Show, track: Track) -> Reference | None:
    """Return the curvature that a rule bears, following the rate as it was used; one number where that is constant."""
    rule, rates = stability(track.optimizer), track.trajectory.learning_rates
    if rule is None or feeds_parts(track.batches) or not len(rates):
        return None
    with np.errstate(divide="ignore"):
        borne = rule.factor / rates
    if np.ptp(rates) == 0:
        corners, formula = np.array([(0.0, borne[0]), (show.span, borne[0])]), f"{rule.formula} = {borne[0]:.3g}"
    else:
        corners, formula = replace(run_line(track, borne), stairs=True).corners(), rule.formula
    names = (show.say("stability limit {formula}", formula=formula), formula)
    return Reference(corners, names, track.line, track.text, DASH)
