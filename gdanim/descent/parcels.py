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
    import cloudpickle

    unknown = [module for name, module in list(sys.modules.items()) if _is_unknown_elsewhere(name, module)]
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


@lru_cache(maxsize=1)
def unpacked(parcel: bytes) -> Any:
    """Return what is in a parcel; the last one is kept, since many pieces of work come with the same."""
    return pickle.loads(parcel)


def _is_unknown_elsewhere(name: str, module: ModuleType) -> bool:
    """Return whether a module stands in a file that another process would not find."""
    if "." in name or name == "__main__" or not getattr(module, "__file__", None):
        return False
    return not any(finder.find_spec(name, None) for finder in sys.meta_path)
