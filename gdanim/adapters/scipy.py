"""Methods of SciPy as optimizers of ours, fed with the symbolic gradient."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from gdanim.adapters.extras import library
from gdanim.errors import SceneError, nearest
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
        library("scipy", "scipy.optimize", "ScipyMethod")
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
