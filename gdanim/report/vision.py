"""What eyes make of colours: how bright they are, and which look alike to whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

BRIGHTNESS = np.array([0.2126, 0.7152, 0.0722])
"""Weights of linear red, green and blue in the relative luminance of WCAG 2."""

VISIONS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Linear RGB as eyes of a kind see it (Machado, Oliveira and Fernandes 2009, table of matrices at severity 1)."""

ALIKE = 0.10
"""OKLab distance below which two thin lines may be taken for each other."""

_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def linear(coded: ArrayLike) -> Array:
    """Return linear RGB, of any shape, of sRGB from 0 to 1 (IEC 61966-2-1)."""
    values = np.asarray(coded, dtype=np.float64)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def linear_of(colour: str) -> Array:
    """Return linear RGB (3,) of #RRGGBB."""
    return linear([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])


def oklab(rgb: Array) -> Array:
    """Return OKLab (3,) of linear RGB (3,) (Ottosson 2020)."""
    return np.asarray(_TO_OKLAB @ np.cbrt(_TO_CONES @ rgb))


def smallest_distance(colours: Sequence[str], vision: str) -> float:
    """Return the smallest OKLab distance over all pairs of #RRGGBB, as an eye with this vision sees them.

    >>> [round(smallest_distance(["#d62728", "#2ca02c"], vision), 2) for vision in ("normal", "deutan")]
    [0.34, 0.04]
    """
    seen = [oklab(np.clip(VISIONS[vision] @ linear_of(colour), 0, 1)) for colour in colours]
    return min((float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)), default=np.inf)
