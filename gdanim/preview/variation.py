"""What the page changes in a scene: its runs, its length, its theme and its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from gdanim.adapters import Recorded
from gdanim.errors import SceneError, nearest
from gdanim.optimizers.hyperparameters import ALLOWED, FADING
from gdanim.report.inventory import optimizers
from gdanim.scene import Run, Scene

PLAIN = (int, float, np.number)

DRAGGED = ("learning_rate", "momentum")
"""Hyperparameters that have a handle, beside those that are shares, such as beta1."""


@dataclass(frozen=True)
class RunChange:
    """A run of the page: the run of the file that it comes from, by its index, and what is changed in it.

    `optimizer` names another rule, `settings` are hyperparameters, `start` is a point.
    """

    origin: int
    optimizer: str = ""
    settings: Mapping[str, float] | None = None
    start: Sequence[float] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.origin, int):
            raise TypeError("origin is an index")

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed."""
        return not (self.optimizer or self.settings or self.start is not None)

    def apply(self, run: Run) -> Run:
        """Return the run as changed; one of another rule loses the name that the author gave it."""
        rule = _switched(run.optimizer, self.optimizer) if self.optimizer else run.optimizer
        if self.settings:
            rule = _set(rule, self.settings)
        label = "" if self.optimizer else run.label
        return replace(run, optimizer=rule, start=run.start if self.start is None else self.start, label=label)


@dataclass(frozen=True)
class Variation:
    """A scene of the file, by its name, and what the page changes in it; None leaves a field as the file has it.

    `length` is the number of steps, or of epochs where the scene counts them.
    """

    scene: str
    theme: str | None = None
    preset: str | None = None
    length: int | None = None
    runs: tuple[RunChange, ...] | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Variation:
        """Return the variation that a page sends; SceneError where it is none."""
        try:
            runs = given.get("runs")
            changes = None if runs is None else tuple(RunChange(**run) for run in runs)
            return cls(**{**given, "runs": changes})
        except (AttributeError, TypeError) as error:
            raise SceneError("The page asks for what this version does not know; load it again.") from error

    def apply(self, scene: Scene) -> Scene:
        """Return the scene as changed."""
        changes: dict[str, Any] = {"theme": self.theme, "preset": self.preset, length_name(scene): self.length}
        changes = {name: value for name, value in changes.items() if value is not None}
        if self.runs is not None:
            changes["runs"] = self.runs_of(scene)
        return scene.with_(**changes) if changes else scene

    def runs_of(self, scene: Scene) -> tuple[Run, ...]:
        """Return the scene's runs as changed; a second one from the same origin is named by what differs."""
        runs, named = [], set[int]()
        for change in self.runs or ():
            if not 0 <= change.origin < len(scene.runs):
                raise SceneError(f"The scene {self.scene} no longer has a run {change.origin}.")
            run = change.apply(scene.runs[change.origin])
            runs.append(replace(run, label="") if change.origin in named else run)
            named.add(change.origin)
        return tuple(runs)


def length_name(scene: Scene) -> str:
    """Return what the scene's length is counted in, as its field is called."""
    return "steps" if scene.epochs is None else "epochs"


def rule_names() -> list[str]:
    """Return the names of the rules that a learning rate alone makes, simplest first."""
    return [rule.__name__ for rule in optimizers(()) if _needed(rule) <= {"learning_rate"}]


def settings_of(optimizer: Any) -> dict[str, float]:
    """Return the hyperparameters that a page may drag: the learning rate, where it is a number, and all memories."""
    if not is_dataclass(optimizer) or isinstance(optimizer, Recorded):
        return {}
    names = [item.name for item in fields(optimizer)]
    given = {name: getattr(optimizer, name) for name in names if name in DRAGGED or ALLOWED.get(name) is FADING}
    return {name: float(value) for name, value in given.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    return isinstance(value, PLAIN) and not isinstance(value, bool)


def _needed(rule: type) -> set[str]:
    return {item.name for item in fields(rule) if item.default is MISSING and item.default_factory is MISSING}


def _switched(optimizer: Any, name: str) -> Any:
    """Return the rule of that name with the learning rate and the other settings that both have."""
    rules = {rule.__name__: rule for rule in optimizers(())}
    if name not in rules:
        raise SceneError(f"There is no optimizer {name}.{nearest(name, rules)}")
    known = {item.name for item in fields(rules[name])}
    kept = {key: value for key, value in settings_of(optimizer).items() if key in known}
    if hasattr(optimizer, "learning_rate"):
        kept["learning_rate"] = optimizer.learning_rate
    return rules[name](**kept)


def _set(optimizer: Any, settings: Mapping[str, float]) -> Any:
    known = settings_of(optimizer)
    for name in settings:
        if name not in known:
            raise SceneError(f"{type(optimizer).__name__} has no number {name} to set.{nearest(name, known)}")
    return replace(optimizer, **settings)
