"""A saddle is a valley one way and a hill the other.

x² − y² rises on both sides along x and falls on both sides along y: its Hessian has the eigenvalues 2 and −2. Blue
starts on the x axis and rolls into the valley, 0.9·0.98^k, down to the saddle and no farther. Red starts beside it,
at (0, 0.05), and rolls off the hill: 0.05·1.02^k, over the edge at step 152. Walk once round the model to see both:
what is a valley from one side is a hill from the next.
"""

from gdanim import GradientDescent, Objective, Orbit, Run, Scene, Surface

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)], name="saddle")

scene = Scene(
    "A saddle is a valley and a hill",
    saddle,
    runs=[
        Run(GradientDescent(0.01), (0.9, 0), label="along the valley"),
        Run(GradientDescent(0.01), (0, 0.05), label="off the hill"),
    ],
    panels=[Surface(azimuth=60, camera=Orbit())],
    steps=160,
    caption="The same point is the lowest of a valley and the highest of a hill.",
)
