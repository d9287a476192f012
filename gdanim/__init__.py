"""gdanim turns a short scene file into a film of gradient descent.

Everything a scene file needs is here: `Objective` and the catalogue `landscapes`, the optimizers, `Run` and `sweep`,
`Scene`, and the panels. Names are loaded when they are first used, so that `import gdanim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdanim import landscapes
    from gdanim.descent import GradientNorm, StepLength, Trajectory, ValueChange, descend
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
    from gdanim.pipeline import render
    from gdanim.scene import Run, Scene, load_scenes, sweep
    from gdanim.stage import Stage

_HOMES = {
    "objective": ("Objective",),
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
    "outcomes": ("Outcome",),
    "descent": ("descend", "Trajectory", "ValueChange", "GradientNorm", "StepLength"),
    "panels": ("Contour", "Coordinates", "Curve", "Loss", "SmallMultiples", "Surface"),
    "scene": ("Scene", "Run", "sweep", "load_scenes"),
    "stage": ("Stage",),
    "pipeline": ("render",),
    "encode": ("Film",),
    "errors": ("GdanimError", "SceneError", "ExpressionError", "RenderError"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 - in the order in which a reader meets them
    "Objective",
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
    "descend",
    "Trajectory",
    "Outcome",
    "ValueChange",
    "GradientNorm",
    "StepLength",
    "Run",
    "sweep",
    "Scene",
    "load_scenes",
    "Curve",
    "Contour",
    "Surface",
    "Loss",
    "Coordinates",
    "SmallMultiples",
    "Stage",
    "render",
    "Film",
    "GdanimError",
    "SceneError",
    "ExpressionError",
    "RenderError",
]


def __getattr__(name: str) -> Any:
    if name == "landscapes":
        return import_module("gdanim.landscapes")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'gdanim' has no attribute {name!r}")
    value = getattr(import_module(f"gdanim.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
