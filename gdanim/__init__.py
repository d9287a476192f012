"""gdanim turns a short scene file into a film of gradient descent.

Everything a scene file needs is here: `Objective` and the catalogue `landscapes`, the optimizers, `Run` and `sweep`,
`Scene`, and the panels. Names are loaded when they are first used, so that `import gdanim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gdanim import optimizers, panels, schedules
from gdanim.homes import taken_from

if TYPE_CHECKING:
    from gdanim import datasets, landscapes
    from gdanim.adapters import OptaxOptimizer, ScipyMethod, TorchOptimizer
    from gdanim.analysis import Survey, survey
    from gdanim.batches import MiniBatches
    from gdanim.descent import Outcome, SmallChange, SmallGradient, SmallStep, Trajectory, descend
    from gdanim.encode import Film
    from gdanim.errors import ExpressionError, GdanimError, RenderError, SceneError
    from gdanim.objective import EmpiricalLoss, Objective, neural_network
    from gdanim.optimizers.adam import Adam, AdaMax, AdamW, AMSGrad, NAdam, RAdam
    from gdanim.optimizers.adaptive import SM3, AdaDelta, AdaGrad, RMSProp
    from gdanim.optimizers.after_adam import ADOPT, AdaBelief, Adan, AdeMAMix, Yogi
    from gdanim.optimizers.averaging import ASGD, Lookahead, ScheduleFreeAdamW, ScheduleFreeSGD
    from gdanim.optimizers.classical import GradientDescent, Momentum, Nesterov, OptimisticGradientDescent
    from gdanim.optimizers.hill_walk import HillWalk
    from gdanim.optimizers.layerwise import LAMB, LARS, Fromage, NovoGrad
    from gdanim.optimizers.line_search import Backtracking, ExactLineSearch
    from gdanim.optimizers.parameter_free import PolyakStep, Prodigy
    from gdanim.optimizers.second_order import BFGS, LBFGS, ConjugateGradient, Newton
    from gdanim.optimizers.sign import Lion, Rprop, SignDescent, Signum
    from gdanim.optimizers.wolfe import StrongWolfe
    from gdanim.panels.basins import Basins
    from gdanim.panels.cameras import Ease, Orbit, Sway
    from gdanim.panels.contour import Contour
    from gdanim.panels.coordinates import Coordinates
    from gdanim.panels.curve import Curve
    from gdanim.panels.fit import Fit
    from gdanim.panels.gradient_norm import GradientNorm
    from gdanim.panels.heat_map import HeatMap
    from gdanim.panels.internals import Internals
    from gdanim.panels.learning_rate import LearningRate
    from gdanim.panels.loss import Loss
    from gdanim.panels.small_multiples import SmallMultiples
    from gdanim.panels.spectrum import Spectrum
    from gdanim.panels.spread import Spread
    from gdanim.panels.step_by_step import StepByStep
    from gdanim.panels.surface import Surface
    from gdanim.pipeline import render
    from gdanim.scene import Run, Scene, load_scenes, recorded, sweep
    from gdanim.schedules.adaptive import GradientScaled, LossScaled, ReduceOnPlateau
    from gdanim.schedules.cycles import CosineRestarts, Cyclic, OneCycle
    from gdanim.schedules.decays import (
        Constant,
        CosineDecay,
        ExponentialDecay,
        InverseSqrt,
        InverseTime,
        LinearWarmup,
        MultiStepDecay,
        PolynomialDecay,
        StepDecay,
    )
    from gdanim.schedules.sequence import Sequence
    from gdanim.stage import Stage

_HOMES = {
    "objective": ("Objective", "EmpiricalLoss", "neural_network"),
    "optimizers": optimizers.__all__,
    "adapters": ("ScipyMethod", "TorchOptimizer", "OptaxOptimizer"),
    "schedules": schedules.__all__,
    "batches": ("MiniBatches",),
    "descent": ("descend", "Trajectory", "Outcome", "SmallChange", "SmallGradient", "SmallStep"),
    "analysis": ("survey", "Survey"),
    "panels": panels.__all__,
    "panels.cameras": ("Orbit", "Sway", "Ease"),
    "scene": ("Scene", "Run", "sweep", "recorded", "load_scenes"),
    "stage": ("Stage",),
    "pipeline": ("render",),
    "encode": ("Film",),
    "errors": ("GdanimError", "SceneError", "ExpressionError", "RenderError"),
}
_take = taken_from(__name__, _HOMES)

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 - in the order in which a reader meets them
    "Objective",
    "EmpiricalLoss",
    "neural_network",
    "landscapes",
    "HillWalk",
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "OptimisticGradientDescent",
    "SignDescent",
    "Signum",
    "Lion",
    "Rprop",
    "AdaGrad",
    "AdaDelta",
    "RMSProp",
    "SM3",
    "Adam",
    "AMSGrad",
    "AdamW",
    "NAdam",
    "RAdam",
    "AdaMax",
    "Yogi",
    "AdaBelief",
    "AdeMAMix",
    "ADOPT",
    "Adan",
    "LARS",
    "LAMB",
    "Fromage",
    "NovoGrad",
    "ASGD",
    "ScheduleFreeSGD",
    "ScheduleFreeAdamW",
    "Lookahead",
    "PolyakStep",
    "Prodigy",
    "Newton",
    "BFGS",
    "LBFGS",
    "ConjugateGradient",
    "Backtracking",
    "ExactLineSearch",
    "StrongWolfe",
    "ScipyMethod",
    "TorchOptimizer",
    "OptaxOptimizer",
    "Constant",
    "InverseTime",
    "InverseSqrt",
    "StepDecay",
    "MultiStepDecay",
    "ExponentialDecay",
    "PolynomialDecay",
    "CosineDecay",
    "CosineRestarts",
    "LinearWarmup",
    "OneCycle",
    "Cyclic",
    "Sequence",
    "GradientScaled",
    "LossScaled",
    "ReduceOnPlateau",
    "MiniBatches",
    "datasets",
    "descend",
    "Trajectory",
    "Outcome",
    "SmallChange",
    "SmallGradient",
    "SmallStep",
    "survey",
    "Survey",
    "Run",
    "sweep",
    "recorded",
    "Scene",
    "load_scenes",
    "Curve",
    "Contour",
    "Surface",
    "Orbit",
    "Sway",
    "Ease",
    "Loss",
    "GradientNorm",
    "LearningRate",
    "Spectrum",
    "Spread",
    "Coordinates",
    "SmallMultiples",
    "Fit",
    "StepByStep",
    "Internals",
    "HeatMap",
    "Basins",
    "Stage",
    "render",
    "Film",
    "GdanimError",
    "SceneError",
    "ExpressionError",
    "RenderError",
]


def __getattr__(name: str) -> Any:
    if name in ("datasets", "landscapes"):
        return import_module(f"gdanim.{name}")
    return _take(name)


def load_ipython_extension(shell: Any) -> None:
    """Give a notebook the cell magic `%%gdanim`; what `%load_ext gdanim` calls."""
    from gdanim.notebook import register

    register(shell)


def __dir__() -> list[str]:
    return sorted(__all__)
