"""A saddle: which start is held by it, and which one leaves.

The docstring is the film's lesson: say here what there is to see, and why.
"""

from gdanim import GradientDescent, Loss, Momentum, Objective, Run, Scene, Surface

# A valley along x, a hill along y. Saddles are marked where you name them, and `gdanim check` verifies them.
saddle = Objective(
    "x**2 - y**2 + y**4/2", domain=[(-1.5, 1.5), (-1.5, 1.5)], minima=[(0, -1), (0, 1)], saddles=[(0, 0)]
)

scene = Scene(
    "TITLE",
    saddle,
    # The first start lies exactly on the ridge, where no slope points away from it; the others lie beside it.
    runs=[
        Run(GradientDescent(learning_rate=0.05), start=(1.2, 0), label="On the ridge"),
        Run(GradientDescent(learning_rate=0.05), start=(1.2, 0.01), label="Beside it"),
        Run(Momentum(learning_rate=0.05, momentum=0.8), start=(1.2, 0.01), label="With momentum"),
    ],
    # Surface() draws the function as a lit model; Contour(directions=True) from above, with the ways at the saddle.
    panels=[Surface(), Loss(title="Height")],
    steps=100,
    caption="Exactly on the ridge, gradient descent can only reach the saddle. A nudge lets it leave.",
)
