"""Methods of other libraries as optimizers of ours, fed with the symbolic gradient: SciPy's, PyTorch's and Optax's.

Each library is an extra, and is imported when a rule is made of it: `gdanim[scipy]`, `gdanim[torch]`, `gdanim[optax]`.
Every run is a problem of its own to the library, so that rows never mix, whatever the method.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module
from inspect import isfunction, signature
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from gdanim.errors import SceneError, missing_extra, nearest
from gdanim.optimizers.contract import Array, Number

WITH_HESSIAN = ("newton-cg", "dogleg", "trust-ncg", "trust-krylov", "trust-exact")
"""SciPy's methods that are given the Hessian."""

WITHOUT_GRADIENT = ("nelder-mead", "powell", "cobyla", "cobyqa")
"""SciPy's methods that ask for values alone."""

SCIPY_METHODS = (
    *("Nelder-Mead", "Powell", "CG", "BFGS", "Newton-CG", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "SLSQP"),
    *("trust-constr", "dogleg", "trust-ncg", "trust-exact", "trust-krylov"),
)


class Walked(NamedTuple):
    """How many steps have been shown, and the points (steps + 1, n) that the method visited, for every run."""

    step: int
    paths: tuple[Array, ...]


@dataclass(frozen=True)
class ScipyMethod:
    """A method of scipy.optimize.minimize, such as ScipyMethod("BFGS"): a step is an iteration, as its callback tells.

    `options` are the method's own. It runs to its end from the start, and its iterates are then walked; where it has
    converged the run stays. It chooses its steps itself, so there is no learning rate.
    """

    method: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _library("scipy", "scipy.optimize", "ScipyMethod")
        if self.method.lower() not in map(str.lower, SCIPY_METHODS):
            raise SceneError(f"ScipyMethod: there is no method {self.method!r}.{nearest(self.method, SCIPY_METHODS)}")

    @property
    def name(self) -> str:
        """What the method is called in a film."""
        return self.method

    @property
    def learning_rate(self) -> float:
        """1: the method's own step is taken whole."""
        return 1.0

    def init(self, x: Array) -> Walked:
        """Start with nothing walked."""
        return Walked(0, ())

    def step(self, f: Any, x: Array, state: Walked, learning_rate: Number) -> tuple[Array, Walked]:
        """Walk to the method's next iterate; at the first step, let it run."""
        rows = x.reshape(-1, x.shape[-1])
        paths = state.paths or tuple(self._run(f, row) for row in rows)
        t = state.step + 1
        after = np.stack([path[min(t, len(path) - 1)] for path in paths])
        return after.reshape(x.shape), Walked(t, paths)

    def _run(self, f: Any, start: Array) -> Array:
        """Return the points (iterations + 1, n) that the method visits."""
        optimize = import_module("scipy.optimize")
        method = self.method.lower()
        visited = [start]
        given: dict[str, Any] = {} if method in WITHOUT_GRADIENT else {"jac": f.gradient}
        if method in WITH_HESSIAN:
            given["hess"] = f.hessian

        def remember(x: Array, *_: Any) -> None:
            visited.append(np.array(x, dtype=np.float64))

        with warnings.catch_warnings():
            warnings.simplefilter("error", optimize.OptimizeWarning)  # an option that the method does not know
            try:
                optimize.minimize(
                    lambda x: float(f.value(x)), start, method=method, callback=remember, options=self.options, **given
                )
            except (optimize.OptimizeWarning, TypeError, ValueError, np.linalg.LinAlgError) as error:
                raise SceneError(f"ScipyMethod: {self.method} gave up: {error}.") from error
        return np.stack(visited)


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
        torch = _library("torch", "torch", "TorchOptimizer")
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
        optax = _library("optax", "optax", "OptaxOptimizer")
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


def _library(extra: str, module: str, who: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise missing_extra(who, extra, extra) from error


@contextmanager
def _double_precision(torch: ModuleType) -> Iterator[None]:
    """Let torch keep its own scalars, such as NAdam's products, in float64 for a while."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


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
