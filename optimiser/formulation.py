"""The mixed-integer programme of a problem: columns, rows, objective, one call each."""

from dataclasses import dataclass, field

import numpy as np

from optimiser.bed_columns import add_bed_columns
from optimiser.columns import Flow, add_columns
from optimiser.commitments import options_of
from optimiser.effect_rows import leaver_rows
from optimiser.effects import NEGLIGIBLE, Effects, programmes_of
from optimiser.kernel import run_off
from optimiser.layout import Layout, other_ends
from optimiser.model import Model
from optimiser.objective import Costs, costs
from optimiser.policies import PolicyRow, policy_rows
from optimiser.problem import Floats, Problem
from optimiser.programme_columns import AvertedBlock, add_averted, add_retained
from optimiser.programme_rows import averted_rows, retained_rows
from optimiser.rows import capacity, carried, commitment_limits, placed
from optimiser.settled import LeaverBlock, add_leavers, left_by


@dataclass(frozen=True)
class Formulation(Layout):
    """The model of a problem, what its columns mean, its policy rows, and costs by group of the objective."""

    averted: list[AvertedBlock] = field(default_factory=list)
    leavers: list[LeaverBlock] = field(default_factory=list)
    policies: list[PolicyRow] = field(default_factory=list)
    costs: Costs = field(default_factory=dict)


def formulate(
    problem: Problem,
    *,
    by_class: bool = True,
    fixed_units: Floats | None = None,
    allowed_shortfall: Floats | None = None,
    selling: bool = True,
) -> Formulation:
    """Build the mixed-integer programme.

    Args:
        problem: the problem.
        by_class: carry returns by class of lanes (the default, smaller form), or by lane.
        fixed_units: units of every option, where commitments are given and not chosen.
        allowed_shortfall: shortfall that each policy row may have (unit of its column), where the hard ones
            cannot all hold; infinite for a soft one.
        selling: whether void beds may be sold.
    """
    layout = _columns(problem, by_class=by_class, fixed_units=fixed_units)
    averted, retained, leavers = add_averted(layout), add_retained(layout), add_leavers(layout)
    placed(layout)
    carried(layout.model, [*layout.blocks, *leavers])
    capacity(layout)
    commitment_limits(layout)
    averted_rows(layout, averted)
    retained_rows(layout, retained)
    leaver_rows(layout, leavers)
    add_bed_columns(layout, selling=selling)
    model = layout.model
    policies = policy_rows(layout, allowed_shortfall)
    by_group = costs(layout, policies)
    total = np.sum([column for column, _ in by_group.values()], axis=0)
    model.set_cost(total, sum(constant for _, constant in by_group.values()))
    return Formulation(**vars(layout), averted=averted, leavers=leavers, policies=policies, costs=by_group)


def _columns(problem: Problem, *, by_class: bool, fixed_units: Floats | None) -> Layout:
    """Add the columns of children and commitments."""
    model = Model("placement_sufficiency")
    today = run_off(problem)
    blocks = add_columns(problem, model, by_class=by_class)
    options = options_of(problem)
    units = model.add_columns("commitment", np.array([float(option.most) for option in options]), integer=True)
    if fixed_units is not None:
        model.fix(units, fixed_units)
    flows: list[Flow] = [*blocks, *other_ends(problem, options, units)]
    return Layout(problem, model, today, blocks, flows, options, units)


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
            cost[row.slack] = SHORTFALL_WEIGHT * row.weight
    reported = slice(1, problem.calendar.horizon_months + 1)
    for block in formulation.blocks:
        if problem.gap in block.offers:
            years = block.becomes(problem).average[reported].sum(axis=(0, 2)) / 12.0
            cost[block.admit[block.offers.index(problem.gap)]] = SHORTFALL_WEIGHT * GAP_WEIGHT * years
    formulation.model.replace_cost(cost)


SHORTFALL_ROOM = 1e-6
"""Relative room above the least shortfall, so that the second solve is not infeasible by rounding."""


def shortfall_held(formulation: Formulation, values: Floats) -> Floats:
    """Return the shortfall that each policy row may have once the least is known; infinite for soft ones.

    Args:
        formulation: the programme whose shortfalls were minimised.
        values: (columns,), its solution.
    """
    return np.array(
        [
            max(0.0, values[row.slack]) * (1 + SHORTFALL_ROOM) + SHORTFALL_ROOM
            if row.policy.strength == "hard"
            else np.inf
            for row in formulation.policies
        ]
    )


def effects_in(formulation: Formulation, values: Floats) -> Effects:
    """Return what programmes and pathways do in a solution (columns,)."""
    problem = formulation.problem
    periods = len(problem.calendar.periods)
    averted = np.zeros((len(programmes_of(problem, "averts_entries")), periods, len(problem.cohorts)))
    for block in formulation.averted:
        averted[block.number, block.period, block.cohorts] = values[block.carrier]
    retained = np.zeros((len(programmes_of(problem, "retains_carers")), periods))
    for column in formulation.retained:
        retained[column.number, column.period] = values[column.column]
    left = left_by(problem, formulation.leavers, values)
    return Effects(*(np.where(amounts > NEGLIGIBLE, amounts, 0.0) for amounts in (left, averted, retained)))
