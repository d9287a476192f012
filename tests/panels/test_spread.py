"""Spread: fans of many seeds, against a loop over the seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdanim import (
    EmpiricalLoss,
    GradientDescent,
    MiniBatches,
    Objective,
    Run,
    Scene,
    SceneError,
    SmallGradient,
    Spread,
    datasets,
    descend,
)
from gdanim.theme import LIGHT

LINE = EmpiricalLoss("(m*x + c - y)**2", "m c", datasets.noisy_line(32, seed=1), domain=[(-1, 4), (-1, 3)])
FED = Run(GradientDescent(0.1), (0, 0), label="fed", batches=MiniBatches(2, seed=5))
WHOLE = Run(GradientDescent(0.1), (0, 0), label="whole")


def scene(*runs: Run, panel: Spread | None = None, **fields) -> Scene:
    return Scene("Chance", LINE, runs, [panel or Spread(seeds=9, scale="linear")], **({"steps": 30} | fields))


def one_by_one(run: Run, seeds: int, steps: int = 30, stop=None):
    """Return the losses (steps + 1, seeds) of runs made one after the other; one that stops keeps its last."""
    rows = []
    for more in range(seeds):
        batches = replace(run.batches, seed=run.batches.seed + more)
        values = descend(LINE, run.optimizer, run.start, steps=steps, batches=batches, stop=stop).values
        rows.append(np.append(values, np.full(steps + 1 - len(values), values[-1])))
    return np.stack(rows, axis=1)


def test_the_line_is_the_median_and_the_bands_are_the_middle_half_and_ninety_per_cent(drawn) -> None:
    panel = drawn(scene(FED, WHOLE))
    losses = np.sort(one_by_one(FED, 9), axis=1)
    # With nine seeds the quartiles are the third and the seventh; 5 % lies four tenths of the way to the second.
    wide, narrow = (
        (losses[:, 0] + 0.4 * (losses[:, 1] - losses[:, 0]), losses[:, 8] - 0.4 * (losses[:, 8] - losses[:, 7])),
        (losses[:, 2], losses[:, 6]),
    )
    median = panel.lines(LIGHT.lines[0])[-1]
    np.testing.assert_allclose(median[:, 1], np.median(losses, axis=1), atol=1e-9)
    for outline, (low, high) in zip(panel.bands(), (wide, narrow), strict=True):
        np.testing.assert_allclose(outline[:, 1], np.concatenate([low, high[::-1]]), atol=1e-9)


def test_a_fan_grows_with_the_clock(drawn) -> None:
    panel = drawn(scene(FED))
    panel.move(10)
    assert all(outline[:, 0].max() == pytest.approx(10) for outline in panel.bands())


def test_the_films_own_run_is_a_thin_line_in_its_fan_and_one_of_its_seeds(drawn) -> None:
    panel = drawn(scene(FED, panel=Spread(seeds=8, scale="linear")))
    own, median = panel.lines(LIGHT.lines[0])
    np.testing.assert_allclose(own[:, 1], scene(FED).descend()[0].values, atol=1e-9)
    np.testing.assert_allclose(own[:, 1], one_by_one(FED, 1)[:, 0], atol=1e-9)
    assert panel.heads()[0] == pytest.approx(median[-1])


def test_a_run_without_chance_stays_a_line(drawn) -> None:
    panel = drawn(scene(FED, WHOLE))
    [line] = panel.lines(LIGHT.lines[1])
    np.testing.assert_allclose(line[:, 1], scene(WHOLE, FED).descend()[0].values, atol=1e-9)
    assert len(panel.bands()) == 2
    assert len(panel.names()) == 2


def test_a_seed_that_stops_keeps_its_loss(drawn) -> None:
    stop = SmallGradient(0.5)
    panel = drawn(scene(FED, stop=stop))
    losses = one_by_one(FED, 9, stop=stop)
    median = panel.lines(LIGHT.lines[0])[-1]
    assert median[:, 1] == pytest.approx(np.median(losses, axis=1)[: len(median)])


def test_a_seed_that_diverges_is_above_all_others(drawn) -> None:
    # y is 0 or 3 times x: some orders of the samples climb out of all bounds before others do.
    fast = replace(FED, optimizer=GradientDescent(1.4))
    panel = drawn(scene(fast, WHOLE, panel=Spread(seeds=9, scale="log"), steps=60))
    assert all(np.isfinite(outline).all() for outline in panel.bands())
    assert panel.axes.get_ylim()[1] < 1e6


def test_a_clock_of_samples_reads_what_the_seeds_have_seen(drawn) -> None:
    median = drawn(scene(FED, clock="samples")).lines(LIGHT.lines[0])[-1]
    np.testing.assert_allclose(median[:, 0], 2 * np.arange(31), atol=1e-6)


def test_lines_and_bands_are_explained_in_a_note(drawn) -> None:
    panel = Spread(seeds=16)
    show = drawn(scene(FED, panel=panel)).show
    assert panel.footnote(show) == "medians of 16 seeds, with bands of the middle half and 90 %"


def test_a_scene_without_chance_is_refused() -> None:
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
    with pytest.raises(SceneError, match=r"nothing in these runs is random; .*MiniBatches\(8, seed=0\)"):
        Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Spread()], steps=5)
    with pytest.raises(SceneError, match="nothing in these runs is random"):
        scene(replace(FED, batches=MiniBatches(2, shuffle=False)))


@pytest.mark.parametrize("seeds", [1, 7, 257, 8.5, True])
def test_too_few_or_too_many_seeds_are_refused(seeds) -> None:
    with pytest.raises(SceneError, match="it must be a whole number from 8 to 256"):
        scene(FED, panel=Spread(seeds=seeds))


def test_more_updates_than_can_be_waited_for_are_refused() -> None:
    with pytest.raises(SceneError, match="give seeds=20 or fewer steps"):
        scene(FED, panel=Spread(seeds=32), steps=100_000)
