"""The catalogue against the recorded truth, and against 50-digit arithmetic that shares no code with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from gdanim import landscapes
from gdanim.landscapes import CATALOGUE, TAGS, Landscape
from gdanim.objective import Objective
from gdanim.report import claim_fault

GOLDEN = {
    entry["id"]: entry
    for entry in json.loads((Path(__file__).parents[1] / "golden" / "functions.json").read_text("utf-8"))["functions"]
}
RECORDED_AS = {
    "parabola": "square",
    "damped_sine": "sine_gauss",
    "two_wells_1d": "two_gaussians_1d",
    "two_sines": "problem02",
    "gaussian_pit": "exponential",
    "two_wells": "gaussian_mixture2",
    "three_wells": "gaussian_mixture3",
    "langermann": "langermann_neg",
}
NAMES = list(CATALOGUE)
MINIMA = [(name, point) for name, entry in CATALOGUE.items() for point in (*entry.minima, *entry.local_minima)]
SADDLES = [(name, point) for name, entry in CATALOGUE.items() for point in entry.saddles]

# Where the formula has no gradient, or none that is 0: a kink, a cusp or a cone.
SHARP = {"absolute", "ackley", "drop_wave", "bukin6", "alpine1", "bartels_conn"}
# The recorded minimum is none of the domain: on its edge, or higher than its edge.
NOT_LOWEST = {"eggholder", "franke"}
DIGITS = 50
TINY = mpmath.mpf(2) ** -50

Exact = Callable[..., Any]


@pytest.fixture(autouse=True, scope="module")
def fifty_digits() -> Iterator[None]:
    with mpmath.workdps(DIGITS):
        yield


def recorded(name: str) -> dict[str, Any]:
    return GOLDEN[RECORDED_AS.get(name, name)]


@cache
def exact(name: str) -> Exact:
    """The recorded formula, read by SymPy's own parser, evaluated by mpmath."""
    symbols = {symbol: sympy.Symbol(symbol, real=True) for symbol in recorded(name)["vars"]}
    expression = sympy.sympify(recorded(name)["expr"], locals=symbols, rational=True)
    return sympy.lambdify(list(symbols.values()), expression, modules="mpmath")  # type: ignore[no-any-return]


def shifted(point: tuple[Any, ...], *shifts: tuple[int, Any]) -> list[Any]:
    moved = [mpmath.mpf(coordinate) for coordinate in point]
    for axis, step in shifts:
        moved[axis] += step
    return moved


def slopes(f: Exact, point: tuple[Any, ...], step: Any = TINY) -> Any:
    """Central differences; in 50 digits their error is about step²."""
    n = range(len(point))
    return mpmath.matrix([(f(*shifted(point, (i, step))) - f(*shifted(point, (i, -step)))) / (2 * step) for i in n])


def curvatures(f: Exact, point: tuple[Any, ...], step: Any = TINY) -> Any:
    n = len(point)
    matrix = mpmath.matrix(n, n)
    for i, j in product(range(n), repeat=2):
        corners = [a * b * f(*shifted(point, (i, a * step), (j, b * step))) for a, b in product((1, -1), repeat=2)]
        matrix[i, j] = sum(corners) / (4 * step**2)
    return matrix


def around(point: tuple[float, ...], radius: Any) -> Iterator[list[Any]]:
    """Yield points on a small circle, or the two at either side."""
    if len(point) == 1:
        yield from (shifted(point, (0, radius)), shifted(point, (0, -radius)))
        return
    for k in range(48):
        angle = 2 * mpmath.pi * (k + mpmath.mpf("0.37")) / 48
        yield shifted(point, (0, radius * mpmath.cos(angle)), (1, radius * mpmath.sin(angle)))


def width(name: str) -> float:
    return max(high - low for low, high in CATALOGUE[name].domain)


