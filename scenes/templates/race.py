"""A race: several optimizers from one start.

The docstring is the film's lesson: say here what there is to see, and why.
"""

from gdanim import Adam, Contour, GradientDescent, Loss, Momentum, Objective, Run, Scene

# The function, as text or as a SymPy expression; gdanim differentiates it. Or take one of those that are known:
# `from gdanim.landscapes import rosenbrock`; `gdanim functions` lists them.
valley = Objective("x**2 + 10*y**2", domain=[(-4, 4), (-2, 2)], minima=[(0, 0)])

scene = Scene(
    "TITLE",
    valley,
    # Each run is one optimizer from one start; runs are named by what differs between them. A rate means something
    # else in every rule: give each one that it does well with. `gdanim optimizers` lists the rules.
    runs=[
        Run(GradientDescent(learning_rate=0.08), start=(-3.5, 1.5)),
        Run(Momentum(learning_rate=0.02, momentum=0.8), start=(-3.5, 1.5)),
        Run(Adam(learning_rate=0.3), start=(-3.5, 1.5)),
    ],
    # Panels stand side by side; nested lists make rows.
    panels=[Contour(), Loss()],
    steps=60,
    caption="Gradient descent leaps from wall to wall; momentum and Adam overshoot, turn, and come back.",
)
