"""L1: a thousand scenes in one process leave no memory, descriptor, thread or figure behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MOST_GROWN = 50
"""MiB that a process may grow by after its first scenes."""

PROGRAM = """
import gc, json, os, sys, threading
from pathlib import Path

from matplotlib.figure import Figure

from gdanim import Adam, Contour, GradientDescent, Loss, Objective, Run, Scene, Surface
from gdanim.pipeline import render


def make(number):
    bowl = Objective(f"x**2 + {number + 1}*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
    runs = [Run(rule(0.1 / (number + 1)), (1.5, 1), f"{rule.__name__} {number}") for rule in (GradientDescent, Adam)]
    panels = (Surface(),) if number % 10 == 0 else (Contour(), Loss())
    scene = Scene(f"Bowl {number}", bowl, runs, panels, steps=2, size=(480, 270), fps=2, hold=0.1)
    render(scene, f"film.{('gif', 'mp4', 'webp')[number % 3]}")


def held():
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    figures = sum(isinstance(one, Figure) for one in gc.get_objects())
    descriptors = len(os.listdir("/proc/self/fd"))
    return pages * os.sysconf("SC_PAGESIZE") / 2**20, descriptors, threading.active_count(), figures


count, warm = map(int, sys.argv[1:])
for number in range(warm):
    make(number)
before = held()
for number in range(warm, count):
    make(number)
print(json.dumps([before, held()]))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="what a process holds is read from /proc")
@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.thorough)])
def test_many_scenes_in_one_process_leave_nothing_behind(
    count: int, tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    command = [sys.executable, "-c", PROGRAM, str(count), str(count // 5)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (memory, *before), (memory_after, *after) = json.loads(done.stdout)
    assert after == before  # descriptors, threads, figures
    assert memory_after - memory < MOST_GROWN
    more = f"{memory_after - memory:.0f} MiB more than after {count // 5}"
    report("L1", f"{count:,}: {more}; no descriptor, thread or figure is left")
