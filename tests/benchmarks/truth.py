"""Tells how much truer our film is to its drawings than the peer's: `python truth.py OURS PEERS SCENE FRAMES`.

Printed are decibels of the peak signal-to-noise ratio, all frames together.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageSequence

from gdanim import Stage, load_scenes


def psnr(film: Path, drawings: Iterable[np.ndarray]) -> float:
    """Return the ratio in decibels; film and drawings have frames (height, width, 3)."""
    errors = [((np.float32(a) - b) ** 2).mean() for a, b in zip(decode(film), drawings, strict=True)]
    return float(10 * np.log10(255**2 / np.mean(errors)))


def decode(film: Path) -> Iterator[np.ndarray]:
    """Yield the frames of a GIF as Pillow sees them, of an MP4 as PyAV does."""
    if film.suffix == ".gif":
        with Image.open(film) as images:
            yield from (np.array(image.convert("RGB")) for image in ImageSequence.Iterator(images))
    else:
        with av.open(film) as container:
            yield from (frame.to_ndarray(format="rgb24") for frame in container.decode(video=0))


def our_drawings(scene: str, suffix: str) -> Iterator[np.ndarray]:
    """Yield what our film should show; an MP4 repeats a drawing that is held."""
    stage = Stage(load_scenes(Path(__file__).with_name("bench_scene.py"))[scene])
    for index, duration in enumerate(stage.clock.durations):
        yield from [stage.frame(index)] * (1 if suffix == ".gif" else int(duration))


def peer_drawings(frames: int) -> Iterator[np.ndarray]:
    from peer import make_film

    figure, update = make_film(frames)
    for frame in range(frames):
        update(frame)
        figure.canvas.draw()
        yield np.asarray(figure.canvas.buffer_rgba())[..., :3]


if __name__ == "__main__":
    ours, peers, scene, frames = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    print(json.dumps(psnr(ours, our_drawings(scene, ours.suffix)) - psnr(peers, peer_drawings(frames))))
