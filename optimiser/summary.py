"""The figures of `plan.json` that follow from a trajectory: children, gap, moves, scorecard, full-year effect."""

from collections import defaultdict

from models.fields import RINGS
from models.instance import Instance
from models.plan import ScoreLine
from models.tables import Policy
from optimiser.problem import Floats, Problem
from optimiser.trajectory import Trajectory

MET = 1e-6


def children_at_year_end(problem: Problem, path: Trajectory) -> dict[str, dict[str, float]]:
    """Return children on 31 March by provision, gap and fixed lines included."""
    found = {}
    fixed, pool_today = _today_by_fixed_provision(problem.instance)
    for number, year in enumerate(problem.calendar.years):
        month = 12 * number + 12
        here: dict[str, float] = defaultdict(float)
        for p, offer in enumerate(problem.offers):
            here[offer.provision] += float(path.stock[p, month].sum())
        pool = sum(here.values())
        for provision, children in fixed.items():
            here[provision] += pool * children / pool_today if pool_today else children
        found[str(year)] = dict(here)
    return found


def _today_by_fixed_provision(instance: Instance) -> tuple[dict[str, float], float]:
    fixed: dict[str, float] = defaultdict(float)
    pool = 0.0
    for row in instance.placements_today:
        if row.offer is None and row.provision != "unknown":
            fixed[row.provision] += row.children
        else:
            pool += row.children
    return fixed, pool


def gap_child_weeks_by_year(problem: Problem, path: Trajectory) -> dict[str, float]:
    """Return child-weeks without a sufficient placement by financial year."""
    weekly = path.average[problem.gap].sum(axis=-1) * problem.calendar.weeks
    return {str(year): float(weekly[12 * n + 1 : 12 * n + 13].sum()) for n, year in enumerate(problem.calendar.years)}


def moves_per_child_year(problem: Problem, path: Trajectory, months: slice | None = None) -> float:
    """Return care moves per child of the pool and year, over the reported months or some of them."""
    months = months or slice(1, problem.calendar.horizon_months + 1)
    children = path.average[:, months].sum() / 12.0
    return float(path.moves[:, months].sum() / children) if children else 0.0


def achieved(problem: Problem, path: Trajectory, policy: Policy) -> float:
    """Return what the plan reaches of a policy in its year, in the unit of its level."""
    number = [str(year) for year in problem.calendar.years].index(policy.financial_year)
    months = slice(12 * number + 1, 12 * number + 13)
    if policy.ring is None:
        return moves_per_child_year(problem, path, months)
    average = path.average[:, months].mean(axis=1)
    inside = problem.ring <= RINGS.index(policy.ring)
    everybody = average.sum()
    return float((average * inside).sum() / everybody) if everybody else 1.0


def child_years(problem: Problem, path: Trajectory, policy: Policy) -> float:
    """Return the average children of the pool, in offers, in a policy's year."""
    number = [str(year) for year in problem.calendar.years].index(policy.financial_year)
    return float(path.average[:, 12 * number + 1 : 12 * number + 13].sum()) / 12.0


def shortfall(problem: Problem, path: Trajectory, policy: Policy) -> float:
    """Return by how much a policy is missed in its year, in child-years or moves; negative if it is more than met."""
    reached = achieved(problem, path, policy)
    return child_years(problem, path, policy) * (
        policy.level - reached if policy.ring is not None else reached - policy.level
    )


def scorecard(
    problem: Problem, path: Trajectory, shadow_prices: dict[tuple[str, str], float]
) -> tuple[ScoreLine, ...]:
    """Return target and achievement of every policy that is on."""
    lines = []
    for policy in problem.instance.policies:
        if policy.strength == "off":
            continue
        reached = achieved(problem, path, policy)
        short = policy.level - reached if policy.ring is not None else reached - policy.level
        lines.append(
            ScoreLine(
                policy=policy.policy,
                year=policy.financial_year,
                target=policy.level,
                achieved=reached,
                met=short <= MET,
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
