"""Prints how our films compare with other ways of making them: `python table.py [--json] [ROW ...]`.

Whole processes are timed in turn, ours and the peer's, so that what else the machine does falls on both. Every number
is a ratio or a difference within one run; the peers are in peer.py, manim_peer.py, basin_map.py and limit.py. The
package is compiled before, as it is when it is installed.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

# numpy, gdanim and the peer are imported only after the last process: on Linux the peak memory of a child begins with
# its parent's, so this process stays small as long as it measures.

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "gdanim"
SADDLE = HERE.parents[1] / "scenes" / "saddle.py"
MIB = 1024  # ru_maxrss is in KiB


@dataclass(frozen=True)
class Pair:
    """One film, of ours by the name of its scene, and of the peer; `pairs` are the times that both are made."""

    scene: str
    frames: int
    fps: int
    peer: str = "contour"
    pairs: int = 3
    options: tuple[str, ...] = ()

    def ours(self, film: Path) -> tuple[float, float]:
        scene = SADDLE if self.scene == "saddle" else f"{HERE / 'bench_scene.py'}::{self.scene}"
        return run("-m", "gdanim", "render", scene, *self.options, "-o", film, "--no-cache", "--quiet")

    def peers(self, film: Path) -> tuple[float, float]:
        script = HERE / ("manim_peer.py" if self.peer == "manim" else "peer.py")
        return run(script, film, "--frames", str(self.frames), "--fps", str(self.fps), "--film", self.peer)

    def speed(self, suffix: str, folder: Path) -> float:
        """Return how many times faster our film is made, the median of pairs."""
        mine, theirs = (folder / f"{whose}-{self.scene}{suffix}" for whose in ("ours", "peer"))
        return median(self.peers(theirs)[0] / self.ours(mine)[0] for _ in range(self.pairs))


SHORT = Pair("short", 120, 15)
LONG = Pair("long", 600, 50, pairs=1)
SADDLES = Pair("saddle", 201, 25, peer="saddle", pairs=1, options=("--size", "1200x900"))
WIDE = Pair("wide", 600, 50, peer="wide", pairs=1)
SHORT_MANIM, LONG_MANIM = replace(SHORT, peer="manim"), replace(LONG, peer="manim")
ORBIT = Pair("orbit", 317, 15, peer="surface", pairs=1)
COMPARED = ("short", "long")
"""Scenes that show the same as the peer's film, so that their truth can be compared."""


def run(*command: str | Path) -> tuple[float, float]:
    """Run Python to the end and return its seconds and its peak memory in MiB."""
    begin = time.perf_counter()
    process = os.posix_spawn(sys.executable, [sys.executable, *map(str, command)], os.environ)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - begin
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise RuntimeError(f"{' '.join(map(str, command))} failed with exit code {code}")
    return seconds, usage.ru_maxrss / MIB


def told(*command: str | Path) -> Any:
    """Run Python and return what it prints as JSON."""
    return json.loads(subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE).stdout)


def film(pair: Pair, suffix: str, folder: Path) -> dict[str, float]:
    """Return by how much our film is faster, and what share of the peer's bytes it takes."""
    faster = pair.speed(suffix, folder)
    mine, theirs = (folder / f"{whose}-{pair.scene}{suffix}" for whose in ("ours", "peer"))
    measured = {"speed": faster, "bytes": mine.stat().st_size / theirs.stat().st_size}
    if pair.scene in COMPARED and pair.peer == "contour":
        measured["decibels"] = told(HERE / "truth.py", mine, theirs, pair.scene, str(pair.frames))
    return measured


def limit(suffix: str, scene: str, folder: Path) -> dict[str, float]:
    """Return how much longer a whole render takes than its codec alone."""
    return {"ratio": told(HERE / "limit.py", suffix, scene)}


def render_words(scene: str, film: Path, jobs: int) -> list[str]:
    """Return the words after `python` that render a scene of bench_scene.py in so many processes."""
    named = f"{HERE / 'bench_scene.py'}::{scene}"
    return ["-m", "gdanim", "render", named, "-o", str(film), "--jobs", str(jobs), "--no-cache", "--quiet"]


def peak(scene: str, film: Path, jobs: int) -> float:
    """Render a scene and return the most MiB that all its processes held at once; what they share counts once."""
    most = 0.0
    with subprocess.Popen([sys.executable, *render_words(scene, film, jobs)], process_group=0) as process:
        while process.poll() is None:
            most = max(most, sum(map(held, members(process.pid))))
            time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(f"{scene} failed with exit code {process.returncode}")
    return most / MIB


def members(group: int) -> Iterator[Path]:
    """Yield the folders of a group's processes in /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(folder.name)) == group:
                yield folder


def held(folder: Path) -> int:
    """Return the KiB that a process holds, its share of what others hold too."""
    with suppress(OSError):
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def memory(suffix: str, jobs: int, folder: Path) -> dict[str, float]:
    """Return the MiB that 10,000 drawings take, and by how many that is more than 1,000 do."""
    few, many = (peak(scene, folder / f"{scene}{suffix}", jobs) for scene in ("thousand", "ten_thousand"))
    return {"growth": many - few, "peak": many}


def memory_of_wide(jobs: int, folder: Path) -> dict[str, float]:
    """Return the MiB that a film of 1920x1080 takes."""
    return {"peak": peak("wide", folder / "wide.mp4", jobs)}


def two_jobs(folder: Path) -> dict[str, float]:
    """Return by how much two processes are faster than one, with a film of 10,000 drawings."""
    one, two = (run(*render_words("ten_thousand", folder / "jobs.gif", jobs))[0] for jobs in (1, 2))
    return {"speed": one / two}


def basins(folder: Path) -> dict[str, float]:
    """Return by how much our basin map is faster than torch's."""
    return told(HERE / "basin_map.py")


