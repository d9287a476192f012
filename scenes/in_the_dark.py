"""Down a mountain in the dark, by feeling alone.

The walker sees no slope. A step of one length: if it leads down, it is taken; if up, the walker stays and turns to the
next side. That never climbs, and it ends within a step of a minimum. Of which one depends on where it began: A and B
start side by side, and a small valley feels like the bottom. It is no gradient descent, though the article's mountain
is meant to explain that. A gradient says which way is steepest, and how steep, so that steps fade at the goal; the
walker turns corners, takes as many steps on a plain as on a cliff, and knows the end by being refused on every side.
"""

from gdanim import HillWalk, Loss, Objective, Run, Scene, Surface

hills = "0.025*(x**2 + y**2) - exp(-0.5*(x + 1)**2 - 0.5*(y + 0.6)**2) - 0.6*exp(-(x - 1.3)**2 - (y - 0.8)**2)"
mountain = Objective(hills, domain=[(-2.6, 2.6), (-2, 2)], name="a mountain with two valleys")

scene = Scene(
    "Down a mountain in the dark",
    mountain,
    runs=[Run(HillWalk(0.1), (-2.4, 0.9), label="A"), Run(HillWalk(0.1), (-2.4, 1.5), label="B")],
    panels=[Surface(azimuth=-65, elevation=46), Loss(title="Height")],
    steps=60,
    caption="A step that leads down is taken, one that leads up is not. B ends in the small valley and cannot tell.",
)
