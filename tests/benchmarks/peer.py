"""The film of bench_scene.py as matplotlib's own animation makes it: `python peer.py OUT --frames N [--fps F]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.figure import Figure

mpl.use("agg")

RUNS = {
    "GD, left": ((-1.5, 2.2), 0.0),
    "Momentum, left": ((-1.5, 2.2), 0.9),
    "GD, right": ((1.7, 0.2), 0.0),
    "Momentum, right": ((1.7, 0.2), 0.9),
}
LEARNING_RATE = 0.0002


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def slope(x, y):
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def descend(start, momentum: float, steps: int):
    points, velocity = [np.array(start)], np.zeros(2)
    for _ in range(steps):
        velocity = momentum * velocity + slope(*points[-1])
        points.append(points[-1] - LEARNING_RATE * velocity)
    return np.array(points)


def make_film(frames: int) -> tuple[Figure, Callable[[int], list]]:
    """Return the figure and the function that moves it to a frame."""
    figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=100)
    x, y = np.meshgrid(np.linspace(-2, 2, 200), np.linspace(-0.5, 2.5, 200))
    axes.contourf(x, y, rosenbrock(x, y), levels=np.logspace(-1, 3.5, 13), cmap="viridis", extend="both")
    axes.set(xlabel="x", ylabel="y", title="Four descents of one valley")
    paths = [descend(start, momentum, frames - 1) for start, momentum in RUNS.values()]
    lines = [axes.plot([], [], label=label)[0] for label in RUNS]
    heads = [axes.plot([], [], "o", color=line.get_color(), markeredgecolor="white")[0] for line in lines]
    counter = axes.text(0.02, 0.95, "", transform=axes.transAxes)
    axes.legend(loc="lower left")

    def update(frame: int) -> list:
        for path, line, head in zip(paths, lines, heads, strict=True):
            line.set_data(*path[: frame + 1].T)
            head.set_data(*path[frame : frame + 1].T)
        counter.set_text(f"step {frame}")
        return [*lines, *heads, counter]

    return figure, update


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--fps", type=int, default=50)
    options = parser.parse_args()
    figure, update = make_film(options.frames)
    film = FuncAnimation(figure, update, frames=options.frames)
    if options.out.suffix == ".gif":
        writer = PillowWriter
    else:
        import imageio_ffmpeg

        mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
        writer = FFMpegWriter
    film.save(options.out, writer=writer(fps=options.fps))


if __name__ == "__main__":
    main()
