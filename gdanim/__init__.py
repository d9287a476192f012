"""gdanim turns a short scene file into a film of gradient descent.

Everything a scene file needs is here: `Objective` and the catalogue `landscapes`, the optimizers, `Run` and `sweep`,
`Scene`, and the panels. Names are loaded when they are first used, so that `import gdanim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdanim import datasets, landscapes
    from gdanim.adapters import OptaxOptimizer, ScipyMethod, TorchOptimizer
    from gdanim.batches import MiniBatches
    from gdanim.descent import SmallChange, SmallGradient, SmallStep, Trajectory, descend
    from gdanim.empirical import EmpiricalLoss, neural_network
    from gdanim.encode import Film
    from gdanim.errors import ExpressionError, GdanimError, RenderError, SceneError
    from gdanim.objective import Objective
    from gdanim.optimizers import (
        ADOPT,
        ASGD,
        BFGS,
        LAMB,
        LARS,
        LBFGS,
        SM3,
        AdaBelief,
        AdaDelta,
        AdaGrad,
        Adam,
        AdaMax,
        AdamW,
        Adan,
        AdeMAMix,
        AMSGrad,
        Backtracking,
        ConjugateGradient,
        ExactLineSearch,
        Fromage,
        GradientDescent,
        HillWalk,
        Lion,
        Lookahead,
        Momentum,
        NAdam,
        Nesterov,
        Newton,
        NovoGrad,
        OptimisticGradientDescent,
        PolyakStep,
        Prodigy,
        RAdam,
        RMSProp,
        Rprop,
        ScheduleFreeAdamW,
        ScheduleFreeSGD,
        SignDescent,
        Signum,
        StrongWolfe,
        Yogi,
    )
    from gdanim.outcomes import Outcome
    from gdanim.panels import (
        Contour,
        Coordinates,
        Curve,
        GradientNorm,
        LearningRate,
        Loss,
        SmallMultiples,
        Spectrum,
        Spread,
        Surface,
    )
    from gdanim.panels.cameras import Ease, Orbit, Sway
    from gdanim.pipeline import render
    from gdanim.scene import Run, Scene, load_scenes, recorded, sweep
    from gdanim.schedules import (
        Constant,
        CosineDecay,
        CosineRestarts,
        Cyclic,
        ExponentialDecay,
        GradientScaled,
        InverseSqrt,
        InverseTime,
        LinearWarmup,
        LossScaled,
        MultiStepDecay,
        OneCycle,
        PolynomialDecay,
        ReduceOnPlateau,
        Sequence,
        StepDecay,
    )
    from gdanim.stage import Stage
    from gdanim.surveys import Survey, survey

_HOMES = {
    "objective": ("Objective",),
    "empirical": ("EmpiricalLoss", "neural_network"),
    "optimizers": (
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
    ),
    "adapters": ("ScipyMethod", "TorchOptimizer", "OptaxOptimizer"),
    "schedules": (
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
    ),
    "batches": ("MiniBatches",),
    "outcomes": ("Outcome",),
    "descent": ("descend", "Trajectory", "SmallChange", "SmallGradient", "SmallStep"),
    "surveys": ("survey", "Survey"),
    "panels": (
        "Basins",
        "Contour",
        "Coordinates",
        "Curve",
        "Fit",
        "GradientNorm",
        "HeatMap",
        "Internals",
        "LearningRate",
        "Loss",
        "SmallMultiples",
        "Spectrum",
        "Spread",
        "StepByStep",
        "Surface",
    ),
    "panels.cameras": ("Orbit", "Sway", "Ease"),
    "scene": ("Scene", "Run", "sweep", "recorded", "load_scenes"),
    "stage": ("Stage",),
    "pipeline": ("render",),
    "encode": ("Film",),
    "errors": ("GdanimError", "SceneError", "ExpressionError", "RenderError"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

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
    if name not in _HOME_OF:
        raise AttributeError(f"module 'gdanim' has no attribute {name!r}")
    value = getattr(import_module(f"gdanim.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def load_ipython_extension(shell: Any) -> None:
    """Give a notebook the cell magic `%%gdanim`; what `%load_ext gdanim` calls."""
    from gdanim.notebook import register

    register(shell)


def __dir__() -> list[str]:
    return sorted(__all__)
