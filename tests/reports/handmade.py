"""Plans of the tiny instance made by hand: every table has rows, and no solver is asked."""

import datetime as dt
from pathlib import Path
from typing import Any

from instances.writer import canonical_files
from models.plan import (
    Admission,
    Certificate,
    Commitment,
    CommitmentSummary,
    Effect,
    Excess,
    Kind,
    LedgerLine,
    Occupancy,
    Plan,
    ScoreLine,
    Summary,
)
from reports.plan_folder import write_plan
from tests.reports.planned import tight_instance, tiny

YEAR = "2024/25"
APRIL = dt.date(2024, 4, 1)
LAST_DAY = dt.date(2027, 9, 30)


def commitment(kind: Any, name: str, size: int, pounds: float, **changes: Any) -> CommitmentSummary:
    """A commitment of April 2024 that is live in October, guaranteed and at most what it binds to."""
    given = {
        "start": APRIL,
        "live_from": dt.date(2024, 10, 1),
        "commitment_gbp": pounds,
        "guaranteed_gbp": pounds,
        "maximum_gbp": pounds,
        "beyond_horizon_gbp": 0.0,
        "pays_above_children": None,
        **changes,
    }
    return CommitmentSummary(kind=kind, id=name, size=size, **given)


COMMITMENTS = (
    commitment(
        "block", "block_c", 3, 1_800_000.0, end=LAST_DAY, void_beds=0.5, void_gbp=60_000.0, occupancy_share=0.8
    ),
    commitment("home", "small_home", 1, 380_000.0),
    commitment("fostering", "own_fostering", 2, 24_000.0),
)
EFFECTS = (
    Effect(kind="averted", id="edge_of_care", cohort="low_child", offer=None, period_start=APRIL, amount=0.25),
    Effect(
        kind="released",
        id="to_family",
        cohort="high_child",
        offer="home_spot",
        period_start=dt.date(2025, 1, 1),
        amount=0.5,
    ),
)
SCORES = (
    ScoreLine(policy="near_home", year=YEAR, target=0.5, achieved=0.6, met=True),
    ScoreLine(policy="few_moves", year=YEAR, target=0.9, achieved=0.5, met=True, shadow_price_gbp=1234.5),
)


def _certificate(**changes: Any) -> Certificate:
    given = {
        "status": "optimal",
        "objective_gbp": 2.5e6,
        "bound_gbp": 2.499e6,
        "gap": 0.0004,
        "gap_gbp": 1000.0,
        "seconds": {"total": 1.5},
        "versions": {"highspy": "1"},
        "instance_sha256": tiny().sha256,
        "seed": 0,
        **changes,
    }
    return Certificate(**given)


def _summary(kind: Kind, certificate: Certificate, **changes: Any) -> Summary:
    given = {
        "authority": "tinyshire",
        "demand": "middle",
        "prices": "central",
        "commitments": COMMITMENTS,
        "cost_gbp_by_year": {YEAR: 2_900_000.0},
        "net_cost_gbp_by_year": {YEAR: 2_800_000.0},
        "baseline_gbp_by_year": {YEAR: 3_100_000.0},
        "base_budget_gbp_by_year": {YEAR: 3_300_000.0},
        "full_year_effect_gbp": -7.25,
        "children_at_year_end": {YEAR: {"in_house_fostering": 12.5, "ifa": 8.0, "secure": 1.1, "gap": 0.0}},
        "scorecard": SCORES,
        "gap_child_weeks_by_year": {YEAR: 0.0},
        "moves_per_child_year": 0.421,
        "objective_groups_gbp": {"fees": 2.4e6},
        "cost_gbp_by_authority": {"tinyshire": {YEAR: 2_900_000.0}},
        **changes,
    }
    return Summary(kind=kind, certificate=certificate, **given)


def plan_of(kind: Kind = "plan") -> Plan:
    """A plan or baseline of the tiny instance; do-nothing proves no bound and has no scorecard."""
    if kind == "do_nothing":
        none = {"status": "simulated", "bound_gbp": None, "gap": None, "gap_gbp": None}
        return _plan(_summary(kind, _certificate(**none), commitments=COMMITMENTS[2:], scorecard=()))
    return _plan(_summary(kind, _certificate()))


def relaxed_plan() -> Plan:
    """A plan that misses both hard policies of the tight instance: 99 % in the authority, 0.2 moves."""
    score = (
        ScoreLine(policy="near_home", year=YEAR, target=0.99, achieved=0.7, met=False),
        ScoreLine(policy="few_moves", year=YEAR, target=0.2, achieved=0.45, met=False, shadow_price_gbp=10.0),
    )
    proof = _certificate(status="relaxed", instance_sha256=tight_instance().sha256)
    return _plan(_summary("plan", proof, scorecard=score))


def _plan(summary: Summary) -> Plan:
    admission = Admission(cohort="low_child", offer="ifa_north", period_start=APRIL, children=1 / 3)
    ledger = LedgerLine(
        financial_year=YEAR,
        authority="tinyshire",
        budget_head="agency_head",
        line="fees",
        kind="revenue",
        id="ifa_north",
        amount_gbp=2_900_000.01,
    )
    rows = tuple(
        Commitment(kind=item.kind, id=item.id, start=item.start, size=item.size, end=item.end)
        for item in summary.commitments
    )
    return Plan(
        summary=summary,
        admissions=(admission,),
        tail_admissions=(admission.model_copy(update={"period_start": dt.date(2025, 4, 1)}),),
        occupancy=(
            Occupancy(offer="ifa_north", home_area="tinyton", period_start=APRIL, children=6.1, beds_used=6.1),
        ),
        commitments=rows,
        effects=EFFECTS,
        ledger=(ledger,),
        scorecard=summary.scorecard,
        gap=(),
        baseline_admissions=(admission,),
        baseline_commitments=rows[2:],
    )


def plan_folder(folder: Path) -> Path:
    """Write the plan into a new folder; return the folder."""
    write_plan(plan_of(), canonical_files(tiny().instance), folder, force=False)
    return folder


def with_summary(plan: Plan, **changes: Any) -> Plan:
    """Return a plan with other figures in its summary."""
    return plan.model_copy(update={"summary": plan.summary.model_copy(update=changes)})


EXCESS = Excess(offer="ifa_north", children=21.0, until=dt.date(2024, 9, 1))
