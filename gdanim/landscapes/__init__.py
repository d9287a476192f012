"""The catalogue of named functions: an attribute is the Objective, `CATALOGUE` what is known about it.

    from gdanim.landscapes import beale

gives an Objective with its domain, minima and saddles, ready for a scene. It is built when it is first asked for, and
once: importing the catalogue loads neither SymPy nor NumPy.

>>> from gdanim import landscapes
>>> landscapes.beale.minima
array([[3. , 0.5]])
>>> landscapes.beale is landscapes.beale
True
>>> landscapes.CATALOGUE["beale"].formula
'(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2'
>>> landscapes.rosenbrok
Traceback (most recent call last):
AttributeError: there is no landscape rosenbrok. Did you mean rosenbrock?

The domain is a window that shows what the function is known for. The box that the literature searches is often far
larger, and a film of it shows nothing; where the two differ, the entry's `search_domain` is that box. For another
window build an Objective from the entry's formula, or give a panel its own view.

Coordinates are closed forms where there are any, otherwise the nearest float64 to a zero of the gradient found with 40
digits. Variables are x and, in two dimensions, y.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from gdanim.errors import nearest
from gdanim.landscapes import bowls, kinks, many_minima, one_variable, several_minima, slow, valleys
from gdanim.landscapes.entry import TAGS, Landscape

if TYPE_CHECKING:
    from gdanim.objective import Objective

__all__ = ["CATALOGUE", "TAGS", "Landscape"]

CATALOGUE: Mapping[str, Landscape] = MappingProxyType(
    {
        landscape.name: landscape
        for room in (one_variable, bowls, valleys, slow, several_minima, many_minima, kinks)
        for landscape in room.LANDSCAPES
    }
)
"""Every entry by its name, from the simplest to the most rugged."""


def __getattr__(name: str) -> Objective:
    if name in CATALOGUE:
        return CATALOGUE[name].objective
    hint = "" if name.startswith("__") else nearest(name, CATALOGUE)
    raise AttributeError(f"there is no landscape {name}.{hint}", name=name)


def __dir__() -> list[str]:
    return sorted([*__all__, *CATALOGUE])
