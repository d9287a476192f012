"""What a gradient is.

At every point the gradient names the direction in which the function rises most steeply, and how steeply; its opposite
points downhill. The arrows are these opposites: each stands at a right angle to the level line through its middle, for
along a level line nothing rises or falls, and each is longer the steeper it is there. Gradient descent asks for one
arrow, goes a little way along it, and asks again. Where arrows shrink to nothing the gradient is 0: at the two minima,
and at the saddle between them, from which the arrows lead away on either side.
"""

from gdanim import Contour, GradientDescent, Objective, Run, Scene

wells = Objective("x**4/4 - x**2/2 + y**2/2 + x*y/5", domain=[(-1.9, 1.9), (-1.4, 1.4)])

scene = Scene(
    "A gradient points across the level lines",
    wells,
    runs=[Run(GradientDescent(0.05), start) for start in ((-0.2, 1.2), (1.7, -1.1), (-1.6, -1.1))],
    panels=[Contour(field=True)],
    steps=80,
    caption="Every step follows the arrow where it stands, at a right angle to the level line.",
)
