"""Four descents of Rosenbrock's valley, at rates at which every step is one drawing: 120 and 600 of them.

And the valley as a surface that turns once in 317 drawings, on a large canvas, and for 1,000 and 10,000 drawings.
"""

from dataclasses import dataclass

from gdanim import Contour, GradientDescent, Momentum, Objective, Orbit, Run, Scene, Surface
from gdanim.clock import Clock


@dataclass(frozen=True)
class Lasting(Contour):
    """A contour map that has a drawing for every frame period of so many seconds, however few the steps."""

    seconds: float = 20

    def turning(self, clock: Clock) -> float:
        return self.seconds


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
wide = long.with_(size=(1920, 1080))
half_wide = wide.with_(steps=299)
orbit = short.with_(panels=[Surface(camera=Orbit())])
thousand = long.with_(panels=[Lasting(seconds=20)])
ten_thousand = long.with_(panels=[Lasting(seconds=200)])
