"""Three ways to let a rate fade.

All runs see the same batches of eight. A constant rate of 0.3 falls to its noise floor and stays there. The others fade
from there: by half every 5 epochs, by e^(−k/5) with the epoch k, or as 1/(1 + k). The lower the rate, the lower the
floor: each time the staircase drops, so does the loss. 1/t fades quickest at first and slowest in the end. Which is
best depends on how many epochs there are. The teeth are epochs: once all samples were seen, their errors cancel.
"""

import numpy as np

import gdanim as gd

u, v = np.random.default_rng(2).normal(size=(2, 256))
data = {"u": (u - u.mean()) / u.std(), "v": (v - v.mean()) / v.std()}
loss = gd.EmpiricalLoss("0.5*x**2 - x*u + 0.5*y**2 - y*v", "x y", data, domain=[(-2, 3.5), (-2, 2.5)], minima=[(0, 0)])
shapes = {
    "constant": gd.Constant(0.3),
    "step": gd.StepDecay(0.3, every=5, factor=0.5, by="epoch"),
    "exponential": gd.ExponentialDecay(0.3, factor=np.exp(-0.2), by="epoch"),
    "1/t": gd.InverseTime(0.3, by="epoch"),
}
fed = gd.MiniBatches(8, seed=1)
scene = gd.Scene(
    "Three ways to let a rate fade",
    loss,
    runs=[gd.Run(gd.GradientDescent(rate), (3, 2), label=name, batches=fed) for name, rate in shapes.items()],
    panels=[gd.Spread(seeds=32, weight=56), gd.LearningRate(scale="linear", weight=44)],
    epochs=25,
    fps=10,
    caption="Where the rate falls, the floor of the noise falls with it.",
)
