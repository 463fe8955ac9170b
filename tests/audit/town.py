"""Plans for a town with some of everything, of all three kinds, that hold every rule.

`plan_of` writes a plan around given admissions with the audit's own figures: it is for tests that change one
figure and see it refused. That the figures themselves are right is shown by hand elsewhere.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from audit.commitments import recruitment_today
from audit.donothing import do_nothing
from audit.ledger import ledger, streams
from audit.objective import gap_child_weeks, objective_groups
from audit.pledges import full_term_gbp, pledges_of
from audit.policies import moves_per_child_year, scores
from audit.prices import Prices
from audit.simulate import Simulation, monthly_periods, simulate
from audit.summary import base_budgets, children_at_year_ends, full_year_effect, sums_by_year
from models.calendar import Period
from models.instance import Instance
from models.plan import (
    Admission,
    Certificate,
    Commitment,
    CommitmentSummary,
    GapLine,
    Kind,
    Occupancy,
    Plan,
    ScoreLine,
    Status,
    Summary,
)
from tests.audit import small
from tests.audit.town_instance import town

HASH = "0" * 64
COMMITMENTS = (
    small.commit("block", "lodge_block", 4, 3),
    small.commit("home", "house_type", 1, 1),
    small.commit("fostering", "recruiting", 1, 4),
    small.commit("fostering", "recruiting", 13, 2),
)
type Shares = Callable[[str, Period], dict[str, float]]


def planned_shares(cohort: str, period: Period) -> dict[str, float]:
    """Return where a plan with every commitment places a cohort in a period."""
    if cohort == "high_town":
        return {"lodge": 0.2, "house": 0.3, "spot": 0.5} if period.first >= 4 else {"spot": 1.0}
    if cohort == "low_coast":
        return {"opening": 0.9, "gap": 0.1} if period.first >= 6 else {"spot": 0.9, "gap": 0.1}
    if cohort == "older_town":
        return {"shared": 1.0}
    return {"carers": 0.5, "ifa": 0.5}


def unplanned_shares(cohort: str, period: Period) -> dict[str, float]:
    """Return where a cohort goes without blocks and homes."""
    if cohort == "low_town":
        return {"carers": 0.4, "ifa": 0.6}
    return {"spot": 1.0} if cohort == "high_town" else planned_shares(cohort, period)


def placing(
    instance: Instance, periods: tuple[Period, ...], shares: Shares, demand: str = "middle"
) -> list[Admission]:
    """Return the admissions in these shares that leave nobody in the pool at any period end.

    The pool at a period end is linear in the period's admissions, so one trial child of each cohort says all.
    """
    made: list[Admission] = []
    names = [cohort.cohort for cohort in instance.cohorts]
    for period in periods:
        so_far = tuple(p for p in periods if p.last <= period.last)
        trials = [_trial(instance, name, period, shares(name, period)) for name in names]
        waiting = simulate(instance, demand, made, so_far).unplaced[-1]
        effect = [simulate(instance, demand, [*made, *rows], so_far).unplaced[-1] - waiting for rows in trials]
        children = np.linalg.solve(np.array(effect).T, -waiting)
        for rows, number in zip(trials, children, strict=True):
            made += [row.model_copy(update={"children": row.children * max(0.0, number)}) for row in rows]
    return [row for row in made if row.children > 0]


def _trial(instance: Instance, cohort: str, period: Period, shares: dict[str, float]) -> list[Admission]:
    start = instance.calendar.first_day(period.first)
    return [
        Admission(cohort=cohort, offer=offer, period_start=start, children=share) for offer, share in shares.items()
    ]


@functools.cache
def baseline() -> tuple[tuple[Admission, ...], tuple[Commitment, ...]]:
    """Return admissions month by month by the rule and recruitment at today's rate."""
    calendar = town().calendar
    periods = monthly_periods(calendar)
    recruited = tuple(
        Commitment(kind="fostering", id=name, start=day, size=households)
        for (name, day), households in recruitment_today(town(), periods).items()
    )
    admitted = do_nothing(town(), "middle", Prices(town(), "central"))
    rows = tuple(
        Admission(
            cohort=town().cohorts[g].cohort,
            offer=town().offers[p].offer,
            period_start=calendar.first_day(int(month)),
            children=float(admitted[month, p, g]),
        )
        for month, p, g in np.argwhere(admitted > 0)
    )
    return rows, recruited


@functools.cache
def plan(kind: Kind = "plan", status: Status = "optimal") -> Plan:
    """Return a plan of the kind for `town` that holds every rule."""
    months, recruited = baseline()
    if kind == "do_nothing":
        return plan_of(kind, "simulated", months, recruited)
    shares = planned_shares if kind == "plan" else unplanned_shares
    rows = tuple(placing(town(), town().calendar.periods, shares))
    return plan_of(kind, status, rows, COMMITMENTS if kind == "plan" else recruited)


