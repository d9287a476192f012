"""A schedule on its way through one run of the loop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gdanim.optimizers.contract import Array, Function, Number
from gdanim.schedules.contract import cycled_field, named, remembers


class Pace:
    """What a schedule depends on, asked once, and what it remembers from update to update."""

    def __init__(self, optimizer: Any, x: Array) -> None:
        self.optimizer, self.schedule = optimizer, optimizer.learning_rate
        self.names = named(self.schedule)
        self.cycled = cycled_field(optimizer)
        self.remembers = remembers(self.schedule)
        self.state = self.schedule.init(x) if self.remembers else None

    def next(self, f: Function, x: Array, value: Array, step: int, epoch: int) -> tuple[Any, Number]:
        """Return the optimizer and the learning rate of the update about to be made."""
        known = {"step": step, "epoch": epoch, "value": value}
        if "gradient" in self.names:
            known["gradient"] = f.gradient(x)
        facts = {name: known[name] for name in self.names}
        if self.remembers:
            rate, self.state = self.schedule.step(f, x, self.state, **facts)
        else:
            rate = self.schedule(**facts)
        if self.cycled is None:
            return self.optimizer, rate
        return replace(self.optimizer, **{self.cycled: self.schedule.momentum(step=step, epoch=epoch)}), rate
