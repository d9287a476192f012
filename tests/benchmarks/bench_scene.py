"""Four descents of Rosenbrock's valley, at rates at which every step is one drawing: 120, 600 and 2,400 of them.

And the valley as a surface, turning once in 317 drawings.
"""

from gdanim import Contour, GradientDescent, Momentum, Objective, Orbit, Run, Scene, Surface

valley = Objective("(1 - x)**2 + 100*(y - x**2)**2", domain=[(-2, 2), (-0.5, 2.5)], minima=[(1, 1)])

short = Scene(
    "Four descents of one valley",
    valley,
    runs=[
        Run(GradientDescent(0.0002), (-1.5, 2.2), label="GD, left"),
        Run(Momentum(0.0002, momentum=0.9), (-1.5, 2.2), label="Momentum, left"),
        Run(GradientDescent(0.0002), (1.7, 0.2), label="GD, right"),
        Run(Momentum(0.0002, momentum=0.9), (1.7, 0.2), label="Momentum, right"),
    ],
    panels=[Contour()],
    steps=119,
    size=(640, 480),
    fps=15,
    hold=0,
)
long = short.with_(steps=599, fps=50)
longer = short.with_(steps=2399, fps=200)
orbit = short.with_(panels=[Surface(camera=Orbit())])
