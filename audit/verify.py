"""Verify a written plan: every row and every pound, from the plan and the instance alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from audit.admissions import admission_faults, check_conservation
from audit.checks import PENNY, TOLERANCE, Check, compared, listed
from audit.commitments import commitment_faults, no_new_faults
from audit.donothing import carries_baseline, check_baseline_rule
from audit.ledger import LineKey, Stream, streams, yearly
from audit.limits import capacity_limits, check_capacity, limits_to_admissions
from audit.objective import objective_groups
from audit.pledges import Pledge, pledges_of
from audit.policies import Score, check_hard_policies, check_scorecard, scores
from audit.prices import Prices
from audit.simulate import Simulation, monthly_periods, simulate
from audit.summary import (
    check_children,
    check_commitment_summary,
    check_costs,
    check_objective,
    check_years,
)
from models.calendar import Period
from models.instance import Instance
from models.money import pence
from models.plan import Admission, Commitment, LedgerLine, Plan

__all__ = ["Check", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a plan: `ok` if every check is."""

    ok: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class _Recomputed:
    """A plan's children, commitments and money by month, recomputed."""

    simulation: Simulation
    pledges: tuple[Pledge, ...]
    streams: tuple[Stream, ...]


def verify(instance: Instance, instance_sha256: str, plan: Plan) -> Verification:
    """Re-check a written plan.

    Args:
        instance: the instance that the plan was made for, as read from the copy beside it.
        instance_sha256: hash of that instance, recomputed.
        plan: the plan as read.
    """
    header = _check_header(instance, plan)
    checks = [_check_instance(instance_sha256, plan), header]
    if header.ok:
        prices = Prices(instance, plan.summary.prices)
        checks += _check_plan(instance, prices, plan)
        checks += _check_baseline(instance, prices, plan)
    return Verification(all(check.ok for check in checks), tuple(checks))


def _check_instance(instance_sha256: str, plan: Plan) -> Check:
    stated = plan.summary.certificate.instance_sha256
    same = stated == instance_sha256
    return listed("instance", [] if same else [f"the plan was made for {stated}, found {instance_sha256}"])


def _check_header(instance: Instance, plan: Plan) -> Check:
    summary = plan.summary
    faults = []
    if summary.authority != instance.settings.authority.id:
        faults.append(f"authority {summary.authority}, in the instance {instance.settings.authority.id}")
    if summary.demand not in instance.demand_paths:
        faults.append(f"no demand path {summary.demand}")
    if not any(row.prices == summary.prices for row in instance.uplifts):
        faults.append(f"no uplifts of the price path {summary.prices}")
    if summary.kind == "do_nothing" and plan.tail_admissions:
        faults.append("do nothing has no tail, but tail admissions are given")
    if summary.scorecard != plan.scorecard:
        faults.append("the scorecard of the summary is not that of the table")
    return listed("header", faults)


def _recompute(
    instance: Instance,
    prices: Prices,
    demand: str,
    admissions: Iterable[Admission],
    commitments: Iterable[Commitment],
    periods: tuple[Period, ...],
) -> _Recomputed:
    simulation = simulate(instance, demand, admissions, periods)
    pledges = pledges_of(instance, prices, commitments, periods)
    return _Recomputed(simulation, pledges, streams(instance, prices, simulation, pledges))


def _check_plan(instance: Instance, prices: Prices, plan: Plan) -> list[Check]:
    summary = plan.summary
    free = summary.kind == "do_nothing"
    periods = monthly_periods(instance.calendar) if free else instance.calendar.periods
    admissions = (*plan.admissions, *plan.tail_admissions)
    made = _recompute(instance, prices, summary.demand, admissions, plan.commitments, periods)
    policies = scores(instance, made.simulation)
    charged = () if free else policies
    groups = objective_groups(instance, made.simulation, made.streams, made.pledges, charged)
    return [
        *_check_decisions(instance, plan, made),
        _check_occupancy(instance, plan, made.simulation),
        _check_beds(instance, plan, made.simulation),
        _check_gap(instance, plan, made.simulation),
        _check_ledger(instance, plan.ledger, made.streams),
        *check_costs(instance, plan),
        check_commitment_summary(instance, prices, plan, made.pledges),
        *check_children(instance, plan, made.simulation),
        check_scorecard(policies, plan.scorecard, every_hard_row=not free),
        *([] if free else [_check_hard_rows(summary.certificate.status, policies)]),
        *check_objective(plan, groups),
    ]


def _check_hard_rows(status: str, policies: tuple[Score, ...]) -> Check:
    """Every hard row is met; or, of a plan that says it is relaxed, at least one is not."""
    met = check_hard_policies(policies)
    if status != "relaxed":
        return met
    missed = any(s.policy.strength == "hard" and s.shortfall > TOLERANCE / 2 for s in policies)
    return listed("hard_policies", [] if missed else ["the status is relaxed, yet every hard policy is met"])


