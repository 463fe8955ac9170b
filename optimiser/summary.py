"""The figures of `plan.json` that follow from a trajectory: children, gap, moves, scorecard, full-year effect."""

from collections import defaultdict

import numpy as np

from models.instance import Instance
from models.plan import ScoreLine
from optimiser.policies import achieved, active_policies, met_within
from optimiser.problem import Floats, Problem
from optimiser.quantities import Outcome
from optimiser.trajectory import Trajectory


def children_at_year_end(problem: Problem, path: Trajectory) -> dict[str, dict[str, float]]:
    """Return children on 31 March by provision, gap and fixed lines included.

    Those on fixed lines are a constant share of the other children of their authority.
    """
    found = {}
    fixed, pool_today = _today_by_fixed_provision(problem)
    of = np.eye(len(problem.authorities))[problem.authority_of_cohort]
    for number, year in enumerate(problem.calendar.years):
        month = problem.calendar.months_of(number)[-1]
        here: dict[str, float] = defaultdict(float)
        for p, offer in enumerate(problem.offers):
            here[offer.provision] += float(path.stock[p, month].sum())
        pool = path.stock[:, month].sum(axis=0) @ of
        for (authority, provision), children in fixed.items():
            today = pool_today[authority]
            here[provision] += pool[authority] * children / today if today else children
        found[str(year)] = {provision: float(children) for provision, children in here.items()}
    return found


def _today_by_fixed_provision(problem: Problem) -> tuple[dict[tuple[int, str], float], Floats]:
    """Return today's children on fixed lines by (authority, provision), and all others (A,)."""
    authority = {c.cohort: int(a) for c, a in zip(problem.cohorts, problem.authority_of_cohort, strict=True)}
    fixed: dict[tuple[int, str], float] = defaultdict(float)
    pool = np.zeros(len(problem.authorities))
    for row in problem.instance.placements_today:
        if row.offer is None and row.provision != "unknown":
            fixed[authority[row.cohort], row.provision] += row.children
        else:
            pool[authority[row.cohort]] += row.children
    return fixed, pool


def gap_child_weeks_by_year(problem: Problem, path: Trajectory) -> dict[str, float]:
    """Return child-weeks without a sufficient placement by financial year."""
    weekly = path.average[problem.gap].sum(axis=-1) * problem.calendar.weeks
    yearly = problem.calendar.yearly(weekly)
    return {str(year): float(weeks) for year, weeks in zip(problem.calendar.years, yearly, strict=True)}


def moves_per_child_year(problem: Problem, path: Trajectory, months: slice | None = None) -> float:
    """Return care moves per child of the pool and year, over the reported months or some of them."""
    months = months or slice(1, problem.calendar.horizon_months + 1)
    children = path.average[:, months].sum() / 12.0
    return float(path.moves[:, months].sum() / children) if children else 0.0


def scorecard(outcome: Outcome, shadow_prices: dict[tuple[str, str], float]) -> tuple[ScoreLine, ...]:
    """Return target and achievement of every policy that is on."""
    lines = []
    for policy in active_policies(outcome.problem):
        reached = achieved(outcome, policy)
        short = policy.level - reached if policy.is_floor else reached - policy.level
        lines.append(
            ScoreLine(
                policy=policy.policy,
                year=policy.financial_year,
                target=policy.level,
                achieved=reached,
                met=short <= met_within(policy),
                shadow_price_gbp=shadow_prices.get((policy.policy, policy.financial_year)),
            )
        )
    return tuple(lines)


def base_budget_by_year(instance: Instance) -> dict[str, float]:
    """Return the net base budget of each planned year; empty if the instance has none."""
    total: dict[str, float] = {}
    for row in instance.budgets:
        total[row.financial_year] = total.get(row.financial_year, 0.0) + row.gross_gbp - row.income_gbp
    return {str(y): total[str(y)] for y in instance.calendar.years if str(y) in total}


def group_values(costs: dict[str, tuple[Floats, float]], values: Floats) -> dict[str, float]:
    """Return the value of each group of the objective at a solution."""
    return {group: float(column @ values[: len(column)]) + constant for group, (column, constant) in costs.items()}
