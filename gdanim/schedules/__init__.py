"""Learning-rate schedules, simplest first: what the rate of the next update is, and what that depends on.

A schedule is a frozen dataclass, `learning_rate` first, given to an optimizer where a number would stand. It is called
with what it names among four keywords, and with nothing else:

    step       how many updates have been made, from 0: a rate is that of the update about to be made
    epoch      how many whole passes over the data have been made, a whole number; without batches the same as step
    value      f at the present point, (runs,): the whole loss, also where batches feed the update
    gradient   ∇f at the present point, (runs, n): that of the batch, where batches feed the update

It returns a number, or (runs, 1) numbers. One that must remember has two pure methods instead, like an optimizer:
`init(x) -> state` and `step(f, x, state, **named) -> (learning_rate, state)`, where `named` is as above and f what the
update descends.

In the formulas η is `learning_rate` and k counts steps or, with by="epoch", epochs. The conventions are those of
torch.optim.lr_scheduler. `robbins_monro` says whether Ση = ∞ and Ση² < ∞ (Robbins and Monro 1951), with which
stochastic descent of a convex function arrives with probability 1: True, False, or None where it depends on the run.
"""

from gdanim.homes import names_in, taken_from

_HOMES = {
    "decays": (
        "Constant",
        "InverseTime",
        "InverseSqrt",
        "StepDecay",
        "MultiStepDecay",
        "ExponentialDecay",
        "PolynomialDecay",
        "CosineDecay",
        "LinearWarmup",
    ),
    "cycles": ("CosineRestarts", "OneCycle", "Cyclic"),
    "sequence": ("Sequence",),
    "adaptive": ("GradientScaled", "LossScaled", "ReduceOnPlateau"),
}

__all__ = names_in(_HOMES)
__getattr__ = taken_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
