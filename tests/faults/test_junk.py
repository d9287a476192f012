"""Whatever stands in a field of a scene gives a scene or a SceneError of one line, never another exception."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdanim import Contour, EmpiricalLoss, GradientDescent, MiniBatches, Momentum, Objective, Run, Scene, panels, survey
from gdanim.errors import SceneError

BOWL = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
PARABOLA = Objective("x**2", domain=(-2, 2))
LINE = EmpiricalLoss(
    "(m*x + c - y)**2", "m c", {"x": [0, 1, 2], "y": [0, 1, 3]}, model="m*x + c", domain=[(-1, 3), (-1, 3)]
)
SURVEY = survey(BOWL, Momentum, start=(1, 1), steps=2, learning_rate=[0.1, 0.2], momentum=[0.0, 0.5])
RUN = Run(GradientDescent(0.1), (1.5, 1))
SCENE = {
    "title": "A bowl", "objective": BOWL, "runs": [RUN], "panels": [Contour()], "steps": 3, "size": (480, 270),
}  # fmt: skip
PANELS = [getattr(panels, name) for name in panels.__all__]
ONE = {"objective": PARABOLA, "runs": [Run(GradientDescent(0.1), 1.5)]}
LEARNT = {"objective": LINE, "runs": [Run(GradientDescent(0.1), (0, 0), batches=MiniBatches(2, seed=0))]}
AROUND = {panels.Curve: ONE, panels.SmallMultiples: ONE, panels.Fit: LEARNT, panels.Spread: LEARNT}
TOLD = {"scenes": 0, "refused": 0}

words = st.sampled_from(
    ["", "x", "y", "step", "dark", "principal", "learning_rate", "log", "nan", "1", "梯", "\0", "a" * 300]
)
numbers = st.one_of(st.integers(-3, 300), st.floats(), st.sampled_from([10**30, 10**400, math.nan, 1e308, 0.5, 2**63]))
plain = st.one_of(st.none(), st.booleans(), numbers, words, st.binary(max_size=2))
odd = st.sampled_from(
    [
        *(Contour, Contour(), GradientDescent, GradientDescent(0.1), RUN, BOWL),
        *(object(), len, range(3), {1}, 1j, np.nan, np.array(3), np.zeros((2, 2)), np.array(["a"]), ...),
    ]
)
junk = st.recursive(
    st.one_of(plain, odd),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(inner, inner), st.dictionaries(words, inner, max_size=2)
    ),
    max_leaves=6,
)


def settle(build: Callable[[], object]) -> None:
    """Build; anything but our own refusal, in a line, is a failure, and warnings are errors here."""
    try:
        build()
    except SceneError as refusal:
        assert "\n" not in str(refusal)
        TOLD["refused"] += 1
    else:
        TOLD["scenes"] += 1


def often(count: int) -> settings:
    return settings(max_examples=count, suppress_health_check=list(HealthCheck), derandomize=True)


def junk_in_a_scene(data: st.DataObject) -> None:
    changed = data.draw(
        st.dictionaries(st.sampled_from([item.name for item in fields(Scene)]), junk, min_size=1, max_size=2)
    )
    settle(lambda: Scene(**{**SCENE, **changed}))


def junk_in_a_run(data: st.DataObject) -> None:
    names = ("optimizer", "start", "label", "batches")
    changed = data.draw(st.dictionaries(st.sampled_from(names), junk, min_size=1, max_size=2))
    whole = {"optimizer": GradientDescent(0.1), "start": (1.5, 1), **changed}
    settle(lambda: Scene(**{**SCENE, "runs": [Run(**whole)]}))


def junk_in_an_objective(data: st.DataObject) -> None:
    names = ("expression", "variables", "domain", "minima", "saddles", "name")
    changed = data.draw(st.dictionaries(st.sampled_from(names), junk, min_size=1, max_size=2))
    settle(lambda: Objective(**{"expression": "x**2 + y**2", "domain": [(-1, 1), (-1, 1)], **changed}))


def junk_in_a_rule(data: st.DataObject) -> None:
    settle(lambda: Scene(**{**SCENE, "runs": [Run(GradientDescent(data.draw(junk)), (1, 1))]}))


def junk_in_a_panel(data: st.DataObject) -> None:
    panel = data.draw(st.sampled_from(PANELS))
    name = data.draw(st.sampled_from([item.name for item in fields(panel)]))
    value = data.draw(junk)
    needed = {"survey": SURVEY} if panel is panels.HeatMap else {}
    settle(lambda: Scene(**{**SCENE, **AROUND.get(panel, {}), "panels": [panel(**{**needed, name: value})]}))


PLACES = (junk_in_a_scene, junk_in_a_run, junk_in_an_objective, junk_in_a_rule, junk_in_a_panel)


@pytest.mark.parametrize("count", [100, pytest.param(1500, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("place", PLACES)
def test_junk_is_a_scene_or_a_sentence(place: Callable[[st.DataObject], None], count: int) -> None:
    often(count)(given(st.data())(place))()


def test_what_came_of_the_junk(report: Callable[[str, str], None]) -> None:
    report("junk", f"{TOLD['refused']:,} refused in a sentence, {TOLD['scenes']:,} scenes, no other exception")
