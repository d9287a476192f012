"""Stopping where f changes little is no sign of a minimum.

"Stop once a step changes f by no more than 0.01" sounds like a measure of how near the minimum is. It is a measure of
how far the last step went. On x² a rate of 0.001 meets the rule at x = 1.58, hardly on its way: its steps are small
because the rate is. The textbook's 0.02 stops at x = 0.33, where f is still 0.11. At 1 the run leaps from 2 to −2, f is
4 on both sides, the change is 0: the rule calls it done after one step. Only 0.5 is at rest where it stops.
The rule, printed as a loop's condition, needs a step before its first test; here it is asked after every step.
"""

from gdanim import GradientDescent, Objective, Scene, SmallChange, SmallMultiples, sweep

parabola = Objective("x**2", domain=(-3, 3), minima=[0], name="parabola")

scene = Scene(
    "Small change is no sign of a minimum",
    parabola,
    runs=sweep(GradientDescent, start=2, learning_rate=[0.001, 0.01, 0.02, 0.1, 0.5, 1]),
    panels=[SmallMultiples(view=((-3, 3), (-0.6, 6)))],
    steps=119,
    stop=SmallChange(0.01),
    caption="Each run stops at a step that changes f by 0.01 or less; only the one at rate 0.5 is at the minimum.",
)