ROWS: dict[str, Callable[[Path], dict[str, float]]] = {
    "short.gif": partial(film, SHORT, ".gif"),
    "long.gif": partial(film, LONG, ".gif"),
    "short.mp4": partial(film, SHORT, ".mp4"),
    "long.mp4": partial(film, LONG, ".mp4"),
    "saddle.gif": partial(film, SADDLES, ".gif"),
    "wide.mp4": partial(film, WIDE, ".mp4"),
    "orbit.gif": partial(film, ORBIT, ".gif"),
    "orbit.mp4": partial(film, ORBIT, ".mp4"),
    "manim-short": partial(film, SHORT_MANIM, ".mp4"),
    "manim-long": partial(film, LONG_MANIM, ".mp4"),
    "limit.gif": partial(limit, ".gif", "long"),
    "limit.mp4": partial(limit, ".mp4", "long"),
    "limit-wide": partial(limit, ".mp4", "half_wide"),
    "memory.gif": partial(memory, ".gif", 1),
    "memory.mp4": partial(memory, ".mp4", 1),
    "memory-wide": partial(memory_of_wide, 1),
    "memory-2.gif": partial(memory, ".gif", 2),
    "memory-2.mp4": partial(memory, ".mp4", 2),
    "memory-wide-2": partial(memory_of_wide, 2),
    "jobs": two_jobs,
    "basins": basins,
}

NEEDED = {"basins": ("torch",), "manim-short": ("manim",), "manim-long": ("manim",)}
"""Peers that are measured where they are installed."""

REACH: dict[tuple[str, str], tuple[str, float]] = {
    ("short.gif", "speed"): (">=", 8), ("long.gif", "speed"): (">=", 25),
    ("short.mp4", "speed"): (">=", 6), ("long.mp4", "speed"): (">=", 15),
    ("short.gif", "bytes"): ("<=", 0.25), ("long.gif", "bytes"): ("<=", 0.25),
    ("short.gif", "decibels"): (">=", 0), ("long.gif", "decibels"): (">=", 0),
    ("saddle.gif", "speed"): (">=", 15), ("saddle.gif", "bytes"): ("<=", 0.1),
    ("wide.mp4", "speed"): (">=", 8),
    ("orbit.gif", "speed"): (">=", 5), ("orbit.mp4", "speed"): (">=", 5),
    ("manim-short", "speed"): (">=", 3), ("manim-long", "speed"): (">=", 5),
    ("limit.gif", "ratio"): ("<=", 1.3), ("limit.mp4", "ratio"): ("<=", 1.3),
    ("limit-wide", "ratio"): ("<=", 1.3),
    **{(f"memory{jobs}{suffix}", "growth"): ("<=", 20) for jobs in ("", "-2") for suffix in (".gif", ".mp4")},
    **{(f"memory{jobs}{suffix}", "peak"): ("<=", 300) for jobs in ("", "-2") for suffix in (".gif", ".mp4")},
    ("memory-wide", "peak"): ("<=", 450), ("memory-wide-2", "peak"): ("<=", 450), ("jobs", "speed"): (">=", 1.7),
    ("basins", "speed"): (">=", 2), ("basins", "apart"): ("<=", 0),
}  # fmt: skip
"""What every number is to be, at least or at most."""


def lines(measured: dict[str, dict[str, float]]) -> Iterator[str]:
    """Yield the table, a line for each number."""
    for row, numbers in measured.items():
        for name, number in numbers.items():
            sign, reach = REACH.get((row, name), ("", 0.0))
            reached = {"": "", ">=": "yes" if number >= reach else "no", "<=": "yes" if number <= reach else "no"}[sign]
            yield f"{row:14}{name:10}{number:9.2f}   {f'{sign} {reach:g}' if sign else '':9}{reached}"


def main(arguments: Iterable[str]) -> None:
    possible = [name for name in ROWS if all(map(find_spec, NEEDED.get(name, ())))]
    names = [name for name in arguments if name != "--json"] or possible
    if unknown := [name for name in names if name not in ROWS]:
        sys.exit(f"There is no row {unknown[0]}; there are {', '.join(ROWS)}.")
    measured: dict[str, dict[str, float]] = {}
    compileall.compile_dir(PACKAGE, quiet=2)
    with TemporaryDirectory() as folder:
        SHORT.ours(Path(folder) / "warm-up.gif")
        SHORT.peers(Path(folder) / "warm-up.gif")
        for name in names:
            measured[name] = ROWS[name](Path(folder))
            if "--json" not in sys.argv:
                print(*lines({name: measured[name]}), sep="\n", flush=True)
    if "--json" in sys.argv:
        print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
