"""A small network learns a curve.

Three hidden units, ten numbers in all, fitted to a noisy sine by Adam and by gradient descent. Each unit is a smooth
step, tanh(wx + b), and the output adds the three up. From small random weights both models flatten at once, and both
losses rest on a plateau near the variance of the data, where hardly any slope is left. Adam divides each slope by its
usual size, so it leaves first; then the units part and each takes a bend of the curve. A plateau is not the end.
"""

import numpy as np

from gdanim import Adam, EmpiricalLoss, Fit, GradientDescent, Loss, Run, Scene, neural_network
from gdanim.expressions import parse

random = np.random.default_rng(0)
x = np.linspace(-3, 3, 40)
data = {"x": x, "y": np.sin(1.5 * x) + 0.1 * random.normal(size=40)}
model, weights = neural_network("x", hidden=3)
loss = EmpiricalLoss((model - parse("y")) ** 2, weights, data, model=model, domain=[(-4, 4)] * 10)
start = 0.5 * np.random.default_rng(2).normal(size=10)

scene = Scene(
    "A small network learns a curve",
    loss,
    runs=[Run(GradientDescent(0.1), start, label="GD"), Run(Adam(0.03), start, label="Adam")],
    panels=[Fit(weight=62), Loss()],
    steps=200,
    caption="A plateau is not the end: Adam leaves it, and each hidden unit takes a bend of the curve.",
)
