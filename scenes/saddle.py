"""Two descents from a saddle's ridge.

x² − y² falls away on both sides of its ridge. From (1, 0), exactly on the ridge, the gradient points along it and
nowhere else: y stays 0 for ever, and gradient descent ends at the saddle, which is no minimum. From (1, 0.25) the same
rule at the same rate escapes: y grows by a factor of 1.02 a step, doubling every 35 steps, while x shrinks by 0.98.
A vanishing gradient is not a minimum; a nudge tells the two apart.
"""

from gdanim import GradientDescent, Loss, Objective, Run, Scene, Surface

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)], name="saddle")

scene = Scene(
    "Two descents from a saddle’s ridge",
    saddle,
    runs=[Run(GradientDescent(0.01), start) for start in ((1, 0), (1, 0.25))],
    panels=[Surface(), Loss(title="Height", limits=(-1, 1))],
    steps=200,
    caption="Exactly on the ridge, blue can only reach the saddle. A nudge of 0.25 doubles every 35 steps.",
)
