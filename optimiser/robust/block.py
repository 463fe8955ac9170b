"""One scenario's programme as arrays: the formulation of its problem, every policy elastic at a price."""

from dataclasses import dataclass

import numpy as np

from models.rules import IN_POUNDS
from optimiser.formulation import Formulation, formulate
from optimiser.model import Rows
from optimiser.options import Option
from optimiser.policies import active_terms, discounted
from optimiser.problem import Floats, Ints, Problem
from optimiser.spending import POUNDS

OVERSPEND = 1.0
"""Penalty in pounds for a pound beyond a hard limit of revenue or capital."""
OWN_FAMILIES = ("commitment_limits", "running")
"""Row families that hold commitments alone: the same in every scenario."""


@dataclass(frozen=True)
class Block:
    """The programme of one scenario: N columns, of which the first U are the units of the options.

    Attributes:
        rows: rows that hold children too.
        own: rows of the commitments alone, (n, U).
        lower: (N,), lower bounds.
        upper: (N,), upper bounds.
        cash: (N,), present pounds per unit, gap at its cash price, commitments at their economic charge.
        penalty: (N,), present pounds of penalties per unit: use of gap, policies missed.
        options: commitments on offer.
    """

    rows: Rows
    own: Rows
    lower: Floats
    upper: Floats
    cash: Floats
    penalty: Floats
    options: tuple[Option, ...]

    @property
    def width(self) -> int:
        """Number of options, U."""
        return len(self.options)


def block_of(problem: Problem, shortfall_gbp: float) -> Block:
    """Return the programme of a problem with every hard policy elastic.

    Args:
        problem: the problem of a scenario.
        shortfall_gbp: pounds for one child-year, move, child or place by which a hard policy is missed.
    """
    made = formulate(problem, allowed_shortfall=np.full(len(active_terms(problem)), np.inf))
    columns = made.model.column_count
    order = np.concatenate([made.units, np.setdiff1d(np.arange(columns), made.units)]).astype(np.int64)
    rows = made.model.rows()
    matrix = rows.matrix[:, order]
    own = np.zeros(made.model.row_count, dtype=np.bool_)
    for family in OWN_FAMILIES:
        if family in made.model.families:
            own[made.model.families[family]] = True
    cash, penalty = _costs(made, shortfall_gbp)
    return Block(
        rows=Rows(matrix[~own], rows.lower[~own], rows.upper[~own]),
        own=Rows(matrix[own][:, : len(made.units)], rows.lower[own], rows.upper[own]),
        lower=made.model.lower[order],
        upper=made.model.upper[order],
        cash=cash[order],
        penalty=penalty[order],
        options=made.options,
    )


def _costs(made: Formulation, shortfall_gbp: float) -> tuple[Floats, Floats]:
    """Return cash and penalties per unit of each column; the constants sit on the column fixed at 1."""
    cash, penalty = np.zeros(made.model.column_count), np.zeros(made.model.column_count)
    (fixed,) = _positions(made, "constant")
    for group, (column, constant) in made.costs.items():
        total = penalty if group == "penalties" else cash
        total[: len(column)] += column
        total[fixed] += constant
    for row in made.policies:
        if row.policy.strength == "hard":
            unit = OVERSPEND * POUNDS if row.policy.measure in IN_POUNDS else shortfall_gbp
            penalty[row.slack] += unit * discounted(made.problem, row.policy)
    return cash, penalty


def _positions(made: Formulation, group: str) -> Ints:
    return np.arange(made.model.column_count)[made.model.groups[group]]
