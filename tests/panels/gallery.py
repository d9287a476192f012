"""One small scene for every panel, for pictures to look at and to compare with.

python tests/panels/gallery.py            writes output/contact/<panel>-<preset>-<theme>.png: start, middle and end
python tests/panels/gallery.py --record   writes the pictures that test_pictures.py compares with
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
from numpy.typing import NDArray

import gdanim as gd
from gdanim.theme import PRESETS, THEMES

PICTURES = Path(__file__).parent / "pictures"
SIZE = (640, 360)

SADDLE = gd.Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
QUARTIC = gd.Objective("0.5*x**4 - 3*x**3 + 4*x**2 + 3*x + 3", domain=(-2, 4))
PARABOLA = gd.Objective("x**2", domain=(-3, 3), minima=[0])
VALLEY = gd.Objective("0.5*(x*y - 1)**2", domain=[(2.2, 3.3), (-0.05, 0.75)])
BOWL = gd.Objective("x**2 + 10*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])

POINTS = gd.datasets.noisy_line(32, seed=1)
LINE = gd.EmpiricalLoss(
    "(m*x + c - y)**2", "m c", POINTS, domain=[(-1, 3), (-1, 3)], model="m*x + c",
    minima=[np.polyfit(POINTS["x"], POINTS["y"], 1)],
)  # fmt: skip
WELLS = gd.Objective("(x**2 - 1)**2 + y**2 + x/4", domain=[(-2, 2), (-1.5, 1.5)])

ON_SADDLE = [gd.Run(gd.GradientDescent(0.01), start) for start in ((1, 0), (1, 0.25))]
ON_QUARTIC = [gd.Run(gd.GradientDescent(0.02), start) for start in (-1, 2)]
IN_BOWL = [
    gd.Run(gd.GradientDescent(rate), (1.8, 0.9))
    for rate in (gd.CosineRestarts(0.09, length=10), gd.Backtracking(1.0), 0.05)
]
RATES_AND_STEPS = gd.survey(
    PARABOLA, gd.GradientDescent, start=2, learning_rate=np.linspace(0.005, 0.2, 40), steps=range(0, 41, 2)
)
ON_LINE = [
    gd.Run(gd.GradientDescent(0.1), (0, 0), label="all"),
    gd.Run(gd.GradientDescent(0.1), (0, 0), label="four", batches=gd.MiniBatches(4, seed=1)),
]


def scene(panel: Any, objective: Any, runs: Any, steps: int, **fields: Any) -> gd.Scene:
    """Return a scene with one panel, named after it."""
    return gd.Scene(type(panel).__name__, objective, runs, [panel], steps=steps, **fields)


SCENES = {
    shown.title: shown
    for shown in (
        scene(gd.Curve(), QUARTIC, ON_QUARTIC, 40),
        scene(gd.Contour(), SADDLE, ON_SADDLE, 80),
        scene(gd.Surface(), SADDLE, ON_SADDLE, 60),
        scene(gd.Loss(), SADDLE, ON_SADDLE, 60),
        scene(gd.GradientNorm(), BOWL, IN_BOWL, 30),
        scene(gd.LearningRate(scale="linear"), BOWL, IN_BOWL, 30),
        scene(gd.Spectrum(), VALLEY, gd.sweep(gd.GradientDescent, start=(3, 0.35), learning_rate=[0.2, 0.25]), 40),
        scene(gd.Spread(), LINE, ON_LINE, 60),
        scene(gd.Coordinates(), QUARTIC, ON_QUARTIC, 40),
        scene(gd.Basins(), WELLS, gd.sweep(gd.GradientDescent, starts=[(0.3, 1.2), (1.8, -1)], learning_rate=0.04), 90),
        scene(
            gd.HeatMap(RATES_AND_STEPS), PARABOLA, gd.sweep(gd.GradientDescent, start=2, learning_rate=[0.03, 0.1]), 40
        ),
        scene(gd.Internals(), BOWL, [gd.Run(gd.Momentum(0.02), (1.8, 0.9))], 30),
        scene(gd.StepByStep(), BOWL, [gd.Run(gd.Momentum(0.02), (1.8, 0.9))], 30),
        scene(gd.Fit(), LINE, ON_LINE, 40),
        scene(gd.SmallMultiples(), PARABOLA, gd.sweep(gd.GradientDescent, start=2, learning_rate=[0.1, 0.9, 1]), 20),
    )
}
"""A scene for every panel, by its name."""


def picture(name: str) -> NDArray[np.uint8]:
    """Return the drawing of a panel that is compared: two thirds into its film."""
    stage = gd.Stage(SCENES[name].with_(size=SIZE))
    return stage.frame(2 * len(stage) // 3)


def contact_sheet(name: str, preset: str, theme: str) -> NDArray[np.uint8]:
    """Return the start, the middle and the end of a panel's film side by side."""
    stage = gd.Stage(SCENES[name].with_(preset=preset, theme=theme))
    return np.concatenate([stage.frame(k) for k in (0, len(stage) // 2, len(stage) - 1)], axis=1)


def main(record: bool) -> None:
    """Write the recorded pictures, or the contact sheets."""
    if record:
        PICTURES.mkdir(exist_ok=True)
        for name in SCENES:
            iio.imwrite(PICTURES / f"{name}.png", picture(name))
        return
    folder = Path("output/contact")
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCENES:
        for preset in PRESETS:
            for theme in THEMES:
                iio.imwrite(folder / f"{name}-{preset}-{theme}.png", contact_sheet(name, preset, theme))


if __name__ == "__main__":
    main("--record" in sys.argv)
