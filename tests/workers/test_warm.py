"""What a worker is split off from: it has drawn before, and draws a scene without SymPy."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from gdanim import load_scenes
from gdanim.clock import clock_for
from gdanim.descent.parcels import packed
from gdanim.workers.processes import SPLITS, Processes
from gdanim.workers.segments import Production

SCENES = Path(__file__).parents[2] / "scenes"

DRAW = """
import pickle, sys
import gdanim.workers.warm
stage = pickle.load(sys.stdin.buffer).stage()
stage.draw(len(stage) // 2)
sys.exit("sympy" in sys.modules)
"""


@pytest.mark.parametrize("name", ["saddle", "step_sizes", "batches", "network", "overflow", "basins"])
def test_a_worker_draws_a_scene_without_sympy(name: str) -> None:
    [scene] = load_scenes(SCENES / f"{name}.py").values()
    trajectories = scene.descend()
    parcel = packed(Production(scene, trajectories, clock_for(scene, trajectories)), "The scene")
    subprocess.run([sys.executable, "-c", DRAW], input=parcel, check=True)


@pytest.mark.skipif(not SPLITS, reason="workers load their own libraries")
def test_a_worker_looks_for_its_own_garbage_and_not_among_what_was_loaded_before_it() -> None:
    with Processes(1) as worker:
        assert worker.submit(gc.isenabled).result()
        assert worker.submit(gc.get_freeze_count).result() > 10_000