def plan_of(
    kind: Kind, status: Status, admissions: tuple[Admission, ...], commitments: tuple[Commitment, ...]
) -> Plan:
    """Return a plan with these admissions (the tail's included) and all that follows from them.

    Those of do-nothing are its baseline too.
    """
    instance = town()
    calendar = instance.calendar
    free = kind == "do_nothing"
    periods = monthly_periods(calendar) if free else calendar.periods
    tail = calendar.first_day(calendar.horizon_months + 1)
    played = simulate(instance, "middle", admissions, periods)
    made = ledger(instance, "central", played, commitments)
    scorecard = _scorecard(instance, played)
    months, recruited = (admissions, commitments) if free else baseline()
    unplanned = simulate(instance, "middle", months, monthly_periods(calendar))
    by_end: dict[str, dict[str, float]] = {}
    for (year, provision), children in children_at_year_ends(instance, played).items():
        by_end.setdefault(year, {})[provision] = children
    weeks = gap_child_weeks(instance, played)
    groups = _groups(instance, played, commitments, free=free)
    summary = Summary(
        kind=kind,
        authority="smalltown",
        demand="middle",
        prices="central",
        certificate=_certificate(status, groups),
        commitments=_commitments(instance, commitments, periods),
        cost_gbp_by_year=sums_by_year(instance, made, {"revenue"}),
        net_cost_gbp_by_year=sums_by_year(instance, made, {"revenue", "financing", "income"}),
        baseline_gbp_by_year=sums_by_year(instance, ledger(instance, "central", unplanned, recruited), {"revenue"}),
        base_budget_gbp_by_year=base_budgets(instance),
        full_year_effect_gbp=full_year_effect(instance),
        children_at_year_end=by_end,
        scorecard=scorecard,
        gap_child_weeks_by_year={
            "2024/25": float(weeks[1:13].sum()),
            "2025/26": float(weeks[13:25].sum()),
        },
        moves_per_child_year=moves_per_child_year(played, 1, 24),
        objective_groups_gbp=groups,
    )
    return Plan(
        summary=summary,
        admissions=tuple(row for row in admissions if row.period_start < tail),
        tail_admissions=tuple(row for row in admissions if row.period_start >= tail),
        occupancy=_occupancy(instance, played),
        commitments=commitments,
        ledger=made,
        scorecard=scorecard,
        gap=_gap(instance, played),
        baseline_admissions=() if free else months,
        baseline_commitments=() if free else recruited,
    )


def _groups(
    instance: Instance, played: Simulation, commitments: Sequence[Commitment], *, free: bool
) -> dict[str, float]:
    prices = Prices(instance, "central")
    pledges = pledges_of(instance, prices, commitments, played.periods)
    charged = () if free else scores(instance, played)
    return objective_groups(instance, played, streams(instance, prices, played, pledges), pledges, charged)


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


def _commitments(
    instance: Instance, commitments: Sequence[Commitment], periods: tuple[Period, ...]
) -> tuple[CommitmentSummary, ...]:
    prices = Prices(instance, "central")
    return tuple(
        CommitmentSummary(
            **pledge.commitment.model_dump(),
            live_from=instance.calendar.first_day(pledge.live),
            commitment_gbp=full_term_gbp(instance, prices, pledge),
            guaranteed_gbp=full_term_gbp(instance, prices, pledge),
            pays_above_children=None,
        )
        for pledge in pledges_of(instance, prices, commitments, periods)
    )


def _scorecard(instance: Instance, played: Simulation) -> tuple[ScoreLine, ...]:
    return tuple(
        ScoreLine(
            policy=score.policy.policy,
            year=score.policy.financial_year,
            target=score.policy.level,
            achieved=score.achieved,
            met=score.shortfall <= 1e-6,
            shadow_price_gbp=None,
        )
        for score in scores(instance, played)
        if score.policy.strength != "off"
    )


def _means(played: Simulation) -> list[tuple[Period, Any]]:
    return [(p, played.average[p.first : p.last + 1].mean(axis=0)) for p in played.periods if p.reported]


def _occupancy(instance: Instance, played: Simulation) -> tuple[Occupancy, ...]:
    written = []
    for period, mean in _means(played):
        for p, offer in enumerate(instance.offers):
            for area in ("town", "coast"):
                here = [g for g, c in enumerate(instance.cohorts) if c.home_area == area]
                children = float(mean[p, here].sum())
                if children > 0:
                    written.append(
                        Occupancy(
                            offer=offer.offer,
                            home_area=area,
                            period_start=instance.calendar.first_day(period.first),
                            children=children,
                            beds_used=children,
                        )
                    )
    return tuple(written)


def _gap(instance: Instance, played: Simulation) -> tuple[GapLine, ...]:
    return tuple(
        GapLine(
            need=cohort.need,
            age_from=cohort.age_from,
            age_to=cohort.age_to,
            home_area=cohort.home_area,
            period_start=instance.calendar.first_day(period.first),
            children=float(mean[-1, g]),
        )
        for period, mean in _means(played)
        for g, cohort in enumerate(instance.cohorts)
        if mean[-1, g] > 0
    )
