"""Training: a model learns from data, with all samples or with a few for each update.

The docstring is the film's lesson: say here what there is to see, and why.
"""

import numpy as np

from gdanim import Contour, EmpiricalLoss, Fit, GradientDescent, Loss, MiniBatches, Run, Scene

# The data: here made from a seed, so that the film is the same every time. Your own: np.loadtxt("data.csv", ...).
random = np.random.default_rng(seed=1)
x = random.uniform(-1, 1, 40)
y = 1.5 * x + 0.5 + random.normal(0, 0.3, 40)

# The loss of one sample, as text; its mean over the data is what descends. `model` is what Fit draws.
loss = EmpiricalLoss("(m*x + c - y)**2", "m c", {"x": x, "y": y}, model="m*x + c", domain=[(-1, 3), (-1, 2)])

scene = Scene(
    "TITLE",
    loss,
    # `batches` says how many samples feed each update; without it all of them do.
    runs=[
        Run(GradientDescent(learning_rate=0.2), start=(-0.5, -0.5), label="All 40"),
        Run(GradientDescent(learning_rate=0.2), start=(-0.5, -0.5), label="By fours", batches=MiniBatches(4, seed=1)),
    ],
    panels=[Contour(), Fit(), Loss()],
    # The length in passes over the data; `steps` would count updates. The clock counts the samples that were seen.
    epochs=20,
    clock="samples",
    caption="Seen the same samples, small batches have made ten times the updates, each of them noisy.",
)
