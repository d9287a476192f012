"""Many runs in blocks of rows that stay in the processor's cache: beyond it a number costs several times as much."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gdanim.descent.parcels import packed, unpacked

Array = NDArray[np.float64]
Made = TypeVar("Made")

AT_ONCE = 65_536
"""Numbers in a block: half a megabyte, of which a dozen arrays stay in the cache, and whose temporaries NumPy reuses,
as it does from a quarter of a megabyte on."""


def in_blocks(
    work: Callable[[Any, Array], Made],
    optimizer: Any,
    starts: Array,
    *,
    numbers: int,
    at_once: int | None = None,
    executor: Executor | None = None,
) -> list[Made]:
    """Return what is made of each block of runs: of their rule, with their hyperparameters, and their starts (runs, n).

    A run takes so many `numbers`, a block AT_ONCE of them, or another number `at_once`. All cores share the blocks,
    since NumPy lets other threads go on as it computes; or the workers of an `executor` do, to whom they are sent.
    """
    runs, size = len(starts), max(1, (at_once or AT_ONCE) // numbers)
    if runs <= size:
        return [work(optimizer, starts)]
    blocks = [slice(first, first + size) for first in range(0, runs, size)]
    rules, begun = (rows_of(optimizer, rows, runs) for rows in blocks), (starts[rows] for rows in blocks)
    if executor is not None:
        whose = type(optimizer).__name__
        sent = [packed(block, whose) for block in zip(rules, begun, strict=True)]
        return list(executor.map(partial(_carried_out, packed(work, whose)), sent))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(work, rules, begun))


def _carried_out(work: bytes, block: bytes) -> Any:
    return unpacked(work)(*pickle.loads(block))


def rows_of(optimizer: Any, rows: slice, runs: int) -> Any:
    """Return an optimizer with the hyperparameters of a block's runs; its parts, such as schedules, alike."""
    changed = {
        name: value[rows] if _is_column(value, runs) else rows_of(value, rows, runs)
        for name, value in _parts(optimizer).items()
        if _is_column(value, runs) or _has_rows(value, runs)
    }
    return replace(optimizer, **changed) if changed else optimizer


def _has_rows(optimizer: Any, runs: int) -> bool:
    """Return whether an optimizer has a hyperparameter for each of `runs` runs, an array (runs, 1)."""
    return any(_is_column(value, runs) or _has_rows(value, runs) for value in _parts(optimizer).values())


def _parts(owner: Any) -> dict[str, Any]:
    if not is_dataclass(owner) or isinstance(owner, type):
        return {}
    return {item.name: getattr(owner, item.name) for item in fields(owner) if item.init}


def _is_column(value: Any, runs: int) -> bool:
    return isinstance(value, np.ndarray) and value.shape == (runs, 1)
