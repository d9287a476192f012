"""What the catalogue says about a function: inert data, from which the Objective is built when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdanim.objective import Objective

Point = tuple[float, ...]
Box = tuple[tuple[float, float], ...]

TAGS = {
    "convex": "no curvature is negative, so that every way down leads to the minimum",
    "valley": "walls at least ten times as curved as the floor, at the minimum",
    "saddle": "known for its saddle",
    "plateau": "a quarter of the domain or more has under a tenth of the steepest slope",
    "degenerate": "a critical point without curvature in some direction",
    "several minima": "two minima or more",
    "many minima": "more minima than are worth listing; the lowest ones are named",
    "non-smooth": "a derivative of first or higher order that jumps or is infinite",
    "unbounded": "no lowest value outside the domain",
}

TEACHING = "an example for teaching, of no single source"
OURS = "made for gdanim"
JAMIL_YANG = (
    "Jamil and Yang 2013, A literature survey of benchmark functions for global optimization problems, "
    "Int. J. Mathematical Modelling and Numerical Optimisation 4(2):150-194"
)
MORE_GARBOW_HILLSTROM = (
    "Moré, Garbow and Hillstrom 1981, Testing unconstrained optimization software, ACM Trans. Math. Software 7:17-41"
)
GAVANA = "Gavana, Global Optimization Benchmarks, infinity77.net/global_optimization"


def simulation_library(page: str) -> str:
    """Cite a page of the library of test functions at Simon Fraser University."""
    return f"Surjanovic and Bingham, Virtual Library of Simulation Experiments, www.sfu.ca/~ssurjano/{page}.html"


@dataclass(frozen=True)
class Landscape:
    """A named function: its formula, the window worth looking at, its critical points and who published it.

    `domain` has one (low, high) for each variable, points one coordinate for each. `minima` are the global ones in the
    domain; `local_minima` and `saddles` are listed where they are few. A saddle is any critical point with both a way
    up and a way down; in one dimension, a level inflection. `search_domain` is the box that the literature searches,
    where that is not the domain. `smoothness` says which derivatives there are.
    """

    name: str
    title: str
    formula: str
    domain: Box
    sources: tuple[str, ...]
    search_domain: Box | None = None
    minima: tuple[Point, ...] = ()
    local_minima: tuple[Point, ...] = ()
    saddles: tuple[Point, ...] = ()
    smoothness: str = "smooth"
    tags: tuple[str, ...] = ()
    remark: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the coordinates: x, or x and y."""
        return ("x", "y")[: len(self.domain)]

    @cached_property
    def objective(self) -> Objective:
        """The function to descend; its minima are the global ones, then the local ones."""
        from gdanim.objective import Objective

        minima = self.minima + self.local_minima
        known = {"domain": self.domain, "minima": minima, "saddles": self.saddles}
        return Objective(self.formula, self.variables, **known, name=self.title)
