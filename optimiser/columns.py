"""The columns of the plan: children admitted, by cohort, lane and period of admission.

What becomes of them depends on the lane only through its class, so returns, moves and what happens in successors are
carried by one column per cohort, class and period (the sum of its lanes' columns); money and places stay with the
lanes' own columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from optimiser.kernel import Life, Part, Profile, admitted_in, profile
from optimiser.lanes import Lane
from optimiser.model import Model
from optimiser.problem import Floats, Ints, Problem


@dataclass(frozen=True)
class Stay:
    """Children in an offer who are there through columns of the model.

    Attributes:
        offer: index of the offer.
        columns: (N,), positions of the columns.
        part: children there for one unit of each column, groups (N, G).
        end: month in which a contract empties the lane of the offer; None for successors.
        residents: whether they are today's residents of a block's offer, or come from there.
    """

    offer: int
    columns: Ints
    part: Part
    end: int | None = None
    residents: bool = False


class Flow(Protocol):
    """Columns that put children into offers, or take them out, and what becomes of them.

    Attributes:
        period: position of the period in which they begin; the first for what is there today.
        carrier: (N,), columns that carry returns, moves and stays in successors.
    """

    @property
    def period(self) -> int:
        """Position of the period in which the columns begin."""

    @property
    def carrier(self) -> Ints:
        """(N,), columns that carry returns and moves."""

    def becomes(self, problem: Problem) -> Life:
        """Return what becomes of one unit of each column, groups (N, G)."""

    def admissions(self, problem: Problem) -> Floats | None:
        """Return (M + 1, N, G), whom the columns take out of the pool month by month; None if nobody."""

    def stays(self, problem: Problem) -> Iterator[Stay]:
        """Yield who is where through the columns, offer by offer."""


@dataclass(frozen=True)
class ColumnBlock:
    """The columns of one class of lanes and one period of admission.

    Shapes: N cohorts, K lanes of the class open in the period.

    Attributes:
        period: position of the period of admission.
        cohorts: (N,), cohorts admitted.
        lanes: the K lanes.
        admit: (K, N), positions of the columns `admit`.
        carrier: (N,), positions of the columns that carry returns and moves: `carried`, or `admit` if K is 1.
        life: profile of the class.
    """

    period: int
    cohorts: Ints
    lanes: tuple[Lane, ...]
    admit: Ints
    carrier: Ints
    life: Profile

    @property
    def offers(self) -> tuple[int, ...]:
        """Offers of the K lanes."""
        return tuple(lane.offer for lane in self.lanes)

    def becomes(self, problem: Problem) -> Life:
        """Return what becomes of one child, by cohort of admission (N); computed anew to spare memory."""
        return admitted_in(problem, self.life, problem.calendar.periods[self.period]).pick(self.cohorts)

    def admissions(self, problem: Problem) -> Floats | None:
        """Return (M + 1, N, G), children admitted in each month by one unit of each column."""
        span = problem.calendar.periods[self.period]
        share = np.zeros((problem.months + 1, len(self.cohorts), len(problem.cohorts)))
        share[span.first : span.last + 1, np.arange(len(self.cohorts)), self.cohorts] = 1.0 / len(span)
        return share

    def stays(self, problem: Problem) -> Iterator[Stay]:
        """Yield who is where through the columns: lane by lane, then successor by successor."""
        life = self.becomes(problem)
        for lane, columns in zip(self.lanes, self.admit, strict=True):
            yield Stay(lane.offer, columns, life.own, lane.end)
        for offer, part in life.passed.items():
            yield Stay(offer, self.carrier, part)


def open_lanes(problem: Problem, members: tuple[Lane, ...], period: int) -> tuple[Lane, ...]:
    """Return the lanes of a class that admit children in every month of a period."""
    span = problem.calendar.periods[period]
    return tuple(
        lane
        for lane in members
        if problem.open_months[lane.offer, span.first : span.last + 1].all()
        and span.last < lane.end
        and span.last >= lane.opens
    )


def add_columns(problem: Problem, model: Model, *, by_class: bool = True) -> list[ColumnBlock]:
    """Add the columns of admission and return them in blocks.

    Args:
        problem: the problem.
        model: the model to add to; gains the groups `admit_*` and, per class, `carried_*`.
        by_class: carry returns by class of lanes; else each lane's column carries its own.
    """
    classes = problem.classes if by_class else tuple((lane,) for lane in problem.lanes)
    blocks = []
    for number, members in enumerate(classes):
        first = members[0]
        life = profile(problem, first.offer, problem.exits_of(first.offer, first.end))
        cohorts = np.flatnonzero(problem.eligible[first.offer])
        for s in range(len(problem.calendar.periods)):
            lanes = open_lanes(problem, members, s)
            if not lanes or not len(cohorts):
                continue
            free = np.full(len(cohorts), np.inf)
            admit = np.array([model.add_columns(_name(problem, lane, s), free) for lane in lanes])
            carrier = admit[0] if len(lanes) == 1 else model.add_columns(f"carried_{number}_{s}", free)
            blocks.append(ColumnBlock(s, cohorts, lanes, admit, carrier, life))
    return blocks


def _name(problem: Problem, lane: Lane, period: int) -> str:
    ending = f"_to_{lane.end}" if lane.end <= problem.months else ""
    return f"admit_{lane.offer}{ending}_{period}"


def year_slice(problem: Problem, year: int) -> slice:
    """Return the months of reported year number `year`, counted from 0."""
    months = problem.calendar.months_of(year)
    return slice(months.start, months.stop)
