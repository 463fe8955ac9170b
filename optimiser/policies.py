"""Policy rows: shares of children within a ring, moves a child-year; each by financial year, hard or soft."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from models.calendar import FinancialYear
from models.fields import RINGS
from models.tables import Policy
from optimiser.columns import ColumnBlock, year_slice
from optimiser.kernel import RunOff
from optimiser.model import Model
from optimiser.problem import Flags, Floats, Problem

Measures = tuple[Floats, float]
"""Coefficients per column, and the part of today's children."""


@dataclass(frozen=True)
class PolicyRow:
    """A policy row of the model.

    Attributes:
        policy: the row of the table.
        row: position of the row in the model.
        slack: position of its shortfall column (child-years, or moves).
        scale: child-years of the year if nobody's need rose, by which a shortfall is a share or a rate.
    """

    policy: Policy
    row: int
    slack: int
    scale: float


def active_policies(problem: Problem) -> list[Policy]:
    """Return the policies that are on, in table order."""
    return [policy for policy in problem.instance.policies if policy.strength != "off"]


def within(problem: Problem, policy: Policy) -> Flags:
    """(P, G), whether an offer lies within the policy's ring for children of a cohort."""
    if policy.ring is None:
        raise ValueError(f"policy {policy.policy} names no ring")
    return problem.ring <= RINGS.index(policy.ring)


class YearMeasures:
    """What a policy of one year counts, as coefficients over the model's columns."""

    def __init__(self, problem: Problem, blocks: list[ColumnBlock], today: RunOff, columns: int) -> None:
        self.problem = problem
        self.columns = columns
        self.today_average = today.average
        self.today_moves = today.moves.sum(axis=0)
        self._blocks = [block for block in blocks if problem.calendar.periods[block.period].reported]
        self._averages: dict[int, list[Floats]] = {}
        self._moves: dict[int, list[Floats]] = {}
        for year in range(problem.calendar.financial_years):
            self._averages[year], self._moves[year] = [], []
        for block in self._blocks:
            becomes = block.becomes(problem)
            average = becomes.average
            for year in range(problem.calendar.financial_years):
                months = year_slice(year)
                self._averages[year].append(average[months].mean(axis=0))
                self._moves[year].append(becomes.moves[months].sum(axis=0))

    def child_years(self, year: int) -> Measures:
        """Average children of the pool in the year."""
        coefficients = np.zeros(self.columns)
        for block, average in zip(self._blocks, self._averages[year], strict=True):
            coefficients[block.carrier] += average.sum(axis=-1)
        return coefficients, float(self.today_average[:, year_slice(year)].mean(axis=1).sum())

    def child_years_within(self, year: int, inside: Flags) -> Measures:
        """Average children of the pool in the year in offers that lie within a ring, `inside` (P, G)."""
        coefficients = np.zeros(self.columns)
        for block, average in zip(self._blocks, self._averages[year], strict=True):
            for k, p in enumerate(block.offers):
                coefficients[block.admit[k]] += average @ inside[p]
        here = self.today_average[:, year_slice(year)].mean(axis=1)
        return coefficients, float((here * inside).sum())

    def moves(self, year: int) -> Measures:
        """Care moves in the year."""
        coefficients = np.zeros(self.columns)
        for block, moves in zip(self._blocks, self._moves[year], strict=True):
            coefficients[block.carrier] += moves
        return coefficients, float(self.today_moves[year_slice(year)].sum())


def pool_child_years(problem: Problem, today: RunOff, year: int) -> float:
    """Return the year's average children of the pool, were nobody's need to rise by a broken placement."""
    count = today.stock[:, 0].sum(axis=0) + problem.unplaced_today
    totals = [count.sum()]
    for month in range(1, problem.calendar.horizon_months + 1):
        count = count @ problem.transitions + problem.entries[month]
        totals.append(count.sum())
    ends = np.array(totals)
    return float(((ends[1:] + ends[:-1]) / 2.0)[12 * year : 12 * year + 12].mean())


def policy_rows(
    problem: Problem,
    model: Model,
    blocks: list[ColumnBlock],
    today: RunOff,
    allowed_shortfall: Floats | None = None,
) -> list[PolicyRow]:
    """Row `locality`, `stability`: every policy that is on, with a shortfall column (closed where hard).

    Args:
        problem: the problem.
        model: the model to add to.
        blocks: columns of admission.
        today: what becomes of today's children.
        allowed_shortfall: upper bound of each shortfall column; None for 0 where hard and none where soft.

    Raises:
        ValueError: if a policy's year lies outside the horizon.
    """
    policies = active_policies(problem)
    if not policies:
        return []
    closed = np.array([0.0 if policy.strength == "hard" else np.inf for policy in policies])
    slack = model.add_columns("shortfall", closed if allowed_shortfall is None else allowed_shortfall)
    measures = YearMeasures(problem, blocks, today, model.column_count)
    rows, right = [], []
    for policy, column in zip(policies, slack, strict=True):
        coefficients, constant = _shortage(problem, measures, policy)
        coefficients[column] = -1.0
        rows.append(coefficients)
        right.append(-constant)
    family = model.add_rows("policy", sparse.coo_array(np.array(rows)), "<=", np.array(right))
    return [
        PolicyRow(
            policy, family.start + i, int(slack[i]), pool_child_years(problem, today, year_number(problem, policy))
        )
        for i, policy in enumerate(policies)
    ]


def year_number(problem: Problem, policy: Policy) -> int:
    """Return the number of a policy's year, counted from 0.

    Raises:
        ValueError: if it lies outside the horizon.
    """
    year = FinancialYear.parse(policy.financial_year) - problem.calendar.years[0]
    if not 0 <= year < problem.calendar.financial_years:
        raise ValueError(f"policy {policy.policy} names {policy.financial_year}, outside the horizon")
    return year


def _shortage(problem: Problem, measures: YearMeasures, policy: Policy) -> Measures:
    """Coefficients and constant of what the policy wants at most 0: child-years, or moves, short of the level."""
    year = year_number(problem, policy)
    everybody, everybody_today = measures.child_years(year)
    if policy.measure == "share_within_ring":
        near, near_today = measures.child_years_within(year, within(problem, policy))
        return policy.level * everybody - near, policy.level * everybody_today - near_today
    moves, moves_today = measures.moves(year)
    return moves - policy.level * everybody, moves_today - policy.level * everybody_today
