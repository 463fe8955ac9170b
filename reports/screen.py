"""What `solve` and `baseline` print: a budget holder's one screen."""

from collections.abc import Sequence

from audit.verify import Verification
from models.instance import Instance
from models.plan import Certificate, Plan
from reports.commitments import commitments_table, demand_table, usage_table
from reports.costs import authorities_table, cost_table
from reports.dfe_measures import measures_table
from reports.placements import gap_table, placements_table
from reports.policies import missed, scorecard_table
from reports.programmes import programmes_table
from reports.supply import over_capacity_table, unit_cost_table
from reports.table import Table, percent, pounds

_TITLES = {
    "plan": "plan of least cost",
    "do_nothing": "do nothing (today's practice carried on, no new commitments)",
    "optimised_no_new_commitments": "best plan without new commitments",
}


def headline(instance: Instance, plan: Plan, verification: Verification, overlays: Sequence[str] = ()) -> list[str]:
    """Return what was planned, how good it is proven to be, and whether the re-check agrees.

    Args:
        instance: the instance planned for, overlays included.
        plan: its plan.
        verification: what the re-check found.
        overlays: what was laid over the instance, in words.
    """
    summary = plan.summary
    years = list(summary.cost_gbp_by_year)
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    return [
        f"{instance.settings.authority.name}, {span}: {_TITLES[summary.kind]}; "
        f"demand path '{summary.demand}', price path '{summary.prices}'{_with(overlays)}",
        *_part_year(instance),
        *_status(instance, plan),
        f"Independent re-check of every row and pound: {_verdict(verification)}; "
        f"{summary.certificate.seconds.get('total', 0.0):.1f} seconds in all",
    ]


def _part_year(instance: Instance) -> list[str]:
    if not instance.calendar.elapsed_months:
        return []
    year, start = instance.calendar.years[0], instance.settings.calendar.start
    return [f"{year} is planned from {start:%B %Y} on: its figures are of these months, its budgets what was left."]


def _with(overlays: Sequence[str]) -> str:
    return f"; with {'; '.join(overlays)}" if overlays else ""


def _status(instance: Instance, plan: Plan) -> list[str]:
    proof = plan.summary.certificate
    if proof.status == "simulated":
        return [f"Status: simulated, not optimised; present value {pounds(proof.objective_gbp)} pounds"]
    asked = " to the gap asked" if proof.status == "optimal" and proof.gap else ""
    lines = [f"Status: {proof.status}{asked}; {_proven(proof)}"]
    if proof.status == "feasible":
        lines.append("Stopped before the asked gap was proven: the plan can be used, a better one may exist.")
    if proof.status == "relaxed":
        lines.append(_why_relaxed(plan))
        lines += [f"  {sentence}" for sentence in missed(instance, plan)]
    return lines


def _why_relaxed(plan: Plan) -> str:
    if plan.summary.kind == "optimised_no_new_commitments":
        return "Without new commitments a hard policy may be missed by as much as do-nothing misses it. Missed here:"
    return "The hard policies cannot all be met. This plan misses them by as little as possible:"


def _proven(proof: Certificate) -> str:
    whole = f"{pounds(proof.objective_gbp)} pounds (present value, with penalties and the year after the horizon)"
    if proof.bound_gbp is None or proof.gap is None:
        return f"nothing is proven of how good the plan is; it stands at {whole}"
    other = "no plan" if proof.status != "relaxed" else "no plan that misses as little"
    distance = proof.objective_gbp - proof.bound_gbp
    if round(distance) == 0:
        return f"{other} is better; it stands at {whole}"
    share = "less than 0.001 %" if proof.gap < 1e-5 else percent(proof.gap, 3 if proof.gap < 0.1 else 1)
    return f"{other} is better by more than {pounds(distance)} pounds, {share} of {whole}"


def _verdict(verification: Verification) -> str:
    failed = [check.name for check in verification.checks if not check.ok]
    return f"{len(verification.checks)} checks passed" if not failed else "FAILED: " + ", ".join(failed)


def tables(instance: Instance, plan: Plan) -> list[Table]:
    """Return everything `solve` prints, in order; tables without a subject are left out."""
    several = len(plan.summary.cost_gbp_by_authority) > 1
    found = [
        cost_table(plan),
        authorities_table(instance, plan) if several else None,
        commitments_table(plan),
        usage_table(plan),
        demand_table(plan),
        programmes_table(plan),
        placements_table(instance, plan),
        over_capacity_table(plan),
        scorecard_table(instance, plan) if plan.scorecard else None,
        gap_table(instance, plan),
        unit_cost_table(instance),
        measures_table(instance, plan),
    ]
    return [table for table in found if table is not None]
