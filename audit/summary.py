"""Checks of the figures in `plan.json` that are not in its tables."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from audit.checks import PENNY, TOLERANCE, Check, Deviation, compared, listed, measured
from audit.objective import gap_child_weeks
from audit.payers import authorities, by_cohort
from audit.policies import moves_per_child_year
from audit.simulate import Simulation
from audit.today import supply_today_gbp
from models.calendar import MONTHS_PER_YEAR
from models.fields import UNKNOWN_PROVISION
from models.instance import Instance
from models.money import pence
from models.plan import LedgerKind, LedgerLine, Plan

HALF_A_PENNY = 0.005
OBJECTIVE_SHARE = 1e-7
"""Relative deviation allowed in the objective and its groups."""


def sums_by_year(instance: Instance, lines: Iterable[LedgerLine], kinds: set[LedgerKind]) -> dict[str, float]:
    """Return the exact sum of ledger lines of these kinds by reported financial year, in pounds."""
    sums = {str(year): Decimal(0) for year in instance.calendar.years}
    for line in lines:
        if line.kind in kinds and line.financial_year in sums:
            sums[line.financial_year] += pence(line.amount_gbp)
    return {year: float(amount) for year, amount in sums.items()}


def check_years(
    name: str, stated: Mapping[str, float], expected: Mapping[str, float], allowed: float = HALF_A_PENNY
) -> Check:
    """Check pounds by financial year, no reported year left out."""
    missing = [f"{year}: left out" for year in expected if year not in stated]
    if missing:
        return listed(name, missing)
    return compared(name, stated.items(), expected, str, allowed=allowed, scaled=False)


def check_costs(instance: Instance, plan: Plan) -> tuple[Check, ...]:
    """Check yearly costs against the plan's own ledger lines, and the base budget against the instance's."""
    summary = plan.summary
    cost = sums_by_year(instance, plan.ledger, {"revenue"})
    net = sums_by_year(instance, plan.ledger, {"revenue", "financing", "income"})
    budgets = base_budgets(instance)
    return (
        check_years("cost_by_year", summary.cost_gbp_by_year, cost),
        check_years("net_cost_by_year", summary.net_cost_gbp_by_year, net),
        _check_authorities(instance, plan),
        compared(
            "base_budget",
            summary.base_budget_gbp_by_year.items(),
            budgets,
            str,
            allowed=PENNY,
            scaled=False,
        ),
        check_full_year_effect(instance, summary.full_year_effect_gbp),
    )


def _check_authorities(instance: Instance, plan: Plan) -> Check:
    """Check yearly costs of every authority against the plan's own ledger lines."""
    expected = {
        (authority, year): gbp
        for authority in authorities(instance)
        for year, gbp in sums_by_year(
            instance, [line for line in plan.ledger if line.authority == authority], {"revenue"}
        ).items()
    }
    stated = {
        (authority, year): gbp
        for authority, by_year in plan.summary.cost_gbp_by_authority.items()
        for year, gbp in by_year.items()
    }
    missing = [f"{authority} in {year}: left out" for authority, year in expected.keys() - stated.keys()]
    if missing:
        return listed("cost_by_authority", sorted(missing))
    return compared(
        "cost_by_authority",
        stated.items(),
        expected,
        lambda key: f"{key[0]} in {key[1]}",
        allowed=HALF_A_PENNY,
        scaled=False,
    )


def base_budgets(instance: Instance) -> dict[str, float]:
    """Return gross less income budget of each reported year that has one, in pounds."""
    budgets: dict[str, float] = {}
    years = {str(year) for year in instance.calendar.years}
    for row in instance.budgets:
        if row.financial_year in years:
            net = row.gross_gbp - row.income_gbp
            budgets[row.financial_year] = budgets.get(row.financial_year, 0.0) + net
    return budgets


def full_year_effect(instance: Instance) -> float | None:
    """Return a year of today's supply at the price base less the first year's budget.

    None without a budget, and where only a part of that year is planned.
    """
    if instance.calendar.start.month != 4:
        return None
    budget = base_budgets(instance).get(str(instance.calendar.years[0]))
    return None if budget is None else supply_today_gbp(instance) - budget


def check_full_year_effect(instance: Instance, stated: float | None) -> Check:
    """Check the full-year effect within a pound."""
    right = full_year_effect(instance)
    if right is None or stated is None:
        same = right is stated
        return listed("full_year_effect", [] if same else [f"{stated}, recomputed {right}"])
    where = f"{stated:,.2f} pounds, recomputed {right:,.2f}"
    return measured("full_year_effect", [Deviation(abs(stated - right), 1.0, where)])


