"""Internals: what every optimizer remembers, drawn at its head on the terrain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from gdanim.optimizers.memory import Memory, remembered
from gdanim.panels.base import Show, Track, Update
from gdanim.panels.contour import Contour, check_plane
from gdanim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gdanim.objective import Objective
    from gdanim.scene import Scene

TYPICAL, OFTEN = 0.16, 0.7
"""Share of the window that arrows at most that long take in this share of the steps."""

LONGEST, NEARLY_ALL = 0.45, 0.98
"""The same for nearly all steps: arrows beyond are cut at the plot's edge."""

NICE = np.array([m * 10.0**p for p in range(-6, 7) for m in (1, 2, 5)])


@dataclass(frozen=True)
class Internals:
    """A plane of two variables, and at every head what its optimizer remembers.

    A thick arrow is the velocity, as the move to which it leads; a thin one the step down the gradient alone. An
    ellipse shows the learning rates of the two coordinates where a rule scales them. A hollow head is where Nesterov's
    form with a look ahead stands: it takes the gradient at the run's own head. Arrows have one scale for the whole
    film, which the footnote tells. `view` is the window, as in Contour.
    """

    shows_states: ClassVar[bool] = True

    view: tuple[tuple[float, float], tuple[float, float]] | None = None
    weight: float = 62

    def check(self, scene: Scene) -> None:
        """Refuse functions that are not of two variables, and windows upside down."""
        check_plane("Internals", scene.objective, self.view)

    def aspect(self, objective: Objective) -> float | None:
        """Width over height of the window where equal scales make sense."""
        return Contour(self.view).aspect(objective)

    def footnote(self, show: Show) -> str:
        """Say how long arrows are, and what an ellipse shows."""
        memories = memories_of(show)
        scale = arrow_scale(memories, self._window(show))
        length = show.say("arrows at true length")
        if scale != 1:
            length = show.say("arrows {n} times true length", n=number(scale))
        scaled = any(memory.rates is not None for memory in memories)
        return show.say(", ").join([length, show.say("ellipse: rates of the coordinates")] if scaled else [length])

    def draw(self, figure: Figure, box: Bbox, show: Show) -> Update:
        """Draw the terrain; return the mover of the runs and of what they remember."""
        from gdanim.drawing.memories import draw_memories

        ground, memories = Contour(self.view).lay(figure, box, show), memories_of(show)
        return draw_memories(figure, show, ground, memories, arrow_scale(memories, self._window(show)))

    def _window(self, show: Show) -> np.ndarray:
        return np.asarray(show.objective.domain if self.view is None else self.view, dtype=np.float64)


def memories_of(show: Show) -> list[Memory]:
    """Return what every run remembers."""
    return [_memory(show, track) for track in show.tracks]


def _memory(show: Show, track: Track) -> Memory:
    return remembered(show.objective, track.optimizer, track.trajectory, track.fed(show.objective))


def arrow_scale(memories: list[Memory], window: np.ndarray) -> float:
    """Return the round number by which arrows are drawn longer than their moves, the largest that leaves them in view.

    `window` is ((x low, x high), (y low, y high)).
    """
    moves = [move for memory in memories for move in (memory.velocity, memory.gradient) if move is not None]
    lengths = np.hypot(*(np.concatenate(moves) / np.ptp(window, axis=1)).T)
    lengths = lengths[np.isfinite(lengths) & (lengths > 0)]
    if not len(lengths):
        return 1.0
    most = min(TYPICAL / np.quantile(lengths, OFTEN), LONGEST / np.quantile(lengths, NEARLY_ALL))
    return float(NICE[max(0, int(np.searchsorted(NICE, most * (1 + 1e-9), side="right")) - 1)])
