"""Learning rate times steps is what counts.

Gradient descent from 0 on sin(x)·exp(−x²/20) slides into the valley at −1.43, or not: it depends on the learning rate
and on how long it may run, and on hardly anything but their product. Every row of the map is a rate, every column a
number of steps; where the height above the minimum is the same, rate times steps is. So the lines are hyperbolas, and
half the rate costs twice the steps. All data enter every step here, so a step is an epoch.
"""

import numpy as np

from gdanim import Curve, GradientDescent, HeatMap, Objective, Run, Scene, survey

wave = Objective("sin(x)*exp(-0.05*x**2)", domain=(-4.2, 2.6), name="wave")
grid = survey(wave, GradientDescent, start=0, learning_rate=np.linspace(1e-10, 0.1, 51), steps=range(0, 501, 10))

scene = Scene(
    "Learning rate times steps is what counts",
    wave,
    runs=[Run(GradientDescent(rate), 0, label=f"{rate}") for rate in (0.005, 0.02, 0.08)],
    panels=[HeatMap(grid, weight=58), Curve(weight=42)],
    steps=500,
    caption="Half the rate takes twice the steps.",
)
