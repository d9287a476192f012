"""Adam amplifies the faintest slope.

At (0.2, 10⁻⁸) the slope along y is 2·10⁻⁸, next to 0.4 along x. Gradient descent steps in proportion, multiplies y by
1.1 a step, and needs 194 of them to get out. Adam divides each slope by its own size: the first step is the rate along
both axes, less what ε = 10⁻⁸ takes, which along y is a third. It is out after 21 steps. Symmetry is not broken by the
rule: from y = 0 exactly Adam, too, would walk into the saddle and stay. It only needs very little to break it.
"""

from gdanim import Adam, Coordinates, GradientDescent, Objective, Run, Scene, Surface

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)], name="saddle")

scene = Scene(
    "Adam amplifies the faintest slope",
    saddle,
    runs=[
        Run(GradientDescent(0.05), (0.2, 1e-8), label="GD"),
        Run(Adam(0.05), (0.2, 1e-8), label="Adam"),
    ],
    panels=[Surface(), Coordinates("y", scale="log", limits=(1e-8, 1))],
    steps=200,
    caption="y starts at 10⁻⁸. Adam is out after 21 steps, gradient descent after 194.",
)
