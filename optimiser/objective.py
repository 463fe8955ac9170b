"""The objective: present value of revenue, economic charge of commitments, penalties; each group apart."""

from itertools import chain

import numpy as np

from optimiser.commitments import Decisions
from optimiser.cost_lines import option_lines, placement_lines, standing_lines
from optimiser.effect_lines import released_lines
from optimiser.layout import Layout
from optimiser.measures import unit_of
from optimiser.model_lines import column_lines, constant_lines
from optimiser.options import IN_OBJECTIVE
from optimiser.paid_beds import payments
from optimiser.policies import PolicyRow, discounted
from optimiser.problem import Floats, Problem
from optimiser.trajectory import Trajectory

GROUPS = ("fees", "blocks", "homes", "programmes", "moves", "gap", "fixed", "income", "charge", "penalties")

GROUP_OF_LINE = {
    **{group: group for group in GROUPS},
    **IN_OBJECTIVE,
    "staying_put": "fixed",
    "step_down": "moves",
    "void_sales": "income",
}
"""Ledger line to its group of the objective; lines without one are counted through the economic charge."""

Costs = dict[str, tuple[Floats, float]]
"""Group to (present value per unit of each column, constant), pounds."""


def costs(layout: Layout, policies: list[PolicyRow]) -> Costs:
    """Return the cost of every column by group of the objective."""
    problem, discount = layout.problem, layout.problem.discount
    found = {group: (np.zeros(layout.model.column_count), 0.0) for group in GROUPS}
    for line in column_lines(layout):
        if line.line in GROUP_OF_LINE:
            np.add.at(found[GROUP_OF_LINE[line.line]][0], line.columns, discount @ line.monthly)
    constants = dict.fromkeys(GROUPS, 0.0)
    for fixed in constant_lines(layout):
        constants[GROUP_OF_LINE[fixed.line]] += float(discount @ fixed.monthly)
    for option, unit in zip(layout.options, layout.units, strict=True):
        found["charge"][0][unit] += float(option.charge @ discount)
    weights = gap_weights(problem)
    for flow in layout.flows:
        for stay in flow.stays(problem):
            if stay.offer == problem.gap:
                found["penalties"][0][stay.columns] += weights @ stay.part.average.sum(axis=-1)
    constants["penalties"] = float(weights @ layout.today.average[problem.gap].sum(axis=-1))
    for row in policies:
        if row.policy.gbp_per_unit is not None:
            price = row.policy.gbp_per_unit * unit_of(row.policy)
            found["penalties"][0][row.slack] += price * discounted(problem, row.policy)
    return {group: (column, constants[group]) for group, (column, _) in found.items()}


def gap_weights(problem: Problem) -> Floats:
    """Return (M + 1,), present pounds of penalty for a child in gap throughout a month."""
    penalty = problem.instance.settings.money.gap_penalty_gbp_per_week
    return np.asarray(problem.calendar.weeks * problem.discount * penalty)


def of_trajectory(problem: Problem, path: Trajectory, decisions: Decisions) -> dict[str, float]:
    """Return the groups of the objective of a trajectory over the reported months, without policies."""
    reported = np.arange(problem.months + 1) <= problem.calendar.horizon_months
    return accounts(problem, path, decisions, reported.astype(np.float64))


def accounts(problem: Problem, path: Trajectory, decisions: Decisions, counted: Floats) -> dict[str, float]:
    """Return the groups of the objective of a trajectory, without policies, months weighted by `counted` (M + 1,)."""
    discount = problem.discount * counted
    groups = dict.fromkeys(GROUPS, 0.0)
    average = path.average
    placed = (placement_lines(problem, p, average[p], path.moves[p]) for p in range(len(problem.offers)))
    for line in chain(standing_lines(problem), released_lines(problem, path.effects), *placed):
        groups[GROUP_OF_LINE[line.line]] += float(discount @ line.monthly)
    for option, unit in decisions.taken():
        for line in option_lines(problem, option):
            if line.line in GROUP_OF_LINE:
                groups[GROUP_OF_LINE[line.line]] += unit * float(discount @ line.monthly)
        groups["charge"] += unit * float(option.charge @ discount)
        if option.kind == "block":
            groups["blocks"] += unit * float(discount @ (payments(problem, path, option).paid - option.bed_payments))
    groups["income"] -= sum(number * float(discount @ beds.monthly) for beds, number in decisions.sold)
    groups["penalties"] = float((gap_weights(problem) * counted) @ average[problem.gap].sum(axis=-1))
    return groups
