"""A line through forty points whose x is far from 0.

x runs from 0 to 10, so a steeper line with a lower intercept fits nearly as well: the loss is a slanting valley, with
curvatures of 69 across and 0.5 along. The steep wall limits the rate for both. So the line meets the middle of the
data in a few steps, and then turns about it for hundreds; on the literature's fifteen crickets, whose chirps lie
between 14 and 20 a second, batch descent takes 565,859 steps. Stochastic descent makes forty steps from the samples
that the full batch spends on one: it is there sooner, and never comes to rest. Centring x would cure both.
"""

import numpy as np

from gdanim import Coordinates, EmpiricalLoss, Fit, GradientDescent, MiniBatches, Run, Scene

x = np.linspace(0, 10, 40)
data = {"x": x, "y": 2 * x + 17 + np.random.default_rng(3).normal(size=40)}
best = np.polyfit(x, data["y"], 1)
line = EmpiricalLoss("(m*x + b - y)**2", "m b", data, domain=[(0, 5), (0, 22)], model="m*x + b", minima=[best])

scene = Scene(
    "The line arrives at once, and turns slowly",
    line,
    runs=[
        Run(GradientDescent(0.02), (1, 1), label="batch"),
        Run(GradientDescent(0.004), (1, 1), label="stochastic", batches=MiniBatches(1, seed=1)),
    ],
    panels=[Fit(view=((-0.5, 10.5), (0, 42))), Coordinates("m", limits=(0, 6)), Coordinates("b", limits=(0, 20))],
    epochs=60,
    clock="samples",
    fps=10,
    caption="Both lines meet the data’s middle at once; with a small step for every sample one turns sooner.",
)
