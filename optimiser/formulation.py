"""The mixed-integer programme of a problem: columns, rows, objective, one call each."""

from dataclasses import dataclass

import numpy as np

from optimiser.columns import ColumnBlock, add_columns
from optimiser.commitments import Option, OptionBuilder
from optimiser.kernel import RunOff, run_off
from optimiser.model import Model
from optimiser.objective import Costs, costs
from optimiser.policies import PolicyRow, policy_rows
from optimiser.problem import Floats, Ints, Problem
from optimiser.rows import capacity, carried, commitment_limits, placed


@dataclass(frozen=True)
class Formulation:
    """The model of a problem and what its columns mean.

    Attributes:
        problem: the problem.
        model: the mixed-integer programme.
        blocks: columns of admission.
        options: commitments on offer.
        units: position of each option's column.
        policies: policy rows.
        today: what becomes of today's children.
        costs: cost of every column by group of the objective.
    """

    problem: Problem
    model: Model
    blocks: list[ColumnBlock]
    options: tuple[Option, ...]
    units: Ints
    policies: list[PolicyRow]
    today: RunOff
    costs: Costs


def formulate(
    problem: Problem,
    *,
    by_class: bool = True,
    fixed_units: Floats | None = None,
    allowed_shortfall: Floats | None = None,
) -> Formulation:
    """Build the mixed-integer programme.

    Args:
        problem: the problem.
        by_class: carry returns by class of offers (the default, smaller form), or by offer.
        fixed_units: units of every option, where commitments are given and not chosen.
        allowed_shortfall: shortfall that each policy row may have (child-years or moves), where the hard ones
            cannot all hold; infinite for a soft one.
    """
    model = Model("placement_sufficiency")
    today = run_off(problem)
    blocks = add_columns(problem, model, by_class=by_class)
    options = OptionBuilder(problem).options()
    most = np.array([float(option.most) for option in options])
    units = model.add_columns("commitment", most, integer=True)
    if fixed_units is not None:
        model.fix(units, fixed_units)
    placed(problem, model, blocks, today)
    carried(model, blocks)
    capacity(problem, model, blocks, today, options, units)
    commitment_limits(problem, model, options, units)
    policies = policy_rows(problem, model, blocks, today, allowed_shortfall)
    by_group = costs(problem, model, blocks, today, options, units, policies)
    total = np.sum([column for column, _ in by_group.values()], axis=0)
    model.set_cost(total, sum(constant for _, constant in by_group.values()))
    return Formulation(problem, model, blocks, options, units, policies, today, by_group)


SHORTFALL_WEIGHT = 1e5
"""Scale of the least-shortfall objective: a thousandth of a child-year is far above the solver's tolerance."""
GAP_WEIGHT = 1000.0
"""Child-years of relative shortfall that a child-year in gap counts as: nobody is sent through gap for a policy."""


def least_shortfall(formulation: Formulation) -> None:
    """Replace the objective by the hard policies' shortfalls, each divided by its level, and the use of gap."""
    problem = formulation.problem
    cost = np.zeros(formulation.model.column_count)
    for row in formulation.policies:
        if row.policy.strength == "hard":
            cost[row.slack] = SHORTFALL_WEIGHT / max(row.policy.level, 1e-9)
    reported = slice(1, problem.calendar.horizon_months + 1)
    for block in formulation.blocks:
        if problem.gap in block.offers:
            years = block.becomes(problem).average[reported].sum(axis=(0, 2)) / 12.0
            cost[block.admit[block.offers.index(problem.gap)]] = SHORTFALL_WEIGHT * GAP_WEIGHT * years
    formulation.model.replace_cost(cost)
