"""Names that a package takes from its modules when they are first used, so that importing it costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def taken_from(package: str, homes: Mapping[str, Iterable[str]]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package whose names are in its modules: `homes` has the names of each.

    >>> take = taken_from("gdanim", {"objective": ["Objective"], "optimizers.adam": ["Adam"]})
    >>> take("Adam").__name__
    'Adam'
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def take(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return take


def names_in(homes: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the names of all modules, in order."""
    return [name for names in homes.values() for name in names]
