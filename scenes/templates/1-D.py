"""A function of one variable, its tangent at work, from two starts.

The docstring is the film's lesson: say here what there is to see, and why.
"""

from gdanim import Curve, GradientDescent, Loss, Objective, Run, Scene

# The function, as text or as a SymPy expression; gdanim differentiates it. `domain` is what the film shows.
# Minima and saddles are marked where you name them, and `gdanim check` verifies that they are some.
quartic = Objective("x**4 - 3*x**2 + x", domain=(-2, 2), minima=[-1.30084, 1.13090])

scene = Scene(
    "TITLE",
    quartic,
    # One run is one optimizer from one start. Runs are named in the film by what differs between them.
    runs=[
        Run(GradientDescent(learning_rate=0.02), start=-0.2),
        Run(GradientDescent(learning_rate=0.02), start=0.5),
    ],
    # Panels share one clock. Others: LearningRate(), GradientNorm(), StepByStep().
    panels=[Curve(), Loss()],
    steps=40,
    caption="The hill between two starts decides where each of them ends.",
)
