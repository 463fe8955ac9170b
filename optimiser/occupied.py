"""How the beds of a commitment are used in the reported years: occupancy, void beds, pounds paid for them."""

from dataclasses import dataclass

import numpy as np

from optimiser.commitments import Decisions
from optimiser.options import Option
from optimiser.paid_beds import beds_used, payments
from optimiser.problem import Floats, Problem
from optimiser.trajectory import Trajectory


@dataclass(frozen=True)
class Occupied:
    """Use of a commitment's beds over the reported months in which they are there.

    Attributes:
        share: beds used as a share of the beds there, those kept for emergencies apart.
        void_beds: average beds paid for that nobody uses, those kept for emergencies apart.
        void_gbp: nominal pounds paid for them.
    """

    share: float
    void_beds: float
    void_gbp: float


def occupied(problem: Problem, path: Trajectory, decisions: Decisions, option: Option, units: int) -> Occupied | None:
    """Return how the beds of an option taken are used; None where it has none in the reported months."""
    reported = np.arange(problem.months + 1) <= problem.calendar.horizon_months
    there = (option.there > 0) & reported
    if option.offer is None or not there.any():
        return None
    free = units * (option.there - option.kept)[there]
    if option.kind == "block":
        paid = payments(problem, path, option)
        used = paid.used.sum(axis=0)
        void = (option.guaranteed + paid.excess - option.kept_paid - used)[there]
        void_gbp = float(paid.voids_gbp[there].sum())
    else:
        used = _share_of_homes(problem, path, decisions, option, units)
        void = free - used[there]
        running = units * (option.lines["home_running"] / np.maximum(option.there * units, 1.0))[there]
        void_gbp = float((running * void).sum())
    share = float(used[there].sum() / free.sum()) if free.sum() else 0.0
    return Occupied(share, float(void.mean()), void_gbp)


def _share_of_homes(problem: Problem, path: Trajectory, decisions: Decisions, option: Option, units: int) -> Floats:
    """(M + 1,), beds used in the homes of one decision: all that are used, in proportion to the places open."""
    places = np.zeros(problem.months + 1)
    for homes in problem.homes_today:
        if homes.offer == option.offer:
            places += homes.places
    for other, unit in decisions.taken():
        if other.offer == option.offer:
            places += unit * other.capacity
    assert option.offer is not None
    used = beds_used(problem, path, option.offer).sum(axis=0)
    mine = units * option.capacity
    return np.asarray(used * np.divide(mine, places, out=np.zeros_like(mine), where=places > 0))