def test_there_are_forty_functions_and_more() -> None:
    assert len(NAMES) >= 40
    assert sum(len(entry.domain) == 1 for entry in CATALOGUE.values()) >= 10
    assert {"saddle", "monkey_saddle", "rosenbrock"} <= set(NAMES)
    assert len(MINIMA) >= 100
    assert len(SADDLES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_the_formula_is_the_recorded_one(name: str) -> None:
    ours = sympy.lambdify(CATALOGUE[name].objective.variables, CATALOGUE[name].objective.expression, "mpmath")
    for share in (0.137, 0.5113, 0.911):
        point = [mpmath.mpf(low) + (high - low) * share for low, high in CATALOGUE[name].domain]
        value = exact(name)(*point)
        assert abs(ours(*point) - value) <= 1e-14 * (1 + abs(value))


@pytest.mark.parametrize("name", NAMES)
def test_the_window_is_the_recorded_one(name: str) -> None:
    entry = CATALOGUE[name]
    assert np.array_equal(entry.domain, recorded(name)["plot_domain"])
    assert np.array_equal(entry.search_domain or entry.domain, recorded(name)["domain"])


@pytest.mark.parametrize(("name", "point"), [*MINIMA, *SADDLES])
def test_a_value_agrees_with_fifty_digits(name: str, point: tuple[float, ...]) -> None:
    value = CATALOGUE[name].objective.value(point)
    scale = 1 + np.abs(CATALOGUE[name].objective.hessian(point)).max() if name not in SHARP else 1
    assert abs(value - exact(name)(*map(mpmath.mpf, point))) <= 1e-13 * (scale + abs(value))


@pytest.mark.parametrize("name", [name for name in NAMES if CATALOGUE[name].minima])
def test_the_lowest_value_is_the_recorded_one_and_nothing_in_the_domain_is_lower(name: str) -> None:
    objective = CATALOGUE[name].objective
    lowest = recorded(name)["global_min_value"]
    for point in CATALOGUE[name].minima:
        assert objective.value(point) == pytest.approx(lowest, rel=1e-12, abs=1e-12)
    sides = [np.linspace(low, high, 20001 if objective.dimension == 1 else 301) for low, high in objective.domain]
    grid = np.stack(np.meshgrid(*sides), axis=-1)
    assert np.nanmin(objective.value(grid)) >= lowest - 1e-12 * (1 + abs(lowest))


@pytest.mark.parametrize(("name", "point"), MINIMA)
def test_a_minimum_is_lower_than_all_around_it(name: str, point: tuple[float, ...]) -> None:
    f = exact(name)
    bottom = f(*map(mpmath.mpf, point))
    for radius in (1e-7 * width(name), 1e-4 * width(name)):
        assert all(f(*other) > bottom for other in around(point, radius))


@pytest.mark.parametrize(("name", "point"), SADDLES)
def test_from_a_saddle_there_are_ways_up_and_down(name: str, point: tuple[float, ...]) -> None:
    f = exact(name)
    level = f(*map(mpmath.mpf, point))
    for radius in (1e-7 * width(name), 1e-4 * width(name)):
        values = [f(*other) for other in around(point, radius)]
        assert min(values) < level < max(values)


@pytest.mark.parametrize(("name", "point"), [claim for claim in [*MINIMA, *SADDLES] if claim[0] not in SHARP])
def test_a_named_point_is_where_the_gradient_is_zero(name: str, point: tuple[float, ...]) -> None:
    slope, curvature = slopes(exact(name), point), curvatures(exact(name), point)
    if abs(mpmath.det(curvature)) > 1e-10:
        missed = mpmath.norm(mpmath.lu_solve(curvature, slope), mpmath.inf)
        assert missed <= 2.5e-16 * max(1, *map(abs, point))
    else:
        assert mpmath.norm(slope, mpmath.inf) <= 1e-25
    gradient, hessian = CATALOGUE[name].objective.gradient(point), CATALOGUE[name].objective.hessian(point)
    assert np.abs(gradient).max() <= 2e-15 * (1 + np.abs(hessian).max() * max(1, *map(abs, point)))


@pytest.mark.parametrize("name", sorted(SHARP))
def test_a_sharp_minimum_has_no_zero_gradient_to_find(name: str) -> None:
    """The exceptions above are exceptions: there the formula's gradient is nan or the slope jumps."""
    for point in CATALOGUE[name].minima:
        gradient = CATALOGUE[name].objective.gradient(point)
        beside = CATALOGUE[name].objective.gradient(np.add(point, 1e-9))
        assert not np.isfinite(gradient).all() or np.abs(gradient - beside).max() > 0.05
        assert CATALOGUE[name].smoothness != "smooth"


@pytest.mark.parametrize(("name", "point"), [claim for claim in [*MINIMA, *SADDLES] if claim[0] not in SHARP])
def test_curvatures_have_the_signs_of_what_a_point_is_called(name: str, point: tuple[float, ...]) -> None:
    found = np.linalg.eigvalsh(CATALOGUE[name].objective.hessian(point))
    truth = np.array([float(value) for value in mpmath.eigsy(curvatures(exact(name), point), eigvals_only=True)])
    assert found == pytest.approx(truth, rel=1e-7, abs=1e-9 * np.abs(truth).max() + 1e-12)
    if "degenerate" in CATALOGUE[name].tags and np.abs(truth).min() < 1e-9:
        return
    assert found.min() < 0 < found.max() if (name, point) in SADDLES else found.min() > 0


@pytest.mark.parametrize("name", NAMES)
def test_check_believes_what_is_true_and_nothing_else(name: str) -> None:
    objective = CATALOGUE[name].objective
    off = 0.01 * np.ptp(objective.domain, axis=1)
    for kind, other, points in (
        ("minimum", "saddle", objective.minima),
        ("saddle", "minimum", objective.saddles),
    ):
        for point in points:
            assert not claim_fault(objective, kind, point)
            assert claim_fault(objective, other, point)
            assert claim_fault(objective, kind, point + off)


def recorded_points(name: str) -> list[tuple[str, list[float]]]:
    found = [(entry["type"], entry["x"]) for entry in recorded(name).get("stationary_points") or []]
    return found + [("minimum", entry["x"]) for entry in recorded(name)["global_minima"] or []]


@pytest.mark.parametrize("name", NAMES)
def test_every_named_point_is_recorded(name: str) -> None:
    entry = CATALOGUE[name]
    for kind, points in (("minimum", (*entry.minima, *entry.local_minima)), ("saddle", entry.saddles)):
        known = [x for found, x in recorded_points(name) if found in (kind, "degenerate")]
        for point in points:
            assert min(np.abs(np.subtract(x, point)).max() for x in known) <= 1e-14 * max(1, *map(abs, point))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_LOWEST])
