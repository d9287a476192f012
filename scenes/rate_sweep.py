"""From too slow to fast enough: one start, six rates, a thousand steps.

sin(x)·exp(−x²/20) has its lowest point at −1.43. All start at 0 and may make a thousand steps. A rate of 10⁻¹⁰ has not
moved by an eye's width; at 0.002 the steps run out on the slope; at 0.0082, and from there on, they suffice: the
distance left is under 0.001. Beyond that a larger rate only arrives sooner, until it is too large: the curvature at the
bottom is 1.00, so a rate over 2 could not rest there.
"""

from gdanim import GradientDescent, Objective, Scene, SmallMultiples, sweep

wave = Objective("sin(x)*exp(-0.05*x**2)", domain=(-6.3, 6.3), name="wave")

scene = Scene(
    "A thousand steps: which rate is enough?",
    wave,
    runs=sweep(GradientDescent, start=0, learning_rate=[1e-10, 0.002, 0.004, 0.0082, 0.02, 0.1]),
    panels=[SmallMultiples(view=((-4, 2.4), (-1.1, 1.1)))],
    steps=1000,
    fps=12,
    caption="Twice the rate takes half the steps; below 0.008 a thousand are too few.",
)
