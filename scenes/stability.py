"""A valley too sharp for its rate.

All along xy = 1 the function is 0, but the valley is sharp at its ends and flat in the middle: across it the curvature
is x² + y². Gradient descent with the rate η can rest only where the curvature is under 2/η. At x = 3 it is 9.1. With
η = 0.2 the limit is 10, and the run settles where it is. With η = 0.25 the limit is 8: each step leaps across the floor
and lands 1.28 times as far on the other side, until the swings carry the run along the valley to where it is flat
enough. A larger rate does not only go faster; it ends in another place.
"""

from gdanim import Contour, GradientDescent, Objective, Scene, Spectrum, sweep

valley = Objective("0.5*(x*y - 1)**2", domain=[(2, 3.4), (-0.05, 0.75)], name="a valley sharp at its end")

scene = Scene(
    "A valley too sharp for its rate",
    valley,
    runs=sweep(GradientDescent, start=(3, 0.35), learning_rate=[0.2, 0.25]),
    panels=[Contour(), Spectrum(weight=56)],
    steps=60,
    pacing="adaptive",
    caption="At rate 0.2 a curvature up to 10 will do. At 0.25 it must be under 8: the run is thrown on until it is.",
)
