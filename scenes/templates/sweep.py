"""A sweep: one optimizer at several learning rates, a picture for each.

The docstring is the film's lesson: say here what there is to see, and why.
"""

from gdanim import GradientDescent, Objective, Scene, SmallMultiples, sweep

# Gradient descent on a parabola of curvature L = 2: below 1/L it creeps, above 2/L it never arrives.
parabola = Objective("x**2", domain=(-2.2, 2.2), minima=[0])

scene = Scene(
    "TITLE",
    parabola,
    # A run for every value; two lists, such as starts=[...] beside learning_rate=[...], make their product.
    runs=sweep(GradientDescent, start=2, learning_rate=[0.05, 0.4, 0.95, 1.02]),
    # All pictures have one window and one clock. In a single one: panels=[Curve(), Loss()].
    panels=[SmallMultiples()],
    steps=30,
    caption="Too small creeps, larger lands, larger still swings, and beyond 1 nothing holds it.",
)
