"""For which rates and memories Momentum arrives, and how soon.

On ½x² Momentum is a swing: the next x is (1 + μ − η)x − μx₋. It dies out where both roots of λ² − (1 + μ − η)λ + μ
are inside the unit circle, that is where η < 2(1 + μ): the straight border on the map. So a long memory allows up to
twice the rate: at η = 3.2 the run with μ = 0.3 is lost, that with μ = 0.8 arrives. But where it swings, between
(1 − √μ)² and (1 + √μ)², it shrinks by √μ a step whatever the rate: there colours stand in columns, slower to the right.
"""

import numpy as np

from gdanim import HeatMap, Loss, Momentum, Objective, Run, Scene, survey

parabola = Objective("x**2/2", domain=(-3, 3), minima=[0])
axes = {"learning_rate": np.linspace(0.05, 4.25, 85), "momentum": np.linspace(0, 0.99, 100)}
grid = survey(parabola, Momentum, start=2, steps=150, **axes)
marked = [(0.25, 0.25), (3.2, 0.8), (3.2, 0.3)]

scene = Scene(
    "Memory makes room for larger rates",
    parabola,
    runs=[Run(Momentum(rate, memory), 2, label=f"η = {rate}, μ = {memory}") for rate, memory in marked],
    panels=[HeatMap(grid, quantity="steps"), Loss(scale="log", limits=(1e-16, 1e4))],
    steps=150,
    caption="Under the straight border, η = 2(1 + μ), every swing dies out; above it every swing grows.",
)
