"""Fifty starts, one rate: three ends.

Gradient descent on sin(x)·exp(−x²/20) with a rate of 0.01 for a thousand steps, from 50 starts between −5 and 5. The
tops at −4.31 and 1.43 divide them: 28 starts between these reach the lowest valley, at −1.43; 18 above 1.43 end in the
shallow one at 4.31; 4 below −4.31 slide out on the left, where the wave flattens and there is nothing to find. Every
row of the map is a start. Near a top the slope is small, so those rows take longest to turn dark, and one start had not
quite arrived after a thousand steps. With a random start the outcome is drawn by lot.
"""

import numpy as np

from gdanim import Curve, GradientDescent, HeatMap, Objective, Run, Scene, survey

wave = Objective("sin(x)*exp(-0.05*x**2)", domain=(-6.3, 6.3), name="wave")
grid = survey(wave, GradientDescent, starts=np.linspace(-5, 5, 50), learning_rate=0.01, steps=range(0, 1001, 10))

scene = Scene(
    "Fifty starts, one rate, three ends",
    wave,
    runs=[Run(GradientDescent(0.01), start) for start in (-4.6, -0.1, 2)],
    panels=[HeatMap(grid, weight=58), Curve(view=((-7, 6.3), (-1.6, 1.1)), weight=42)],
    steps=1000,
    fps=10,
    caption="Between the tops all starts reach the lowest valley; no others do.",
)
