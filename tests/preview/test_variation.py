"""What the page changes in a scene."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdanim import LBFGS, Adam, CosineDecay, GradientDescent, MiniBatches, Momentum, RMSProp, Run, Scene, recorded
from gdanim.errors import SceneError
from gdanim.preview.variation import RunChange, Variation, rule_names, settings_of
from gdanim.scene import load_scenes


@pytest.fixture
def scene(scene_file: Path) -> Scene:
    return load_scenes(scene_file)["two"]


def varied(scene: Scene, **asked: Any) -> Scene:
    return Variation.read({"scene": "two", **asked}).apply(scene)


def test_without_changes_the_scene_is_the_files_own(scene: Scene) -> None:
    assert varied(scene) is scene


def test_theme_size_and_length_are_changed(scene: Scene) -> None:
    changed = varied(scene, theme="dark", preset="readme", length=3)
    assert (changed.theme, changed.size, changed.steps) == ("dark", (800, 450), 3)


def test_a_start_is_moved_and_nothing_else(scene: Scene) -> None:
    changed = varied(scene, runs=[{"origin": 0, "start": [0.5, -1]}, {"origin": 1}])
    assert np.asarray(changed.runs[0].start).tolist() == [0.5, -1]
    assert changed.runs[0].optimizer == scene.runs[0].optimizer
    assert changed.runs[1].label == "slow"


def test_a_run_that_is_added_has_a_name_of_its_own(scene: Scene) -> None:
    changed = varied(scene, runs=[{"origin": 0}, {"origin": 1}, {"origin": 1, "start": [0, 1]}])
    assert len(set(changed.labels)) == 3


def test_a_rule_takes_over_what_it_shares_with_the_one_before() -> None:
    run = Run(Momentum(0.02, momentum=0.7), (1, 1), label="heavy", batches=MiniBatches(4, seed=1))
    changed = RunChange(0, optimizer="Nesterov").apply(run)
    assert (changed.optimizer.learning_rate, changed.optimizer.momentum) == (0.02, 0.7)
    assert changed.label == ""
    assert changed.batches == run.batches


def test_a_schedule_goes_over_to_another_rule() -> None:
    rate = CosineDecay(0.1, length=20)
    assert RunChange(0, optimizer="Adam").apply(Run(GradientDescent(rate), 1)).optimizer == Adam(rate)


@pytest.mark.parametrize(
    ("optimizer", "known"),
    [
        (GradientDescent(0.1), {"learning_rate": 0.1}),
        (Momentum(0.1), {"learning_rate": 0.1, "momentum": 0.9}),
        (Adam(0.1), {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999}),
        (GradientDescent(CosineDecay(0.1, length=9)), {}),
        (recorded([[0, 0], [1, 1]]).optimizer, {}),
    ],
)
def test_a_page_may_drag_the_rate_where_it_is_a_number_and_what_fades(optimizer: Any, known: dict[str, float]) -> None:
    assert settings_of(optimizer) == known


def test_every_rule_of_the_page_is_made_from_any_other() -> None:
    for name in rule_names():
        for rule in (GradientDescent(0.1), RMSProp(0.01, rho=0.5), LBFGS()):
            assert type(RunChange(0, optimizer=name).apply(Run(rule, 1)).optimizer).__name__ == name


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"runs": [{"origin": 0, "optimizer": "Momentun"}]}, "Did you mean Momentum?"),
        ({"runs": [{"origin": 0, "settings": {"rate": 1}}]}, "has no number rate"),
        ({"runs": [{"origin": 0, "settings": {"learning_rate": -1}}]}, "learning_rate is -1"),
        ({"runs": [{"origin": 0, "settings": {"learning_rate": "1"}}]}, "learning_rate is '1'"),
        ({"runs": [{"origin": 0, "start": [1]}]}, "has 1 coordinate"),
        ({"runs": [{"origin": 7}]}, "no longer has a run 7"),
        ({"runs": [{"origin": 0}] * 9}, "use at most 8"),
        ({"runs": [{"origin": "0"}]}, "load it again"),
        ({"runs": 3}, "load it again"),
        ({"colour": "red"}, "load it again"),
        ({"length": 0}, "steps is 0"),
        ({"theme": "pink"}, "there is no theme 'pink'"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(scene: Scene, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SceneError) as error:
        varied(scene, **asked)
    assert sentence in str(error.value)
