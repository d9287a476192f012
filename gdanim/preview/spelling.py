"""Runs and rules as the code that makes them, in the names that a scene file knows."""

from __future__ import annotations

import ast
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

import numpy as np

from gdanim.adapters import Recorded
from gdanim.scene import Run

PACKAGE = "gdanim"


class Unspeakable(Exception):
    """A value that no short code makes, such as an array of data."""


class Speller:
    """Writes values as code for a scene file; `missing` are the public names that the file has yet to import."""

    def __init__(self, tree: ast.Module) -> None:
        self.known = dict(_imported(tree))
        self.own = {node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        self.missing = set[str]()

    def name(self, name: str) -> str:
        """Return how the file calls a public name of gdanim, which is then imported where it is not."""
        if name in self.known:
            return self.known[name]
        if PACKAGE in self.known:
            return f"{self.known[PACKAGE]}.{name}"
        self.missing.add(name)
        return name

    def run(self, run: Run, optimizer: str = "") -> str:
        """Return Run(optimizer, start, ...); `optimizer` is its code where that is known."""
        parts = [optimizer or self.value(run.optimizer), self.value(np.asarray(run.start))]
        parts += [f"label={self.value(run.label)}"] if run.label else []
        parts += [f"batches={self.value(run.batches)}"] if run.batches is not None else []
        return f"{self.name('Run')}({', '.join(parts)})"

    def value(self, value: Any) -> str:
        """Return the code of a number, a word, a point (n,) or a rule; Unspeakable for others."""
        if isinstance(value, str | bool | None):
            return _quoted(value) if isinstance(value, str) else repr(value)
        if isinstance(value, int | float | np.number):
            return repr(float(value)).removesuffix(".0")
        if isinstance(value, np.ndarray) and value.ndim == 1 and len(value) < 20:
            return self.value(value[0]) if len(value) == 1 else f"({', '.join(map(self.value, value))})"
        if is_dataclass(value) and not isinstance(value, type | Recorded):
            return self._call(value)
        raise Unspeakable

    def _call(self, value: Any) -> str:
        """Return the call that makes a dataclass: its first field, and by name those that are not as by default."""
        first, *others = [item for item in fields(value) if item.init]
        given = {item.name: getattr(value, item.name) for item in others if not _is_default(item, value)}
        parts = [self.value(getattr(value, first.name))] if not _is_default(first, value) else []
        parts += [f"{name}={self.value(setting)}" for name, setting in given.items()]
        return f"{self._class(type(value))}({', '.join(parts)})"

    def _class(self, kind: type) -> str:
        import gdanim

        if getattr(gdanim, kind.__name__, None) is kind:
            return self.name(kind.__name__)
        if kind.__name__ in self.own:
            return kind.__name__
        raise Unspeakable


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the public names that a file imports, each with what it calls it; PACKAGE is the package itself."""
    known: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            known |= {alias.name: alias.asname or alias.name for alias in node.names}
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name == PACKAGE:
                known[PACKAGE] = alias.asname or PACKAGE
    return known


def _is_default(item: Field[Any], owner: Any) -> bool:
    value = getattr(owner, item.name)
    if item.default is not MISSING:
        return type(value) is type(item.default) and bool(value == item.default)
    return False


def _quoted(text: str) -> str:
    """Return a string in double quotes, as scene files write them."""
    return repr(text) if '"' in text or "\\" in repr(text) else f'"{text}"'
