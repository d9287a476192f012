"""Scenes: frozen, validated data. Everything wrong with a scene is said when it is built."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from gdanim.adapters import Recorded
from gdanim.batches import feed
from gdanim.descent import Trajectory, descend
from gdanim.errors import SceneError, nearest, within
from gdanim.objective import EmpiricalLoss, Objective
from gdanim.scene.checks import check_choice, check_size, check_stop, check_whole, check_words
from gdanim.scene.mistakes import authors_code
from gdanim.scene.naming import label_runs
from gdanim.scene.runs import Run
from gdanim.theme import PRESETS, SERIES, THEMES
from gdanim.wording.languages import LANGUAGES

PACINGS = ("uniform", "adaptive")
CLOCKS = ("step", "evaluations", "samples")

MOST_STEPS = 1_000_000
FASTEST = 240


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a film shows: an objective, the runs that descend it, and the panels that watch.

    The objective is an Objective or an EmpiricalLoss. Every run makes `steps` updates, or as many as `epochs` passes
    over the data take; `stop` is a rule that may end runs early. Panels in nested lists are rows; a plain list is
    arranged as the canvas' shape asks.

    `clock` says in what the film's time is counted: "step", gradient "evaluations", or "samples" seen. `pacing`
    "uniform" gives every unit of it the same time, "adaptive" more where runs move and less where they do not. Where a
    step lasts long enough, heads `glide` to the next; without it they jump. `size` is (width, height) in pixels, or a
    `preset` names one; `fps` frames a second; the last drawing is held for `hold` seconds; `loop` 0 repeats for ever,
    n plays n times. `language` is that of the film's fixed words, "en" or "zh". A
    `transparent` film has no ground, but for a rim of its theme's round all that is drawn.
    """

    title: str = field(kw_only=False)
    objective: Any = field(kw_only=False)
    runs: Sequence[Run] = field(kw_only=False)
    panels: Sequence[Any] = field(kw_only=False)
    steps: int | None = None
    epochs: int | None = None
    clock: str = "step"
    pacing: str = "uniform"
    glide: bool = True
    stop: Any = None
    size: tuple[int, int] = (960, 540)
    preset: str | None = None
    fps: int = 25
    hold: float = 1.5
    loop: int = 0
    theme: str = "light"
    language: str = "en"
    caption: str = ""
    transparent: bool = False

    def __post_init__(self) -> None:
        check_words("Scene", "title", self.title, required=True)
        check_words("Scene", "caption", self.caption)
        if not isinstance(self.objective, Objective | EmpiricalLoss):
            raise SceneError(
                f"Scene: objective is a {type(self.objective).__name__}; it must be an Objective or an EmpiricalLoss."
            )
        self._settle_size()
        choices = {"theme": THEMES, "pacing": PACINGS, "clock": CLOCKS, "language": LANGUAGES}
        for name, allowed in choices.items():
            check_choice(name, getattr(self, name), allowed)
        check_whole("fps", self.fps, 1, FASTEST)
        check_whole("loop", self.loop, 0, 65_535)
        if not (isinstance(self.hold, int | float) and 0 <= self.hold <= 60):
            raise SceneError(f"Scene: hold is {self.hold!r}; it must be a number of seconds from 0 to 60.")
        for name in ("glide", "transparent"):
            if not isinstance(getattr(self, name), bool):
                raise SceneError(f"Scene: {name} is {getattr(self, name)!r}; it is True or False.")
        check_stop(self.stop)
        object.__setattr__(self, "runs", self._checked_runs())
        self._check_length()
        object.__setattr__(self, "panels", self._checked_panels())

    def _settle_size(self) -> None:
        if self.preset is not None:
            check_choice("preset", self.preset, PRESETS)
            chosen = PRESETS[self.preset]
            object.__setattr__(self, "size", (chosen.width, chosen.height))
        check_size(self.size)
        object.__setattr__(self, "size", tuple(int(side) for side in self.size))

    def _check_length(self) -> None:
        """Refuse scenes without an end, epochs and samples where there are no data, and runs that are too long."""
        if (self.steps is None) == (self.epochs is None):
            raise SceneError("Scene needs either steps=, a number of updates, or epochs=, of passes over the data.")
        name = "steps" if self.epochs is None else "epochs"
        check_whole(name, getattr(self, name), 1, MOST_STEPS)
        with_data = isinstance(self.objective, EmpiricalLoss)
        if self.epochs is not None and not with_data:
            raise SceneError("Scene: epochs are passes over data; give an EmpiricalLoss, or say steps= instead.")
        if self.clock == "samples" and not with_data:
            raise SceneError('Scene: a clock of samples needs data; give an EmpiricalLoss, or clock="step".')
        if self.clock != "step" and any(isinstance(run.optimizer, Recorded) for run in self.runs):
            raise SceneError(f'Scene: a recorded run does not tell its {self.clock}; say clock="step".')
        if max(map(self.steps_of, self.runs)) > MOST_STEPS:
            raise SceneError(f"Scene: {self.epochs:,} epochs are more than {MOST_STEPS:,} updates.")

    def steps_of(self, run: Run) -> int:
        """Return how many updates a run makes at most."""
        known = run.optimizer.steps if isinstance(run.optimizer, Recorded) else MOST_STEPS + 1
        if self.steps is not None:
            return min(self.steps, known)
        assert self.epochs is not None
        per_epoch = 1 if run.batches is None else int(run.batches.per_epoch(self.objective.samples))
        return min(self.epochs * per_epoch, known)

    def _checked_runs(self) -> tuple[Run, ...]:
        runs = tuple(self.runs) if isinstance(self.runs, Sequence) else (self.runs,)
        if not runs:
            raise SceneError("Scene: runs is empty; give at least one Run(optimizer, start).")
        for place, run in enumerate(runs):
            with within("runs", place):
                if not isinstance(run, Run):
                    raise SceneError(f"Scene: runs holds a {type(run).__name__}; every entry must be a Run.")
                feed(self.objective, run.batches)
        if len(runs) > len(SERIES):
            raise SceneError(f"Scene: {len(runs)} runs in one picture cannot be told apart; use at most {len(SERIES)}.")
        return tuple(self._settled(place, run) for place, run in enumerate(runs))

    def _settled(self, place: int, run: Run) -> Run:
        """Return a run with its start as an array; a recorded one with its coordinates in the objective's order."""
        with within("runs", place):
            if not isinstance(run.optimizer, Recorded):
                return replace(run, start=self.objective.point(run.start))
            known = run.optimizer.on(self.objective)
            return replace(run, optimizer=known, start=known.points[0])

    def _checked_panels(self) -> tuple[tuple[Any, ...], ...] | tuple[Any, ...]:
        panels = tuple(self.panels) if isinstance(self.panels, Sequence) else (self.panels,)
        if not panels:
            raise SceneError("Scene: panels is empty; give at least one, such as Contour() or Curve().")
        if any(isinstance(row, list | tuple) and not row for row in panels):
            raise SceneError("Scene: panels has an empty row; leave it out, or give it a panel, such as Loss().")
        nested = [isinstance(panel, list | tuple) for panel in panels]
        if any(nested) and not all(nested):
            raise SceneError("Scene: panels mixes rows and panels; give either a plain list or a list of rows.")
        rows = tuple(tuple(row) for row in panels) if all(nested) else (panels,)
        for row, column in ((row, column) for row, panels in enumerate(rows) for column in range(len(panels))):
            with within("panels", *((row, column) if all(nested) else (column,))):
                self._check_panel(rows[row][column])
        return rows if all(nested) else panels

    def _check_panel(self, panel: Any) -> None:
        if isinstance(panel, list | tuple):
            raise SceneError(
                "Scene: panels has a list within a row; a row holds panels, as in [[Contour()], [Loss()]]."
            )
        if not hasattr(panel, "check") or isinstance(panel, type):
            shown = f"{panel.__name__} without parentheses" if isinstance(panel, type) else repr(panel)
            raise SceneError(f"Scene: panels holds {shown}; every entry must be a panel, such as Contour().")
        owner, weight = type(panel).__name__, getattr(panel, "weight", None)
        if isinstance(weight, bool) or not (isinstance(weight, int | float) and 0 < weight < np.inf):
            raise SceneError(f"{owner}: weight is {weight!r}; it must be a number above 0.")
        if getattr(panel, "title", None) is not None:
            check_words(owner, "title", panel.title)
        panel.check(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str] | None:
        """Show the scene in a notebook, as a film."""
        from gdanim.notebook import scene_bundle

        return scene_bundle(self)

    def with_(self, **changes: Any) -> Scene:
        """Return the same scene with some fields changed.

        A size, a preset, steps or epochs given alone win over what the scene had in their place.
        """
        known = [item.name for item in fields(self)]
        for name in changes:
            if name not in known:
                raise SceneError(f"Scene has no field {name}.{nearest(name, known)}")
        for name, other in (("size", "preset"), ("steps", "epochs"), ("epochs", "steps")):
            if name in changes:
                changes.setdefault(other, None)
        return replace(self, **changes)

    def descend(self) -> tuple[Trajectory, ...]:
        """Run every optimizer and return the trajectories in the order of the runs.

        The optimizers' states are kept where a panel shows them.
        """
        with_states = any(getattr(panel, "shows_states", False) for panel in self.all_panels)
        with authors_code():
            return tuple(
                descend(
                    self.objective, run.optimizer, run.start, steps=self.steps_of(run), batches=run.batches,
                    stop=self.stop, with_states=with_states,
                )
                for run in self.runs
            )  # fmt: skip

    @property
    def all_panels(self) -> tuple[Any, ...]:
        """The panels, out of their rows."""
        rows = (row if isinstance(row, tuple) else (row,) for row in self.panels)
        return tuple(itertools.chain.from_iterable(rows))

    @property
    def labels(self) -> tuple[str, ...]:
        """The runs' names as they stand in the film: as given, or made from what differs between them."""
        made = label_runs(self.runs, self.language)
        return tuple(run.label or name for run, name in zip(self.runs, made, strict=True))
