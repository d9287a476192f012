"""Descents: an optimizer steps from a start until its steps are made, a rule stops it, or it diverges.

objective, optimizer, start ──descend, a walk──> Trajectory, with the Outcome in it
"""

from gdanim.descent.outcomes import Outcome
from gdanim.descent.stopping import SmallChange, SmallGradient, SmallStep, StopRule, Update, stop_trap
from gdanim.descent.trajectory import Trajectory
from gdanim.descent.walk import ESCAPE, Keep, descend

__all__ = [
    "ESCAPE",
    "Keep",
    "Outcome",
    "SmallChange",
    "SmallGradient",
    "SmallStep",
    "StopRule",
    "Trajectory",
    "Update",
    "descend",
    "stop_trap",
]
