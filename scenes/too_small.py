"""Too small a rate: a tenth of it is ten times the wait.

On x² from 2, a thousand steps of 0.01 arrive; a thousand of 0.001 leave 0.27 to go, and these are the first hundred
steps of 0.01 in slow motion. At 0.0001 most of the way is left, at 0.00001 nearly all. At 10⁻¹⁷ nothing happens, ever:
each step would take 4·10⁻¹⁷ off 2, and float64 has no number between 2 and 2 − 2·10⁻¹⁶, so x stays 2 to the last bit.
A rule that stops where f changes little calls all of these finished.
"""

from gdanim import GradientDescent, Objective, Scene, SmallMultiples, sweep

parabola = Objective("x**2", domain=(-3, 3), minima=[0], name="parabola")

scene = Scene(
    "A tenth of the rate is ten times the wait",
    parabola,
    runs=sweep(GradientDescent, start=2, learning_rate=[0.01, 0.001, 0.0001, 0.00001, 1e-17]),
    panels=[SmallMultiples(view=((-3, 3), (-0.6, 6)))],
    steps=1000,
    fps=12,
    caption="The same walk, slower each time, until a step is smaller than the last digit of x.",
)
