"""Seven optimizers leave a saddle, if they do.

From (0.5, 10⁻²⁰) the ridge of x² − y² leads to the saddle, and the way down begins with a slope of 2·10⁻²⁰. Gradient
descent multiplies y by 1.02 a step and would need 2,300 steps. Momentum and Nesterov multiply it by 1.127 and 1.136,
and leave after 389 and 365. Rules that divide by the size of recent gradients do not care how small these are: RMSProp
and Adam are out of view after 75 and 79 steps. AdaGrad divides by all gradients so far, and slows down on its way.
"""

import gdanim as gd

saddle = gd.Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)], name="saddle")
rules = {
    "GD": gd.GradientDescent(0.01),
    "Momentum": gd.Momentum(0.01, momentum=0.95),
    "Nesterov": gd.Nesterov(0.01, momentum=0.95),
    "AdaGrad": gd.AdaGrad(0.01),
    "RMSProp": gd.RMSProp(0.01, rho=0.9),
    "AdaDelta": gd.AdaDelta(1.0),
    "Adam": gd.Adam(0.01),
}
scene = gd.Scene(
    "Seven optimizers at a saddle",
    saddle,
    runs=[gd.Run(rule, (0.5, 1e-20), label=name) for name, rule in rules.items()],
    panels=[gd.Contour(view=((-0.9, 1.2), (-0.4, 1))), gd.Coordinates("y", limits=(-0.05, 1))],
    steps=1000,
    fps=12,
    pacing="adaptive",
    caption="y starts at 10⁻²⁰: rules that divide by the size of recent gradients are out first.",
)
