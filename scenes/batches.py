"""One line through 64 points, learned from all of them, from eight at a time, and from one.

Every update has the same rate; what differs is how much of the data it sees. The full batch walks the loss's own
gradient and never climbs. Eight samples give nearly that gradient, at an eighth of the work; one sample gives a guess
that is right on average. Near the minimum the guesses do not shrink, so small batches wander for ever at a constant
rate: the smaller the batch, the wider.
"""

import numpy as np

from gdanim import Contour, EmpiricalLoss, Fit, GradientDescent, Loss, MiniBatches, Run, Scene, datasets

data = datasets.noisy_line(64, seed=4, noise=0.6)
best = np.polyfit(data["x"], data["y"], 1)
window = [(-0.6, 3.4), (-0.6, 2.4)]
line = EmpiricalLoss("(m*x + c - y)**2", "m c", data, domain=window, model="m*x + c", minima=[best])

scene = Scene(
    "Learning from all, from eight, from one",
    line,
    runs=[
        Run(GradientDescent(0.15), (0, 0), label="all 64"),
        Run(GradientDescent(0.15), (0, 0), label="eight", batches=MiniBatches(8, seed=1)),
        Run(GradientDescent(0.15), (0, 0), label="one", batches=MiniBatches(1, seed=1)),
    ],
    panels=[Contour(), Fit(), Loss(scale="log")],
    epochs=4,
    fps=12,
    clock="samples",
    caption="After the same 256 samples: 4 full steps, 32 of eight, 256 of one. Fewer samples, more noise.",
)
