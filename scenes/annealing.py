"""A constant learning rate and three that fade, on one parabola.

All start at x = 2 with a rate of 0.1. A constant rate shrinks x by a fifth a step, for ever. Divided by the step, the
rate fades faster than x does and the run stalls: 0.1/k has brought it no nearer than 0.68 after a hundred steps. Scaled
by the gradient or by the loss, the rate dies as the goal comes near, so the approach is only like 1/k or 1/√k. A
fading rate is for noise; where there is none it only costs time.
"""

from gdanim import Constant, Curve, GradientDescent, GradientScaled, Loss, LossScaled, Objective, Run, Scene

parabola = Objective("x**2", domain=(-2.5, 2.5), minima=[0], name="parabola")
rates = {
    "constant": Constant(0.1),
    "rate / step": lambda step: 0.1 / (step + 1),
    "rate × slope": GradientScaled(0.1),
    "rate × loss": LossScaled(0.1),
}
scene = Scene(
    "Four ways to use a rate of 0.1",
    parabola,
    runs=[Run(GradientDescent(rate), 2, label=name) for name, rate in rates.items()],
    panels=[Curve(view=((-0.6, 2.5), (-1.2, 4.6))), Loss(scale="log", limits=(1e-6, 10))],
    steps=100,
    caption="Without noise a fading rate only costs time: the constant one alone reaches the bottom.",
)
