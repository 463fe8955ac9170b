"""Demand projection: children in care in the years ahead, how far that may miss, and sampled futures for simulation.

`sample` draws futures around a projection; `follow` turns a projected total into entries by cohort.
"""

from optimiser.projection.futures import Futures, RateLaw, sample
from optimiser.projection.path import Path, follow
from optimiser.projection.record import Record

__all__ = ["Futures", "Path", "RateLaw", "Record", "follow", "sample"]
