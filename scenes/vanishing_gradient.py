"""Seven optimizers cross a slope that vanishes halfway.

On x⁴ + 2x³ + y² − 1 the slope dies at (0, 0), at a height of −1, though the floor is at x = −1.5 and −2.69: a terrace,
no minimum. Gradient descent walks down to it and stays: its steps shrink as x² does, and after ten thousand of them it
is still at x = 0.0017. What has speed runs across: Momentum and Nesterov pass x = −1 after 11 and 12 steps. The others
come without speed to spare: RMSProp is first to reach the terrace and settles on it, Adam is there after some thousand
steps. None of the five ever sees the floor. A vanishing gradient says nothing about depth.
"""

import gdanim as gd

terrace = gd.Objective("x**4 + 2*x**3 + y**2 - 1", domain=[(-2.3, 1.4), (-1.2, 1.1)], name="terrace")
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
    "Speed carries across a vanishing gradient",
    terrace,
    runs=[gd.Run(rule, (1, -0.8), label=name) for name, rule in rules.items()],
    panels=[gd.Contour(weight=56), gd.Coordinates("x", limits=(-2.2, 1.2), weight=44)],
    steps=200,
    fps=12,
    caption="At x = 0 the slope dies, well above the floor: only what has speed gets across.",
)
