"""Policy rows: every measure by financial year, hard or soft, with a shortfall column."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from models.calendar import FinancialYear
from models.rules import IN_CHILDREN, IN_POUNDS
from models.tables import Policy
from optimiser.layout import Layout
from optimiser.measures import Term, pool_child_years, terms, unit_of
from optimiser.problem import Floats, Problem
from optimiser.quantities import Linear, Outcome, Programming

MET = 1e-6
"""A share, a rate or a number of children is kept within this of its level."""
MET_POUNDS = 1.0


@dataclass(frozen=True)
class PolicyRow:
    """A policy row of the model.

    Attributes:
        policy: the row of the table.
        term: what is compared with the level.
        row: position of the row in the model.
        slack: position of its shortfall column (child-years, moves, children, places, or 100,000 pounds).
        scale: child-years of the year if nobody's need rose, by which a shortfall is a share or a rate.
    """

    policy: Policy
    term: Term
    row: int
    slack: int
    scale: float

    @property
    def tolerance(self) -> float:
        """Shortfall, in the unit of the column, up to which the policy is kept."""
        per_level = max(self.scale, 1e-9) if self.term.denominator is not None else 1.0
        return met_within(self.policy) / unit_of(self.policy) * per_level

    @property
    def weight(self) -> float:
        """Relative shortfall of one unit of the column, in child-years; docs/mathematics.md, section 7."""
        level = self.policy.level or _zero_counts_as(self.policy)
        children = 1.0 if self.term.denominator is not None else self.scale
        return children * unit_of(self.policy) / level


def _zero_counts_as(policy: Policy) -> float:
    """Return the level by which the shortfall of a policy with level 0 is divided."""
    if policy.measure in IN_POUNDS:
        return 100_000.0
    return 1.0 if policy.measure in IN_CHILDREN else 0.01


def met_within(policy: Policy) -> float:
    """Return how far from its level a policy still counts as kept, in the unit of the level."""
    return MET_POUNDS if policy.measure in IN_POUNDS else MET


def active_policies(problem: Problem) -> list[Policy]:
    """Return the policies that are on, in table order."""
    return [policy for policy in problem.instance.policies if policy.strength != "off"]


def active_terms(problem: Problem) -> list[tuple[Policy, Term]]:
    """Return what the policies that are on compare with their levels, in table order."""
    return [(policy, term) for policy in active_policies(problem) for term in terms(problem, policy)]


def policy_rows(layout: Layout, allowed_shortfall: Floats | None = None) -> list[PolicyRow]:
    """Row `policy`: every policy that is on, less its shortfall column (closed where hard), keeps its level.

    Args:
        layout: the columns of the model, which gains the group `shortfall`.
        allowed_shortfall: upper bound of the shortfall column of each of `active_terms`; None for 0 where hard and
            none where soft.

    Raises:
        ValueError: if a policy's year lies outside the horizon.
    """
    problem, model = layout.problem, layout.model
    asked = active_terms(problem)
    if not asked:
        return []
    closed = np.array([0.0 if policy.strength == "hard" else np.inf for policy, _ in asked])
    slack = model.add_columns("shortfall", closed if allowed_shortfall is None else allowed_shortfall)
    programming = Programming(layout)
    rows, right = [], []
    for (policy, term), column in zip(asked, slack, strict=True):
        coefficients, constant = shortage(programming, policy, term)
        coefficients[column] = -1.0
        rows.append(sparse.coo_array(coefficients[None, :]))
        right.append(-constant)
    for row in rows:
        row.resize((1, model.column_count))
    family = model.add_rows("policy", sparse.coo_array(sparse.vstack(rows)), "<=", np.array(right))
    return [
        PolicyRow(policy, term, family.start + i, int(slack[i]), children_of(problem, policy))
        for i, (policy, term) in enumerate(asked)
    ]


def children_of(problem: Problem, policy: Policy) -> float:
    """Return the child-years of the pool in a policy's year, did nobody's need rise by a broken placement."""
    return pool_child_years(problem, policy, year_number(problem, policy))


def year_number(problem: Problem, policy: Policy) -> int:
    """Return the number of a policy's year, counted from 0.

    Raises:
        ValueError: if it lies outside the horizon.
    """
    year = FinancialYear.parse(policy.financial_year) - problem.calendar.years[0]
    if not 0 <= year < problem.calendar.financial_years:
        raise ValueError(f"policy {policy.policy} names {policy.financial_year}, outside the horizon")
    return year


def discounted(problem: Problem, policy: Policy) -> float:
    """Return what a pound a unit of the level comes to in a policy's year, present value.

    Of children and places it is a pound a child-year.
    """
    year = year_number(problem, policy)
    part = problem.calendar.share_of(year) if policy.measure in IN_CHILDREN else 1.0
    return part * float(problem.discount[problem.calendar.months_of(year).start])


def shortage(programming: Programming, policy: Policy, term: Term) -> Linear:
    """Return what the policy wants at most 0, in the unit of its shortfall column, over the model's columns."""
    year = year_number(programming.problem, policy)
    sign = (-1.0 if policy.is_floor else 1.0) / unit_of(policy)
    counted, constant = term.numerator.linear(programming, year)
    if term.denominator is None:
        return sign * counted, sign * (constant - policy.level)
    whole, whole_constant = term.denominator.linear(programming, year)
    return sign * (counted - policy.level * whole), sign * (constant - policy.level * whole_constant)


def level_at(programming: Programming, row: PolicyRow, values: Floats) -> float:
    """Return the level that a row reaches at some values of the columns (columns, or more)."""
    year = year_number(programming.problem, row.policy)

    def at(linear: Linear) -> float:
        return float(linear[0] @ values[: len(linear[0])]) + linear[1]

    counted = at(row.term.numerator.linear(programming, year))
    if row.term.denominator is None:
        return counted
    whole = at(row.term.denominator.linear(programming, year))
    # A share of nobody is the best there is.
    return counted / whole if whole else float(row.policy.is_floor)


def shortfall(outcome: Outcome, policy: Policy, term: Term) -> float:
    """Return by how much a plan misses a policy, in child-years, moves or the level's unit; below 0 if kept."""
    year = year_number(outcome.problem, policy)
    sign = -1.0 if policy.is_floor else 1.0
    whole = 1.0 if term.denominator is None else term.denominator.value(outcome, year)
    return sign * (term.numerator.value(outcome, year) - policy.level * whole)


def achieved(outcome: Outcome, policy: Policy) -> float:
    """Return what a plan reaches of a policy in its year, in the unit of its level."""
    reached = [_level(outcome, policy, term) for term in terms(outcome.problem, policy)]
    return max(reached, default=0.0)


def _level(outcome: Outcome, policy: Policy, term: Term) -> float:
    year = year_number(outcome.problem, policy)
    counted = term.numerator.value(outcome, year)
    if term.denominator is None:
        return counted
    whole = term.denominator.value(outcome, year)
    # A share of nobody is the best there is.
    return counted / whole if whole else float(policy.is_floor)


def price_of_level(outcome: Outcome, policy: Policy, term: Term, dual: float) -> float:
    """Return the fall of the objective if a policy's level were relaxed by one unit, pounds.

    Args:
        outcome: the plan.
        policy: the policy.
        term: what is compared with its level.
        dual: of its row, pounds per unit of the row.
    """
    per_unit = max(0.0, -dual) / unit_of(policy)
    if term.denominator is None:
        return per_unit
    return per_unit * term.denominator.value(outcome, year_number(outcome.problem, policy))
