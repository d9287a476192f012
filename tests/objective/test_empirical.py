"""The mean loss over a data set is the mean of its samples' losses, whatever the number of points, samples and runs."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from gdanim import EmpiricalLoss, GradientDescent, Objective, Outcome, SceneError, descend, neural_network
from gdanim.errors import ExpressionError

RANDOM = np.random.default_rng(7)
X, NOISE = RANDOM.normal(size=(2, 40))
LINE = EmpiricalLoss("(m*x + c - y)**2", "m c", {"x": X, "y": 2 * X + 1 + NOISE}, model="m*x + c")
LOGISTIC = EmpiricalLoss(
    "log(1 + exp(-y*(w1*x1 + w2*x2 + b)))", "w1 w2 b", {"x1": X, "x2": NOISE, "y": np.where(X + NOISE > 0.2, 1, -1)}
)
NETWORK = neural_network("x1 x2", hidden=3)
TANH = EmpiricalLoss(
    (NETWORK.model - sympy.Symbol("y")) ** 2, NETWORK.parameters, {"x1": X, "x2": NOISE, "y": X * NOISE}
)
KINKED = EmpiricalLoss("abs(a - x) + 0.1*a**2", "a", {"x": X})
FLAT = EmpiricalLoss("a**2 + b**2/3 + x", "a b", {"x": X})
LOSSES = {"line": LINE, "logistic": LOGISTIC, "network": TANH, "kinked": KINKED, "not of the data": FLAT}


def by_hand(loss: EmpiricalLoss, method: str, point: Any) -> Any:
    """Return the mean over Objectives, each with the numbers of one sample written into its formula."""
    box = [(-1, 1)] * loss.dimension
    values = []
    for sample in zip(*loss.data.values(), strict=True):
        numbers = {sympy.Symbol(name, real=True): float(number) for name, number in zip(loss.data, sample, strict=True)}
        alone = Objective(loss.expression.subs(numbers), loss.variables, domain=box)
        values.append(getattr(alone, method)(point))
    return np.mean(values, axis=0)


@pytest.mark.parametrize("method", ["value", "gradient", "hessian"])
@pytest.mark.parametrize("name", ["line", "logistic", "kinked", "not of the data"])
def test_what_is_true_of_the_mean_is_the_mean_of_what_is_true_of_the_samples(name: str, method: str) -> None:
    loss = LOSSES[name].batch(slice(10))
    point = np.linspace(-0.7, 0.9, loss.dimension)
    np.testing.assert_allclose(getattr(loss, method)(point), by_hand(loss, method, point), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_of_the_mean_is_the_mean_of_the_batches_of_one(name: str) -> None:
    loss = LOSSES[name]
    points = RANDOM.normal(size=(5, loss.dimension))
    alone = np.mean([loss.batch([sample]).gradient(points) for sample in range(loss.samples)], axis=0)
    np.testing.assert_allclose(loss.gradient(points), alone, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["line", "logistic", "network", "not of the data"])
@settings(max_examples=25)
@given(data=st.data())
def test_derivatives_agree_with_central_differences(name: str, data: st.DataObject) -> None:
    loss = LOSSES[name]
    n = loss.dimension
    point = np.array(data.draw(st.lists(st.floats(-2, 2), min_size=n, max_size=n)))
    shifts = 1e-5 * np.eye(n)
    scale = 1 + np.abs(loss.hessian(point)).max() + np.abs(loss.gradient(point)).max()
    for derivative, function in ((loss.gradient, loss.value), (loss.hessian, loss.gradient)):
        differences = np.stack([(function(point + h) - function(point - h)) / 2e-5 for h in shifts], axis=-1)
        np.testing.assert_allclose(derivative(point), differences, rtol=0, atol=1e-6 * scale)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("runs", [1, 2, 3, 37, 4000])
def test_points_of_a_batch_are_bit_for_bit_what_they_are_alone(name: str, runs: int) -> None:
    loss = LOSSES[name]
    points = np.random.default_rng(runs).normal(size=(runs, loss.dimension))
    for method in (loss.value, loss.gradient, loss.hessian):
        together = method(points)
        for run in (0, runs // 2, runs - 1):
            np.testing.assert_array_equal(together[run], method(points[run]))
            np.testing.assert_array_equal(together[run], method(np.asfortranarray(points))[run])


def test_a_data_set_too_large_for_one_table_is_summed_in_pieces() -> None:
    x = np.random.default_rng(1).normal(size=200_000)
    loss = EmpiricalLoss("(m*x - y)**2", "m", {"x": x, "y": 3 * x})
    points = np.linspace(-1, 1, 7)[:, np.newaxis]
    np.testing.assert_allclose(loss.value(points), (points[:, 0] - 3) ** 2 * np.mean(x * x), rtol=1e-12)
    np.testing.assert_array_equal(loss.gradient(points)[3], loss.gradient(points[3]))
    np.testing.assert_array_equal(loss.batch(np.arange(200_000)).gradient(points), loss.gradient(points))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("batch", [(), (1,), (3, 4), (0,)])
def test_shapes_follow_the_points(name: str, batch: tuple[int, ...]) -> None:
    loss = LOSSES[name]
    n = loss.dimension
    for part in (loss, loss.batch([3]), loss.batch([0, 1, 1])):
        points = np.ones((*batch, n), dtype=int)
        assert part.value(points).shape == batch
        assert part.gradient(points).shape == (*batch, n)
        assert part.hessian(points).shape == (*batch, n, n)


def test_a_batch_holds_the_samples_named_as_often_as_they_are_named() -> None:
    part = LINE.batch([5, 2, 5])
    np.testing.assert_array_equal(part.data["x"], X[[5, 2, 5]])
    assert (part.samples, part.variables, part.expression) == (3, LINE.variables, LINE.expression)
    same = EmpiricalLoss(LINE.expression, "m c", {name: column[[5, 2, 5]] for name, column in LINE.data.items()})
    np.testing.assert_array_equal(part.gradient([1, 2]), same.gradient([1, 2]))
    assert LINE.batch(slice(None)).data["y"].tolist() == LINE.data["y"].tolist()


def test_a_batch_is_made_without_differentiating_again(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = EmpiricalLoss("(m*x - y)**2", "m", {"x": X, "y": X})
    loss.batch([0]).gradient([1.0])
    monkeypatch.setattr("gdanim.objective.empirical.Tape", None)
    assert loss.batch([1, 2]).gradient([1.0]).shape == loss.gradient([1.0]).shape


def test_least_squares_is_descended_to_the_solution_of_its_normal_equations() -> None:
    run = descend(LINE, GradientDescent(0.2), (0, 0), steps=500)
    solution = np.linalg.lstsq(np.column_stack([X, np.ones_like(X)]), LINE.data["y"], rcond=None)[0]
    np.testing.assert_allclose(run.points[-1], solution, rtol=1e-10)
    assert run.outcome is Outcome.CONVERGED


def test_without_a_domain_the_box_holds_the_origin_and_the_lowest_point() -> None:
    solution = np.linalg.lstsq(np.column_stack([X, np.ones_like(X)]), LINE.data["y"], rcond=None)[0]
    low, high = LINE.domain.T
    assert (low < np.minimum(0, solution)).all()
    assert (high > np.maximum(0, solution)).all()
    assert np.ptp(LINE.domain, axis=1).max() < 6
    assert LINE.domain.tolist() == np.round(LINE.domain, 1).tolist()


def test_separable_classes_have_a_domain_although_their_loss_has_no_minimum() -> None:
    apart = EmpiricalLoss("log(1 + exp(-y*w*x))", "w", {"x": [-1, 1], "y": [-1, 1]})
    assert -30 < apart.domain[0, 0] < 0 < 5 < apart.domain[0, 1] < 30


def test_a_domain_that_is_given_is_the_domain() -> None:
    loss = EmpiricalLoss("(a - x)**2", "a", {"x": [1, 2]}, domain=(-1, 4), minima=1.5)
    assert loss.domain.tolist() == [[-1, 4]]
    assert loss.minima.tolist() == [[1.5]]
    assert loss.batch([0]).domain.tolist() == [[-1, 4]]
    assert loss.batch([0]).minima.shape == (0, 1)


def test_the_formula_is_a_mean_over_indexed_samples() -> None:
    loss = EmpiricalLoss("(m*x + c - y)**2", "m c", {"x": [1, 2, 4], "y": [1, 3, 3]})
    assert loss.latex == r"\frac{1}{3} {\sum}_{i=1}^{3} \left(c + m x_{i} - y_{i}\right)^{2}"
    assert KINKED.latex.endswith(r"\left(0.1 a^{2} + \left|{a - x_{i}}\right|\right)")
    for shown in LOSSES.values():
        MathTextParser("path").parse(f"${shown.latex}$")


def test_symbols_of_the_author_give_way_to_real_ones() -> None:
    m, x, y = sympy.symbols("m x y", positive=True)
    loss = EmpiricalLoss((m * x - y) ** 2, [m], {x: [1, 2], y: [3, 4]}, model=m * x)
    assert loss == EmpiricalLoss("(m*x - y)**2", "m", {"x": [1, 2], "y": [3, 4]}, model="m*x")
    assert loss.model == sympy.Symbol("m", real=True) * sympy.Symbol("x", real=True)


def test_a_network_computes_what_its_formula_says() -> None:
    w, b, v, c = RANDOM.normal(size=(3, 2)), RANDOM.normal(size=3), RANDOM.normal(size=3), 0.3
    output = c + np.tanh(np.column_stack([X, NOISE]) @ w.T + b) @ v
    point = np.concatenate([w.ravel(), b, v, [c]])
    assert TANH.dimension == len(point) == 13
    assert TANH.value(point) == pytest.approx(np.mean((output - X * NOISE) ** 2), rel=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_pickling_gives_the_same_numbers(name: str) -> None:
    for loss in (LOSSES[name], LOSSES[name].batch([1, 4, 4])):
        copy = pickle.loads(pickle.dumps(loss))
        assert copy == loss
        assert hash(copy) == hash(loss)
        point = np.linspace(0.1, 0.9, loss.dimension)
        np.testing.assert_array_equal(copy.hessian(point), loss.hessian(point))


def test_a_loss_does_not_change() -> None:
    with pytest.raises(AttributeError, match="does not change"):
        LINE.name = "other"
    with pytest.raises(ValueError, match="read-only"):
        LINE.data["x"][0] = 7
    with pytest.raises(TypeError):
        LINE.data["x"] = X  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        LINE.domain[0, 0] = 7
    given_away = X.copy()
    loss = EmpiricalLoss("(a - x)**2", "a", {"x": given_away})
    before = loss.value([0.0])
    given_away[:] = 0
    assert loss.value([0.0]) == before


def test_equality_is_by_content() -> None:
    def loss(**changes: Any) -> EmpiricalLoss:
        given_: dict[str, Any] = {"sample_loss": "(a - x)**2", "parameters": "a", "data": {"x": [1, 2]}} | changes
        return EmpiricalLoss(**given_)

    assert loss() == loss(sample_loss="(a - x)*(a - x)")
    assert len({loss(), loss(data={"x": [1, 3]}), loss(domain=(0, 1)), loss(name="other"), loss(model="a")}) == 5
    assert loss() != Objective("a**2", domain=(0, 1))


def test_another_process_computes_the_same_bits(printed_twice: Callable[[str], list[str]]) -> None:
    program = (
        "import numpy; from gdanim import EmpiricalLoss, neural_network; import sympy;"
        "r = numpy.random.default_rng(0); n = neural_network('x1 x2', 3);"
        "d = {name: r.normal(size=50) for name in ('x1', 'x2', 'y')};"
        "f = EmpiricalLoss((n.model - sympy.Symbol('y'))**2, n.parameters, d);"
        "p = r.normal(size=(20, 13));"
        "print(f.value(p).tobytes().hex(), f.gradient(p).tobytes().hex(), f.hessian(p).tobytes().hex())"
    )
    [output] = set(printed_twice(program))
    assert len(output) > 1000


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (("(a - x)**2", "a", {}), {}, "data is {}; it must map each symbol to an array"),
        (("(a - x)**2", "a", [1, 2]), {}, "it must map each symbol"),
        (("(a - x)**2", "a", {"x": 3}), {}, r"data of x has the shape \(\); it must be one number per sample"),
        (("(a - x)**2", "a", {"x": []}), {}, r"the shape \(0,\)"),
        (("(a - x)**2", "a", {"x": [1, np.nan]}), {}, "data of x .* is not finite"),
        (("(a - x)**2", "a", {"x": ["one"]}), {}, "not made of real numbers"),
        (("(a*x - y)**2", "a", {"x": [1, 2], "y": [1]}), {}, "data of y has 1 samples, that of x 2"),
        (("(a - z)**2", "a", {"x": [1]}), {}, "unknown name 'z'"),
        (("(a - x)**2", "a x", {"x": [1]}), {}, "variable x is declared twice"),
        (("x**2", "", {"x": [1]}), {}, "parameters is empty"),
        (("(a - x)**2", "a", {"x": [1]}), {"model": "a*q"}, "unknown name 'q'"),
        (("(a - x)**2", "a", {"x": [1]}), {"domain": (1, 0)}, "low must be less than high"),
        (("(a - x)**2", "a", {"x": [1]}), {"minima": [(1, 2)]}, "minima"),
    ],
)
def test_what_does_not_fit_together_is_said_at_construction(arguments: Any, options: Any, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        EmpiricalLoss(*arguments, **options)


@pytest.mark.parametrize("indices", [[], [[[1, 2]]], [0.5], [True, False], 3])
def test_a_batch_that_names_no_samples_is_refused(indices: Any) -> None:
    with pytest.raises(SceneError, match="a batch"):
        LINE.batch(indices)


def test_points_of_the_wrong_length_are_refused() -> None:
    with pytest.raises(SceneError, match=r"shape \(3,\); the last axis must have length 2"):
        LINE.value([1, 2, 3])
    with pytest.raises(SceneError, match="has 3 coordinates"):
        LINE.point([1, 2, 3])


@pytest.mark.parametrize(("inputs", "hidden"), [("x", 0), ("x", 10), ("x", 1.5), ("", 2), ("x", True)])
def test_a_network_that_cannot_be_named_is_refused(inputs: str, hidden: Any) -> None:
    with pytest.raises(SceneError, match="a number from 1 to 9"):
        neural_network(inputs, hidden)


def test_an_input_may_not_bear_the_name_of_a_weight() -> None:
    network = neural_network("c", 1)
    with pytest.raises(ExpressionError, match="variable c is declared twice"):
        EmpiricalLoss(network.model, network.parameters, {"c": [1]})


def test_a_prediction_is_the_model_with_its_parameters_filled_in() -> None:
    x = np.linspace(-2, 2, 7)
    loss = EmpiricalLoss("(a*sin(x) + b - y)**2", "a b", {"x": x, "y": x}, model="a*sin(x) + b")
    assert loss.read == ("x",)
    np.testing.assert_allclose(loss.predict([2, 3], {"x": x}), 2 * np.sin(x) + 3, rtol=1e-14)
    flat = EmpiricalLoss("(a*x*0 + b - y)**2", "a b", {"x": x, "y": x}, model="b + a*(x - x)")
    assert flat.read == ()


def test_a_loss_without_a_model_predicts_nothing() -> None:
    with pytest.raises(SceneError, match="no model"):
        EmpiricalLoss("(b - y)**2", "b", {"y": [1.0, 2.0]}).predict([1], {"y": [1.0]})


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("method", ["value", "gradient", "hessian"])
def test_points_with_samples_of_their_own_are_bit_for_bit_the_points_alone(name: str, method: str) -> None:
    loss = LOSSES[name]
    points = RANDOM.normal(size=(5, loss.dimension))
    samples = RANDOM.integers(0, loss.samples, size=(5, 3))
    together = getattr(loss.batch(samples), method)(points)
    alone = [getattr(loss.batch(own), method)(point) for own, point in zip(samples, points, strict=True)]
    np.testing.assert_array_equal(together, np.stack(alone))


def test_a_formula_shows_where_its_mean_is_finite() -> None:
    corner = np.array([50.0, 50.0])
    assert LINE.has_values_within(-corner, corner)
    assert not LINE.has_values_within(-corner * 1e150, corner)
    assert not LOGISTIC.has_values_within(np.full(3, -1.0), np.ones(3))  # a logarithm may be of anything
