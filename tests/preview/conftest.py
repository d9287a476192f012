"""What tests of the live page share: a small scene file."""

from __future__ import annotations

from pathlib import Path

import pytest

SCENES = '''"""A bowl and a line."""

from gdanim import Contour, Curve, GradientDescent, Loss, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])

two = Scene(
    "Two runs in a bowl",
    bowl,
    runs=[
        Run(GradientDescent(0.1), (1.5, 1)),  # a comment that stays
        Run(GradientDescent(0.05), (-1, 1), label="slow"),
    ],
    panels=[Contour()],
    steps=12,
    size=(480, 270),
)
parabola = Objective("x**2", domain=(-2, 2))
line = Scene("A line", parabola, Run(GradientDescent(0.2), 1.5), Curve(), steps=4, size=(480, 270))
'''


@pytest.fixture
def scene_file(tmp_path: Path) -> Path:
    """Write a file of two scenes into a folder of its own."""
    path = tmp_path / "bowl.py"
    path.write_text(SCENES, "utf-8")
    return path
