"""Libraries that are extras: each is imported when a rule is made of it, `gdanim[scipy]`, `[torch]` or `[optax]`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from gdanim.errors import missing_extra


def library(extra: str, module: str, who: str) -> ModuleType:
    """Import a module of an extra; SceneError, with what installs it, where `who` needs it and it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise missing_extra(who, extra, extra) from error
