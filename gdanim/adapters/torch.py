"""Optimizers of PyTorch as ours, fed with the symbolic gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from gdanim.adapters.extras import library
from gdanim.errors import SceneError, nearest
from gdanim.optimizers.contract import Array, Number


class TorchState(NamedTuple):
    """What every run's torch optimizer remembers: its state_dict, None before the first step."""

    remembered: tuple[Any, ...]


@dataclass(frozen=True)
class TorchOptimizer:
    """A class of torch.optim, such as TorchOptimizer("Adam", 0.1, {"betas": (0.9, 0.99)}), stepped in float64.

    `options` are the class's own keywords but lr, which is `learning_rate` and may be a schedule of ours.
    """

    rule: str
    learning_rate: Any
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        torch = library("torch", "torch", "TorchOptimizer")
        known = [name for name, value in vars(torch.optim).items() if isinstance(value, type) and name != "Optimizer"]
        if self.rule not in known:
            raise SceneError(f"TorchOptimizer: torch.optim has no {self.rule}.{nearest(self.rule, known)}")
        try:
            self._optimizer(torch, [torch.zeros(1)], 1e-3)
        except (TypeError, ValueError) as error:
            raise SceneError(f"TorchOptimizer: {self.rule} refuses these options: {error}.") from error

    @property
    def name(self) -> str:
        """What the rule is called in a film."""
        return self.rule

    def init(self, x: Array) -> TorchState:
        """Start with optimizers that have seen nothing."""
        return TorchState((None,) * len(x.reshape(-1, x.shape[-1])))

    def step(self, f: Any, x: Array, state: TorchState, learning_rate: Number) -> tuple[Array, TorchState]:
        """Let torch make one step of every run."""
        rows = x.reshape(-1, x.shape[-1])
        rates = np.broadcast_to(learning_rate, (len(rows), 1))[:, 0]
        made = [self._step(f, *one) for one in zip(rows, state.remembered, rates.tolist(), strict=True)]
        return np.stack([row for row, _ in made]).reshape(x.shape), TorchState(tuple(left for _, left in made))

    def _step(self, f: Any, row: Array, remembered: Any, rate: float) -> tuple[Array, Any]:
        torch = import_module("torch")
        with _double_precision(torch):
            parameter = torch.tensor(row, dtype=torch.float64, requires_grad=True)
            optimizer = self._optimizer(torch, [parameter], rate)
            if remembered is not None:
                optimizer.load_state_dict(deepcopy(remembered))
                optimizer.param_groups[0]["lr"] = rate

            def closure() -> Any:
                at = parameter.detach().numpy()
                parameter.grad = torch.from_numpy(np.array(f.gradient(at)))
                return torch.tensor(float(f.value(at)))

            optimizer.step(closure)
            return parameter.detach().numpy().copy(), optimizer.state_dict()

    def _optimizer(self, torch: ModuleType, parameters: list[Any], rate: float) -> Any:
        return getattr(torch.optim, self.rule)(parameters, lr=rate, **self.options)


@contextmanager
def _double_precision(torch: ModuleType) -> Iterator[None]:
    """Let torch keep its own scalars, such as NAdam's products, in float64 for a while."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
