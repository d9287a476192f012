"""One parabola, seven learning rates.

On f(x) = x² a step takes x to (1 − 2η) x. Below η = 0.5 the run creeps down one side; at 0.5 it lands in one step;
above 0.5 it leaps from side to side, closer each time; at 1 it leaps between 2 and −2 for ever, although f does not
change at all; above 1 every leap is longer than the last. Ten times smaller is not ten times safer, only slower.
"""

from gdanim import GradientDescent, Objective, Scene, SmallMultiples, sweep

parabola = Objective("x**2", domain=(-3, 3), minima=[0], name="parabola")

scene = Scene(
    "One parabola, seven learning rates",
    parabola,
    runs=sweep(GradientDescent, start=2, learning_rate=[0.001, 0.01, 0.1, 0.5, 0.9, 1, 1.1]),
    panels=[SmallMultiples(view=((-3, 3), (-0.6, 9)))],
    steps=40,
    caption="A step takes x to (1 − 2η) x: small rates creep, 0.5 lands at once, 1 and more never arrive.",
)
