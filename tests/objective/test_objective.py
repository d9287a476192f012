"""Values, gradients and Hessians agree with central differences, closed forms and themselves."""

import pickle

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gdanim.errors import ExpressionError, SceneError
from gdanim.expressions import FUNCTIONS
from gdanim.objective import Objective

QUARTIC = "0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3"
SQUARE = ((-4, 4), (-4, 4))
OBJECTIVES = {
    "quartic": Objective(QUARTIC, domain=(-2, 4)),
    "saddle": Objective("x**2 - y**2", domain=SQUARE),
    "beale": Objective("(1.5-x+x*y)**2 + (2.25-x+x*y**2)**2 + (2.625-x+x*y**3)**2", domain=SQUARE),
    "rosenbrock": Objective("(1-x)**2 + 100*(y-x**2)**2", domain=SQUARE),
    "himmelblau": Objective("(x**2+y-11)**2 + (x+y**2-7)**2", domain=SQUARE),
    "damped sine": Objective("sin(x)*exp(-0.05*x**2)", domain=(-6, 6)),
    "decay": Objective("exp(-x)", domain=(-1, 10)),
    "constant": Objective("3", "x y", domain=SQUARE),
    "linear": Objective("2*x - 3*y + 1", domain=SQUARE),
    "along x": Objective("x**9 + x**-3", "x y", domain=SQUARE),
    "huber": Objective(
        sympy.Piecewise((sympy.Symbol("x") ** 2 / 2, sympy.Symbol("x") < 1), (sympy.Symbol("x") - 0.5, True)),
        domain=(-3, 3),
    ),
}


def central_differences(function, point, step):
    """(f(x + h) - f(x - h)) / 2h along each axis, stacked last; error O(h²)."""
    shifts = step * np.eye(len(point))
    return np.stack([(function(point + h) - function(point - h)) / (2 * step) for h in shifts], axis=-1)


def assert_derivatives(objective, point):
    scale = 1 + np.abs(objective.hessian(point)).max() + np.abs(objective.gradient(point)).max()
    tolerance = 1e-6 * (scale + abs(objective.value(point)))
    slope = central_differences(objective.value, point, 1e-5)
    np.testing.assert_allclose(objective.gradient(point), slope, atol=tolerance, rtol=0)
    curvature = central_differences(objective.gradient, point, 1e-5)
    np.testing.assert_allclose(objective.hessian(point), curvature, atol=tolerance, rtol=0)


@pytest.mark.parametrize("name", OBJECTIVES)
@settings(max_examples=40)
@given(data=st.data())
def test_derivatives_agree_with_central_differences(name, data):
    objective = OBJECTIVES[name]
    away_from_the_pole = st.floats(0.5, 0.98) | st.floats(-3, -0.5)
    point = data.draw(st.lists(away_from_the_pole, min_size=objective.dimension, max_size=objective.dimension))
    assert_derivatives(objective, np.array(point))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_two_derivatives(name):
    arguments = ", ".join(["0.3 + x/2", "y"][: FUNCTIONS[name][1]])
    shift = 1 if name == "acosh" else 0
    assert_derivatives(Objective(f"{name}({shift} + {arguments})", "x y", domain=SQUARE), np.array([0.4, 0.7]))


@pytest.mark.parametrize(("point", "value"), [(-0.2807764064, 2.5425250), (1.7807764064, 9.1137250), (3.0, 7.5)])
def test_the_quartic_is_level_at_its_critical_points(point, value):
    quartic = OBJECTIVES["quartic"]
    assert quartic.value([point]) == pytest.approx(value, abs=1e-6)
    assert quartic.gradient([point])[0] == pytest.approx(0, abs=1e-8)


def test_only_the_middle_critical_point_of_the_quartic_is_a_maximum():
    curvature = OBJECTIVES["quartic"].hessian([[-0.2807764064], [1.7807764064], [3.0]])
    assert np.sign(curvature[:, 0, 0]).tolist() == [1, -1, 1]


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("batch", [(), (1,), (5,), (3, 4), (0,)])
def test_shapes_follow_the_batch(name, batch):
    objective = OBJECTIVES[name]
    n = objective.dimension
    points = np.full((*batch, n), 2)  # integers
    assert objective.value(points).shape == batch
    assert objective.gradient(points).shape == (*batch, n)
    assert objective.hessian(points).shape == (*batch, n, n)
    for method in (objective.value, objective.gradient, objective.hessian):
        assert method(points).dtype == np.float64


EVERY_FUNCTION = " + ".join(f"{name}({', '.join(['x', 'y'][:least])})" for name, (_, least, _) in FUNCTIONS.items())


