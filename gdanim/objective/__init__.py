"""The function that is descended: a formula, or the mean of one over data; SymPy derives it, NumPy evaluates it."""

from gdanim.objective.empirical import EmpiricalLoss
from gdanim.objective.network import Network, neural_network
from gdanim.objective.symbolic import Objective

__all__ = ["EmpiricalLoss", "Network", "Objective", "neural_network"]
