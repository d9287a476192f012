"""The panels: one file each, a frozen spec; what they are drawn with is in `gdanim.drawing`."""

from gdanim.homes import names_in, taken_from

_HOMES = {
    "basins": ("Basins",),
    "contour": ("Contour",),
    "coordinates": ("Coordinates",),
    "curve": ("Curve",),
    "fit": ("Fit",),
    "gradient_norm": ("GradientNorm",),
    "heat_map": ("HeatMap",),
    "internals": ("Internals",),
    "learning_rate": ("LearningRate",),
    "loss": ("Loss",),
    "small_multiples": ("SmallMultiples",),
    "spectrum": ("Spectrum",),
    "spread": ("Spread",),
    "step_by_step": ("StepByStep",),
    "surface": ("Surface",),
}

__all__ = names_in(_HOMES)
__getattr__ = taken_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
