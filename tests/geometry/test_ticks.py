"""Round numbers: the levels of known landscapes, and ticks for any range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gdanim.geometry.ticks import decade_ticks, levels, linear_ticks, nice_step

Array = NDArray[np.float64]


def grid(x: tuple[float, float], y: tuple[float, float]) -> Array:
    """Return a grid (2, 350, 500) over a window."""
    return np.array(np.meshgrid(np.linspace(*x, 500), np.linspace(*y, 350)))


def beale(x: Array, y: Array) -> Array:
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def himmelblau(x: Array, y: Array) -> Array:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def is_round(step: float) -> bool:
    """Whether a step is 1, 2, 2.5 or 5 times a power of ten."""
    mantissa = step / 10.0 ** np.floor(np.log10(step) + 1e-9)
    return bool(np.isclose(mantissa, [1, 2, 2.5, 5]).any())


spans = st.floats(1e-6, 1e6)
ranges = st.tuples(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_a_saddles_levels_are_fifths_through_the_saddle() -> None:
    x, y = grid((-1, 1), (-1, 1))
    np.testing.assert_allclose(levels(x**2 - y**2, saddle=0), 0.2 * np.arange(-4, 5), atol=1e-12)


@given(st.floats(-0.9, 0.9))
def test_one_level_goes_exactly_through_the_saddle(height: float) -> None:
    x, y = grid((-1, 1), (-1, 1))
    chosen = levels(x**2 - y**2 + height, saddle=height)
    assert np.abs(chosen - height).min() < 1e-9
    np.testing.assert_allclose(np.diff(chosen), 0.2, atol=1e-9)


def test_beale_runs_from_a_hundredth_to_three_hundred_in_ten_levels() -> None:
    valley = beale(*grid((-0.35, 3.75), (-1.1, 1.74)))
    wanted = np.outer(10.0 ** np.arange(-2, 3), [1, 3]).ravel()
    np.testing.assert_allclose(levels(valley), valley.min() + wanted, rtol=1e-12)


def test_the_levels_of_a_steep_function_stand_on_its_lowest_value() -> None:
    steep = himmelblau(*grid((-5, 5), (-5, 5)))
    np.testing.assert_allclose(levels(steep - 40) + 40, levels(steep), rtol=0, atol=1e-9)


def test_levels_of_a_constant_function_are_none() -> None:
    assert levels(np.full((3, 4), 7.0)).size == 0


def test_levels_ignore_what_is_not_finite() -> None:
    x, y = grid((-1, 1), (-1, 1))
    bowl = x**2 + y**2
    torn = bowl.copy()
    torn[0, 0], torn[1, 1] = np.inf, np.nan
    np.testing.assert_array_equal(levels(torn), levels(bowl))
    assert levels(np.full((2, 2), np.nan)).size == 0


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_equal_levels_are_round_and_within_the_values(lowest: float, span: float) -> None:
    plane = lowest + span * np.linspace(0, 1, 1000)
    chosen = levels(plane + 0)
    if np.quantile(plane - plane.min(), 0.98) > 20 * np.quantile(plane - plane.min(), 0.10):
        return
    assert 6 <= len(chosen) <= 13
    assert is_round(chosen[1] - chosen[0])
    np.testing.assert_allclose(np.diff(chosen), chosen[1] - chosen[0], rtol=1e-6)
    assert plane.min() - 1e-9 * span <= chosen[0]
    assert chosen[-1] <= plane.max() + 1e-9 * span


@given(spans, st.integers(1, 20))
def test_a_nice_step_is_the_smallest_round_one_that_suffices(span: float, most: int) -> None:
    step = nice_step(span, most)
    ladder = np.sort(np.outer([1, 2, 2.5, 5], 10.0 ** np.arange(-9, 8)).ravel())
    enough = ladder[span / ladder <= most * (1 + 1e-9)]
    assert step == pytest.approx(enough[0], rel=1e-9)


@given(ranges, st.integers(2, 8))
def test_linear_ticks_are_equally_spaced_round_numbers_in_the_range(limits: tuple[float, float], most: int) -> None:
    low, high = limits
    ticks = linear_ticks(low, high, most=most)
    assert 1 <= len(ticks) <= most + 1
    slack = 1e-6 * (high - low)
    assert low - slack <= ticks[0]
    assert ticks[-1] <= high + slack
    step = nice_step(high - low, most)
    np.testing.assert_allclose(ticks / step, np.round(ticks / step), atol=1e-6)
    if len(ticks) > 1:
        np.testing.assert_allclose(np.diff(ticks), step, rtol=1e-6)
    # No round number of that step is left out at either end.
    assert ticks[0] - step < low + slack
    assert high - slack < ticks[-1] + step


@given(ranges)
def test_an_axis_has_two_ticks_at_least(limits: tuple[float, float]) -> None:
    assert 2 <= len(linear_ticks(*limits)) <= 6


@given(st.integers(-15, 6), st.integers(1, 15))
def test_ticks_scale_with_their_range(power: int, count: int) -> None:
    scale = 10.0**power
    np.testing.assert_allclose(linear_ticks(0, count * scale) / scale, linear_ticks(0, count), rtol=1e-9)


@pytest.mark.parametrize("scale", [1e-15, 1e-6, 1e6])
def test_levels_scale_with_their_function(scale: float) -> None:
    x, y = grid((-1, 1), (-1, 1))
    np.testing.assert_allclose(levels(scale * (x**2 - y**2)) / scale, 0.2 * np.arange(-4, 5), atol=1e-9)


def test_zero_has_no_sign() -> None:
    assert not np.signbit(linear_ticks(-1, 1)[2])
    assert not np.signbit(linear_ticks(-0.3, 0)[-1])


@given(st.integers(-12, 6), st.integers(0, 14), st.integers(1, 8))
def test_decade_ticks_are_powers_of_ten_with_one_stride(first: int, decades: int, most: int) -> None:
    ticks = decade_ticks(10.0**first, 10.0 ** (first + decades), most=most)
    powers = np.round(np.log10(ticks)).astype(int)
    np.testing.assert_allclose(ticks, 10.0**powers)
    assert 1 <= len(ticks) <= most
    assert powers[0] == first
    assert powers[-1] <= first + decades
    assert len(set(np.diff(powers))) <= 1
