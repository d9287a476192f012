"""Six optimizers in a long, curved valley.

Rosenbrock's valley is easy to find and hard to follow: at both its ends it curves by over 1,000 across, and at the
minimum by 0.4 along. From (−1.2, 1), where races have started since 1960, all six are soon on the floor, about 4 high,
and the real race begins. Gradient descent is bound by the walls to a rate under 2/1,330, and creeps. Momentum and
Nesterov add up the little slope that their steps share. Rules that give each axis a rate of its own are in between: the
valley follows no axis. Every rule has a rate that it does well with. The famous film of these six does not say which
valley it shows; it is not this one.
"""

import gdanim as gd
from gdanim.landscapes import rosenbrock

rules = {
    "GD": gd.GradientDescent(0.001),
    "Momentum": gd.Momentum(0.0005),
    "Nesterov": gd.Nesterov(0.0005, momentum=0.95),
    "AdaGrad": gd.AdaGrad(0.3),
    "RMSProp": gd.RMSProp(0.01, rho=0.9),
    "AdaDelta": gd.AdaDelta(1.0),
}
scene = gd.Scene(
    "Six optimizers in Rosenbrock’s valley",
    rosenbrock,
    runs=[gd.Run(rule, (-1.2, 1), label=name) for name, rule in rules.items()],
    panels=[gd.Contour(view=((-2.1, 1.5), (-0.5, 1.7))), gd.Loss(scale="log", limits=(1e-3, 100))],
    steps=400,
    fps=10,
    caption="The floor is found at once and followed slowly: momentum adds up the little slope that is left.",
)
