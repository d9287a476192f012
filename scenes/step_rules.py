"""Three rules for how far to go, and what each costs.

All descend x³ − 2x² + 2 from 2 and stop where a step is shorter than 0.0001. A fixed rate of 0.1 takes 16 steps, and
as many gradients, to 1.33343. Exact line search walks to the lowest point along the slope, here the minimum 4/3
itself: two steps, but it spends 24 gradients to find them. A rate that starts at 0.17 and is divided by 1, 2, 3, ...
stops first, after 5 steps, because its steps have become short, not because it has arrived: it ends at 1.3309, where
the slope is still 0.01. A short step is no sign of a minimum when the rate made it short.
"""

from math import factorial

from gdanim import Curve, ExactLineSearch, GradientDescent, GradientNorm, Objective, Run, Scene, SmallStep

cubic = Objective("x**3 - 2*x**2 + 2", domain=(-1, 2.5))
rates = {"fixed": 0.1, "exact search": ExactLineSearch(0.1), "decaying": lambda step: 0.17 / factorial(step)}

scene = Scene(
    "The fewest steps are not the least work",
    cubic,
    runs=[Run(GradientDescent(rate), 2, label=name) for name, rate in rates.items()],
    panels=[Curve(view=((0.6, 2.35), (0.3, 2.3)), weight=58), GradientNorm(scale="log", limits=(1e-5, 10), weight=42)],
    steps=40,
    stop=SmallStep(1e-4),
    clock="evaluations",
    caption="Exact search: 2 steps, 24 gradients. The decaying rate stops first, and short of the minimum.",
)
