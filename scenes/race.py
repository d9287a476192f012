"""Seven optimizers in Beale's valley.

From (1, 1.5) the slope is steep and points away from the minimum at (3, 0.5). Momentum and Nesterov shoot across the
valley before they turn; AdaGrad scales every coordinate by its history and goes almost straight; RMSProp and AdaDelta
take steps of nearly one length, early as late; Adam swings wide, then arrives first. Their rates are not one number:
each has the one it does well with, for a rate means something else in every rule.
"""

from gdanim import (
    AdaDelta,
    AdaGrad,
    Adam,
    Contour,
    GradientDescent,
    Loss,
    Momentum,
    Nesterov,
    RMSProp,
    Run,
    Scene,
)  # fmt: skip
from gdanim.landscapes import beale

rules = {
    "GD": GradientDescent(0.004),
    "Momentum": Momentum(0.001),
    "Nesterov": Nesterov(0.001),
    "AdaGrad": AdaGrad(0.5),
    "RMSProp": RMSProp(0.02, rho=0.9),
    "AdaDelta": AdaDelta(1.0),
    "Adam": Adam(0.1),
}
scene = Scene(
    "Seven optimizers in Beale’s valley",
    beale,
    runs=[Run(rule, (1, 1.5), label=name) for name, rule in rules.items()],
    panels=[Contour(view=((-0.35, 3.75), (-1.1, 1.74))), Loss()],
    steps=200,
    caption="Rates: GD 0.004, Momentum and Nesterov 0.001, AdaGrad 0.5, RMSProp 0.02, Adam 0.1; AdaDelta has 1.",
)
