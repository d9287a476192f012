"""One schedule after another."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from gdanim.errors import SceneError
from gdanim.optimizers.contract import Number
from gdanim.schedules.contract import clock, is_schedule, name_of, named, remembers, schedule_text
from gdanim.schedules.fields import check_fields


@dataclass(frozen=True)
class Sequence:
    """One schedule after another: the next takes over at each of the `milestones` (torch's SequentialLR).

    Each starts to count at 0 when its turn comes, from its own rate, and counts what the sequence does: steps or, with
    by="epoch", epochs. Only schedules of time can follow one another.

    >>> from gdanim import LinearWarmup, StepDecay
    >>> warm = Sequence((LinearWarmup(0.1, 2, start_factor=0.5), StepDecay(0.1, 1)), milestones=(2,))
    >>> [round(warm(step=k), 6) for k in range(5)]
    [0.05, 0.075, 0.1, 0.01, 0.001]
    """

    schedules: tuple[Any, ...]
    milestones: tuple[int, ...]
    by: Literal["step", "epoch"] = "step"

    def __post_init__(self) -> None:
        check_fields(self)
        if not self.schedules:
            raise SceneError("Sequence: schedules is empty; give at least one.")
        if len(self.schedules) != len(self.milestones) + 1:
            raise SceneError(
                f"Sequence: {len(self.schedules)} schedules need {len(self.schedules) - 1} milestones between them, "
                f"not {len(self.milestones)}."
            )
        for part in self.schedules:
            self._check_part(part)

    def _check_part(self, part: Any) -> None:
        if not is_schedule(part) or remembers(part) or not set(named(part)) <= {"step", "epoch"}:
            raise SceneError(f"Sequence: {part!r} is no schedule of time; write Constant(0.1) for a number.")
        if self.by == "step" and getattr(part, "by", "step") == "epoch":
            raise SceneError(f"Sequence: {name_of(part)} goes by epoch; write by='epoch' for the whole sequence.")
        if getattr(part, "momenta", None):
            raise SceneError(f"Sequence: {name_of(part)} cycles the momentum; it can do so only alone.")

    @property
    def learning_rate(self) -> Any:
        """The base rate of the first schedule."""
        return getattr(self.schedules[0], "learning_rate", None)

    @property
    def robbins_monro(self) -> bool | None:
        """What is true of the last schedule: a beginning changes no limit."""
        return getattr(self.schedules[-1], "robbins_monro", None)

    def __call__(self, step: int, epoch: int | None = None) -> Number:
        """Return the rate of the update about to be made."""
        k = clock(self.by, step, epoch)
        turn = bisect_right(self.milestones, k)
        since = k - self.milestones[turn - 1] if turn else k
        return self.schedules[turn](**dict.fromkeys(self._named[turn], since))

    @cached_property
    def _named(self) -> list[tuple[str, ...]]:
        return [named(part) for part in self.schedules]

    def __str__(self) -> str:
        return ", then ".join(map(schedule_text, self.schedules))
