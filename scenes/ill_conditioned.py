"""The steep wall sets the rate, the flat floor pays for it.

The valley curves 20 times as much across as along. Across, a step multiplies y by 1 − 20η, so that no rate over
2/20 = 0.1 will do; along, it multiplies x by 1 − η, which with such rates is hardly a step at all. The best rate makes
both shrink alike: η = 2/(1 + 20), by 19/21 a step. Just over the limit, at 0.102, x still shrinks while y grows: the
loss falls at first, and then rises without end. The ratio of the curvatures, the condition number, is what descent
pays in steps; a rotation or a scaling of the axes to equal curvatures would make it one.
"""

from gdanim import Contour, GradientDescent, Loss, Objective, Scene, sweep

valley = Objective("x**2/2 + 10*y**2", domain=[(-1, 5), (-1, 1)], minima=[(0, 0)])

scene = Scene(
    "The steep wall sets the rate",
    valley,
    runs=sweep(GradientDescent, start=(4.5, 0.4), learning_rate=[0.02, round(2 / 21, 4), 0.102]),
    panels=[[Contour(view=((-2.6, 5.6), (-0.8, 0.8)), weight=54)], [Loss(scale="log", limits=(1e-2, 100), weight=46)]],
    steps=80,
    caption="At 0.102, a hair over 2/20, the swings across grow for ever; at 0.02 the way along takes for ever.",
)
