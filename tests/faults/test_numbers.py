"""B3: functions without values, at the ends of float64, or without slope give a film or one clear sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from gdanim import (
    Basins,
    Contour,
    Coordinates,
    Curve,
    GradientDescent,
    GradientNorm,
    Internals,
    Loss,
    Momentum,
    Objective,
    Run,
    Scene,
    SmallMultiples,
    Spectrum,
    StepByStep,
    Surface,
)
from gdanim.errors import SceneError
from gdanim.stage import Stage

ONE = {
    "a pole at the start": ("1/x", (-1, 1), 0.0),
    "a pole in view": ("1/x", (-1, 1), 0.5),
    "logarithms of negatives": ("log(x)", (-3, -1), -2.0),
    "logarithms of some negatives": ("log(x)", (-1, 2), 1.5),
    "roots of negatives": ("sqrt(x)", (-1, 1), 0.0),
    "complex powers": ("x**x", (-1, 1), 0.5),
    "a constant": ("0*x + 3", (-1, 1), 0.5),
    "divergence at the first step": ("x**4", (-1e30, 1e30), 1e30),
    "1e308": ("1e308*x**2", (-1, 1), 0.5),
    "1e-308": ("1e-308*x**2", (-1, 1), 0.5),
    "large": ("1e99*x**2", (-1, 1), 0.5),
    "small": ("1e-99*x**2", (-1, 1), 0.5),
    "an overflow of the widest domain": ("x**2", (-1e153, 1e153), 1e153),
    "a wide domain": ("x**2", (-1e308, 1e308), 0.5),
    "a narrow domain": ("x**2", (-1e-308, 1e-308), 0.0),
    "a domain far away": ("x**2", (1e16, 1e16 + 4), 1e16),
    "an endless domain": ("x**2", (-np.inf, 1), 0.5),
    "a domain that is no number": ("x**2", (np.nan, 1), 0.5),
    "a complex domain": ("x**2", (1j, 1), 0.5),
    "a start that is no number": ("x**2", (-1, 1), np.nan),
    "a complex start": ("x**2", (-1, 1), 1j),
}
TWO = {
    "a pole at the start": ("1/(x*y)", 0.0),
    "a hole": ("1/(x**2 + y**2)", 0.0),
    "roots of negatives": ("sqrt(x - 10) + y", 0.5),
    "roots of some negatives": ("sqrt(x) + y**2", 0.0),
    "a constant": ("0*x + 0*y + 3", 0.5),
    "an overflow": ("exp(1e3*x**4 + y**2)", 0.5),
    "large": ("1e99*(x**2 + y**2)", 0.5),
    "small": ("1e-99*(x**2 + y**2)", 0.5),
}
LINE_PANELS = (Curve, SmallMultiples, Loss, Coordinates, GradientNorm, Spectrum, StepByStep)
PLANE_PANELS = (Contour, Surface, Basins, Internals, Loss)


TOLD = {"films": 0, "sentences": 0}


def settle(formula: str, domain: Any, start: Any, panel: type, rates: Sequence[float] = (0.1,)) -> None:
    """Build a scene and draw both its ends; anything but our own refusal is a failure, and warnings are errors here."""
    for rate in rates:
        rule = Momentum(rate) if panel is Internals else GradientDescent(rate)
        try:
            objective = Objective(formula, domain=domain)
            scene = Scene("Hard", objective, [Run(rule, start)], [panel()], steps=3, size=(480, 270), hold=0.1, fps=5)
            stage = Stage(scene)
        except SceneError as refusal:
            assert "\n" not in str(refusal)
            assert len(str(refusal)) < 250
            TOLD["sentences"] += 1
        else:
            assert stage.draw(0).any()
            assert stage.draw(len(stage) - 1).any()
            TOLD["films"] += 1


@pytest.mark.parametrize("panel", LINE_PANELS)
@pytest.mark.parametrize("case", ONE)
def test_a_hard_function_of_one_variable_is_a_film_or_a_sentence(case: str, panel: type) -> None:
    formula, domain, start = ONE[case]
    settle(formula, domain, start, panel, (0.1, 1e300))


@pytest.mark.parametrize("panel", PLANE_PANELS)
@pytest.mark.parametrize("case", TWO)
def test_a_hard_function_of_two_variables_is_a_film_or_a_sentence(case: str, panel: type) -> None:
    formula, start = TWO[case]
    settle(formula, [(-1, 1), (-1, 1)], (start, start), panel)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1j, "0.1", None])
def test_a_rate_that_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(SceneError, match="learning_rate"):
        Run(GradientDescent(value), 0.5)  # type: ignore[arg-type]


def test_what_came_of_the_numbers(report: Callable[[str, str], None]) -> None:
    report("B3", f"{TOLD['films']} films, {TOLD['sentences']} sentences, no warning and no traceback")
