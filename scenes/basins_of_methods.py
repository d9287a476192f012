"""Whose valley a start belongs to depends on the rule.

Himmelblau's four minima are the same for every rule; the starts that reach them are not. Gradient descent with small
steps follows the slope, so that its basins are whole and their borders smooth. Momentum shoots through the nearest
valley, and its basins are shredded. Newton's method asks for any point without a slope: two starts in five end in one
of the four saddles or on the summit (grey), and where basins meet its borders are fractal.
"""

from gdanim import Basins, GradientDescent, Momentum, Newton, Run, Scene
from gdanim.landscapes import himmelblau

rules = [GradientDescent(0.01), Momentum(0.01), Newton()]

scene = Scene(
    "The rule, too, decides where a start ends",
    himmelblau,
    runs=[Run(rule, (2, -3)) for rule in rules],
    panels=[Basins(optimizer=rule) for rule in rules],
    steps=300,
    caption="From (2, −3) three rules reach three minima. Newton’s grey starts end where there is none.",
)
