"""A rate for noise must fade, but not too fast.

Each step sees one of 1,024 samples and walks from x towards it; the mean, 4, is the minimum. A constant rate of 0.5
goes there at once and never rests: its variance stays at σ²η/(2 − η), a third of the samples' own. 1/t makes x the mean
of all samples seen, exactly. 0.5/t² fades so fast that all its steps together cover only 64 % of the way, however long
it runs. Robbins and Monro (1951): Ση must be infinite, so as to reach every place, and Ση² finite, so as to come to
rest there. Then a convex loss is minimized with probability 1; the article prints the condition as a picture.
"""

import numpy as np

from gdanim import Coordinates, EmpiricalLoss, GradientDescent, LearningRate, MiniBatches, Run, Scene

noise = np.random.default_rng(1).normal(size=1024)
samples = {"a": 4 + 2 * (noise - noise.mean()) / noise.std()}
mean = EmpiricalLoss("0.5*(x - a)**2", "x", samples, domain=[(-3, 10)], minima=[4])
rates = {"0.5": 0.5, "1/t": lambda step: 1 / (step + 1), "0.5/t²": lambda step: 0.5 / (step + 1) ** 2}

scene = Scene(
    "A rate must fade, but not too fast",
    mean,
    runs=[Run(GradientDescent(r), 0, label=name, batches=MiniBatches(1, seed=2)) for name, r in rates.items()],
    panels=[Coordinates(limits=(-1, 9), weight=60), LearningRate(scale="log", limits=(1e-5, 1), weight=40)],
    steps=250,
    fps=10,
    caption="0.5 never rests, 0.5/t² stops short of the mean at 4; 1/t fades just fast enough.",
)
