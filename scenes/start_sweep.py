"""Fifty starts, one rate: three ends.

Gradient descent on sin(x)·exp(−x²/20) with a rate of 0.01 for a thousand steps, from 50 starts between −5 and 5. The
tops at −4.31 and 1.43 divide them: 28 starts between these reach the lowest valley, at −1.43; 18 above 1.43 end in the
shallow one at 4.31; 4 below −4.31 leave on the left, towards a faint valley at −7.2 that they do not reach in time.
Every row of the map is a start. Near a top the slope is small, so those rows take longest to turn dark, and one start
has not quite arrived after a thousand steps. With a random start the outcome is drawn by lot.
"""

import numpy as np

from gdanim import Curve, GradientDescent, HeatMap, Objective, Run, Scene, survey

wave = Objective("sin(x)*exp(-0.05*x**2)", domain=(-7, 7), name="wave")
grid = survey(wave, GradientDescent, starts=np.linspace(-5, 5, 50), learning_rate=0.01, steps=range(0, 1001, 10))

scene = Scene(
    "Fifty starts, one rate, three ends",
    wave,
    runs=[Run(GradientDescent(0.01), start) for start in (-4.6, -0.1, 2)],
    panels=[HeatMap(grid, weight=58), Curve(weight=42)],
    steps=1000,
    fps=9,
    caption="Between the tops all starts reach the lowest valley; no others do.",
)