def test_every_recorded_global_minimum_in_the_domain_is_named(name: str) -> None:
    low, high = np.array(CATALOGUE[name].domain, dtype=float).T
    for entry in recorded(name)["global_minima"] or []:
        if ((low <= entry["x"]) & (entry["x"] <= high)).all():
            assert min(np.abs(np.subtract(entry["x"], point)).max() for point in CATALOGUE[name].minima) <= 1e-13 * 500


@pytest.mark.parametrize("name", [name for name in NAMES if "many minima" not in CATALOGUE[name].tags])
def test_every_recorded_minimum_and_saddle_is_named_where_they_are_few(name: str) -> None:
    entry = CATALOGUE[name]
    points = [entry["type"] for entry in recorded(name).get("stationary_points") or []]
    if points:
        assert points.count("minimum") + points.count("degenerate") <= len(
            entry.minima + entry.local_minima + entry.saddles
        )
        assert points.count("saddle") <= len(entry.saddles)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20)
@given(shares=st.tuples(*[st.floats(0.0, 1.0, allow_subnormal=False)] * 2))
def test_derivatives_agree_with_central_differences(name: str, shares: tuple[float, float]) -> None:
    entry, f = CATALOGUE[name], exact(name)
    point = tuple(low + (high - low) * share for (low, high), share in zip(entry.domain, shares, strict=False))
    gradient, hessian = entry.objective.gradient(point), entry.objective.hessian(point)
    if entry.smoothness != "smooth":
        # Within reach of a kink the differences mean something else, and so does the formula.
        wide, narrow = curvatures(f, point, TINY * 10), curvatures(f, point)
        assume(mpmath.mnorm(wide - narrow, "f") <= 1e-9 * (1 + mpmath.mnorm(narrow, "f")))
        assume(np.isfinite(gradient).all() and np.isfinite(hessian).all())
    slope = np.array(slopes(f, point).tolist(), dtype=float)[:, 0]
    curvature = np.array(curvatures(f, point).tolist(), dtype=float)
    scale = 1 + np.abs(curvature).max() + np.abs(slope).max() + abs(entry.objective.value(point))
    assert gradient == pytest.approx(slope, rel=1e-10, abs=1e-13 * scale * width(name))
    assert hessian == pytest.approx(curvature, rel=1e-9, abs=1e-12 * scale * width(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_formula_can_be_typeset(name: str) -> None:
    latex = CATALOGUE[name].objective.latex
    assert "x" in latex
    with matplotlib.rc_context():
        drawn = MathTextParser("path").parse(f"$f = {latex}$")
    assert drawn.width > drawn.height / 4 > 0
    assert len(drawn.glyphs) >= len("f=x2")


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_says_who_published_it(name: str) -> None:
    entry = CATALOGUE[name]
    assert entry.sources
    assert len(set(entry.sources)) == len(entry.sources)
    years = set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(entry.sources)))
    assert years <= set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(recorded(name)["sources"])))
    pages = re.findall(r"/~ssurjano/(\w+)\.html", " ".join(entry.sources))
    assert pages == re.findall(r"/~ssurjano/(\w+)", " ".join(recorded(name)["sources"]))


