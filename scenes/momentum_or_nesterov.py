"""Momentum and Nesterov's look ahead, with one rate and one memory.

Both remember 95 % of their velocity, and both run through the terrace at x = 0 into the valley at x = −1.5, and past
it. Momentum takes the slope where it stands, Nesterov where its velocity is about to lead: it brakes before it is too
far, overshoots to −1.86 instead of −2.01, and each of its swings is damped more. Along y, where the curvature is 2, it
is the same: Momentum's swings shrink by √0.95 a step, Nesterov's by √(0.95 · 0.98). This surface is often called
convex; between x = −1 and 0 it is not, for there its second derivative 12x² + 12x is negative.
"""

from gdanim import Contour, Coordinates, Momentum, Nesterov, Objective, Run, Scene

terrace = Objective("x**4 + 2*x**3 + y**2 - 1", domain=[(-2.4, 1.4), (-1.2, 1.2)], name="terrace")

scene = Scene(
    "Nesterov brakes before it is too late",
    terrace,
    runs=[
        Run(Momentum(0.01, momentum=0.95), (1, -0.5), label="Momentum"),
        Run(Nesterov(0.01, momentum=0.95), (1, -0.5), label="Nesterov"),
    ],
    panels=[Contour(weight=56), Coordinates("x", limits=(-2.2, 1.1), weight=44)],
    steps=200,
    fps=12,
    caption="Looking one velocity ahead damps every swing: Nesterov rests while Momentum still rolls.",
)
