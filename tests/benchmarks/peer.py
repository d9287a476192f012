"""The films of bench_scene.py, and of scenes/saddle.py, as they are made by hand with matplotlib's own animation.

python peer.py OUT --frames N [--fps F] [--film contour|wide|surface|saddle]
"""

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
    "GD, left": ((-1.5, 2.2), 0.0, "#33639C", "o", "-"),
    "Momentum, left": ((-1.5, 2.2), 0.9, "#B94700", "s", "--"),
    "GD, right": ((1.7, 0.2), 0.0, "#42A398", "^", "-."),
    "Momentum, right": ((1.7, 0.2), 0.9, "#9747F5", "D", ":"),
}
LEARNING_RATE = 0.0002
MESH = 81
"""Vertices along a side of the surface, half of ours."""

LEVELS = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)


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


def make_film(frames: int, size: tuple[float, float] = (6.4, 4.8)) -> tuple[Figure, Callable[[int], list]]:
    """Return the figure and the function that moves it to a frame.

    What our film shows: tints and numbered level lines, dashed paths, heads with their names, formula and counter.
    """
    figure, axes = plt.subplots(figsize=size, dpi=100)
    x, y = np.meshgrid(np.linspace(-2, 2, 460), np.linspace(-0.5, 2.5, 350))
    tints = plt.get_cmap("Blues")(np.linspace(0.3, 0, len(LEVELS) + 1))
    axes.contourf(x, y, rosenbrock(x, y), levels=LEVELS, colors=tints, extend="both")
    lines = axes.contour(x, y, rosenbrock(x, y), levels=LEVELS, colors="#A9B8C8", linewidths=0.8)
    axes.clabel(lines, levels=LEVELS[1::2], fontsize=8)
    axes.plot(1, 1, "+", color="black")
    axes.set(xlabel="x", ylabel="y")
    axes.set_title("Four descents of one valley\n$f(x, y) = (1 - x)^2 + 100(y - x^2)^2$", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    paths = [descend(start, momentum, frames - 1) for start, momentum, *_ in RUNS.values()]
    trails, heads, names = [], [], []
    for name, (start, _, colour, marker, dash) in RUNS.items():
        axes.plot(*start, marker, markerfacecolor="white", markeredgecolor=colour)
        trails += axes.plot([], [], dash, color=colour)
        heads += axes.plot([], [], marker, color=colour, markeredgecolor="white", markersize=8)
        names.append(axes.annotate(name, start, (9, 5), textcoords="offset points", color=colour, weight="bold"))
    counter = axes.text(0.98, 1.03, "", transform=axes.transAxes, ha="right", weight="bold")

    def update(frame: int) -> list:
        for path, trail, head, name in zip(paths, trails, heads, names, strict=True):
            trail.set_data(*path[: frame + 1].T)
            head.set_data(*path[frame : frame + 1].T)
            name.xy = tuple(path[frame])
        counter.set_text(f"{frame} / {frames - 1} steps")
        return [*trails, *heads, *names, counter]

    return figure, update


def make_turning_film(frames: int) -> tuple[Figure, Callable[[int], list]]:
    """Return the figure and the function that turns the surface to a frame.

    Less than our film shows: the surface, the paths, their heads and a counter; no height lines, floor or shadows.
    """
    figure = plt.figure(figsize=(6.4, 4.8), dpi=100)
    axes = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(np.linspace(-2, 2, MESH), np.linspace(-0.5, 2.5, MESH))
    axes.plot_surface(x, y, rosenbrock(x, y), rstride=1, cstride=1, cmap="Blues_r")
    axes.set(xlabel="x", ylabel="y")
    axes.set_title("Four descents of one valley", loc="left")
    paths = [descend(start, momentum, frames - 1) for start, momentum, *_ in RUNS.values()]
    trails, heads = [], []
    for _, _, colour, marker, dash in RUNS.values():
        trails += axes.plot([], [], [], dash, color=colour)
        heads += axes.plot([], [], [], marker, color=colour, markeredgecolor="white", markersize=8)
    counter = figure.text(0.98, 0.95, "", ha="right", weight="bold")

    def update(frame: int) -> list:
        axes.view_init(29, 360 * frame / (frames - 1))
        for path, trail, head in zip(paths, trails, heads, strict=True):
            walked = path[: frame + 1]
            trail.set_data_3d(*walked.T, rosenbrock(*walked.T))
            head.set_data_3d(*walked[-1:].T, rosenbrock(*walked[-1:].T))
        counter.set_text(f"{frame} / {frames - 1} steps")
        return [*trails, *heads, counter]

    return figure, update


def make_saddle_film(frames: int) -> tuple[Figure, Callable[[int], list]]:
    """Return the figure and the function that draws a frame, 1200x900, on the way of most scripts for a surface.

    mplot3d would hide the paths in the surface, so they are drawn on a second, see-through axes above it, which every
    frame clears and sets up anew.
    """
    figure = plt.figure(figsize=(12, 9), dpi=100)
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    x, y = np.mgrid[-1:1:41j, -1:1:41j]
    axes.plot_surface(x, y, x**2 - y**2, cmap="Blues_r", alpha=0.9)
    axes.set_title("Two descents from a saddle's ridge")
    above = figure.add_axes(axes.get_position(), projection="3d", computed_zorder=False)
    steps = np.arange(frames)
    paths = [np.array([x * 0.98**steps, y * 1.02**steps]) for x, y in ((1, 0), (1, 0.25))]

    def update(frame: int) -> list:
        above.clear()
        above.set(xlim=axes.get_xlim(), ylim=axes.get_ylim(), zlim=axes.get_zlim())
        above.view_init(axes.elev, axes.azim)
        above.set_axis_off()
        above.patch.set_visible(False)
        for (x, y), colour in zip(paths, ("tab:blue", "tab:orange"), strict=True):
            x, y = x[: frame + 1], y[: frame + 1]
            above.plot(x, y, x**2 - y**2, color=colour)
            above.plot(x[-1:], y[-1:], x[-1:] ** 2 - y[-1:] ** 2, "o", color=colour)
        return []

    return figure, update


FILMS = {
    "contour": make_film,
    "wide": lambda frames: make_film(frames, (19.2, 10.8)),
    "surface": make_turning_film,
    "saddle": make_saddle_film,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--fps", type=int, default=50)
    parser.add_argument("--film", choices=FILMS, default="contour")
    options = parser.parse_args()
    figure, update = FILMS[options.film](options.frames)
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
