"""The film of bench_scene.py as Manim Community makes it soonest: `python manim_peer.py OUT --frames N [--fps F]`.

Less than our film shows: what stands still is one picture, made before and put behind; a path is redrawn with solid
strokes, its head and its name are moved; there is no counter. Nothing is cached, and no progress is told.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import manim
import numpy as np
from matplotlib.text import Annotation
from peer import RUNS, descend, make_film

PIXELS_A_UNIT = 60
"""Manim's frame is 8 units high."""


class Valley(manim.Scene):
    """Four descents of Rosenbrock's valley."""

    frames = 0

    def construct(self) -> None:
        figure, _ = make_film(1)
        for name in figure.axes[0].findobj(Annotation):
            name.set_visible(False)
        figure.canvas.draw()
        picture = np.asarray(figure.canvas.buffer_rgba())
        height, width, _ = picture.shape
        self.camera.set_background(picture)
        step = manim.ValueTracker(0)
        for name, (start, momentum, colour, *_) in RUNS.items():
            pixels = figure.axes[0].transData.transform(descend(start, momentum, self.frames - 1))
            walk = np.zeros((self.frames, 3))
            walk[:, :2] = (pixels - (width / 2, height / 2)) / PIXELS_A_UNIT
            self.add(*self.moving(name, walk, colour, step))
        lasting = self.frames / manim.config.frame_rate
        self.play(step.animate(rate_func=manim.linear).set_value(self.frames - 1), run_time=lasting)

    def moving(self, name: str, walk: np.ndarray, colour: str, step: manim.ValueTracker) -> list[manim.Mobject]:
        def walked() -> np.ndarray:
            return walk[: round(step.get_value()) + 1]

        def trail() -> manim.VMobject:
            return manim.VMobject(stroke_color=colour, stroke_width=3).set_points_as_corners(walked())

        head = manim.Dot(color=colour).add_updater(lambda dot: dot.move_to(walked()[-1]))
        label = manim.Text(name, font_size=14, color=colour)
        label.add_updater(lambda words: words.next_to(head, manim.UR, buff=0.05))
        return [manim.always_redraw(trail), head, label]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--film", help="as peer.py has it; there is one here")
    given = parser.parse_args()
    Valley.frames = given.frames
    with TemporaryDirectory() as folder:
        settings = {
            "pixel_width": 640, "pixel_height": 480, "frame_height": 8, "frame_width": 8 * 640 / 480,
            "frame_rate": given.fps, "media_dir": folder, "output_file": "film", "disable_caching": True,
            "progress_bar": "none", "verbosity": "ERROR",
        }  # fmt: skip
        with manim.tempconfig(settings):
            Valley().render()
        [film] = Path(folder).rglob("film.mp4")
        shutil.copyfile(film, given.out)


if __name__ == "__main__":
    main()
