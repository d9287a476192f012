"""What was not made here, as optimizers of ours: methods of other libraries, and runs that are recorded already.

Every run is a problem of its own to a library, so that rows never mix, whatever the method.
"""

from gdanim.adapters.optax import OptaxOptimizer
from gdanim.adapters.recordings import Recorded, recording
from gdanim.adapters.scipy import SCIPY_METHODS, ScipyMethod
from gdanim.adapters.torch import TorchOptimizer

__all__ = ["SCIPY_METHODS", "OptaxOptimizer", "Recorded", "ScipyMethod", "TorchOptimizer", "recording"]
