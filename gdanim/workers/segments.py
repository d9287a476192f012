"""Segments: a film is cut into fixed runs of drawings, each of which is drawn and coded alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gdanim.clock import Clock
from gdanim.descent import Trajectory
from gdanim.encode import Coded, Colours, Format, Plan, Poster, choose
from gdanim.scene import Scene

if TYPE_CHECKING:
    from gdanim.stage import Stage

LONGEST = 250
"""Drawings in a segment at most: as many as x264 lets pass between two key frames."""

SEAMLESS = 60
"""The same where no format shows where it is cut; a segment begins with one drawing that is made twice."""

Keep = Callable[[range, tuple[Coded, ...]], None]
"""Given the drawings of a segment, and the segment coded in every format."""


@dataclass(frozen=True)
class Production:
    """All that a film shows, and when: plain data from which the stage is set.

    Trajectories are part of it, never computed again: powers differ in the last bit between processors.
    """

    scene: Scene
    trajectories: tuple[Trajectory, ...]
    clock: Clock

    def __len__(self) -> int:
        """Return the number of drawings."""
        return len(self.clock)

    def stage(self) -> Stage:
        """Set the stage on which any drawing can be made."""
        from gdanim.stage import Stage

        return Stage(self.scene, self.trajectories, self.clock)


def cut(count: int, formats: Iterable[Format]) -> list[range]:
    """Return the segments of a film of `count` drawings, about equally long: the same whoever makes them.

    Where there is more than one their number is even, so that two processes have as much to do.

    >>> from gdanim.encode import FULL, format_for
    >>> mp4, gif = (format_for(name, quality="standard", thrift=FULL, frame=None) for name in ("a.mp4", "a.gif"))
    >>> cut(600, [mp4, gif])
    [range(0, 150), range(150, 300), range(300, 450), range(450, 600)]
    >>> cut(120, [mp4, gif]), cut(120, [gif])
    ([range(0, 120)], [range(0, 60), range(60, 120)])
    """
    parts = -(-count // (SEAMLESS if all(wanted.seamless for wanted in formats) else LONGEST))
    parts += parts > 1 and parts % 2
    ends = [count * k // parts for k in range(parts + 1)]
    return [range(start, end) for start, end in pairwise(ends)]


def moves(formats: Sequence[Format]) -> bool:
    """Return whether more than one drawing is shown."""
    return not all(isinstance(wanted, Poster) for wanted in formats)


def is_long(count: int, formats: Sequence[Format]) -> bool:
    """Return whether a film has more drawings than a segment may have."""
    return count > LONGEST and moves(formats)


def sample(stage: Stage, drawings: Iterable[int], most: int) -> Colours:
    """Return at most `most` colours for the film, chosen from a few of its drawings."""
    return choose(map(stage.draw, drawings), most)


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
