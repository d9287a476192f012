"""Transformations of Optax as optimizers of ours, fed with the symbolic gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from inspect import isfunction, signature
from types import ModuleType
from typing import Any

import numpy as np

from gdanim.adapters.extras import library
from gdanim.errors import SceneError, nearest
from gdanim.optimizers.contract import Array, Number


@dataclass(frozen=True)
class OptaxOptimizer:
    """A transformation of optax, such as OptaxOptimizer("lion", 0.02, {"b1": 0.95}), updated in float64.

    `options` are the function's own keywords but learning_rate, which may be a schedule of ours. Value and gradient are
    handed to transformations that ask for them.
    """

    rule: str
    learning_rate: Any
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        optax = library("optax", "optax", "OptaxOptimizer")
        if _optax_rule(self.rule) is None:
            rooms = (optax, optax.contrib)
            known = [name for room in rooms for name in dir(room) if _takes_learning_rate(getattr(room, name))]
            raise SceneError(f"OptaxOptimizer: optax has no {self.rule}.{nearest(self.rule, known)}")
        try:
            self._transformation(1e-3)
        except (TypeError, ValueError) as error:
            raise SceneError(f"OptaxOptimizer: {self.rule} refuses these options: {error}.") from error

    @property
    def name(self) -> str:
        """What the rule is called in a film."""
        return self.rule

    def init(self, x: Array) -> tuple[Any, ...]:
        """Start with the transformation's own state for every run."""
        with _wide_numbers() as jax:
            rows = x.reshape(-1, x.shape[-1])
            return tuple(self._transformation(1e-3).init(jax.numpy.asarray(row)) for row in rows)

    def step(self, f: Any, x: Array, state: tuple[Any, ...], learning_rate: Number) -> tuple[Array, tuple[Any, ...]]:
        """Let optax update every run."""
        rows = x.reshape(-1, x.shape[-1])
        rates = np.broadcast_to(learning_rate, (len(rows), 1))[:, 0]
        made = [self._step(f, *one) for one in zip(rows, state, rates.tolist(), strict=True)]
        return np.stack([row for row, _ in made]).reshape(x.shape), tuple(left for _, left in made)

    def _step(self, f: Any, row: Array, state: Any, rate: float) -> tuple[Array, Any]:
        optax = import_module("optax")
        with _wide_numbers() as jax:
            point, slope = jax.numpy.asarray(row), jax.numpy.asarray(np.array(f.gradient(row)))
            transformation = optax.with_extra_args_support(self._transformation(rate))
            try:
                updates, state = transformation.update(slope, state, point, value=float(f.value(row)), grad=slope)
            except TypeError as error:
                raise SceneError(
                    f"OptaxOptimizer: {self.rule} asks for more than value and gradient: {error}."
                ) from error
            return np.array(optax.apply_updates(point, updates)), state

    def _transformation(self, rate: float) -> Any:
        return _optax_rule(self.rule)(learning_rate=rate, **self.options)


def _optax_rule(name: str) -> Any:
    """Return the function of optax, or of its contrib, that makes a transformation; None where there is none."""
    rooms = (import_module("optax"), import_module("optax.contrib"))
    found = (getattr(room, name, None) for room in rooms)
    return next((rule for rule in found if _takes_learning_rate(rule)), None)


def _takes_learning_rate(rule: Any) -> bool:
    return isfunction(rule) and "learning_rate" in signature(rule).parameters


@contextmanager
def _wide_numbers() -> Iterator[ModuleType]:
    """Let jax compute in float64 for a while."""
    jax = import_module("jax")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        yield jax
    finally:
        jax.config.update("jax_enable_x64", before)
