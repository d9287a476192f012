"""Himmelblau's four valleys, each with the starts that it draws.

All four minima are equally deep, f = 0, and gradient descent with one rate reaches one of them from everywhere. Which
one depends on the start alone: the map colours every start by the minimum that its run comes to rest at, when it does.
Inside a basin neighbours share their fate; along a border two starts a hair apart end far from each other, and take
longest to decide, so the borders fill in last. A large step leaps across a valley: a run need not end in the nearest.
"""

from gdanim import Basins, GradientDescent, Scene, sweep
from gdanim.landscapes import himmelblau

starts = [(-0.4, 4.4), (-4.6, 0.6), (-1.2, -0.3), (-0.3, -1), (4.5, 0.3), (0.6, -0.6), (0.2, -4.3)]
scene = Scene(
    "Himmelblau’s four valleys",
    himmelblau,
    runs=sweep(GradientDescent, starts=starts, learning_rate=0.01),
    panels=[Basins()],
    steps=75,
    caption="Colour says where each start ends; at a border a nudge decides.",
)
