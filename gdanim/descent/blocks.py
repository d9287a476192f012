"""Many runs in blocks of rows that stay in the processor's cache: beyond it a number costs several times as much."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

Made = TypeVar("Made")

AT_ONCE = 65_536
"""Numbers in a block: half a megabyte, of which a dozen arrays stay in the cache, and whose temporaries NumPy reuses,
as it does from a quarter of a megabyte on."""


def blocks(runs: int, n: int) -> Iterator[slice]:
    """Yield the rows of each block of points (runs, n).

    >>> [(rows.start, rows.stop) for rows in blocks(80_000, 2)]
    [(0, 32768), (32768, 65536), (65536, 80000)]
    """
    size = max(1, AT_ONCE // n)
    return (slice(start, min(start + size, runs)) for start in range(0, runs, size))


def in_blocks(work: Callable[[slice], Made], runs: int, n: int) -> list[Made]:
    """Return what is made of the rows of each block, on all cores: NumPy lets other threads go on as it computes.

    >>> in_blocks(lambda rows: rows.stop - rows.start, 80_000, 2)
    [32768, 32768, 14464]
    """
    if runs * n <= AT_ONCE:
        return [work(slice(0, runs))]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(work, blocks(runs, n)))


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
