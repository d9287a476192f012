"""Seven optimizers in Beale's valley.

From (1, 1.5) the slope is steep and points away from the minimum at (3, 0.5). Momentum and Nesterov shoot across the
valley before they turn; AdaGrad scales each coordinate by its history and goes almost straight; Adam swings wide and
arrives among the first; AdaDelta, whose steps start small, has hardly begun. The rates are not one number: each rule
has one it does well with, for a rate means something else in every rule.
"""

import gdanim as gd
from gdanim.landscapes import beale

rules = {
    "GD": gd.GradientDescent(0.004),
    "Momentum": gd.Momentum(0.001),
    "Nesterov": gd.Nesterov(0.001),
    "AdaGrad": gd.AdaGrad(0.5),
    "RMSProp": gd.RMSProp(0.02, rho=0.9),
    "AdaDelta": gd.AdaDelta(1.0),
    "Adam": gd.Adam(0.1),
}
scene = gd.Scene(
    "Seven optimizers in Beale’s valley",
    beale,
    runs=[gd.Run(rule, (1, 1.5), label=name) for name, rule in rules.items()],
    panels=[gd.Contour(view=((-0.35, 3.75), (-1.1, 1.74))), gd.Loss()],
    steps=160,
    fps=12,
    caption="Momentum shoots across the valley; AdaGrad goes almost straight.",
)
