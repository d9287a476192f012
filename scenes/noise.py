"""The noise floor of stochastic gradient descent.

Every step looks at one of 1,024 samples and walks towards it; on average that is the way to the middle, at (0, 0).
The slope fades there, the noise does not: near the middle a step shrinks x by 1 − η and adds noise of variance η² to
each coordinate, so the variance settles near η / (2 − η), and that is how high above the minimum the loss stays on
average. A quarter of the rate lowers the floor to a little under a quarter, and takes four times as long to reach it.
One run shows one path down; 64 seeds show what is chance and what is the rate.
"""

import numpy as np

from gdanim import Contour, EmpiricalLoss, GradientDescent, MiniBatches, Scene, Spread, sweep

u, v = np.random.default_rng(2).normal(size=(2, 1024))
samples = {"u": (u - u.mean()) / u.std(), "v": (v - v.mean()) / v.std()}
loss = EmpiricalLoss("0.5*x**2 - x*u + 0.5*y**2 - y*v", "x y", samples, domain=[(-2, 3.5), (-2, 2.5)], minima=[(0, 0)])

scene = Scene(
    "The larger the rate, the higher the floor",
    loss,
    runs=sweep(GradientDescent, start=(3, 2), learning_rate=[0.4, 0.1, 0.025], batches=MiniBatches(1, seed=1)),
    panels=[Contour(), Spread(seeds=64, weight=56)],
    steps=280,
    fps=10,
    caption="One sample a step never rests. Four times the rate: a floor more than four times as high.",
)
