"""From the outcomes of many futures to percentiles, chances and standard errors."""

import numpy as np

from models.instance import Instance
from models.plan import Plan
from models.stress import Difference, Spread, StressResult, StressYear, SupplyUse
from optimiser.problem import Floats
from optimiser.stress.run import Outcomes


def spread(values: Floats) -> Spread:
    """Return mean, percentiles and standard error of a figure over the futures, (F,)."""
    p5, p50, p95 = np.percentile(values, [5, 50, 95])
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return Spread(float(values.mean()), float(p5), float(p50), float(p95), float(error))


def stress_result(
    instance: Instance,
    plan: Plan,
    found: Outcomes,
    seed: int,
    rule: str,
    notes: tuple[str, ...],
    other: Outcomes | None = None,
) -> StressResult:
    """Return the figures of a stress test.

    Args:
        instance: the plan's instance.
        plan: the plan.
        found: what came of each future.
        seed: seed of the random numbers.
        rule: how beds were given.
        notes: what the spread of demand rests on, in words.
        other: outcomes of another plan on the same futures, if two are compared.
    """
    total = found.cost_gbp.sum(axis=(1, 2))
    return StressResult(
        futures=len(total),
        seed=seed,
        rule=rule,
        cost_gbp=spread(total),
        planned_gbp=sum(plan.summary.cost_gbp_by_year.values()),
        by_year=tuple(_year(instance, plan, found, y) for y in range(len(found.years))),
        use=tuple(_uses(plan, found)),
        against=None if other is None else _difference(total, other.cost_gbp.sum(axis=(1, 2))),
        notes=notes,
        seconds=found.seconds,
    )


def _year(instance: Instance, plan: Plan, found: Outcomes, y: int) -> StressYear:
    year = found.years[y]
    cost = found.cost_gbp[:, :, y]
    total = cost.sum(axis=1)
    budgets = {
        head: sum(row.gross_gbp for row in instance.budgets if (row.budget_head, row.financial_year) == (head, year))
        for head in found.heads
    }
    budget = sum(row.gross_gbp for row in instance.budgets if row.financial_year == year)
    planned = plan.summary.cost_gbp_by_year[year]
    return StressYear(
        financial_year=year,
        cost_gbp=spread(total),
        planned_gbp=planned,
        void_beds=spread(found.void_beds[:, y]),
        overflow_children=spread(found.spot_children[:, y]),
        planned_overflow_children=planned_on_spot(instance, plan, y),
        moves_per_child_year=spread(found.moves[:, y]),
        gap_child_weeks=spread(found.gap_weeks[:, y]),
        near_share=spread(found.near[:, y]),
        children=spread(found.children[:, y]),
        budget_breach_share=float((total > budget).mean()) if budget else None,
        over_plan_share=float((total > planned).mean()),
        breach_by_head={
            head: float((cost[:, d] > budgets[head]).mean()) for d, head in enumerate(found.heads) if budgets[head]
        },
    )


def planned_on_spot(instance: Instance, plan: Plan, y: int) -> float:
    """Return the average children whom the plan has on the spot market in year `y`, months weighing alike."""
    calendar = instance.calendar
    spot = {offer.offer for offer in instance.offers if offer.route == "spot"}
    months = {calendar.first_day(period.first): len(period) for period in calendar.periods}
    total = sum(
        row.children * (1 if plan.summary.kind == "do_nothing" else months[row.period_start])
        for row in plan.occupancy
        if row.offer in spot and calendar.year_index(calendar.month_of(row.period_start)) == y
    )
    return total / len(calendar.months_of(y))


def _uses(plan: Plan, found: Outcomes) -> list[SupplyUse]:
    blocks = {made.id for made in plan.commitments if made.kind == "block"}
    rows = []
    for b, name in enumerate(found.supplies):
        for y, year in enumerate(found.years):
            values = found.occupancy[:, b, y]
            known = values[~np.isnan(values)]
            if known.size:
                rows.append(SupplyUse("block" if name in blocks else "home", name, year, spread(known)))
    return rows


def _difference(mine: Floats, other: Floats) -> Difference:
    return Difference(spread(mine - other), float((mine < other).mean()))
