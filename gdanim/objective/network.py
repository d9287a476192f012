"""Small neural networks as formulas, to be the model of a loss."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from gdanim.errors import SceneError

if TYPE_CHECKING:
    import sympy


class Network(NamedTuple):
    """A model, and its parameters in the order of a point's coordinates."""

    model: sympy.Expr
    parameters: tuple[sympy.Symbol, ...]


def neural_network(inputs: str | Iterable[str | sympy.Symbol], hidden: int) -> Network:
    """Return c + Σⱼ vⱼ tanh(bⱼ + Σᵢ wⱼᵢxᵢ), a network with one hidden layer, as an expression over symbols.

    `inputs` are the symbols xᵢ, `hidden` is the number of units j. Both are at most 9. The parameters are named w11,
    w12, ... (unit first, then input), b1, ..., v1, ..., c.

    >>> import sympy
    >>> from gdanim import EmpiricalLoss
    >>> network = neural_network("x", hidden=2)
    >>> network.parameters
    (w11, w21, b1, b2, v1, v2, c)
    >>> EmpiricalLoss((network.model - sympy.Symbol("y"))**2, network.parameters, {"x": [0, 1], "y": [1, 3]}).dimension
    7
    """
    import sympy

    from gdanim.expressions import real_symbols

    x = real_symbols(inputs)
    if isinstance(hidden, bool) or not isinstance(hidden, int) or not (1 <= hidden <= 9 and 1 <= len(x) <= 9):
        raise SceneError(f"neural_network: {len(x)} inputs and hidden={hidden!r}; each must be a number from 1 to 9.")
    units, places = range(1, hidden + 1), range(1, len(x) + 1)
    weights = [real_symbols([f"w{unit}{place}" for place in places]) for unit in units]
    biases, outer = (real_symbols([f"{letter}{unit}" for unit in units]) for letter in "bv")
    (offset,) = real_symbols("c")
    layer = (
        factor * sympy.tanh(bias + sum(weight * place for weight, place in zip(row, x, strict=True)))
        for factor, bias, row in zip(outer, biases, weights, strict=True)
    )
    return Network(offset + sum(layer), (*(weight for row in weights for weight in row), *biases, *outer, offset))
