"""Drawings without a ground: it is cut out round all that is drawn, of which a rim of it is left.

The rim keeps words and lines legible wherever the film is laid; edges stay smooth, for they still meet their ground.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def cut_out(pixels: Pixels, ground: str, rim: int) -> Pixels:
    """Return a drawing (height, width, 4), clear where nothing within `rim` pixels differs from the ground.

    >>> drawing = np.full((1, 7, 4), 255, dtype=np.uint8)
    >>> drawing[0, 0] = 0, 0, 0, 255
    >>> cut_out(drawing, "#FFFFFF", 2)[0, :, 3].tolist()
    [255, 255, 255, 0, 0, 0, 0]
    """
    colour = np.array([round(255 * part) for part in to_rgb(ground)], dtype=np.uint8)
    kept = _grown((pixels[..., :3] != colour).any(axis=-1), rim)
    return np.where(kept[..., np.newaxis], pixels, np.uint8(0))


def _grown(mask: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Return a mask with its neighbours, and theirs, and so on: by turns those of the sides and of the corners too."""
    for step in range(steps):
        across = mask.copy()
        across[:, 1:] |= mask[:, :-1]
        across[:, :-1] |= mask[:, 1:]
        sides = across if step % 2 else mask
        grown = across.copy()
        grown[1:] |= sides[:-1]
        grown[:-1] |= sides[1:]
        mask = grown
    return mask
