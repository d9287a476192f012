"""Times a whole render against its codec alone: `python limit.py .gif|.mp4 SCENE`.

Both are one film, and everything is imported before: the render is what the command line does once a scene is read. The
codec is given the same drawings, ready in memory, and its time includes the conversion of their colours, and writing
and verifying the file. Printed is the median ratio.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from gdanim import Scene, Stage, load_scenes, render
from gdanim.encode import FULL, Plan, choose, format_for
from gdanim.pipeline import timing_of
from gdanim.workers.processes import begin
from gdanim.workers.segments import cut

PAIRS = 3


def whole(scene: Scene, film: Path) -> float:
    begin = time.perf_counter()
    render(scene, film, jobs=None)
    return time.perf_counter() - begin


def codec_alone(stage: Stage, drawings: list, film: Path) -> float:
    form = format_for(film, quality="standard", thrift=FULL, frame=None)
    colours = choose(drawings[:: len(drawings) // 12], FULL.colours)
    plan = Plan(*stage.size, timing_of(stage.scene, stage.clock), colours)
    begin = time.perf_counter()
    writer = form.writer(film, plan, "")
    for part in cut(len(drawings), [form]):
        coder = form.coder(plan, part)
        for index in coder.drawings:
            coder.frame(drawings[index])
        writer.write(coder.finish())
    writer.finish()
    return time.perf_counter() - begin


def measure(suffix: str, name: str) -> float:
    begin()
    scene = load_scenes(Path(__file__).with_name("bench_scene.py"))[name]
    stage = Stage(scene)
    drawings = [stage.draw(index).copy() for index in range(len(stage))]
    with TemporaryDirectory() as folder:
        film = Path(folder) / f"film{suffix}"
        whole(scene, film)
        return median(whole(scene, film) / codec_alone(stage, drawings, film) for _ in range(PAIRS))


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