def children_at_year_ends(instance: Instance, simulation: Simulation) -> dict[tuple[str, str], float]:
    """Return the children on 31 March by financial year and provision, fixed provisions and gap included."""
    children: dict[tuple[str, str], float] = {}
    ours = by_cohort(instance)
    pools = (simulation.stock.sum(axis=1) + simulation.unplaced) @ ours
    fixed = fixed_today(instance)
    for number, year in enumerate(instance.calendar.years, start=1):
        month = number * MONTHS_PER_YEAR - instance.calendar.elapsed_months
        for (authority, provision), today in fixed.items():
            pool, pool_today = float(pools[month, authority]), float(pools[0, authority])
            key = (str(year), provision)
            children[key] = children.get(key, 0.0) + (pool * today / pool_today if pool_today > 0 else 0.0)
        for p, offer in enumerate(instance.offers):
            key = (str(year), offer.provision)
            children[key] = children.get(key, 0.0) + float(simulation.stock[month, p].sum())
    return children


def fixed_today(instance: Instance) -> dict[tuple[int, str], float]:
    """Return today's children on fixed lines by number of the authority and provision."""
    number = {name: a for a, name in enumerate(authorities(instance))}
    cohorts = {row.cohort: row for row in instance.cohorts}
    fixed: dict[tuple[int, str], float] = {}
    for row in instance.placements_today:
        if row.offer is None and row.provision != UNKNOWN_PROVISION:
            key = (number[instance.authority_of(cohorts[row.cohort])], row.provision)
            fixed[key] = fixed.get(key, 0.0) + row.children
    return fixed


def check_children(instance: Instance, plan: Plan, simulation: Simulation) -> tuple[Check, ...]:
    """Check children at year ends, child-weeks in gap and moves per child-year."""
    summary = plan.summary
    stated = [
        ((year, provision), children)
        for year, by_provision in summary.children_at_year_end.items()
        for provision, children in by_provision.items()
    ]
    weeks = gap_child_weeks(instance, simulation)
    horizon = instance.calendar.horizon_months
    by_year = {
        str(year): float(weeks[instance.calendar.months_of(number)].sum())
        for number, year in enumerate(instance.calendar.years)
    }
    moves = moves_per_child_year(simulation, 1, horizon)
    words = f"{summary.moves_per_child_year:.9f}, recomputed {moves:.9f}"
    return (
        compared(
            "children_at_year_end",
            stated,
            children_at_year_ends(instance, simulation),
            lambda key: f"{key[1]} on 31 March of {key[0]}",
        ),
        compared("gap_child_weeks", summary.gap_child_weeks_by_year.items(), by_year, str),
        measured(
            "moves_per_child_year",
            [Deviation(abs(summary.moves_per_child_year - moves), TOLERANCE, words)],
        ),
    )


def check_objective(plan: Plan, groups: Mapping[str, float]) -> tuple[Check, ...]:
    """Check the groups of the objective, their sum, and the certificate's bound and gap."""
    scale = max(1.0, abs(sum(groups.values())))
    stated = plan.summary.certificate.objective_gbp
    total = sum(groups.values())
    words = f"{stated:,.4f} pounds, groups sum to {total:,.4f}"
    return (
        compared(
            "objective_groups",
            plan.summary.objective_groups_gbp.items(),
            groups,
            str,
            allowed=OBJECTIVE_SHARE * scale,
            scaled=False,
        ),
        measured("objective", [Deviation(abs(stated - total), OBJECTIVE_SHARE * scale, words)]),
        _certificate(plan, groups),
    )


def _certificate(plan: Plan, groups: Mapping[str, float]) -> Check:
    certificate = plan.summary.certificate
    objective, bound, gap = certificate.objective_gbp, certificate.bound_gbp, certificate.gap
    simulated = certificate.status == "simulated"
    if simulated != (plan.summary.kind == "do_nothing"):
        return listed("certificate", [f"status {certificate.status} of a plan of kind {plan.summary.kind}"])
    if bound is None:
        faults = ["optimal without a bound"] if certificate.status == "optimal" else []
        if gap is not None or certificate.gap_gbp is not None:
            faults.append("a gap without a bound")
        return listed("certificate", faults)
    if simulated or gap is None or certificate.gap_gbp is None:
        fault = "a bound of a simulated plan" if simulated else "a bound without its gaps"
        return listed("certificate", [fault])
    allowed = OBJECTIVE_SHARE * max(1.0, abs(objective))
    distance = objective - bound
    pounds = max(0.0, min(distance, distance - groups["penalties"]))
    return measured(
        "certificate",
        [
            Deviation(-distance, allowed, f"bound {bound:,.4f} pounds, objective {objective:,.4f}"),
            Deviation(abs(gap * objective - distance), allowed, f"gap {gap}, of {distance:,.4f} pounds"),
            Deviation(
                abs(certificate.gap_gbp - pounds),
                max(PENNY, allowed),
                f"gap {certificate.gap_gbp:,.2f} pounds, recomputed {pounds:,.2f}",
            ),
        ],
    )
