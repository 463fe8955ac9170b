"""Writes plans with the audit's own figures around given decisions.

They are for tests that change one figure and see it refused. That the figures themselves are right is shown by hand
elsewhere.
"""

from dataclasses import asdict
from typing import Any

from audit.excess import over_capacity_today
from audit.figures import binding, use
from audit.ledger import ledger
from audit.objective import gap_child_weeks, objective_groups
from audit.payers import authorities
from audit.policies import moves_per_child_year, scores
from audit.prices import Prices
from audit.recompute import Decisions, Recomputed, recompute
from audit.simulate import Simulation, monthly_periods
from audit.summary import base_budgets, children_at_year_ends, full_year_effect, sums_by_year
from models.calendar import Period
from models.instance import Instance
from models.plan import (
    Certificate,
    CommitmentSummary,
    GapLine,
    Kind,
    LedgerLine,
    Occupancy,
    Plan,
    ScoreLine,
    Status,
    Summary,
)

HASH = "0" * 64


def written(instance: Instance, kind: Kind, status: Status, made: Decisions, idle: Decisions) -> Plan:
    """Return a plan with these decisions (the tail's included) and all that follows from them.

    Args:
        instance: the planning problem.
        kind: kind of plan.
        status: how it was found.
        made: the plan's decisions.
        idle: those of do-nothing; a plan to do nothing is its own baseline.
    """
    calendar, prices = instance.calendar, Prices(instance, "central")
    free = kind == "do_nothing"
    periods = monthly_periods(calendar) if free else calendar.periods
    tail = calendar.first_day(calendar.horizon_months + 1)
    found = recompute(instance, prices, "middle", made, periods, sells=kind == "plan")
    lines = _ledger(instance, found, made, sells=kind == "plan")
    baseline = recompute(instance, prices, "middle", idle, monthly_periods(calendar), sells=False)
    groups = objective_groups(
        instance, found.simulation, found.streams, found.pledges, () if free else scores(instance, found.played)
    )
    scorecard = _scorecard(instance, found)
    summary = Summary(
        kind=kind,
        authority=instance.settings.authority.id,
        demand="middle",
        prices="central",
        certificate=_certificate(status, groups),
        commitments=_commitments(instance, prices, found),
        cost_gbp_by_year=sums_by_year(instance, lines, {"revenue"}),
        net_cost_gbp_by_year=sums_by_year(instance, lines, {"revenue", "financing", "income"}),
        baseline_gbp_by_year=sums_by_year(instance, _ledger(instance, baseline, idle, sells=False), {"revenue"}),
        base_budget_gbp_by_year=base_budgets(instance),
        full_year_effect_gbp=full_year_effect(instance),
        children_at_year_end=_year_ends(instance, found.simulation),
        scorecard=scorecard,
        gap_child_weeks_by_year=_gap_weeks(instance, found.simulation),
        moves_per_child_year=moves_per_child_year(found.simulation, 1, calendar.horizon_months),
        objective_groups_gbp=groups,
        cost_gbp_by_authority={
            name: sums_by_year(instance, [line for line in lines if line.authority == name], {"revenue"})
            for name in authorities(instance)
        },
    )
    plan = Plan(
        summary=summary,
        admissions=tuple(row for row in made.admissions if row.period_start < tail),
        tail_admissions=tuple(row for row in made.admissions if row.period_start >= tail),
        occupancy=_occupancy(instance, found.simulation),
        commitments=tuple(made.commitments),
        effects=tuple(made.effects),
        ledger=lines,
        scorecard=scorecard,
        gap=_gap(instance, found.simulation),
        baseline_admissions=() if free else tuple(idle.admissions),
        baseline_commitments=() if free else tuple(idle.commitments),
    )
    over = over_capacity_today(instance, plan, found.pledges)
    return plan.model_copy(update={"summary": summary.model_copy(update={"over_capacity_today": over})})


def _year_ends(instance: Instance, played: Simulation) -> dict[str, dict[str, float]]:
    by_year: dict[str, dict[str, float]] = {}
    for (year, provision), children in children_at_year_ends(instance, played).items():
        by_year.setdefault(year, {})[provision] = children
    return by_year


def _gap_weeks(instance: Instance, played: Simulation) -> dict[str, float]:
    weeks = gap_child_weeks(instance, played)
    return {str(year): float(weeks[1 + 12 * n : 13 + 12 * n].sum()) for n, year in enumerate(instance.calendar.years)}


def _ledger(instance: Instance, found: Recomputed, made: Decisions, *, sells: bool) -> tuple[LedgerLine, ...]:
    return ledger(instance, "central", found.simulation, made.commitments, sells=sells)


def _certificate(status: Status, groups: dict[str, float]) -> Certificate:
    objective = sum(groups.values())
    solved = status != "simulated"
    return Certificate(
        status=status,
        objective_gbp=objective,
        bound_gbp=objective - 5000.0 if solved else None,
        gap=5000.0 / objective if solved else None,
        gap_gbp=max(0.0, 5000.0 - groups["penalties"]) if solved else None,
        seconds={"total": 1.0},
        versions={},
        instance_sha256=HASH,
        seed=1,
    )


def _commitments(instance: Instance, prices: Prices, found: Recomputed) -> tuple[CommitmentSummary, ...]:
    return tuple(
        CommitmentSummary(
            **pledge.commitment.model_dump(),
            live_from=instance.calendar.first_day(pledge.live),
            **asdict(binding(instance, prices, pledge)),
            **asdict(use(instance, prices, pledge, found.pledges, found.beds)),
            pays_above_children=None,
        )
        for pledge in found.pledges
    )


def _scorecard(instance: Instance, found: Recomputed) -> tuple[ScoreLine, ...]:
    return tuple(
        ScoreLine(
            policy=score.policy.policy,
            year=score.policy.financial_year,
            target=score.policy.level,
            achieved=score.achieved,
            met=score.short <= score.allowed,
            shadow_price_gbp=None,
        )
        for score in scores(instance, found.played)
        if score.policy.strength != "off"
    )


def _means(played: Simulation) -> list[tuple[Period, Any]]:
    return [(p, played.average[p.first : p.last + 1].mean(axis=0)) for p in played.periods if p.reported]


def _occupancy(instance: Instance, played: Simulation) -> tuple[Occupancy, ...]:
    rows = []
    areas = list(dict.fromkeys(cohort.home_area for cohort in instance.cohorts))
    for period, mean in _means(played):
        for p, offer in enumerate(instance.offers):
            for area in areas:
                here = [g for g, c in enumerate(instance.cohorts) if c.home_area == area]
                children = float(mean[p, here].sum())
                if children > 0:
                    rows.append(
                        Occupancy(
                            offer=offer.offer,
                            home_area=area,
                            period_start=instance.calendar.first_day(period.first),
                            children=children,
                            beds_used=float((mean[p, here] * played.arrays.beds[p, here]).sum()),
                        )
                    )
    return tuple(rows)


def _gap(instance: Instance, played: Simulation) -> tuple[GapLine, ...]:
    made: dict[tuple[Any, ...], float] = {}
    for period, mean in _means(played):
        for g, cohort in enumerate(instance.cohorts):
            start = instance.calendar.first_day(period.first)
            key = (cohort.need, cohort.age_from, cohort.age_to, cohort.home_area, start)
            made[key] = made.get(key, 0.0) + float(mean[played.arrays.gap, g].sum())
    return tuple(
        GapLine(need=need, age_from=young, age_to=old, home_area=area, period_start=start, children=children)
        for (need, young, old, area, start), children in made.items()
        if children > 0
    )
