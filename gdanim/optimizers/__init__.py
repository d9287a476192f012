"""The update rules, simplest first, each as pure as its formula.

A rule is a frozen dataclass of hyperparameters, `learning_rate` first. `init(x)` returns its state at the start,
`step(f, x, state, learning_rate)` the next point and state; neither changes anything. x is (n,) or (runs, n), rows
independent of each other. A hyperparameter is a number, or an array (runs, 1) with one for every run.

The formulas are the ones that are run, with g = ∇f(x) and t counted from 1. Where references differ, torch.optim's
convention is followed: weight decay is added to the gradient, and `maximize` turns the raw gradient round.
"""

from gdanim.optimizers.adam import Adam, AdaMax, AdamW, AMSGrad, NAdam, RAdam
from gdanim.optimizers.adaptive import SM3, AdaDelta, AdaGrad, RMSProp
from gdanim.optimizers.after_adam import ADOPT, AdaBelief, Adan, AdeMAMix, Yogi
from gdanim.optimizers.averaging import ASGD, Lookahead, ScheduleFreeAdamW, ScheduleFreeSGD
from gdanim.optimizers.classical import GradientDescent, Momentum, Nesterov, OptimisticGradientDescent
from gdanim.optimizers.contract import Optimizer
from gdanim.optimizers.hill_walk import HillWalk
from gdanim.optimizers.hyperparameters import check_hyperparameters
from gdanim.optimizers.layerwise import LAMB, LARS, Fromage, NovoGrad
from gdanim.optimizers.line_search import Backtracking, ExactLineSearch, LineSearch
from gdanim.optimizers.parameter_free import PolyakStep, Prodigy
from gdanim.optimizers.second_order import BFGS, LBFGS, ConjugateGradient, Newton
from gdanim.optimizers.sign import Lion, Rprop, SignDescent, Signum
from gdanim.optimizers.wolfe import StrongWolfe

__all__ = [  # noqa: RUF022 - simplest first, family by family
    "HillWalk",
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "OptimisticGradientDescent",
    "SignDescent",
    "Signum",
    "Lion",
    "Rprop",
    "AdaGrad",
    "AdaDelta",
    "RMSProp",
    "SM3",
    "Adam",
    "AMSGrad",
    "AdamW",
    "NAdam",
    "RAdam",
    "AdaMax",
    "Yogi",
    "AdaBelief",
    "AdeMAMix",
    "ADOPT",
    "Adan",
    "LARS",
    "LAMB",
    "Fromage",
    "NovoGrad",
    "ASGD",
    "ScheduleFreeSGD",
    "ScheduleFreeAdamW",
    "Lookahead",
    "PolyakStep",
    "Prodigy",
    "Newton",
    "BFGS",
    "LBFGS",
    "ConjugateGradient",
    "Backtracking",
    "ExactLineSearch",
    "StrongWolfe",
    "LineSearch",
    "Optimizer",
    "check_hyperparameters",
]