@pytest.mark.parametrize(
    "objective",
    [
        *OBJECTIVES.values(),
        *(Objective(f"({term})**1.7*x**11", "x y", domain=SQUARE) for term in EVERY_FUNCTION.split(" + ")),
    ],
    ids=lambda objective: str(objective.expression)[:30],
)
def test_rows_of_a_batch_are_bit_for_bit_what_they_are_alone(objective):
    points = np.random.default_rng(0).uniform(0.1, 3, (37, objective.dimension))
    for method in (objective.value, objective.gradient, objective.hessian):
        alone = np.stack([method(point) for point in points])
        np.testing.assert_array_equal(method(points), alone)
        np.testing.assert_array_equal(method(np.asfortranarray(points)), alone)


@pytest.mark.parametrize("power", range(2, 9))
def test_small_integer_powers_are_products(power):
    x = np.random.default_rng(power).uniform(-3, 3, 200)
    by_hand = x
    for _ in range(power - 1):
        by_hand = by_hand * x
    raised = Objective(f"x**{power}", domain=(-3, 3)).value(x[:, np.newaxis])
    inverted = Objective(f"x**-{power}", domain=(-3, 3)).value(x[:, np.newaxis])
    np.testing.assert_array_equal(raised, by_hand)
    np.testing.assert_array_equal(inverted, 1 / by_hand)


def test_a_point_outside_the_natural_domain_is_quietly_not_finite():
    assert np.isnan(Objective("log(x)", domain=(0, 1)).value([-1]))
    assert Objective("1/x", domain=(0, 1)).value([0]) == np.inf
    assert Objective("exp(x)", domain=(0, 1)).gradient([1e6]) == np.inf
    assert np.isnan(OBJECTIVES["saddle"].value([np.inf, np.inf]))
    assert np.isnan(Objective("(-2)**x", domain=(0, 1)).gradient([0.5]))
    assert np.isnan(Objective("acos(x**atan(x - x))", domain=(0, 1)).gradient([0.5]))


def test_kinks_have_slopes_on_either_side_and_no_impulse():
    points = [[-2.0], [0.0], [3.0]]
    kink = Objective("abs(x)", domain=(-1, 1))
    assert kink.gradient(points)[:, 0].tolist() == [-1, 0, 1]
    assert kink.hessian(points)[:, 0, 0].tolist() == [0, 0, 0]
    hinge = Objective("max(0, 1 - x)", domain=(-1, 1))
    assert hinge.gradient(points)[:, 0].tolist() == [-1, -1, 0]
    assert np.isnan(kink.gradient([np.nan]))


def test_the_absolute_value_of_a_logarithm_has_a_slope():
    slope = Objective("abs(log(x))", domain=(0.1, 3)).gradient([[0.5], [2.0]])
    assert slope[:, 0].tolist() == [-2, 0.5]


def test_symbols_of_the_author_give_way_to_real_ones():
    plain = sympy.symbols("theta x0", positive=True)
    objective = Objective(plain[0] ** 2 + plain[1], domain=SQUARE)
    assert objective.variables == sympy.symbols("theta x0", real=True)
    assert objective.gradient([3, 1]).tolist() == [6, 1]


@pytest.mark.parametrize("variables", ["y x", "y, x", ["y", "x"], sympy.symbols("y x")])
def test_variables_set_the_order_of_the_coordinates(variables):
    objective = Objective("x - 2*y", variables, domain=SQUARE)
    assert objective.gradient([0, 0]).tolist() == [-2, 1]


def test_one_dimension_takes_scalars():
    objective = Objective(QUARTIC, domain=(-2, 4), minima=(-0.28, 3))
    assert objective.domain.tolist() == [[-2, 4]]
    assert objective.minima.tolist() == [[-0.28], [3]]
    assert objective.saddles.shape == (0, 1)
    assert objective.point(2).tolist() == [2]
    assert objective.value([[2], [3]]).shape == (2,)


