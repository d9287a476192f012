"""Mini-batches: which samples feed which update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdanim.errors import SceneError

Indices = NDArray[np.intp]


class Feed(NamedTuple):
    """The samples of one update, and how many whole passes over the data have gone before it."""

    epoch: int
    indices: Indices | slice


@dataclass(frozen=True)
class MiniBatches:
    """Batches of `size` samples; an epoch is one pass over all of them, in ⌈N/size⌉ updates.

    Size 1 is stochastic gradient descent, None the full batch, with which an update is an epoch. Every epoch has an
    order of its own, drawn from `seed`, or with shuffle=False the order of the data. Where N is no multiple of the
    size, the last batch is short, or left out with drop_last=True, as in torch's DataLoader. Same seed, same batches.

    >>> [indices.tolist() for indices in MiniBatches(2, shuffle=False).indices(epoch=0, samples=5)]
    [[0, 1], [2, 3], [4]]
    """

    size: int | None
    _: KW_ONLY
    seed: int | None = None
    shuffle: bool = True
    drop_last: bool = False

    def __post_init__(self) -> None:
        if not (self.size is None or _is_whole(self.size, 1)):
            raise SceneError(f"MiniBatches: size is {self.size!r}; it must be a whole number of at least 1, or None.")
        if not (self.seed is None or _is_whole(self.seed, 0)):
            raise SceneError(f"MiniBatches: seed is {self.seed!r}; it must be a whole number of at least 0.")
        if self.size is not None and self.shuffle and self.seed is None:
            raise SceneError("MiniBatches: say seed=0, so that the same batches can be drawn again, or shuffle=False.")

    def per_epoch(self, samples: int) -> int:
        """Return the number of updates in a pass over N samples; SceneError where a batch is larger than that."""
        if self.size is None:
            return 1
        if self.size > samples:
            raise SceneError(f"MiniBatches: size is {self.size}, but there are only {samples} samples.")
        return samples // self.size if self.drop_last else -(-samples // self.size)

    def indices(self, epoch: int, samples: int) -> list[Indices]:
        """Return the samples, numbered from 0, of every update of an epoch, itself numbered from 0."""
        size, count = self.size or samples, self.per_epoch(samples)
        is_mixed = self.shuffle and self.size is not None
        order = np.random.default_rng([self.seed or 0, epoch]).permutation(samples) if is_mixed else np.arange(samples)
        return [order[size * update : size * (update + 1)] for update in range(count)]

    def updates(self, samples: int) -> Iterator[Feed]:
        """Yield what feeds each update, epoch after epoch, for ever."""
        epoch = 0
        while True:
            if self.size is None:
                yield Feed(epoch, slice(None))
            else:
                yield from (Feed(epoch, indices) for indices in self.indices(epoch, samples))
            epoch += 1

    def __str__(self) -> str:
        return "full batch" if self.size is None else f"batches of {self.size}"


@dataclass(frozen=True)
class SideBySide:
    """What feeds runs that make their updates together, each from batches of its own: row r of the samples feeds run r.

    The batches differ in their seeds alone, so that all are equally large.
    """

    batches: tuple[Any, ...]

    def updates(self, samples: int) -> Iterator[Feed]:
        """Yield what feeds each update of all runs (runs, size), epoch after epoch, for ever."""
        for together in zip(*(batches.updates(samples) for batches in self.batches), strict=True):
            yield Feed(together[0].epoch, np.stack([one.indices for one in together]))


def reseeded(batches: Any, count: int) -> SideBySide:
    """Return the same batches with `count` seeds: their own and those that follow it."""
    return SideBySide(tuple(replace(batches, seed=batches.seed + more) for more in range(count)))


def is_random(batches: Any) -> bool:
    """Return whether a seed decides which samples feed an update."""
    return feeds_parts(batches) and getattr(batches, "seed", None) is not None and getattr(batches, "shuffle", True)


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value >= least)


def check_batches(batches: Any) -> None:
    """Raise SceneError where an object cannot feed a run."""
    if batches is not None and (isinstance(batches, type) or not hasattr(batches, "updates")):
        raise SceneError(f"batches is {batches!r:.60}; it must be MiniBatches, such as MiniBatches(32, seed=0).")


def feeds_parts(batches: Any) -> bool:
    """Return whether less than all of the data feeds an update."""
    return batches is not None and getattr(batches, "size", 1) is not None


def feed(objective: Any, batches: Any) -> Iterator[Feed] | None:
    """Return what feeds the updates of a run, or None where all of the objective does; SceneError where nothing can."""
    check_batches(batches)
    if batches is None:
        return None
    if not hasattr(objective, "batch"):
        raise SceneError("batches need data to be drawn from; give an EmpiricalLoss instead of an Objective.")
    if hasattr(batches, "per_epoch"):
        batches.per_epoch(objective.samples)
    updates: Iterator[Feed] = batches.updates(objective.samples)
    return updates