def _check_decisions(instance: Instance, plan: Plan, made: _Recomputed) -> list[Check]:
    """Admissions, conservation, capacity, commitments."""
    calendar, simulation = instance.calendar, made.simulation
    reported = [period for period in simulation.periods if period.reported]
    tail = [period for period in simulation.periods if not period.reported]
    faults = admission_faults(simulation.arrays, calendar, plan.admissions, reported)
    tail_faults = admission_faults(simulation.arrays, calendar, plan.tail_admissions, tail)
    decided = commitment_faults(instance, plan.commitments, simulation.periods)
    if plan.summary.kind != "plan":
        decided += no_new_faults(instance, plan.commitments, simulation.periods)
    limits = capacity_limits(instance, simulation, made.pledges)
    if plan.summary.kind == "do_nothing":
        limits = limits_to_admissions(simulation, limits)
    return [
        listed("admissions", faults),
        listed("tail_admissions", tail_faults),
        check_conservation("conservation", instance, simulation),
        check_capacity("capacity", instance, simulation, limits),
        listed("commitments", decided),
    ]


def _check_baseline(instance: Instance, prices: Prices, plan: Plan) -> list[Check]:
    """The do-nothing baseline: every month a period, no tail."""
    calendar = instance.calendar
    itself = plan.summary.kind == "do_nothing" and not carries_baseline(plan)
    admissions = plan.admissions if itself else plan.baseline_admissions
    commitments = plan.commitments if itself else plan.baseline_commitments
    periods = monthly_periods(calendar)
    made = _recompute(instance, prices, plan.summary.demand, admissions, commitments, periods)
    simulation = made.simulation
    cost = {str(year): 0.0 for year in calendar.years}
    for (year, _, _, kind, _), amount in yearly(instance, made.streams).items():
        cost[year] += float(amount) if kind == "revenue" else 0.0
    limits = capacity_limits(instance, simulation, made.pledges)
    decided = commitment_faults(instance, commitments, periods)
    decided += no_new_faults(instance, commitments, periods)
    return [
        listed("baseline_admissions", admission_faults(simulation.arrays, calendar, admissions, periods)),
        check_conservation("baseline_conservation", instance, simulation),
        check_capacity("baseline_capacity", instance, simulation, limits_to_admissions(simulation, limits)),
        listed("baseline_commitments", decided),
        check_baseline_rule(instance, prices, plan),
        check_years("baseline_by_year", plan.summary.baseline_gbp_by_year, cost, PENNY),
    ]


def _by_area(instance: Instance, simulation: Simulation) -> dict[tuple[str, str, str], float]:
    """Return average children by offer, home area and first day of each reported period."""
    areas = list(dict.fromkeys(cohort.home_area for cohort in instance.cohorts))
    lives_in = np.array([[cohort.home_area == area for area in areas] for cohort in instance.cohorts])
    expected = {}
    for period in simulation.periods:
        if not period.reported:
            continue
        start = str(instance.calendar.first_day(period.first))
        mean = simulation.average[period.first : period.last + 1].mean(axis=0) @ lives_in
        for p, offer in enumerate(instance.offers):
            for a, area in enumerate(areas):
                expected[offer.offer, area, start] = float(mean[p, a])
    return expected


def _occupancy_words(key: tuple[str, str, str]) -> str:
    return f"offer {key[0]}, home area {key[1]}, period from {key[2]}"


def _check_occupancy(instance: Instance, plan: Plan, simulation: Simulation) -> Check:
    stated = [((r.offer, r.home_area, str(r.period_start)), r.children) for r in plan.occupancy]
    return compared("occupancy", stated, _by_area(instance, simulation), _occupancy_words)


def _check_beds(instance: Instance, plan: Plan, simulation: Simulation) -> Check:
    stated = [((r.offer, r.home_area, str(r.period_start)), r.beds_used) for r in plan.occupancy]
    return compared("beds_used", stated, _by_area(instance, simulation), _occupancy_words)


def _check_gap(instance: Instance, plan: Plan, simulation: Simulation) -> Check:
    expected: dict[tuple[str, int, int, str, str], float] = {}
    for period in simulation.periods:
        if not period.reported:
            continue
        start = str(instance.calendar.first_day(period.first))
        months = simulation.average[period.first : period.last + 1, simulation.arrays.gap, :]
        mean = months.sum(axis=1).mean(axis=0)
        for g, cohort in enumerate(instance.cohorts):
            key = (cohort.need, cohort.age_from, cohort.age_to, cohort.home_area, start)
            expected[key] = expected.get(key, 0.0) + float(mean[g])
    stated = [((r.need, r.age_from, r.age_to, r.home_area, str(r.period_start)), r.children) for r in plan.gap]
    return compared(
        "gap",
        stated,
        expected,
        lambda k: f"need {k[0]}, ages {k[1]} to {k[2]}, home area {k[3]}, period from {k[4]}",
    )


def _check_ledger(instance: Instance, lines: Sequence[LedgerLine], made: Iterable[Stream]) -> Check:
    expected = {key: float(amount) for key, amount in yearly(instance, made).items()}
    authority = instance.settings.authority.id
    faults = [
        f"{_line_words(_line_key(line))}: authority {line.authority}, not {authority}"
        for line in lines
        if line.authority != authority
    ]
    faults += [
        f"{_line_words(_line_key(line))}: {line.amount_gbp!r} is not in whole pence"
        for line in lines
        if float(pence(line.amount_gbp)) != line.amount_gbp
    ]
    if faults:
        return listed("ledger", faults)
    stated = [(_line_key(line), line.amount_gbp) for line in lines]
    return compared("ledger", stated, expected, _line_words, allowed=PENNY, scaled=False)


def _line_key(line: LedgerLine) -> LineKey:
    return line.financial_year, line.budget_head, line.line, line.kind, line.id


def _line_words(key: LineKey) -> str:
    year, head, line, kind, name = key
    return f"{line} of {name} in {year} ({kind}, head {head})"
