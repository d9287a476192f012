"""What momentum remembers, and what it does with it.

In a valley ten times as steep across as along, the gradient points across nearly everywhere. Momentum keeps a sum of
all gradients so far, in which each loses a tenth of its weight a step. The slopes across, now one way and now the
other, cancel in that sum; those along the valley add up, to as much as ten times one of them. So the arrow of the
velocity soon points along the valley while the step of the gradient alone still points across, and where the velocity
is large the run flies past the minimum and has to come back.
"""

from gdanim import Internals, Momentum, Objective, Run, Scene, StepByStep

valley = Objective("x**2 + 10*y**2", domain=[(-2, 2), (-1.5, 1.5)], minima=[(0, 0)], name="valley")

scene = Scene(
    "What momentum remembers",
    valley,
    runs=[Run(Momentum(0.02), (1.8, 0.9))],
    panels=[Internals(), StepByStep()],
    steps=50,
    caption="Slopes across the valley cancel in the velocity; those along it add up, and overshoot.",
)
