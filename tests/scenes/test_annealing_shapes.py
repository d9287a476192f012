"""Three shapes of a fading rate, and the floor under each."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from gdanim import descend
from gdanim.batches import reseeded

EPOCH = 32
"""Updates in a pass over 256 samples by eights."""


def test_the_rates_have_the_shapes_that_their_formulas_say(load) -> None:
    constant, step, exponential, inverse = load("annealing_shapes").descend()
    epochs = np.arange(len(constant.learning_rates)) // EPOCH
    np.testing.assert_allclose(constant.learning_rates, 0.3)
    np.testing.assert_allclose(step.learning_rates, 0.3 * 0.5 ** (epochs // 5))
    np.testing.assert_allclose(exponential.learning_rates, 0.3 * np.exp(-epochs / 5))
    np.testing.assert_allclose(inverse.learning_rates, 0.3 / (1 + epochs))


def test_where_the_rate_is_constant_the_floor_is_that_of_the_noise(load) -> None:
    # As for one sample a step, but the mean of eight has an eighth of the variance, (N − 8)/(N − 1) of it without
    # repeats; the loss is half of it in each of two coordinates, whose variance is 1.
    shown = load("annealing_shapes")
    run = shown.runs[0]
    starts, batches = np.tile(run.start, (200, 1)), reseeded(run.batches, 200)
    many = descend(shown.objective, run.optimizer, starts, steps=20 * EPOCH, batches=batches)
    floor = 0.3 / (2 - 0.3) * (256 - 8) / (256 - 1) / 8
    # Near the end of an epoch the errors of its batches cancel in part, which lowers the mean by about a sixth.
    assert many.values[5 * EPOCH :].mean() == pytest.approx(floor, rel=0.25)


def test_each_fading_rate_ends_lower_than_the_constant_one(load) -> None:
    shown = load("annealing_shapes")
    floors = []
    for run in shown.runs:
        starts, batches = np.tile(run.start, (64, 1)), reseeded(run.batches, 64)
        many = descend(shown.objective, run.optimizer, starts, steps=shown.steps_of(run), batches=batches)
        floors.append(np.median(many.values[-EPOCH:]))
    constant, step, exponential, inverse = floors
    assert max(step, exponential, inverse) < 0.1 * constant
    # The rates at the end, which order the floors.
    assert 0.3 * exp(-24 / 5) < 0.3 / 25 < 0.3 * 0.5**4
    assert exponential < inverse < step
