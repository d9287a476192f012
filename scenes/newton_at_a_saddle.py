"""Newton's method walks into the saddle that gradient descent leaves.

x² − y² + y⁴/4 has two minima and a saddle between them. From (1.2, 0.5) gradient descent slides towards the saddle, as
the slope says, is repelled along y, and ends in a minimum. Newton's method goes where the slope would vanish if the
function were the quadratic that it looks like here, and does not ask which kind of point that is. Near the saddle it
trebles its digits in every step: the gradient is 0 after five, and a rule that stops at a small gradient calls that
success. Where |y| is over √(2/3), where the function curves up, it would have gone to the minimum.
"""

from gdanim import Contour, GradientDescent, GradientNorm, Newton, Run, Scene
from gdanim.landscapes import bounded_saddle

scene = Scene(
    "No slope left, and no minimum either",
    bounded_saddle,
    runs=[
        Run(GradientDescent(0.05), (1.2, 0.5), label="GD"),
        Run(Newton(), (1.2, 0.5), label="Newton"),
    ],
    panels=[Contour(view=((-2.1, 2.8), (-2, 2))), GradientNorm(scale="log", limits=(1e-12, 10))],
    steps=60,
    caption="Newton’s gradient vanishes first, at the saddle; gradient descent leaves it for a minimum.",
)
