"""The panels: one file each, a frozen spec; what they are drawn with is in `gdanim.drawing`."""

from gdanim.panels.basins import Basins
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

__all__ = [
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
]
