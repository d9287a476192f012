"""Newton's method and its stand-ins reach a quadratic's minimum as fast as theory says; searches keep their word."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdanim import Objective, Outcome, descend
from gdanim.optimizers import (
    BFGS,
    LBFGS,
    Backtracking,
    ConjugateGradient,
    ExactLineSearch,
    GradientDescent,
    Newton,
    StrongWolfe,
)

Array = NDArray[np.float64]

ROSENBROCK = Objective("(1 - x)**2 + 100*(y - x**2)**2", domain=[(-2, 2)] * 2, minima=[(1, 1)])
SADDLE = Objective("x**2 - y**2", domain=[(-1, 1)] * 2, saddles=[(0, 0)])


def quadratic(n: int) -> tuple[Objective, Array]:
    """Return x^T A x / 2 - b^T x, A positive definite with curvatures from 1 to n^2, and its minimum A^-1 b."""
    random = np.random.default_rng(n)
    axes, _ = np.linalg.qr(random.normal(size=(n, n)))
    matrix, b = axes @ np.diag(np.linspace(1, n * n, n)) @ axes.T, random.normal(size=n)
    names = [f"x{k}" for k in range(n)]
    square = " + ".join(f"{matrix[i, j] / 2!r}*x{i}*x{j}" for i in range(n) for j in range(n))
    linear = " + ".join(f"({-b[k]!r})*x{k}" for k in range(n))
    return Objective(f"{square} + {linear}".replace("np.float64", ""), names, domain=[(-3, 3)] * n), np.linalg.solve(
        matrix, b
    )


@pytest.mark.parametrize("n", [1, 2, 5])
def test_newton_reaches_the_minimum_of_a_quadratic_in_one_step(n: int) -> None:
    bowl, minimum = quadratic(n)
    for start in np.random.default_rng(1).uniform(-3, 3, (4, n)):
        np.testing.assert_allclose(descend(bowl, Newton(), start, steps=1).points[-1], minimum, atol=1e-12)


@pytest.mark.parametrize("damped", [0.1, 0.5])
def test_damped_newton_leaves_the_same_share_of_the_way_at_every_step(damped: float) -> None:
    bowl, minimum = quadratic(2)
    away = descend(bowl, Newton(damped), (3, -2), steps=10).points - minimum
    np.testing.assert_allclose(away[1:], (1 - damped) * away[:-1], atol=1e-12)


def test_a_heavily_damped_newton_step_is_a_gradient_step() -> None:
    newton = descend(ROSENBROCK, Newton(1.0, damping=1e9), (-1, 1.5), steps=1).points
    plain = descend(ROSENBROCK, GradientDescent(1e-9), (-1, 1.5), steps=1).points
    np.testing.assert_allclose(np.diff(newton, axis=0), np.diff(plain, axis=0), rtol=1e-5)


def test_newton_doubles_its_digits_near_a_minimum() -> None:
    error = np.abs(descend(ROSENBROCK, Newton(), (1.1, 1.2), steps=7).points - 1).max(axis=1)
    assert (error[1:] < 100 * error[:-1] ** 2)[:6].all()
    assert error[5] > 1e-7
    assert error[6] < 1e-12


def test_newton_walks_into_a_saddle_and_with_a_line_search_past_it() -> None:
    assert descend(SADDLE, Newton(), (1, 0.25), steps=1).points[-1].tolist() == [0, 0]
    searched = descend(SADDLE, Newton(line_search_fn=Backtracking()), (0.2, 0.25), steps=20)
    assert (np.diff(searched.values) < 0).all()


def test_newton_does_not_move_along_an_axis_without_slope_and_flies_where_there_is_no_curvature() -> None:
    trough = Objective("x**2 + 0*y", "x y", domain=[(-1, 1)] * 2)
    assert descend(trough, Newton(), (1, 0.5), steps=1).points[-1].tolist() == [0, 0.5]
    ramp = Objective("3*x", domain=(-1, 1))
    assert descend(ramp, Newton(), 0.5, steps=1, escape=np.inf).sentence == "diverged at step 1"


EXACT = ExactLineSearch()


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize(
    "rule",
    [
        BFGS(line_search_fn=EXACT),
        LBFGS(line_search_fn=EXACT, tolerance_grad=0.0, tolerance_change=0.0),
        ConjugateGradient(),
        ConjugateGradient(formula="fletcher-reeves"),
    ],
    ids=str,
)
def test_with_an_exact_line_search_n_steps_reach_the_minimum_of_a_quadratic(rule: Any, n: int) -> None:
    bowl, minimum = quadratic(n)
    for start in np.random.default_rng(2).uniform(-3, 3, (4, n)):
        points = descend(bowl, rule, start, steps=n).points
        np.testing.assert_allclose(points[-1], minimum, atol=1e-8)
        if n > 1:
            assert np.abs(points[-2] - minimum).max() > 1e-4


@pytest.mark.parametrize("n", [2, 4])
def test_bfgs_learns_the_inverse_hessian_of_a_quadratic(n: int) -> None:
    bowl, minimum = quadratic(n)
    rule, x = BFGS(line_search_fn=EXACT), np.full(n, 2.0)
    state = rule.init(x)
    for _ in range(n + 1):
        x, state = rule.step(bowl, x, state, 1.0)
    np.testing.assert_allclose(state.inverse @ bowl.hessian(minimum), np.eye(n), atol=1e-6)


@pytest.mark.parametrize(
    "rule",
    [BFGS(), LBFGS(line_search_fn="strong_wolfe"), ConjugateGradient(), Newton(line_search_fn=Backtracking())],
    ids=str,
)
def test_with_a_line_search_they_come_through_rosenbrocks_valley_and_never_climb(rule: Any) -> None:
    run = descend(ROSENBROCK, rule, (-1.5, 2), steps=60)
    np.testing.assert_allclose(run.points[-1], (1, 1), atol=1e-5)
    assert (np.diff(run.values) <= 1e-24).all()
    assert run.outcome is Outcome.CONVERGED
    # By then, and not the step before, they are where they stay, to half a pixel.
    away = np.linalg.norm(run.points - (1, 1), axis=1) / np.linalg.norm(np.ptp(ROSENBROCK.domain, axis=1))
    assert away[run.decided :].max() < 4.1e-4 < away[run.decided - 1] + 1e-5


def test_the_two_loops_of_lbfgs_are_bfgs_on_the_pairs_it_remembers() -> None:
    rule, x = LBFGS(history_size=3, line_search_fn=EXACT), np.array([-1.5, 2.0])
    state = rule.init(x)
    for _ in range(6):
        with np.errstate(all="ignore"):
            before, (x, state) = x, rule.step(ROSENBROCK, x, state, 1.0)
    inverse = state.scale * np.eye(2)
    for s, y in zip(state.moves, state.changes, strict=True):
        past = np.eye(2) - np.outer(y, s) / (y @ s)
        inverse = past.T @ inverse @ past + np.outer(s, s) / (y @ s)
    move, newton_like = x - before, -inverse @ ROSENBROCK.gradient(before)
    np.testing.assert_allclose(move / np.linalg.norm(move), newton_like / np.linalg.norm(newton_like), rtol=1e-9)
    assert len(state.moves) == 3


def test_lbfgs_stands_still_where_there_is_no_slope() -> None:
    assert descend(ROSENBROCK, LBFGS(), (1, 1), steps=3).points.tolist() == [[1, 1]] * 4


@pytest.mark.parametrize(("tolerance", "moves"), [(2.0, False), (1.99, True)])
def test_lbfgs_stands_still_where_no_slope_exceeds_its_tolerance(tolerance: float, moves: bool) -> None:
    run = descend(SADDLE, LBFGS(tolerance_grad=tolerance), (1, 0), steps=1)
    assert (run.points[1, 0] != 1) == moves


# Line searches.

STARTS = np.random.default_rng(5).uniform(-2, 2, (9, 2))


def searched(search: Any, first: float) -> tuple[Array, Array, Array, Array]:
    """Return lengths along -g (9,), and f and its slope along -g there, as functions of nothing but the length."""
    g = ROSENBROCK.gradient(STARTS)
    t = search.along(ROSENBROCK, STARTS, -g, g, first)
    at = STARTS - t * g
    return t[:, 0], ROSENBROCK.value(at), -(g * ROSENBROCK.gradient(at)).sum(axis=1), (g * g).sum(axis=1)


@pytest.mark.parametrize("decrease", [1e-4, 0.3])
@pytest.mark.parametrize("shrink", [0.5, 0.8])
def test_backtracking_finds_the_first_length_that_satisfies_armijo(decrease: float, shrink: float) -> None:
    t, value, _, steepness = searched(Backtracking(shrink=shrink, decrease=decrease), first=1.0)
    assert (value <= ROSENBROCK.value(STARTS) - decrease * t * steepness).all()
    g, longer = ROSENBROCK.gradient(STARTS), t / shrink
    too_high = ROSENBROCK.value(STARTS - longer[:, np.newaxis] * g) > (
        ROSENBROCK.value(STARTS) - decrease * longer * steepness
    )
    assert (too_high | (t == 1.0)).all()
    assert (t < 1.0).any()


@pytest.mark.parametrize("first", [1e-9, 1e-3, 1.0, 1e3])
def test_an_exact_search_ends_where_the_slope_along_the_line_is_zero(first: float) -> None:
    t, value, slope, steepness = searched(ExactLineSearch(), first)
    assert (np.abs(slope) <= 1e-10 * steepness).all()
    assert (t > 0).all()
    assert (value < ROSENBROCK.value(STARTS)).all()


@pytest.mark.parametrize("first", [1e-6, 1e-3, 1.0])
def test_a_wolfe_search_satisfies_both_strong_conditions(first: float) -> None:
    t, value, slope, steepness = searched(StrongWolfe(c1=1e-4, c2=0.4), first)
    assert (value <= ROSENBROCK.value(STARTS) - 1e-4 * t * steepness).all()
    assert (np.abs(slope) <= 0.4 * steepness).all()


@pytest.mark.parametrize("search", [Backtracking(), ExactLineSearch(), StrongWolfe()], ids=str)
def test_a_search_from_a_minimum_stays_there(search: Any) -> None:
    x, g = np.array([1.0, 1.0]), np.zeros(2)
    assert (x + search.along(ROSENBROCK, x, -g, g, 1.0) * -g).tolist() == [1, 1]


@pytest.mark.parametrize("search", [Backtracking(), ExactLineSearch(), StrongWolfe()], ids=str)
def test_as_a_schedule_a_search_returns_one_rate_for_every_run(search: Any) -> None:
    g = ROSENBROCK.gradient(STARTS)
    rates, _ = search.step(ROSENBROCK, STARTS, search.init(STARTS), gradient=g)
    np.testing.assert_array_equal(rates, search.along(ROSENBROCK, STARTS, -g, g, 1.0))
    assert rates.shape == (9, 1)


def test_successive_steps_of_steepest_descent_are_at_right_angles() -> None:
    bowl, x = Objective("x**2 + 10*y**2", domain=[(-10, 10)] * 2), np.array([10.0, 1.0])
    search, rule, points = ExactLineSearch(), GradientDescent(1.0), [np.array([10.0, 1.0])]
    for _ in range(12):
        rate, _ = search.step(bowl, x, (), gradient=bowl.gradient(x))
        x, _ = rule.step(bowl, x, (), rate)
        points.append(x)
    steps = np.diff(points, axis=0)
    assert np.abs((steps[1:] * steps[:-1]).sum(axis=1)).max() < 1e-10
    # From (10, 1), the worst start, each step leaves (k - 1)/(k + 1) of the way, k = 10.
    np.testing.assert_allclose(points[-1], np.array([10, 1]) * (9 / 11) ** 12, rtol=1e-9)
