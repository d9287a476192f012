"""Critical points against algebra, and regimes of a parabola against the factor 1 − ηλ."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from gdanim import Adam, GradientDescent, Momentum, Nesterov, Objective, OneCycle, descend
from gdanim.analysis import critical_points, regime, stability, stay_at_saddle
from gdanim.wording.numbers import direction_text


def found(objective: Objective) -> list[tuple[str, tuple[float, ...]]]:
    return [(point.kind, tuple(point.point.round(5).tolist())) for point in critical_points(objective)]


def test_the_quartic_has_two_valleys_and_a_divide() -> None:
    # f' = 2x³ − 9x² + 8x + 3 = (x − 3)(2x² − 3x − 1), so the others are (3 ± √17)/4.
    quartic = Objective("0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3", domain=(-2, 4))
    low, high = (3 - 17**0.5) / 4, (3 + 17**0.5) / 4
    assert [kind for kind, _ in found(quartic)] == ["minimum", "maximum", "minimum"]
    np.testing.assert_allclose([p.point[0] for p in critical_points(quartic)], [low, high, 3], atol=1e-9)
    np.testing.assert_allclose([p.value for p in critical_points(quartic)], [2.542525, 9.113725, 7.5], atol=5e-7)


def test_a_double_well_in_the_plane_has_a_saddle_between_its_minima() -> None:
    well = Objective("(x**2 - 1)**2 + y**2", domain=[(-2, 2), (-2, 2)])
    assert found(well) == [("minimum", (-1, 0)), ("saddle", (0, 0)), ("minimum", (1, 0))]


def test_himmelblaus_nine_points_are_found() -> None:
    himmelblau = Objective("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", domain=[(-5, 5), (-5, 5)])
    kinds = [kind for kind, _ in found(himmelblau)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"minimum": 4, "saddle": 4, "maximum": 1}
    assert ("minimum", (3.0, 2.0)) in found(himmelblau)


def test_every_point_found_is_one_that_sympy_finds() -> None:
    x, y = sympy.symbols("x y", real=True)
    f = x**4 + 2 * x**3 + y**2 - 1
    roots = {(float(p[x]), float(p[y])) for p in sympy.solve([f.diff(x), f.diff(y)], [x, y], dict=True)}
    ours = {point for _, point in found(Objective(f, domain=[(-2, 1), (-1, 1)]))}
    assert ("minimum", (-1.5, 0.0)) in found(Objective(f, domain=[(-2, 1), (-1, 1)]))
    assert {(-1.5, 0.0)} <= ours <= roots


def test_a_point_the_author_names_is_told_once_and_as_named() -> None:
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)], minima=[(0, 0)])
    assert found(bowl) == [("minimum", (0, 0))]


def test_where_a_curve_only_pauses_there_is_neither_a_minimum_nor_a_maximum() -> None:
    assert found(Objective("x**3", domain=(-1, 1))) == [("degenerate", (0.0,))]
    assert found(Objective("x**4", domain=(-1, 1))) == [("minimum", (0.0,))]
    assert found(Objective("-(x**4)", domain=(-1, 1))) == [("maximum", (0.0,))]
    assert found(Objective("x**3 + y**2", domain=[(-1, 1)] * 2)) == [("degenerate", (0.0, 0.0))]


def test_a_slope_has_no_critical_points() -> None:
    assert found(Objective("exp(-x)", domain=(-1, 5))) == []


def test_points_outside_the_domain_are_not_told() -> None:
    assert found(Objective("(x - 5)**2", domain=(-1, 1))) == []


@pytest.mark.parametrize(
    ("rate", "kind"),
    [
        (0.001, "monotone"),
        (0.49, "monotone"),
        (0.5, "one step"),
        (0.9, "alternating"),
        (1, "cycle"),
        (1.1, "divergent"),
    ],
)
def test_a_parabolas_regimes_are_told_by_the_factor(rate: float, kind: str) -> None:
    assert regime(Objective("x**2 + 3*x", domain=(-3, 3)), GradientDescent(rate)) == kind


@pytest.mark.parametrize(
    ("formula", "optimizer"),
    [
        ("x**2", Momentum(0.1)),
        ("x**2", GradientDescent(0.1, weight_decay=0.1)),
        ("-x**2", GradientDescent(0.1)),
        ("x**4", GradientDescent(0.1)),
        ("sin(x)", GradientDescent(0.1)),
    ],
)
def test_where_theory_does_not_hold_no_regime_is_claimed(formula: str, optimizer: object) -> None:
    assert regime(Objective(formula, domain=(-3, 3)), optimizer) is None


BORNE = (
    GradientDescent(0.1),
    Momentum(0.1, momentum=0.5),
    Momentum(0.05, momentum=0.9),
    Momentum(0.1, momentum=0.5, dampening=0.25),
    Momentum(0.1, momentum=0.0),
    Nesterov(0.1, momentum=0.5),
    Nesterov(0.05, momentum=0.9),
)


@pytest.mark.parametrize("optimizer", BORNE, ids=repr)
def test_a_rule_dies_out_just_under_its_limit_and_grows_just_above(optimizer: Any) -> None:
    borne = stability(optimizer)
    assert borne is not None
    for share, dies_out in ((0.99, True), (1.01, False)):
        curvature = share * borne.factor / optimizer.learning_rate
        valley = Objective(f"{curvature / 2!r}*x**2", domain=(-1, 1))
        run = descend(valley, optimizer, 1.0, steps=2000, escape=np.inf)
        last = float(np.abs(run.points[-20:]).max())
        assert (last < 1e-3) is dies_out
        assert (last > 1e3) is not dies_out


@pytest.mark.parametrize(
    "optimizer",
    [
        Adam(0.1),
        GradientDescent(0.1, weight_decay=0.1),
        Momentum(0.1, maximize=True),
        Momentum(OneCycle(0.1, length=9, momenta=(0.85, 0.95))),
    ],
    ids=repr,
)
def test_where_no_closed_form_is_known_no_limit_is_claimed(optimizer: Any) -> None:
    assert stability(optimizer) is None


SADDLE = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)])


@pytest.mark.parametrize(("start", "way"), [(1e-6, 1), (-1e-6, -1)])
def test_a_stay_at_the_saddle_is_as_long_as_the_growth_factors_say(start: float, way: int) -> None:
    # Gradient descent multiplies x by 1 − 2η and y by 1 + 2η; a hundredth of the diagonal is 0.02·√2.
    k = np.arange(701)
    near = np.hypot(0.5 * 0.98**k, start * 1.02**k) <= 0.02 * 2**0.5
    stay = stay_at_saddle(SADDLE, descend(SADDLE, GradientDescent(0.01), (0.5, start), steps=700))
    assert stay is not None
    assert (stay.first, stay.last) == (np.flatnonzero(near)[0], np.flatnonzero(near)[-1])
    assert stay.steps == near.sum()
    np.testing.assert_allclose(stay.direction, (0, way), atol=0.01)
    assert stay.saddle.tolist() == [0, 0]


def test_momentum_leaves_as_soon_as_the_root_of_its_recursion_says() -> None:
    # y grows by the larger root of λ² − (1 + μ + 2η)λ + μ.
    momentum, rate = 0.95, 0.01
    growth = max(np.roots([1, -(1 + momentum + 2 * rate), momentum]))
    run = descend(SADDLE, Momentum(rate, momentum=momentum), (0.5, 1e-20), steps=420)
    stay = stay_at_saddle(SADDLE, run)
    assert stay is not None
    height = run.points[:, 1]
    assert height[stay.last] / height[stay.last - 1] == pytest.approx(growth, rel=1e-9)
    assert height[stay.last] <= 0.02 * 2**0.5 < height[stay.last] * growth**1.01


def test_a_run_that_ends_at_the_saddle_has_not_left_it() -> None:
    stay = stay_at_saddle(SADDLE, descend(SADDLE, GradientDescent(0.01), (0.5, 0), steps=300))
    # 0.5 · 0.98^k is at most 0.02·√2 from step 143 on.
    assert stay is not None
    assert (stay.first, stay.last, stay.steps, stay.direction) == (143, 300, 157, None)


@pytest.mark.parametrize("start", [(0.5, 0.25), (0.02, 0.02)])
def test_a_run_that_passes_a_saddle_does_not_linger(start: tuple[float, float]) -> None:
    assert stay_at_saddle(SADDLE, descend(SADDLE, GradientDescent(0.1), start, steps=60)) is None


def test_without_a_saddle_there_is_no_stay() -> None:
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
    assert stay_at_saddle(bowl, descend(bowl, GradientDescent(0.1), (0.5, 0.5), steps=60)) is None


@pytest.mark.parametrize("degrees", [0, 3, 90, -90, 179, 30, 60])
def test_a_direction_near_an_axis_is_named_by_it(degrees: float) -> None:
    vector = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    named = {0: "+x", 3: "+x", 90: "+y", -90: "−y", 179: "−x", 30: "(0.87, 0.5)", 60: "(0.5, 0.87)"}
    assert direction_text(vector, ["x", "y"]) == named[int(degrees)]
