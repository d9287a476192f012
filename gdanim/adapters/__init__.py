"""What was not made here, as optimizers of ours: methods of other libraries, and runs that are recorded already."""

from gdanim.adapters.libraries import SCIPY_METHODS, OptaxOptimizer, ScipyMethod, TorchOptimizer
from gdanim.adapters.recordings import Recorded, recording

__all__ = ["SCIPY_METHODS", "OptaxOptimizer", "Recorded", "ScipyMethod", "TorchOptimizer", "recording"]
