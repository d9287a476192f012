"""Losses over data: the mean of a formula over samples, and models whose parameters it is a function of."""

from gdanim.empirical.loss import EmpiricalLoss
from gdanim.empirical.network import Network, neural_network

__all__ = ["EmpiricalLoss", "Network", "neural_network"]
