"""A plateau holds gradient descent for ever.

x⁴ + 2x³ + y² − 1 has one minimum, f = −2.69 at (−1.5, 0). On the way there from the right lies (0, 0), where the slope
is 0 and so is the curvature along x: no minimum, and no saddle that throws a run out. From (1, −0.8) y is soon done,
and x creeps towards 0 like 1/(6ηk), slower and slower: 0.07 after 200 steps, 0.0017 after 10,000, never past it. From
(−0.2, −0.8), just past the plateau, the same rule at the same rate arrives in 305 steps. Where the article speaks of a
plateau it draws a saddle, which a nudge leaves; this is the plateau, and a small step never crosses it.
"""

from gdanim import GradientDescent, GradientNorm, Objective, Run, Scene, Surface

plateau = Objective("x**4 + 2*x**3 + y**2 - 1", domain=[(-2, 1), (-1, 1)], name="plateau")

scene = Scene(
    "A plateau holds gradient descent for ever",
    plateau,
    runs=[Run(GradientDescent(0.01), (x, -0.8), label=f"x = {x}".replace("-", "−")) for x in (1, -0.2)],
    panels=[Surface(), GradientNorm()],
    steps=400,
    fps=15,
    caption="The run from x = 1 creeps up to the edge, never over it; the other began past it.",
)
