"""Convex, and nowhere to arrive.

A convex function has no false minima, but it need not have a true one. exp(−x) falls for ever and never reaches 0. From
0, at a rate of 1, gradient descent walks on like ln k: x = 2.5 after 10 steps, 4.6 after 100, 6.9 after 1,000, and past
every number in the end. Its steps, its slope and its loss all fade, so each rule that waits for one of them to be small
will stop it, at a place that means nothing. "For a convex function some rate converges" needs a minimum to begin with.
"""

from gdanim import Coordinates, Curve, GradientDescent, Objective, Run, Scene

slide = Objective("exp(-x)", domain=(-1, 8), name="a slide without an end")

scene = Scene(
    "Convex, and nowhere to arrive",
    slide,
    runs=[Run(GradientDescent(1), 0, label="GD")],
    panels=[Curve(view=((-1, 8), (-0.3, 1.8))), Coordinates(limits=(0, 8), weight=46)],
    steps=1000,
    fps=12,
    pacing="adaptive",
    caption="Each step is shorter than the last, and no place is the last: ten times the steps add 2.3.",
)
