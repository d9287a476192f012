"""Divergence up to the largest number there is.

Above a rate of 1 gradient descent on x² leaps farther every time. A program does not fall over at once: the loss grows
by a constant factor a step, a straight line on a log scale, up to 1.8·10³⁰⁸, the largest float64. The step after that
it is infinite, and the run has ended: at a rate of 2 after 323 steps, at 1.5 after 511, at 1.1 after 1,943, at 1.01
after 17,887. x, which is not squared, would last twice as long. A film with a normal window shows none of this: there a
run is lost when it is a hundred windows away, at 1.1 after 28 steps. Here the window is as wide as the numbers are.
"""

from gdanim import GradientDescent, Loss, Objective, Scene, sweep

parabola = Objective("x**2", domain=(-1e153, 1e153), minima=[0], name="parabola")

scene = Scene(
    "Divergence up to overflow",
    parabola,
    runs=sweep(GradientDescent, start=2, learning_rate=[1.1, 1.5, 2]),
    panels=[Loss(scale="log", limits=(1, 1e308))],
    steps=1943,
    fps=12,
    caption="A straight line on a log scale, up to the largest number that float64 has; the next one is infinite.",
)
