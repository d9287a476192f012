"""What can be said of a function, and of runs on it, by numbers: nothing here draws."""

from gdanim.analysis.points import CriticalPoint, critical_points
from gdanim.analysis.rates import Stability, regime, stability
from gdanim.analysis.stays import Stay, stay_at_saddle
from gdanim.analysis.surveys import Survey, survey

__all__ = [
    "CriticalPoint",
    "Stability",
    "Stay",
    "Survey",
    "critical_points",
    "regime",
    "stability",
    "stay_at_saddle",
    "survey",
]