def test_starts_are_coerced_to_points():
    saddle = OBJECTIVES["saddle"]
    assert saddle.point((1, 0)).dtype == np.float64
    assert saddle.point([(1, 0), (1, 0.25)]).shape == (2, 2)
    assert saddle.point((sympy.pi, sympy.Rational(1, 2))).tolist() == [np.pi, 0.5]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ((1, 2, 3), r"start \(1, 2, 3\) has 3 coordinates, the objective has 2: x, y\."),
        (1, r"has 1 coordinate, the objective has 2"),
        ((np.nan, 1), r"start \(nan, 1\) is not finite"),
        ((np.inf, 1), r"not finite"),
        (("1", "2"), r"not made of real numbers"),
        ((1j, 2), r"not made of real numbers"),
        ((True, False), r"not made of real numbers"),
        ([[1], [2, 3]], r"not made of real numbers"),
        (None, r"not finite|not made of real numbers"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        ([], r"has 0 coordinates"),
        (np.zeros((0, 2)), r"shape \(0, 2\)"),
    ],
)
def test_a_start_that_is_no_point_is_refused(start, words):
    with pytest.raises(SceneError, match=words):
        OBJECTIVES["saddle"].point(start)


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (("x**2",), {"domain": (1, -1)}, r"domain of x runs from 1 to -1; low must be less than high"),
        (("x**2",), {"domain": (1, 1)}, r"low must be less"),
        (("x**2",), {"domain": (0, np.inf)}, r"domain \(0, inf\) is not finite"),
        (("x*y",), {"domain": (0, 1)}, r"domain \(0, 1\) is not one \(low, high\) for each of x, y"),
        (("x**2",), {"domain": "wide"}, r"domain 'wide' is not made of real numbers"),
        (("x + thetta", "x theta"), {"domain": SQUARE}, r"thetta.*Did you mean theta\?"),
        ((sympy.Symbol("z"), "x y"), {"domain": SQUARE}, r"variable z is not declared"),
        (("x", "x x"), {"domain": SQUARE}, r"variable x is declared twice"),
        (("3",), {"domain": (0, 1)}, r"names no variable"),
        (("3", ""), {"domain": (0, 1)}, r"names no variable"),
        (("x", 7), {"domain": (0, 1)}, r"a variable is a name or a SymPy symbol, not 7"),
        ((None, "x"), {"domain": (0, 1)}, r"an expression is text or SymPy, not NoneType"),
        (("x*y",), {"domain": SQUARE, "minima": (1, 2, 3)}, r"minima \(1, 2, 3\) has 3 coordinates"),
        (("x*y",), {"domain": SQUARE, "saddles": [(0, np.nan)]}, r"saddles \(\(0, nan\),\) is not finite"),
    ],
)
def test_what_does_not_fit_together_is_said_at_construction(arguments, options, words):
    with pytest.raises(SceneError, match=words):
        Objective(*arguments, **options)


def test_no_symbol_name_is_run():
    with pytest.raises(ExpressionError):
        Objective(sympy.Symbol("exit()") + sympy.Symbol("x"), domain=SQUARE)


def test_points_of_the_wrong_length_are_refused():
    with pytest.raises(SceneError, match=r"shape \(3,\); the last axis must have length 2"):
        OBJECTIVES["saddle"].value([1, 2, 3])


def test_an_objective_does_not_change():
    saddle = OBJECTIVES["saddle"]
    with pytest.raises(AttributeError, match="does not change"):
        saddle.name = "other"
    with pytest.raises(ValueError, match="read-only"):
        saddle.domain[0, 0] = 7


@pytest.mark.parametrize("name", OBJECTIVES)
def test_pickling_gives_the_same_numbers(name):
    objective = OBJECTIVES[name]
    point = np.linspace(0.3, 0.7, objective.dimension)
    before = objective.hessian(point)
    copy = pickle.loads(pickle.dumps(objective))
    assert copy == objective and hash(copy) == hash(objective)
    assert not copy.domain.flags.writeable
    np.testing.assert_array_equal(copy.hessian(point), before)


def test_another_process_computes_the_same_bits(printed_twice):
    program = (
        "import numpy; from gdanim.objective import Objective;"
        "f = Objective('(1.5-x+x*y)**2 + max(sin(x*y), x, y**9)', domain=((-4, 4), (-4, 4)));"
        "p = numpy.random.default_rng(0).uniform(-2, 2, (50, 2));"
        "print(f.value(p).tobytes().hex(), f.gradient(p).tobytes().hex(), f.hessian(p).tobytes().hex())"
    )
    [output] = set(printed_twice(program))
    assert len(output) > 1000


def test_equality_is_by_content():
    assert Objective("x*x", domain=(-1, 1)) == Objective("x**2", "x", domain=[(-1, 1)])
    assert Objective("x**2", domain=(-1, 1)) != Objective("x**2", domain=(-1, 2))
    assert Objective("x**2", domain=(-1, 1)) != Objective("x**2", domain=(-1, 1), minima=0)


def test_an_objective_tells_how_it_was_made():
    saddle = Objective("x**2 - y**2", domain=((-1, 1), (-2, 2)), saddles=[(0, 0)], name="Saddle")
    assert repr(saddle) == (
        'Objective("x**2 - y**2", "x y", domain=((-1, 1), (-2, 2)), saddles=((0, 0),), name=\'Saddle\')'
    )
    assert eval(repr(saddle), {"Objective": Objective}) == saddle
