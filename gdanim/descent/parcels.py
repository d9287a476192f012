"""Parcels: work for other processes, by value, with what only a scene's file knows."""

from __future__ import annotations

import pickle
import sys
from functools import lru_cache
from types import ModuleType
from typing import Any

from gdanim.errors import GdanimError, SceneError


def packed(contents: Any, whose: str) -> bytes:
    """Return a parcel with the classes and functions that only a scene's file, or a file beside it, knows.

    Raises SceneError, which names `whose` it is, where it cannot be packed.
    """
    unknown = _unknown_elsewhere()
    parcel = _packed_by_name(contents)
    if parcel and not any(module.__name__.encode() in parcel for module in unknown):
        return parcel
    import cloudpickle

    try:
        for module in unknown:
            cloudpickle.register_pickle_by_value(module)
        return bytes(cloudpickle.dumps(contents))
    except GdanimError:
        raise
    except Exception as error:
        raise SceneError(f"{whose} cannot be sent to another process: {error}.") from error
    finally:
        for module in unknown:
            cloudpickle.unregister_pickle_by_value(module)


def _packed_by_name(contents: Any) -> bytes | None:
    """Return a parcel with classes and functions by their names alone, and None where one has none elsewhere."""
    try:
        parcel = pickle.dumps(contents)
    except (pickle.PicklingError, AttributeError, TypeError):  # a function without a name, an open file
        return None
    return None if b"__main__" in parcel else parcel


@lru_cache(maxsize=1)
def unpacked(parcel: bytes) -> Any:
    """Return what is in a parcel; the last one is kept, since many pieces of work come with the same."""
    return pickle.loads(parcel)


def _unknown_elsewhere() -> list[ModuleType]:
    """Return the modules that stand in files which another process would not find."""
    return [module for name, module in list(sys.modules.items()) if _is_unknown_elsewhere(name, module)]


def _is_unknown_elsewhere(name: str, module: ModuleType) -> bool:
    if "." in name or name == "__main__" or not getattr(module, "__file__", None):
        return False
    return not any(finder.find_spec(name, None) for finder in sys.meta_path)
