"""What gdanim says: of a scene, of a film, and of itself.

Modules are loaded one by one, so that the catalogue is told at once, and `doctor` speaks where a package is missing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdanim.report.checking import Finding, check_scene, claim_fault

__all__ = ["Finding", "check_scene", "claim_fault"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'gdanim.report' has no attribute {name!r}")
    return getattr(import_module("gdanim.report.checking"), name)