def sampled(name: str) -> np.ndarray[Any, Any]:
    sides = [np.linspace(low, high, 61) + 1e-4 for low, high in CATALOGUE[name].domain]
    return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, len(sides))


def tagged(tag: str) -> list[str]:
    found = [name for name, entry in CATALOGUE.items() if tag in entry.tags]
    assert found
    return found


def test_tags_are_the_explained_ones() -> None:
    assert {tag for entry in CATALOGUE.values() for tag in entry.tags} == set(TAGS)


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_convex_functions_are_tagged_convex(name: str) -> None:
    hessian = CATALOGUE[name].objective.hessian(sampled(name))
    lowest = np.linalg.eigvalsh(hessian[np.isfinite(hessian).all(axis=(1, 2))]).min()
    if name not in ("cross_in_tray", "bartels_conn"):  # convex between their kinks alone
        assert (lowest >= -1e-9) == ("convex" in CATALOGUE[name].tags)


@pytest.mark.parametrize("name", tagged("plateau"))
def test_a_plateau_has_hardly_any_slope(name: str) -> None:
    slope = np.linalg.norm(CATALOGUE[name].objective.gradient(sampled(name)), axis=-1)
    assert np.mean(slope < 0.1 * slope.max()) >= 0.25


@pytest.mark.parametrize("name", tagged("valley"))
def test_a_valley_has_walls_more_curved_than_its_floor(name: str) -> None:
    floor, wall = np.linalg.eigvalsh(CATALOGUE[name].objective.hessian(CATALOGUE[name].minima[0]))
    assert wall >= 10 * floor


@pytest.mark.parametrize("name", tagged("degenerate"))
def test_a_degenerate_function_has_a_flat_critical_point(name: str) -> None:
    entry = CATALOGUE[name]
    flattest = [np.abs(np.linalg.eigvalsh(entry.objective.hessian(p))).min() for p in (*entry.minima, *entry.saddles)]
    assert min(flattest) <= 1e-9


@pytest.mark.parametrize("name", tagged("unbounded"))
def test_an_unbounded_function_falls_beyond_its_domain(name: str) -> None:
    objective = CATALOGUE[name].objective
    far = np.array([[-1e4], [1e4]]) if objective.dimension == 1 else np.array([[-1e4, -1e4 - 1], [0, 1e4], [-1e4, 0]])
    assert objective.value(far).min() < objective.value(sampled(name)).min()


@pytest.mark.parametrize("name", NAMES)
def test_several_minima_are_two_or_more(name: str) -> None:
    entry: Landscape = CATALOGUE[name]
    if "many minima" not in entry.tags:
        several = recorded(name).get("stationary_point_counts") or {}
        assert ("several minima" in entry.tags) == (several.get("minimum", 1) >= 2 or len(entry.minima) >= 2)


@pytest.mark.parametrize("name", NAMES)
def test_an_attribute_is_the_objective_built_once(name: str) -> None:
    objective = getattr(landscapes, name)
    assert isinstance(objective, Objective)
    assert objective is getattr(landscapes, name)
    assert objective.name == CATALOGUE[name].title
    assert len(objective.minima) == len(CATALOGUE[name].minima + CATALOGUE[name].local_minima)


def test_a_misspelt_name_is_told_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"there is no landscape himmelblu\. Did you mean himmelblau\?"):
        _ = landscapes.himmelblu
    assert not hasattr(landscapes, "__wrapped__")


def test_no_function_is_hidden_by_a_module_of_the_package() -> None:
    assert not set(NAMES) & {path.stem for path in Path(landscapes.__file__).parent.glob("*.py")}
    assert set(NAMES) <= set(dir(landscapes))


def test_importing_the_catalogue_loads_no_sympy() -> None:
    program = "import sys, gdanim; print(len(gdanim.landscapes.CATALOGUE), 'sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(NAMES)), "False"]
