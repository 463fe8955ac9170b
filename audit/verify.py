"""Verify a written plan: every row and every pound, from the plan and the instance alone."""

from dataclasses import dataclass

from audit.admissions import admission_faults, check_conservation
from audit.checks import PENNY, Check, listed
from audit.commitments import commitment_faults, end_faults
from audit.committed import no_new_faults
from audit.donothing import carries_baseline, check_baseline_rule, effects_of_baseline
from audit.effect_limits import check_effect_limits, check_settled
from audit.effect_rows import effect_faults
from audit.excess import check_over_capacity
from audit.figures import check_commitment_summary
from audit.ledger import yearly
from audit.limits import capacity_limits, check_capacity, limits_to_admissions
from audit.objective import objective_groups
from audit.policies import Score, check_hard_policies, check_scorecard, scores
from audit.prices import Prices
from audit.recompute import Decisions, Recomputed, recompute
from audit.simulate import monthly_periods
from audit.summary import check_children, check_costs, check_objective, check_years
from audit.written import check_beds, check_gap, check_ledger, check_occupancy, check_void_sales
from models.instance import Instance
from models.plan import Plan

__all__ = ["Check", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a plan: `ok` if every check is."""

    ok: bool
    checks: tuple[Check, ...]


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


def _check_plan(instance: Instance, prices: Prices, plan: Plan) -> list[Check]:
    summary = plan.summary
    free = summary.kind == "do_nothing"
    periods = monthly_periods(instance.calendar) if free else instance.calendar.periods
    decided = Decisions((*plan.admissions, *plan.tail_admissions), plan.commitments, plan.effects)
    made = recompute(instance, prices, summary.demand, decided, periods, sells=summary.kind == "plan")
    policies = scores(instance, made.played)
    charged = () if free else policies
    groups = objective_groups(instance, made.simulation, made.streams, made.pledges, charged)
    return [
        *_check_decisions(instance, plan, made),
        check_occupancy(instance, plan, made.simulation),
        check_beds(instance, plan, made.simulation),
        check_gap(instance, plan, made.simulation),
        check_ledger(instance, plan.ledger, made.streams),
        check_void_sales(instance, plan.ledger, made.streams),
        *check_costs(instance, plan),
        *check_commitment_summary(instance, prices, plan, made.pledges, made.beds),
        check_over_capacity(instance, plan, made.pledges),
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
    missed = any(s.policy.strength == "hard" and s.short > s.allowed / 2 for s in policies)
    return listed("hard_policies", [] if missed else ["the status is relaxed, yet every hard policy is met"])


def _check_decisions(instance: Instance, plan: Plan, made: Recomputed) -> list[Check]:
    """Admissions, conservation, capacity, commitments, effects."""
    calendar, simulation, kind = instance.calendar, made.simulation, plan.summary.kind
    reported = [period for period in simulation.periods if period.reported]
    tail = [period for period in simulation.periods if not period.reported]
    faults = admission_faults(simulation, calendar, plan.admissions, reported)
    tail_faults = admission_faults(simulation, calendar, plan.tail_admissions, tail)
    decided = commitment_faults(instance, plan.commitments, simulation.periods, chosen=kind == "plan")
    if kind == "plan":
        decided += end_faults(instance, plan.commitments)
    else:
        decided += no_new_faults(instance, plan.commitments, simulation.periods)
    limits = capacity_limits(instance, simulation, made.pledges)
    if kind == "do_nothing":
        limits = limits_to_admissions(simulation, limits)
    return [
        listed("admissions", faults),
        listed("tail_admissions", tail_faults),
        check_conservation("conservation", instance, simulation),
        check_capacity("capacity", instance, simulation, limits),
        listed("commitments", decided),
        listed("effects", effect_faults(instance, simulation, plan.effects, kind)),
        check_settled(simulation),
        check_effect_limits(instance, simulation, made.pledges, plan.effects),
    ]


def _check_baseline(instance: Instance, prices: Prices, plan: Plan) -> list[Check]:
    """The do-nothing baseline: every month a period, no tail."""
    calendar = instance.calendar
    itself = plan.summary.kind == "do_nothing" and not carries_baseline(plan)
    admissions = plan.admissions if itself else plan.baseline_admissions
    commitments = plan.commitments if itself else plan.baseline_commitments
    periods = monthly_periods(calendar)
    effects = plan.effects if itself else effects_of_baseline(instance, plan.summary.demand, prices)
    decided_before = Decisions(admissions, commitments, effects)
    made = recompute(instance, prices, plan.summary.demand, decided_before, periods, sells=False)
    simulation = made.simulation
    cost = {str(year): 0.0 for year in calendar.years}
    for (year, _, _, _, kind, _), amount in yearly(instance, made.streams).items():
        cost[year] += float(amount) if kind == "revenue" else 0.0
    limits = capacity_limits(instance, simulation, made.pledges)
    decided = commitment_faults(instance, commitments, periods, chosen=False)
    decided += no_new_faults(instance, commitments, periods)
    return [
        listed("baseline_admissions", admission_faults(simulation, calendar, admissions, periods)),
        check_conservation("baseline_conservation", instance, simulation),
        check_capacity("baseline_capacity", instance, simulation, limits_to_admissions(simulation, limits)),
        listed("baseline_commitments", decided),
        check_baseline_rule(instance, prices, plan),
        check_years("baseline_by_year", plan.summary.baseline_gbp_by_year, cost, PENNY),
    ]
