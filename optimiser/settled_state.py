"""The settled children of every place at chosen month ends as columns of their own, so that their rows stay short.

Row `settled` carries them from one month to the next: those of before who are left, and those who have become settled
or been passed on since, less who has left. As columns they are at least 0: no more can leave than there are.
"""

from dataclasses import dataclass

import numpy as np

from optimiser.kernel import follow
from optimiser.layout import Layout
from optimiser.problem import Floats, Ints, Problem
from optimiser.rows import Entries
from optimiser.settled import Place, settled_parts, settled_today

DUST = 1e-12
"""Children below which a difference of two equal numbers is rounding."""


@dataclass(frozen=True)
class SettledState:
    """Columns of the settled children of a place.

    Attributes:
        months: (K,), month ends, in order.
        cohorts: (C,), cohorts that the place takes.
        columns: (K, C), positions of the columns.
        first_row: row of the first of them in family `settled`.
        carry: (K, C, C), what becomes of settled children from the month end before; 0 for the first.
    """

    months: list[int]
    cohorts: Ints
    columns: Ints
    first_row: int
    carry: Floats

    def at(self, month: int) -> Ints:
        """(C,), columns at a month end."""
        return np.asarray(self.columns[self.months.index(month)])

    def new(self, stock: Floats) -> Floats:
        """(K, ..., C), what is new of a stock (M + 1, ..., G) of settled children at each month end."""
        there = stock[self.months][..., self.cohorts]
        new = there.copy()
        new[1:] -= np.einsum("k...c,kcd->k...d", there[:-1], self.carry[1:])
        return np.asarray(np.where(np.abs(new) > DUST, new, 0.0))


def add_settled(layout: Layout, wanted: dict[Place, set[int]]) -> dict[Place, SettledState]:
    """Add columns `settled_*` and row `settled` for places at some month ends; all flows are in the layout."""
    states: dict[Place, SettledState] = {}
    gathered, height = Entries(), 0
    for place, months in wanted.items():
        states[place] = state = _state(layout, place, sorted(months), height)
        size = len(state.cohorts)
        rows = height + np.arange(state.columns.size).reshape(state.columns.shape)
        gathered.add(rows, state.columns, np.array(1.0))
        for k in range(1, len(state.months)):
            c, d = np.nonzero(state.carry[k])
            gathered.add(rows[k, d], state.columns[k - 1, c], -state.carry[k, c, d])
        height += size * len(state.months)
    right = np.zeros(height)
    for place, stock in settled_today(layout.problem).items():
        if place in states:
            new = states[place].new(stock)
            right[states[place].first_row : states[place].first_row + new.size] = new.ravel()
    for part in settled_parts(layout):
        if part.place in states:
            new = states[part.place].new(part.stock)
            at = np.nonzero(new)
            row = states[part.place].first_row + at[0] * new.shape[2] + at[2]
            gathered.add(row, part.columns[at[1]], -new[at])
    layout.model.add_rows("settled", gathered.block(height, layout.model.column_count), "==", right)
    return states


def _state(layout: Layout, place: Place, months: list[int], first_row: int) -> SettledState:
    problem, (offer, end) = layout.problem, place
    cohorts = np.flatnonzero(problem.eligible[offer])
    free = np.full(len(months) * len(cohorts), np.inf)
    columns = layout.model.add_columns(f"settled_{offer}_{end}", free).reshape(len(months), len(cohorts))
    carry = np.zeros((len(months), len(cohorts), len(cohorts)))
    for k in range(1, len(months)):
        carry[k] = _carried(problem, place, months[k - 1], months[k])[np.ix_(cohorts, cohorts)]
    return SettledState(months, cohorts, columns, first_row, carry)


def _carried(problem: Problem, place: Place, before: int, month: int) -> Floats:
    """(G, G), what becomes in a place of a settled child of each cohort from one month end to another."""
    offer, end = place
    everybody = np.eye(len(problem.cohorts))
    life = follow(problem, offer, problem.exits_of(offer, end), everybody, before, problem.settled_after)
    return np.asarray(life.stock[month])
