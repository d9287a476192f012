"""The same scene gives the same bytes, whoever makes them, where, when and in how many processes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES = [f"film.{kind}" for kind in (
    "gif", "mp4", "webm", "webp", "apng", "avif", "png", "svg", "pdf", "csv", "json", "html",
)]  # fmt: skip
SCENE = """from gdanim import Contour, GradientDescent, Loss, Momentum, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2 + x*y", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
runs = [Run(GradientDescent(0.1), (1, 1), label="鞍"), Run(Momentum(0.05), (-1, 1.5))]
scene = Scene("A bowl", bowl, runs, [Contour(field=True), Loss()], steps=STEPS, size=(320, 180), hold=0.2, glide=False)
"""
SEEDS = ("0", "1", "31337", "4294967295", "random")
LOCALES = ("C", "C.UTF-8", "POSIX", "de_DE.UTF-8", "zh_CN.UTF-8")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
JOBS = ("1", "2", "4")


def sums(folder: Path, k: int, scene: Path) -> dict[str, str]:
    """Render a scene in a folder and the k-th environment; return the sum of every film."""
    folder.mkdir()
    outputs = [word for name in NAMES for word in ("-o", name)]
    subprocess.run(
        [sys.executable, "-m", "gdanim", "render", os.path.relpath(scene, folder), *outputs, "--quiet", "--no-cache",
         "--jobs", JOBS[k % len(JOBS)]],
        cwd=folder, check=True, capture_output=True, text=True,
        env=os.environ | {
            "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": SEEDS[k % len(SEEDS)], "LC_ALL": LOCALES[k % len(LOCALES)],
            "TZ": ZONES[k % len(ZONES)],
        },
    )  # fmt: skip
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES}


@pytest.mark.parametrize(("count", "steps"), [(2, 3), pytest.param(10, 300, marks=pytest.mark.thorough)])
def test_one_scene_has_one_sum_a_format(count: int, steps: int, tmp_path: Path) -> None:
    """With 300 steps a film has several segments, which several processes share."""
    scene = tmp_path / "bowl.py"
    scene.write_text(SCENE.replace("STEPS", str(steps)), "utf-8")
    first, *others = [sums(tmp_path / f"folder {k}", k, scene) for k in range(count)]
    for other in others:
        assert other == first
