"""Offers in which today's children take more than the capacity: they stay, and nobody is added."""

import datetime as dt

from models.plan import Excess
from optimiser.commitments import Decisions, decided
from optimiser.kernel import run_off
from optimiser.problem import Problem

PLACES = 1e-6
"""Places; less above a capacity is rounding."""


def over_capacity(problem: Problem, decisions: Decisions) -> tuple[Excess, ...]:
    """Return the offers whose residents of today are above the capacity at a month end of the reported years.

    By how many places at most, and the last day on which they are; a running block's capacity is its contract's.
    """
    problem = decided(problem, decisions)
    today = run_off(problem)
    found = []
    for p, offer in enumerate(problem.offers):
        capacity = problem.capacity[p].copy()
        for option, unit in decisions.taken():
            if option.offer == p and option.running:
                capacity += unit * option.capacity
        over = (today.stock[p] @ problem.use[p] - capacity)[1 : problem.calendar.horizon_months + 1]
        months = [month for month, places in enumerate(over, 1) if places > PLACES]
        if months:
            until = problem.calendar.first_day(months[-1] + 1) - dt.timedelta(days=1)
            found.append(Excess(offer=offer.offer, children=float(over.max()), until=until))
    return tuple(found)
