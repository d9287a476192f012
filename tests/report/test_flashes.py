"""Flashes: films made to flash so often, so much, on so large an area, against WCAG's thresholds."""

from __future__ import annotations

import numpy as np
import pytest

from gdanim.report.flashes import MOST, Flashing, flashing


def film(levels: list[int], fps: float, size: tuple[int, int] = (480, 640), area: tuple[int, int] | None = None):
    """Yield images of one level of grey each, or of a corner of that on black."""
    height, width = area or size
    for level in levels:
        image = np.zeros((*size, 3), dtype=np.uint8)
        image[:height, :width] = level
        yield image, 1 / fps


@pytest.mark.parametrize(("hertz", "is_safe"), [(1, True), (2, True), (3, True), (5, False), (10, False)])
def test_more_than_three_flashes_a_second_are_told(hertz: int, is_safe: bool) -> None:
    levels = [255 * (int(2 * hertz * frame / 50) % 2) for frame in range(100)]
    found = flashing(film(levels, 50), loops=False)
    assert found.is_safe is is_safe
    assert found.changes == pytest.approx(2 * hertz, abs=1)


@pytest.mark.parametrize(
    ("low", "high", "flashes"),
    [
        (0, 255, True),
        (0, 96, True),  # relative luminance 0.117
        (0, 80, False),  # 0.080
        (232, 255, False),  # 0.807 and 1: the darker is bright
        (200, 230, True),  # 0.578 and 0.791
    ],
)
def test_a_flash_is_a_tenth_of_the_luminance_from_something_dark(low: int, high: int, flashes: bool) -> None:
    assert flashing(film([low, high] * 20, 20), loops=False).is_safe is not flashes


@pytest.mark.parametrize(("area", "is_safe"), [((128, 160), True), ((144, 176), False), ((16, 640), True)])
def test_a_small_part_may_flash(area: tuple[int, int], is_safe: bool) -> None:
    """A quarter of 341 by 256 is 21 824: 128·160 = 20 480 is less, 144·176 = 25 344 more."""
    assert flashing(film([0, 255] * 20, 20, area=area), loops=False).is_safe is is_safe


def test_a_wide_film_is_looked_at_on_a_screen() -> None:
    levels, area = [0, 255] * 20, (224, 224)
    assert not flashing(film(levels, 20, (480, 640), area), loops=False).is_safe
    assert flashing(film(levels, 20, (1080, 1920), area), loops=False).is_safe


def test_the_seam_of_a_loop_is_looked_at() -> None:
    levels = [0, 0, 0, 255, 0, 255, 0, 255]  # five changes, and one more each time round
    assert flashing(film(levels, 8), loops=False).changes == 5
    assert flashing(film(levels, 8), loops=True).changes == 6
    assert flashing(film(levels, 10), loops=True).changes > MOST


def test_a_slow_fade_is_one_change() -> None:
    assert flashing(film(list(range(0, 256, 5)), 25), loops=False).changes == 1


def test_what_is_found_is_a_sentence() -> None:
    assert Flashing(1, 0.5).sentence == "does not flash"
    assert Flashing(3, 0.5).sentence == "flashes at most once a second"
    assert Flashing(6, 0.5).sentence == "flashes at most 3 times a second"
    assert "flashes 4 times in the second before 0.50 s, of at most 3" in Flashing(8, 0.5).sentence
