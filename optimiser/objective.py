"""The objective: present value of revenue, economic charge of commitments, penalties; each group apart."""

import numpy as np

from models.calendar import FinancialYear
from optimiser.columns import ColumnBlock
from optimiser.commitments import Option
from optimiser.kernel import RunOff
from optimiser.model import Model
from optimiser.policies import PolicyRow, year_number
from optimiser.problem import Floats, Ints, Problem
from optimiser.trajectory import Trajectory

GROUPS = ("fees", "blocks", "homes", "moves", "gap", "fixed", "income", "charge", "penalties")

Costs = dict[str, tuple[Floats, float]]
"""Group to (present value per unit of each column, constant), pounds."""


def costs(
    problem: Problem,
    model: Model,
    blocks: list[ColumnBlock],
    today: RunOff,
    options: tuple[Option, ...],
    units: Ints,
    policies: list[PolicyRow],
) -> Costs:
    """Return the cost of every column by group of the objective."""
    found = {group: (np.zeros(model.column_count), 0.0) for group in GROUPS}
    weights = present_weights(problem)
    for block in blocks:
        _block_costs(problem, block, weights, found)
    for group, constant in todays_costs(problem, today, weights).items():
        found[group] = (found[group][0], found[group][1] + constant)
    for option, unit in zip(options, units, strict=True):
        group = "blocks" if option.kind == "block" else "homes"
        found[group][0][unit] += float(option.recurring @ problem.discount)
        found["charge"][0][unit] += float(option.charge @ problem.discount)
    for row in policies:
        if row.policy.gbp_per_unit is not None:
            month = 12 * year_number(problem, row.policy) + 1
            found["penalties"][0][row.slack] += row.policy.gbp_per_unit * problem.discount[month]
    found["fixed"] = (found["fixed"][0], float(fixed_costs(problem) @ problem.discount))
    found["income"] = (found["income"][0], -float(income(problem) @ problem.discount))
    return found


def present_weights(problem: Problem) -> dict[str, Floats]:
    """Uplift key to (M + 1,): present pounds per pound a week; `moves` per pound a move; `penalty` of the gap."""
    weights = {key: value * problem.discount for key, value in problem.weekly_value.items()}
    weights["moves"] = problem.index["moves"] * problem.discount
    weights["penalty"] = problem.calendar.weeks * problem.discount
    return weights


def _block_costs(problem: Problem, block: ColumnBlock, weights: dict[str, Floats], found: Costs) -> None:
    money = problem.instance.settings.money
    becomes = block.becomes(problem)
    average = becomes.average
    moves = np.einsum("m,mg->g", weights["moves"], becomes.moves) * money.move_gbp
    for k, p in enumerate(block.offers):
        offer, columns = problem.offers[p], block.admit[k]
        found["moves"][0][columns] += moves
        worth = np.tensordot(weights[offer.provision], average, axes=1) @ problem.price[p]
        found["gap" if p == problem.gap else "fees"][0][columns] += worth
        if p == problem.gap:
            nights = np.tensordot(weights["penalty"], average, axes=1).sum(axis=-1)
            found["penalties"][0][columns] += nights * money.gap_penalty_gbp_per_week


def todays_costs(problem: Problem, today: RunOff, weights: dict[str, Floats]) -> dict[str, float]:
    """Return the present value of today's children while they stay, by group."""
    average = today.average
    worth = {"fees": 0.0, "gap": 0.0, "penalties": 0.0}
    for p, offer in enumerate(problem.offers):
        group = "gap" if p == problem.gap else "fees"
        worth[group] += float(weights[offer.provision] @ (average[p] @ problem.price[p]))
    penalty = problem.instance.settings.money.gap_penalty_gbp_per_week
    worth["penalties"] += float(weights["penalty"] @ average[problem.gap].sum(axis=-1)) * penalty
    moves = weights["moves"] @ today.moves.sum(axis=0)
    worth["moves"] = float(moves) * problem.instance.settings.money.move_gbp
    return worth


def fixed_costs(problem: Problem) -> Floats:
    """Return the nominal pounds of all fixed lines by month, (M + 1,)."""
    total = np.zeros(problem.months + 1)
    for line in problem.instance.fixed_lines:
        total[1:] += line.gbp_per_year / 12.0 * problem.index[line.uplift][1:]
    return total


def income(problem: Problem) -> Floats:
    """Return the nominal pounds of all income by month, (M + 1,), positive; in the tail what its year's rows give."""
    total = np.zeros(problem.months + 1)
    first = problem.calendar.years[0]
    for row in problem.instance.income:
        start = 12 * (FinancialYear.parse(row.financial_year) - first) + 1
        if 1 <= start <= problem.months:
            total[start : start + 12] += row.amount_gbp / 12.0
    return total


def of_trajectory(problem: Problem, path: Trajectory, options: tuple[Option, ...], units: Floats) -> dict[str, float]:
    """Return the groups of the objective of a trajectory over the reported months, without policies."""
    reported = slice(1, problem.calendar.horizon_months + 1)
    weights = {key: weight[reported] for key, weight in present_weights(problem).items()}
    money = problem.instance.settings.money
    discount = problem.discount[reported]
    groups = dict.fromkeys(GROUPS, 0.0)
    average = path.average[:, reported]
    for p, offer in enumerate(problem.offers):
        group = "gap" if p == problem.gap else "fees"
        groups[group] += float(weights[offer.provision] @ (average[p] @ problem.price[p]))
    nights = average[problem.gap].sum(axis=-1)
    groups["penalties"] = float(weights["penalty"] @ nights) * money.gap_penalty_gbp_per_week
    groups["moves"] = float(weights["moves"] @ path.moves[:, reported].sum(axis=0)) * money.move_gbp
    for option, unit in zip(options, units, strict=True):
        group = "blocks" if option.kind == "block" else "homes"
        groups[group] += unit * float(option.recurring[reported] @ discount)
        groups["charge"] += unit * float(option.charge[reported] @ discount)
    groups["fixed"] = float(fixed_costs(problem)[reported] @ discount)
    groups["income"] = -float(income(problem)[reported] @ discount)
    return groups
