"""Two noisy moons, and the one line between them.

No line parts two moons that reach into each other, so the logistic loss has a floor well above 0, and one sample in
nine stays on the wrong side. The loss is convex: whatever the rule, all runs end at the same line, but for the noise of
steps that see 16 of 160 samples. What differs is the way: Momentum, at a tenth of gradient descent's rate, gathers as
much speed, and Adam turns all three numbers at one pace.
"""

from gdanim import Adam, EmpiricalLoss, Fit, GradientDescent, Loss, MiniBatches, Momentum, Run, Scene, datasets

data = datasets.moons(160, seed=1, noise=0.2)
loss = EmpiricalLoss("log(1 + exp(-y*(u*x1 + v*x2 + b)))", "u v b", data, domain=[(-6, 6)] * 3, model="u*x1 + v*x2 + b")
rules = {"GD": GradientDescent(2.0), "Momentum": Momentum(0.2), "Adam": Adam(0.3)}

scene = Scene(
    "No line parts two moons",
    loss,
    runs=[Run(rule, (2, 2, 0), label=name, batches=MiniBatches(16, seed=2)) for name, rule in rules.items()],
    panels=[Fit(weight=60), Loss(weight=40)],
    epochs=9,
    fps=10,
    caption="The loss is convex: three rules turn three lines towards one, and one sample in nine stays beyond it.",
)
