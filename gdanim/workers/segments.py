"""Segments: a film is cut into fixed runs of drawings, each of which is drawn and coded alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gdanim.clock import Clock
from gdanim.descent import Trajectory
from gdanim.encode import Coded, Format, Plan, Poster
from gdanim.scene import Scene

if TYPE_CHECKING:
    from gdanim.stage import Stage

LONGEST = 250
"""Drawings in a segment at most: as many as x264 lets pass between two key frames."""


@dataclass(frozen=True)
class Production:
    """All that the segments of a film are made from, and plain data: what they show, when, and in which formats.

    Trajectories are part of it, never computed again: powers differ in the last bit between processors.
    """

    scene: Scene
    trajectories: tuple[Trajectory, ...]
    clock: Clock
    formats: tuple[Format, ...]
    plan: Plan

    @property
    def moves(self) -> bool:
        """Whether more than one drawing is shown."""
        return not all(isinstance(wanted, Poster) for wanted in self.formats)

    def stage(self) -> Stage:
        """Set the stage on which any drawing can be made."""
        from gdanim.stage import Stage

        return Stage(self.scene, self.trajectories, self.clock)


def cut(count: int) -> list[range]:
    """Return the segments of a film of `count` drawings, about equally long: the same whoever makes them.

    >>> cut(600)
    [range(0, 200), range(200, 400), range(400, 600)]
    """
    parts = -(-count // LONGEST)
    ends = [count * k // parts for k in range(parts + 1)]
    return [range(start, end) for start, end in pairwise(ends)]


def code(
    stage: Stage, formats: Sequence[Format], plan: Plan, drawings: range, drawn: Callable[[int], None]
) -> tuple[Coded, ...]:
    """Draw a segment once and code it in every format; `drawn` is told the number of each drawing."""
    coders = [wanted.coder(plan, drawings) for wanted in formats]
    for index in sorted({index for coder in coders for index in coder.drawings}):
        pixels = stage.draw(index)
        for coder in coders:
            if index in coder.drawings:
                coder.frame(pixels)
        drawn(index)
    return tuple(coder.finish() for coder in coders)
