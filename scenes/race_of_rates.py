"""Which rate is quickest on a parabola?

On x² a step multiplies x by 1 − 2η, so on a log scale every run is a straight line, and only the size of 1 − 2η counts:
0.1 and 0.9 shrink x by a fifth a step and are equally fast, the one creeping down, the other leaping from side to side.
Faster still is 0.25, and 0.5 is there in one step. At 1 the loss is level: the leaps between 2 and −2 hide in it. Above
1 the line rises. A tenth of the rate is not a tenth of the risk; below 0.5 it is only ten times the wait.
The article's caption calls these runs stochastic: nothing here is drawn by lot, it is plain gradient descent.
"""

from gdanim import GradientDescent, Loss, Objective, Scene, sweep

parabola = Objective("x**2", domain=(-3, 3), minima=[0], name="parabola")

scene = Scene(
    "Rates of 0.1 and 0.9 are equally fast",
    parabola,
    runs=sweep(GradientDescent, start=2, learning_rate=[0.001, 0.01, 0.1, 0.25, 0.5, 0.9, 1, 1.1]),
    panels=[Loss(scale="log", limits=(1e-7, 1e5))],
    steps=25,
    fps=12,
    caption="Only the size of 1 − 2η counts: one line for 0.1 and 0.9, level at 1, rising above.",
)
