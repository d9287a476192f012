"""Times a basin map of Himmelblau's function, 1000x1000 starts, 200 steps, ours and torch's: `python basin_map.py`.

Both are one batch in float64, on as many threads as there are cores, and both end with the number of the nearest
minimum. Printed are the median ratio of torch's time to ours, and on how many starts the two differ.
"""

from __future__ import annotations

import json
import os
import time
from statistics import median

import numpy as np

from gdanim import GradientDescent, descend
from gdanim.landscapes import himmelblau

SIDE, STEPS, RATE, PAIRS = 1000, 200, 0.005, 3


def ours(starts: np.ndarray) -> np.ndarray:
    ends = descend(himmelblau, GradientDescent(RATE), starts, steps=STEPS, keep="last").points[-1]
    return np.argmin([((ends - place) ** 2).sum(axis=-1) for place in himmelblau.minima], axis=0)


def theirs(starts: np.ndarray) -> np.ndarray:
    import torch

    torch.set_num_threads(os.cpu_count() or 1)
    x = torch.tensor(starts, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        a, b = x[:, 0], x[:, 1]
        ((a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2).sum().backward()
        optimizer.step()
    ends, minima = x.detach(), torch.tensor(himmelblau.minima)
    return torch.stack([((ends - place) ** 2).sum(dim=-1) for place in minima]).argmin(dim=0).numpy()


def timed(made_by, starts: np.ndarray) -> tuple[float, np.ndarray]:
    begin = time.perf_counter()
    labels = made_by(starts)
    return time.perf_counter() - begin, labels


def measure() -> dict[str, float]:
    side = np.linspace(-5, 5, SIDE)
    starts = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    ours(starts[:10])
    theirs(starts[:10])
    ratios = []
    for _ in range(PAIRS):
        (mine, labels), (peers, reference) = timed(ours, starts), timed(theirs, starts)
        ratios.append(peers / mine)
    return {"speed": median(ratios), "apart": int((labels != reference).sum())}


if __name__ == "__main__":
    print(json.dumps(measure()))
