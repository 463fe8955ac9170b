"""What becomes of children admitted to an offer: the monthly kernel of docs/mathematics.md, section 3.

A class of offers shares one kernel (`Problem.classes`). Profiles are computed once per class for a child of every
cohort and combined into columns by period of admission.
"""

from dataclasses import dataclass

import numpy as np

from models.calendar import Period
from optimiser.problem import Floats, Problem


@dataclass(frozen=True)
class Profile:
    """Life of one child of each cohort after admission to a class of offers.

    Attributes:
        stock: (K + 1, G, G), children of each cohort in the offer k months after the end of the month of
            admission; `stock[0]` is the identity.
        returns: (K + 1, G, G), children of each cohort who return to the pool in that month.
        moves: (K + 1, G), care moves in that month.
        last_month: month in which the offers of the class empty.
    """

    stock: Floats
    returns: Floats
    moves: Floats
    last_month: int


def step(problem: Problem, offer: int, group: Floats, months: int) -> tuple[Floats, Floats, Floats]:
    """Move a group of children one month on.

    Args:
        problem: the problem.
        offer: index of the offer they are in.
        group: (..., G), children by cohort at the end of the month before.
        months: whole months since their admission.

    Returns:
        Children still there, children who return to the pool (both (..., G)), and moves (...).
    """
    moved = group @ problem.transitions
    if offer == problem.gap:
        return np.zeros_like(moved), moved, moved.sum(axis=-1)
    fits = moved * problem.eligible[offer]
    outgrown = moved - fits
    broken = fits * problem.hazard[offer, min(months, problem.hazard.shape[1] - 1)]
    moves = outgrown.sum(axis=-1) + broken.sum(axis=-1)
    return fits - broken, outgrown + broken @ problem.escalation, moves


def profile(problem: Problem, members: tuple[int, ...]) -> Profile:
    """Return the profile of a class of offers."""
    size = len(problem.cohorts)
    stock = np.zeros((problem.months, size, size))
    returns = np.zeros_like(stock)
    moves = np.zeros((problem.months, size))
    stock[0] = np.eye(size)
    for k in range(1, problem.months):
        stock[k], returns[k], moves[k] = step(problem, members[0], stock[k - 1], k - 1)
    return Profile(stock, returns, moves, int(problem.last_month[members[0]]))


@dataclass(frozen=True)
class AdmittedGroup:
    """Children admitted evenly over a period: what one child per cohort becomes, by month of the plan.

    Attributes:
        stock: (M + 1, G, G), at each month end.
        returns: (M + 1, G, G), in each month.
        moves: (M + 1, G), in each month.
    """

    stock: Floats
    returns: Floats
    moves: Floats

    @property
    def average(self) -> Floats:
        """(M + 1, G, G), average children in each month; index 0 is unused and zero."""
        average = np.zeros_like(self.stock)
        average[1:] = (self.stock[1:] + self.stock[:-1]) / 2.0
        return average


def admitted_in(problem: Problem, life: Profile, period: Period) -> AdmittedGroup:
    """Combine a profile over the months of an admission period."""
    size = len(problem.cohorts)
    stock = np.zeros((problem.months + 1, size, size))
    returns = np.zeros_like(stock)
    moves = np.zeros((problem.months + 1, size))
    end = min(life.last_month, problem.months + 1)
    weight = 1.0 / len(period)
    for month in period.months:
        if month >= end:
            break  # Nobody is admitted once the offer has emptied.
        stock[month:end] += weight * life.stock[: end - month]
        returns[month + 1 : end] += weight * life.returns[1 : end - month]
        moves[month + 1 : end] += weight * life.moves[1 : end - month]
        if end <= problem.months:
            left = life.stock[end - month]
            returns[end] += weight * (life.returns[end - month] + left)
            moves[end] += weight * (life.moves[end - month] + left.sum(axis=-1))
    return AdmittedGroup(stock, returns, moves)


@dataclass(frozen=True)
class RunOff:
    """What becomes of today's children: by offer, cohort and month.

    Attributes:
        stock: (P, M + 1, G), at each month end; month 0 is today.
        returns: (M + 1, G), all offers added.
        moves: (P, M + 1), by the offer left.
    """

    stock: Floats
    returns: Floats
    moves: Floats

    @property
    def average(self) -> Floats:
        """(P, M + 1, G), average children in each month; index 0 is unused and zero."""
        average = np.zeros_like(self.stock)
        average[:, 1:] = (self.stock[:, 1:] + self.stock[:, :-1]) / 2.0
        return average


def run_off(problem: Problem) -> RunOff:
    """Follow today's children in their placements."""
    size = len(problem.cohorts)
    stock = np.zeros((len(problem.offers), problem.months + 1, size))
    returns = np.zeros((problem.months + 1, size))
    moves = np.zeros((len(problem.offers), problem.months + 1))
    groups: dict[tuple[int, int], Floats] = {}
    for child in problem.today:
        group = groups.setdefault((child.offer, child.months), np.zeros(size))
        group[child.cohort] += child.children
    for (offer, months), group in groups.items():
        stock[offer, 0] += group
        for month in range(1, min(int(problem.last_month[offer]), problem.months) + 1):
            group, back, moved = step(problem, offer, group, months + month - 1)
            if month == problem.last_month[offer]:
                back, moved, group = back + group, moved + group.sum(), np.zeros(size)
            stock[offer, month] += group
            returns[month] += back
            moves[offer, month] += moved
    return RunOff(stock, returns, moves)
