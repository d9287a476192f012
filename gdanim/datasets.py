"""Small data sets, made from a seed or taken from the literature, ready for `EmpiricalLoss(..., data=...)`.

Each is a dictionary of arrays (N,) by the names of their symbols. Classes are −1 and 1. The same seed gives the same
numbers.

>>> from gdanim import EmpiricalLoss
>>> line = EmpiricalLoss("(w1*x + w0 - y)**2", "w0 w1", cs221_regression())
>>> line.value([0, 0]).round(4), line.gradient([0, 0]).round(4)
(np.float64(6.3333), array([ -4.6667, -12.6667]))
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdanim.errors import SceneError

Table = dict[str, NDArray[np.float64]]


def noisy_line(
    samples: int = 32, *, seed: int, slope: float = 2.0, intercept: float = 1.0, noise: float = 0.5
) -> Table:
    """Return x, uniform on (−1, 1), and y = slope · x + intercept + noise · N(0, 1)."""
    random = _generator(samples, seed, noise)
    x = random.uniform(-1, 1, samples)
    return {"x": x, "y": slope * x + intercept + noise * random.normal(size=samples)}


def noisy_plane(
    samples: int = 1024, *, seed: int, weights: Sequence[float] = (1.0, 2.0, 3.0, 4.0, 5.0), noise: float = 1.0
) -> Table:
    """Return x1, x2, ..., each N(0, 1), and y = Σ weightᵢ · xᵢ + noise · N(0, 1) (the example of CS221's lecture)."""
    random = _generator(samples, seed, noise)
    x = random.normal(size=(samples, len(weights)))
    y = x @ np.asarray(weights, dtype=np.float64) + noise * random.normal(size=samples)
    return _inputs(x) | {"y": y}


def clusters(samples: int = 64, *, seed: int, distance: float = 2.0, noise: float = 1.0) -> Table:
    """Return x1, x2 and y: two round clouds, y = 1 about (d/2, 0) and −1 about (−d/2, 0), d the `distance`.

    They overlap unless the distance is many times the noise, so that a logistic loss over them has a minimum.
    """
    random = _generator(samples, seed, noise)
    y = _classes(samples)
    centres = np.column_stack([y * distance / 2, np.zeros(samples)])
    return _inputs(centres + noise * random.normal(size=(samples, 2))) | {"y": y}


def moons(samples: int = 64, *, seed: int, noise: float = 0.1) -> Table:
    """Return x1, x2 and y: two half circles of radius 1, one reaching into the other, which no line separates.

    y = −1 along (cos t, sin t), y = 1 along (1 − cos t, ½ − sin t), t from 0 to π; both with noise · N(0, 1).
    """
    random = _generator(samples, seed, noise)
    y = _classes(samples)
    t = np.pi * random.uniform(size=samples)
    upper, lower = (np.cos(t), np.sin(t)), (1 - np.cos(t), 0.5 - np.sin(t))
    x = np.where(y < 0, upper, lower).T
    return _inputs(x + noise * random.normal(size=(samples, 2))) | {"y": y}


def cs221_regression() -> Table:
    """Return x and y of the three points (1, 1), (2, 3) and (4, 3) (Stanford's CS221, linear regression)."""
    return {"x": np.array([1.0, 2.0, 4.0]), "y": np.array([1.0, 3.0, 3.0])}


def cs221_classification() -> Table:
    """Return x1, x2 and y of the points (0, 2) and (−2, 0), both 1, and (1, −1), −1 (Stanford's CS221, hinge loss)."""
    return _inputs([(0, 2), (-2, 0), (1, -1)]) | {"y": np.array([1.0, 1.0, -1.0])}


def _inputs(x: ArrayLike) -> Table:
    """Return the columns of points (N, k) as x1, x2, ..."""
    columns = np.asarray(x, dtype=np.float64).T
    return {f"x{place}": np.ascontiguousarray(column) for place, column in enumerate(columns, start=1)}


def _classes(samples: int) -> NDArray[np.float64]:
    """Return −1 and 1 by turns."""
    return np.where(np.arange(samples) % 2 == 0, -1.0, 1.0)


def _generator(samples: int, seed: int, noise: float) -> np.random.Generator:
    for name, value, least in (("samples", samples, 1), ("seed", seed, 0)):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
            raise SceneError(f"{name} is {value!r}; it must be a whole number of at least {least}.")
    if not (isinstance(noise, int | float) and 0 <= noise < np.inf):
        raise SceneError(f"noise is {noise!r}; it must be a number of at least 0.")
    return np.random.default_rng(seed)
