"""Prints how our films compare with matplotlib's own way of making them: `python table.py [--json]`.

Whole processes are timed in turn, ours and the peer's, so that what else the machine does falls on both. Every number
is a ratio or a difference within one run.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

# numpy, gdanim and the peer are imported only after the last process: on Linux the peak memory of a child begins with
# its parent's, so this process stays small as long as it measures.

HERE = Path(__file__).parent
FILMS = {"short": (120, 15), "long": (600, 50), "orbit": (317, 15)}  # drawings, frames a second: as in bench_scene.py
PAIRS = {"short": 3, "long": 1, "orbit": 3}
COMPARED = ("short", "long")  # show the same, so that their bytes and their truth can be compared
MIB = 1024  # ru_maxrss is in KiB


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


def ours(scene: str, film: Path) -> tuple[float, float]:
    return run("-m", "gdanim", "render", f"{HERE / 'bench_scene.py'}::{scene}", "-o", film, "--quiet")


def peer(scene: str, film: Path) -> tuple[float, float]:
    frames, fps = FILMS[scene]
    surface = ["--surface"] if scene == "orbit" else []
    return run(HERE / "peer.py", film, "--frames", str(frames), "--fps", str(fps), *surface)


def speed(scene: str, suffix: str, folder: Path) -> float:
    """Return how many times faster our film is made, the median of pairs."""
    mine, theirs = folder / f"ours-{scene}{suffix}", folder / f"peer-{scene}{suffix}"
    return median(peer(scene, theirs)[0] / ours(scene, mine)[0] for _ in range(PAIRS[scene]))


def growth(folder: Path) -> float:
    """Return the MiB by which 2,400 drawings need more than 600."""
    few, many = (ours(scene, folder / f"{scene}-memory.mp4")[1] for scene in ("long", "longer"))
    return many - few


def psnr(film: Path, drawings: Iterable[Any]) -> float:
    """Return the peak signal-to-noise ratio in decibels, all frames together; both sides are (height, width, 3)."""
    import numpy as np

    errors = [((np.float32(a) - b) ** 2).mean() for a, b in zip(decode(film), drawings, strict=True)]
    return float(10 * np.log10(255**2 / np.mean(errors)))


def decode(film: Path) -> Iterator[Any]:
    """Yield the frames of a GIF as Pillow sees them, of an MP4 as PyAV does."""
    import av
    import numpy as np
    from PIL import Image, ImageSequence

    if film.suffix == ".gif":
        with Image.open(film) as images:
            yield from (np.array(image.convert("RGB")) for image in ImageSequence.Iterator(images))
    else:
        with av.open(film) as container:
            yield from (frame.to_ndarray(format="rgb24") for frame in container.decode(video=0))


def our_drawings(scene: str, suffix: str) -> Iterator[Any]:
    """Yield what our film should show; an MP4 repeats a drawing that is held."""
    from gdanim import Stage, load_scenes

    stage = Stage(load_scenes(HERE / "bench_scene.py")[scene])
    for index, duration in enumerate(stage.clock.durations):
        yield from [stage.frame(index)] * (1 if suffix == ".gif" else int(duration))


def peer_drawings(scene: str) -> Iterator[Any]:
    import numpy as np
    from peer import make_film

    frames, _ = FILMS[scene]
    figure, update = make_film(frames)
    for frame in range(frames):
        update(frame)
        figure.canvas.draw()
        yield np.asarray(figure.canvas.buffer_rgba())[..., :3]


def quality(scene: str, suffix: str, folder: Path) -> dict[str, float]:
    """Return our bytes as a share of the peer's, and by how many decibels our film is truer to its drawings."""
    mine, theirs = folder / f"ours-{scene}{suffix}", folder / f"peer-{scene}{suffix}"
    gain = psnr(mine, our_drawings(scene, suffix)) - psnr(theirs, peer_drawings(scene))
    return {"bytes": mine.stat().st_size / theirs.stat().st_size, "decibels": gain}


def measure(folder: Path) -> dict[str, Any]:
    """Return {"short.gif": {"speed", "bytes", "decibels"}, ..., "orbit.gif": {"speed"}, ..., "growth": MiB}."""
    for make in (ours, peer):
        make("short", folder / "warm-up.gif")
    films = [(scene, suffix) for suffix in (".gif", ".mp4") for scene in FILMS]
    speeds = [speed(*film, folder) for film in films]
    more = growth(folder)
    rows = [
        {"speed": faster} | (quality(*film, folder) if film[0] in COMPARED else {})
        for film, faster in zip(films, speeds, strict=True)
    ]
    return {**dict(zip(map("".join, films), rows, strict=True)), "growth": more}


def main() -> None:
    with TemporaryDirectory() as folder:
        measured = measure(Path(folder))
    if "--json" in sys.argv:
        print(json.dumps(measured))
        return
    more = measured.pop("growth")
    print("film        faster   bytes   PSNR")
    for film, row in measured.items():
        compared = f"{row['bytes']:7.2f}x{row['decibels']:+7.1f} dB" if "bytes" in row else ""
        print(f"{film:10}{row['speed']:7.1f}x{compared}")
    print(f"2,400 drawings need {more:+.1f} MiB more than 600.")


if __name__ == "__main__":
    main()
