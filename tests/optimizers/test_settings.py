"""Settings off their defaults, and rates that change: every field of every rule does what its reference's does."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdanim import Objective, optimizers

RECORDED = json.loads((Path(__file__).parents[1] / "golden" / "settings.json").read_text("utf-8"))
LANDSCAPE = Objective(RECORDED["expression"], domain=[(-3, 3)] * 3)

TOLERANCE = 1e-10
CUT_TOLERANCE = 1e-7
"""Where gradients are cut to a length: pytorch_optimizer computes that in float32."""


SEARCHED = ("start", "first", "length")


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["reference"])
def test_a_rule_with_these_settings_walks_as_its_reference_did(case: dict[str, Any]) -> None:
    rule = getattr(optimizers, case["rule"])(case["learning_rate"], **case["settings"])
    x = np.array(RECORDED["start"])
    state, points = rule.init(x), []
    for k in range(5 * len(case["points"])):
        rate = case["learning_rate"] * (RECORDED["decay"] ** k if case["scheduled"] else 1.0)
        with np.errstate(all="ignore"):
            x, state = rule.step(LANDSCAPE, x, state, rate)
        points.append(x)
    tolerance = CUT_TOLERANCE if "max_grad_norm" in case["settings"] else TOLERANCE
    np.testing.assert_allclose(points[4::5], case["points"], rtol=tolerance, atol=tolerance)


def test_every_setting_of_a_recorded_rule_was_moved_off_its_default() -> None:
    """`maximize` apart, which test_identities proves by turning f upside down."""
    moved = {(case["rule"], name) for case in RECORDED["cases"] for name in case["settings"]}
    known = {
        (rule, item.name)
        for rule in {case["rule"] for case in RECORDED["cases"]}
        for item in fields(getattr(optimizers, rule))
        if item.name not in ("learning_rate", "maximize")
    }
    assert known - moved == {("SM3", "epsilon")}, "optax.sm3 has no setting for its epsilon"


def test_the_strong_wolfe_search_finds_the_lengths_that_torchs_finds() -> None:
    starts, firsts, lengths = (np.array([each[key] for each in RECORDED["searches"]]) for key in SEARCHED)
    g = LANDSCAPE.gradient(starts)
    with np.errstate(all="ignore"):
        found = optimizers.StrongWolfe().along(LANDSCAPE, starts, -g, g, firsts[:, np.newaxis])
    np.testing.assert_allclose(found[:, 0], lengths, rtol=1e-9)
