"""The update rules, simplest first, each as pure as its formula.

A rule is a frozen dataclass of hyperparameters, `learning_rate` first. `init(x)` returns its state at the start,
`step(f, x, state, learning_rate)` the next point and state; neither changes anything. x is (n,) or (runs, n), rows
independent of each other. A hyperparameter is a number, or an array (runs, 1) with one for every run.

The formulas are the ones that are run, with g = ∇f(x) and t counted from 1. Where references differ, torch.optim's
convention is followed: weight decay is added to the gradient, and `maximize` turns the raw gradient round.
"""

from gdanim.homes import names_in, taken_from

_HOMES = {
    "hill_walk": ("HillWalk",),
    "classical": ("GradientDescent", "Momentum", "Nesterov", "OptimisticGradientDescent"),
    "sign": ("SignDescent", "Signum", "Lion", "Rprop"),
    "adaptive": ("AdaGrad", "AdaDelta", "RMSProp", "SM3"),
    "adam": ("Adam", "AMSGrad", "AdamW", "NAdam", "RAdam", "AdaMax"),
    "after_adam": ("Yogi", "AdaBelief", "AdeMAMix", "ADOPT", "Adan"),
    "layerwise": ("LARS", "LAMB", "Fromage", "NovoGrad"),
    "averaging": ("ASGD", "ScheduleFreeSGD", "ScheduleFreeAdamW", "Lookahead"),
    "parameter_free": ("PolyakStep", "Prodigy"),
    "second_order": ("Newton", "BFGS", "LBFGS", "ConjugateGradient"),
    "line_search": ("Backtracking", "ExactLineSearch"),
    "wolfe": ("StrongWolfe",),
}

__all__ = names_in(_HOMES)
__getattr__ = taken_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
