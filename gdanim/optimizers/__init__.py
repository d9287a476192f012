"""The update rules, simplest first, each as pure as its formula.

A rule is a frozen dataclass of hyperparameters, `learning_rate` first. `init(x)` returns its state at the start,
`step(f, x, state, learning_rate)` the next point and state; neither changes anything. x is (n,) or (runs, n), rows
independent of each other. A hyperparameter is a number, or an array (runs, 1) with one for every run.

The formulas are the ones that are run, with g = ∇f(x) and t counted from 1. Where references differ, torch.optim's
convention is followed: weight decay is added to the gradient, and `maximize` turns the raw gradient round.
"""

from gdanim.optimizers.adam import Adam
from gdanim.optimizers.classical import GradientDescent, Momentum, Nesterov
from gdanim.optimizers.contract import Optimizer
from gdanim.optimizers.hyperparameters import check_hyperparameters

__all__ = [  # noqa: RUF022 - simplest first
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "Adam",
    "Optimizer",
    "check_hyperparameters",
]
