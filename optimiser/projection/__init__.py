"""Demand projection: children in care in the years ahead, how far that may miss, and sampled futures for `stress`."""

from optimiser.projection.backtest import backtest
from optimiser.projection.futures import Futures, sample
from optimiser.projection.path import Path, follow
from optimiser.projection.project import available, default_method, project

__all__ = ["Futures", "Path", "available", "backtest", "default_method", "follow", "project", "sample"]
