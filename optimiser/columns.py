"""The columns of the plan: children admitted, by cohort, offer and period of admission.

What becomes of them depends on the offer only through its class, so returns and moves are carried by one column
per cohort, class and period (the sum of its offers' columns); money and places stay with the offers' own columns.
"""

from dataclasses import dataclass

import numpy as np

from optimiser.kernel import AdmittedGroup, Profile, admitted_in, profile
from optimiser.model import Model
from optimiser.problem import Ints, Problem


@dataclass(frozen=True)
class ColumnBlock:
    """The columns of one class of offers and one period of admission.

    Shapes: N cohorts, K offers of the class open in the period.

    Attributes:
        period: position of the period of admission.
        cohorts: (N,), cohorts admitted.
        offers: the K offers.
        admit: (K, N), positions of the columns `admit`.
        carrier: (N,), positions of the columns that carry returns and moves: `carried`, or `admit` if K is 1.
        life: profile of the class.
    """

    period: int
    cohorts: Ints
    offers: tuple[int, ...]
    admit: Ints
    carrier: Ints
    life: Profile

    def becomes(self, problem: Problem) -> AdmittedGroup:
        """Return what becomes of one child, by cohort of admission (N); computed anew to spare memory."""
        whole = admitted_in(problem, self.life, problem.calendar.periods[self.period])
        n = self.cohorts
        return AdmittedGroup(whole.stock[:, n], whole.returns[:, n], whole.moves[:, n])


def open_offers(problem: Problem, members: tuple[int, ...], period: int) -> tuple[int, ...]:
    """Return the offers of a class that admit children in every month of a period."""
    span = problem.calendar.periods[period]
    return tuple(p for p in members if problem.open_months[p, span.first : span.last + 1].all())


def add_columns(problem: Problem, model: Model, *, by_class: bool = True) -> list[ColumnBlock]:
    """Add the columns of admission and return them in blocks.

    Args:
        problem: the problem.
        model: the model to add to; gains the groups `admit_*` and, per class, `carried_*`.
        by_class: carry returns by class of offers; else each offer's column carries its own.
    """
    classes = problem.classes if by_class else tuple((p,) for p in range(len(problem.offers)))
    blocks = []
    for number, members in enumerate(classes):
        life = profile(problem, members)
        cohorts = np.flatnonzero(problem.eligible[members[0]])
        for s in range(len(problem.calendar.periods)):
            offers = open_offers(problem, members, s)
            if not offers or not len(cohorts):
                continue
            free = np.full(len(cohorts), np.inf)
            admit = np.array([model.add_columns(f"admit_{p}_{s}", free) for p in offers])
            carrier = admit[0] if len(offers) == 1 else model.add_columns(f"carried_{number}_{s}", free)
            blocks.append(ColumnBlock(s, cohorts, offers, admit, carrier, life))
    return blocks


def year_slice(year: int) -> slice:
    """Return the months of reported year number `year`, counted from 0."""
    return slice(12 * year + 1, 12 * year + 13)
