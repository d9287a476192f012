"""Times 10^5 runs of Adam on Beale's function, 200 steps, ours and torch's: `python adam_at_scale.py`.

Both are one batch in float64 on one thread; torch differentiates by itself, as its users let it. They are timed in
turn, and what is printed is the median ratio of torch's time to ours, and how far the two end apart.
"""

from __future__ import annotations

import json
import time
from statistics import median

import numpy as np

from gdanim import Adam, descend
from gdanim.landscapes import beale

RUNS, STEPS, RATE, PAIRS = 100_000, 200, 0.01, 5


def ours(starts: np.ndarray) -> np.ndarray:
    return descend(beale, Adam(RATE), starts, steps=STEPS, escape=np.inf, keep="last").points[-1]


def theirs(starts: np.ndarray) -> np.ndarray:
    import torch

    torch.set_num_threads(1)
    x = torch.tensor(starts, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        a, b = x[:, 0], x[:, 1]
        loss = (1.5 - a + a * b) ** 2 + (2.25 - a + a * b**2) ** 2 + (2.625 - a + a * b**3) ** 2
        loss.sum().backward()
        optimizer.step()
    return x.detach().numpy()


def timed(walk, starts: np.ndarray) -> tuple[float, np.ndarray]:
    begin = time.perf_counter()
    ended = walk(starts)
    return time.perf_counter() - begin, ended


def measure() -> dict[str, float]:
    """Return {"speed": torch's time over ours, "apart": the largest difference between the ends}."""
    starts = np.random.default_rng(0).uniform(-4, 4, (RUNS, 2))
    ours(starts[:10])
    theirs(starts[:10])
    ratios = []
    for _ in range(PAIRS):
        (mine, ended), (peers, reference) = timed(ours, starts), timed(theirs, starts)
        ratios.append(peers / mine)
    return {"speed": median(ratios), "apart": float(np.abs(ended - reference).max())}


if __name__ == "__main__":
    print(json.dumps(measure()))
