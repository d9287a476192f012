"""Where the slope is zero there need be no minimum.

x³ falls to the left for ever; at 0 it only pauses. Its slope 3x² fades on the way there, and gradient descent cannot
tell a pause from a goal: from 1, at a rate of 0.3, it creeps towards 0 like 1/(3ηk) and seems to converge, to a point
with lower points right beside it. At 0.34 the first step, 3 · 0.34, is longer than the way to 0: it lands at −0.02, and
from there the slope leads down, slowly and then all at once. The border is a rate of 1/3. Watch the slope, and you see
the same fading number in both runs; only one of them is ever going to be told that it was wrong.
"""

from gdanim import Coordinates, Curve, GradientDescent, Objective, Scene, sweep

cube = Objective("x**3", domain=(-1.3, 1.3), name="cube")

scene = Scene(
    "A slope of zero need not be a minimum",
    cube,
    runs=sweep(GradientDescent, start=1, learning_rate=[0.3, 0.34]),
    panels=[Curve(view=((-1.3, 1.3), (-1.4, 1.4))), Coordinates(limits=(-1, 1), weight=46)],
    steps=60,
    fps=15,
    caption="Rate 0.3 creeps towards 0, where x³ only pauses; rate 0.34 steps over it and falls.",
)
