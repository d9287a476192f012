"""The closed form by which two curvatures are found is eigh's, and more exact where a matrix is nearly singular."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim.descent.outcomes import principal

RNG = np.random.default_rng(3)


def turned(low: float, high: float, angle: float) -> np.ndarray:
    """Return the matrix (2, 2) with these curvatures, the higher one along an angle."""
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[-sin, cos], [cos, sin]])
    return axes * [low, high] @ axes.T


MATRICES = np.stack(
    [
        *(turned(*np.sort(RNG.normal(size=2)), RNG.uniform(0, np.pi)) for _ in range(200)),
        *(turned(low, high, 0.3) for low, high in [(0, 1), (-1, 0), (-1, 1), (1, 1), (0, 0), (-1e-9, 1e9)]),
        *(np.diag(pair) for pair in [(1.0, 2.0), (2.0, 1.0), (0.0, 3.0), (-3.0, 0.0), (0.0, 0.0), (5.0, 5.0)]),
        np.array([[0.0, 2.0], [2.0, 0.0]]),
        np.array([[3.0, 3.0], [3.0, 3.0]]),
    ]
)


def test_two_curvatures_and_their_axes_are_those_of_eigh() -> None:
    curvature, axes = principal(MATRICES)
    scale = np.abs(MATRICES).max(axis=(1, 2))[:, np.newaxis] + 1e-300
    np.testing.assert_allclose(curvature / scale, np.linalg.eigvalsh(MATRICES) / scale, atol=1e-15)
    np.testing.assert_allclose(axes.swapaxes(1, 2) @ axes, np.broadcast_to(np.eye(2), axes.shape), atol=1e-15)
    rebuilt = axes * curvature[:, np.newaxis] @ axes.swapaxes(1, 2)
    np.testing.assert_allclose(rebuilt / scale[:, np.newaxis], MATRICES / scale[:, np.newaxis], atol=1e-15)


@pytest.mark.parametrize("size", [1e-300, 1.0, 1e300])
def test_zeros_and_small_curvatures_are_exact(size: float) -> None:
    flat = size * np.array([[[0.0, 0.0], [0.0, 4.0]], [[4.0, 0.0], [0.0, 0.0]], [[2.0, 2.0], [2.0, 2.0]]])
    curvature, axes = principal(flat)
    assert (curvature / size).tolist() == [[0, 4]] * 3
    assert np.abs(axes[:2]).tolist() == [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]
    assert axes[2, 0, 0] == -axes[2, 1, 0]
    small = principal(np.diag([1e8, 1e-8])[np.newaxis])[0]
    assert small.tolist() == [[1e-8, 1e8]]


def test_more_variables_are_eighs() -> None:
    square = RNG.normal(size=(5, 3, 3))
    matrices = square + square.swapaxes(1, 2)
    np.testing.assert_array_equal(principal(matrices)[0], np.linalg.eigh(matrices)[0])
