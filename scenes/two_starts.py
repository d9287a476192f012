"""Where you start decides where you end.

The quartic has two valleys. Gradient descent at the same rate from A reaches the deeper one, from B the shallower one,
and B never learns that a lower valley exists: the slope is all it sees. The divide lies at 1.78, the top between them.
Each step is the slope times the learning rate, so the steps shrink as the curve flattens.
"""

from gdanim import Coordinates, Curve, GradientDescent, Objective, Run, Scene

quartic = Objective("0.5*theta**4 - 3*theta**3 + 4*theta**2 + 3*theta + 3", domain=(-2, 4), name="two valleys")

scene = Scene(
    "Where you start decides where you end",
    quartic,
    runs=[Run(GradientDescent(0.02), -1, label="A"), Run(GradientDescent(0.02), 2, label="B")],
    panels=[Curve(view=((-2.1, 4.1), (0.1, 10.7))), Coordinates(limits=(-1.5, 4))],
    steps=60,
    caption="Steps are slope times rate: they shrink as the curve flattens. B never sees the lower valley.",
)
