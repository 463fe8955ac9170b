"""From an instance to a plan: kinds, statuses, certificate, tables."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimiser.plan
from models.instance import Instance
from models.plan import Plan
from optimiser.binding import commitment_rows, commitment_summaries
from optimiser.commitments import Decisions
from optimiser.plan import (
    do_nothing,
    export_mps,
    solve,
    versions,
    without_policies,
)
from optimiser.solve import Solution
from optimiser.trajectory import trajectory
from tests.optimiser.cases import (
    GAP,
    Noted,
    alike,
    block,
    children,
    compiled,
    entering,
    formulated,
    home,
    month,
    one_cohort,
    plain,
    policy,
    read_back,
    service,
    tier,
)
from tests.oracles.small import flat_uplifts, offer, row, settings

SPOT = offer("spot")
AWAY = offer("away", placed_in="away")
BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")


def housed(**tables: Any) -> Instance:
    """Return three children of unknown placement: spot at 300 pounds a day, a block of two at 100 a bed, homes."""
    given: dict[str, Any] = {
        "placements_today": (children(3),),
        "blocks": (block(mobilisation_gbp=2400.0),),
        "block_tiers": (tier(2, 2, 700),),
        "homes": (home(capital_gbp=10e3, works_months=0),),
        "settings": settings(decision_every_months=12),
    }
    return one_cohort({SPOT: 2100, BLOCK: 0, HOME: 0}, **{**given, **tables})


def test_a_plan_from_front_to_back() -> None:
    """The block takes two children, the home one; all of it is in the plan's tables."""
    plan = solve(housed(), gap=0.0, instance_sha256="f" * 64)
    summary, certificate = plan.summary, plan.summary.certificate
    # The block: 731 x 200, and 2,400 over two years. The home: 24,000, and 10,000 over ten years for two of them.
    assert certificate.objective_gbp == pytest.approx(146_200 + 2400 + 24_000 + 2000)
    assert certificate.status == "optimal"
    assert certificate.bound_gbp == pytest.approx(certificate.objective_gbp)
    assert certificate.bound_gbp <= certificate.objective_gbp
    assert certificate.gap == pytest.approx(0, abs=1e-9)
    assert certificate.gap_gbp == pytest.approx(0, abs=1e-3)
    assert (certificate.instance_sha256, certificate.seed) == ("f" * 64, 0)
    assert [(c.kind, c.id, c.start, c.size) for c in plan.commitments] == [
        ("block", "beds", month(1), 2),
        ("home", "own", month(1), 1),
    ]
    assert {(a.offer, a.period_start): a.children for a in plan.admissions} == {
        ("block", month(1)): pytest.approx(2),
        ("home", month(1)): pytest.approx(1),
    }
    assert plan.tail_admissions == ()
    assert (summary.kind, summary.authority, summary.demand, summary.prices) == ("plan", "test", "middle", "central")
    # 365 x 200, mobilisation, and a year of the home.
    assert summary.cost_gbp_by_year == {"2022/23": 73_000 + 2400 + 12_000}
    assert summary.net_cost_gbp_by_year == summary.cost_gbp_by_year
    # Do nothing: all in spot, half of April: 350 days.
    assert summary.baseline_gbp_by_year == {"2022/23": 350 * 900}
    assert summary.children_at_year_end["2022/23"] == {
        "gap": 0,
        "residential": 0,
        "block_residential": pytest.approx(2),
        "internal_home": pytest.approx(1),
    }
    assert summary.gap_child_weeks_by_year == {"2022/23": 0}
    assert (summary.moves_per_child_year, summary.full_year_effect_gbp, summary.scorecard) == (0, None, ())
    assert sum(summary.objective_groups_gbp.values()) == pytest.approx(certificate.objective_gbp)
    assert {line.line for line in plan.ledger} == {"block_used", "voids", "mobilisation", "home_running", "capital"}
    assert {o.offer for o in plan.occupancy} == {"block", "home"}
    assert plan.gap == ()
    assert {a.offer for a in plan.baseline_admissions} == {"spot"}
    assert plan.baseline_commitments == ()


def test_commitments_say_what_they_bind_the_council_to() -> None:
    """The block's term ends a year after the tail; the home is live three months after its decision."""
    planning = housed(
        placements_today=(),
        entries=(entering(3, 4),),
        blocks=(block(term_months=36, mobilisation_gbp=2400.0, start_from=month(4), start_to=month(4)),),
        homes=(home(capital_gbp=10e3, pre_opening_gbp=500.0, works_months=3),),
        settings=settings(decision_every_months=3),
    )
    found = {c.kind: c for c in solve(planning, gap=0.0).summary.commitments}
    # July 2022 to June 2025: 365 + 366 + 365 days; beds cost what they did.
    assert found["block"].commitment_gbp == pytest.approx(200 * (365 + 366 + 365) + 2400)
    assert found["block"].guaranteed_gbp == found["block"].commitment_gbp
    assert (found["block"].start, found["block"].live_from, found["block"].size) == (month(4), month(4), 2)
    assert found["home"].commitment_gbp == pytest.approx(10_500)
    assert (found["home"].start, found["home"].live_from) == (month(1), month(4))
    # Three children enter each July, at 300 a day elsewhere; a block of two beds is dearer than a home of one.
    assert {c.pays for c in found.values()} == {"above"}
    assert found["block"].pays_above_share > found["home"].pays_above_share


def test_rows_of_commitments_taken() -> None:
    """Units are rounded; a block's size is its beds, a home's or service's the number; none taken, no row."""
    planning = one_cohort(
        {BLOCK: 0, HOME: 0, CARERS: 0},
        blocks=(block(),),
        block_tiers=(tier(3, 4, 700),),
        homes=(home(max_homes=2, works_months=2),),
        fostering=(service(approvals_per_year_max=9),),
        settings=settings(decision_every_months=12),
    )
    made = formulated(planning)
    assert [o.kind for o in made.options] == ["block", "block", "home", "fostering"]
    units = np.array([0.0, 1.0 - 1e-9, 2.0 + 1e-9, 0.4])
    decisions = Decisions(made.options, units)
    path = trajectory(made.problem, np.zeros((len(made.problem.calendar.periods), 5, 1)))
    rows = commitment_rows(made.problem, decisions)
    summaries = commitment_summaries(made.problem, path, decisions, {})
    assert [(r.kind, r.size) for r in rows] == [("block", 4), ("home", 2)]
    assert [s.live_from for s in summaries] == [month(1), month(3)]


@pytest.mark.parametrize(
    ("kind", "kinds", "status"),
    [("plan", {"block", "home", "fostering"}, "optimal"), ("optimised_no_new_commitments", {"fostering"}, "optimal")],
)
def test_kinds_of_plan(kind: Any, kinds: set[str], status: str) -> None:
    """With commitments, or with those of today: one approval in April and October each."""
    planning = one_cohort(
        {SPOT: 2100, BLOCK: 0, HOME: 0, CARERS: 350},
        {"carers": {0: 0.1}, "spot": {0: 0.1}},
        placements_today=(children(6),),
        blocks=(block(),),
        block_tiers=(tier(2, 2, 700),),
        homes=(home(),),
        fostering=(service(approvals_per_year_today=2, approvals_per_year_max=2),),
        settings=settings(decision_every_months=6),
    )
    plan = solve(planning, gap=0.0, kind=kind)
    assert plan.summary.kind == kind
    assert {c.kind for c in plan.commitments} == kinds
    assert plan.summary.certificate.status == status
    if kind != "plan":
        assert [(c.start, c.size) for c in plan.commitments] == [(month(1), 1), (month(7), 1)]
        assert plan.summary.certificate.objective_gbp > solve(planning, gap=0.0).summary.certificate.objective_gbp


def test_certificate_names_what_computed_the_plan() -> None:
    """Versions as installed; seconds by stage, none negative, the total not less than the search."""
    found = versions()
    assert found == {name: version(name) for name in ("placement-sufficiency", "pulp", "highspy", "numpy")}
    certificate = solve(housed(), gap=0.0, seed=3).summary.certificate
    assert certificate.versions == found
    assert {"build", "root_lp", "search", "explain", "total"} <= set(certificate.seconds)
    assert min(certificate.seconds.values()) >= 0
    assert certificate.seconds["total"] >= certificate.seconds["build"]
    assert certificate.seed == 3


@pytest.mark.parametrize(
    ("demand", "prices", "cost"), [(None, None, 2.0), ("low", "central", 1.0), (None, "high", 2.2)]
)
def test_demand_and_price_paths(demand: str | None, prices: Any, cost: float) -> None:
    """Two children or one enter in April; prices as they were or 10 % up; the tail repeats the year."""
    uplifts = tuple(
        r.model_copy(update={"uplift_share": 0.1 if r.prices == "high" else 0.0})
        for r in flat_uplifts([SPOT, GAP], 0.0, ["2022/23"])
    )
    planning = one_cohort(
        {SPOT: 700},
        entries=(entering(2), entering(1, demand="low")),
        uplifts=uplifts,
        settings=settings(price_base="2021/22"),
    )
    plan = solve(planning, demand=demand, prices=prices)
    assert plan.summary.cost_gbp_by_year == {"2022/23": pytest.approx(350 * 100 * cost)}
    assert plan.summary.demand == (demand or "middle")
    assert plan.summary.prices == (prices or "central")


def test_exported_models(tmp_path: Path) -> None:
    """Written on its own, or on the way to a plan: the same optimum, areas merged."""
    planning = alike(["north", "south"], policies=(policy(0.3),), settings=settings(6))
    plan = solve(planning, gap=0.0, mps=tmp_path / "solved.mps")
    export_mps(planning, tmp_path / "exported.mps")
    for name in ("solved.mps", "exported.mps"):
        assert read_back(tmp_path / name) == pytest.approx(plan.summary.certificate.objective_gbp, rel=1e-7)


def test_stages_are_told() -> None:
    """From building the model to what each commitment saves."""
    noted = Noted()
    solve(housed(), gap=0.0, progress=noted)
    assert noted.stages[0] == "building the model"
    assert noted.stages[-2:] == [
        "what each commitment saves: 1 of 2",
        "what each commitment saves: 2 of 2",
    ]


def nothing_planned() -> Plan:
    """Return do nothing for two settled children, one of unknown placement, a policy and a fixed line."""
    planning = one_cohort(
        {SPOT: 700, CARERS: 0},
        placements_today=(children(2, SPOT), children(1)),
        fostering=(service(approvals_per_year_today=1, approval_gbp=1900.0),),
        policies=(policy(0.99, "home_area"),),
        fixed_lines=(
            row("fixed_lines", line="f", provision="none", gbp_per_year=12e3, uplift="other", budget_head="h"),
        ),
        entries=(entering(0), entering(1, 12, demand="high_demand")),
    )
    return do_nothing(planning, "high_demand", "low", "a" * 64)


def test_do_nothing_as_a_plan() -> None:
    """Simulated: reported months only, no bound, no scorecard; its own baseline."""
    plan = nothing_planned()
    certificate = plan.summary.certificate
    assert plan.summary.kind == "do_nothing"
    assert (plan.summary.demand, plan.summary.prices) == ("high_demand", "low")
    assert (certificate.status, certificate.bound_gbp, certificate.gap, certificate.gap_gbp) == (
        "simulated",
        None,
        None,
        None,
    )
    assert certificate.instance_sha256 == "a" * 64
    assert list(certificate.seconds) == ["build", "root_lp", "search", "explain", "total"]
    # Two for 365 days, one from April (350), one in March for half of 31 days; 12,000 fixed; 361 of the approval's
    # 1,900 at 19 %, from the month of decision, April, in which it is live.
    fees = 73_000 + 35_000 + 1550
    assert plan.summary.objective_groups_gbp["fees"] == pytest.approx(fees)
    assert plan.summary.objective_groups_gbp["charge"] == pytest.approx(361)
    assert certificate.objective_gbp == pytest.approx(fees + 361 + 12_000)
    assert plan.summary.cost_gbp_by_year == {"2022/23": fees + 1900 + 12_000}
    assert plan.summary.baseline_gbp_by_year == plan.summary.cost_gbp_by_year
    assert plan.admissions == plan.baseline_admissions
    assert plan.commitments == plan.baseline_commitments
    assert [(c.kind, c.size) for c in plan.commitments] == [("fostering", 1)]
    assert plan.tail_admissions == ()
    assert plan.scorecard == ()


def test_without_policies() -> None:
    """All off, soft prices gone, the instance itself unchanged."""
    problem = compiled(one_cohort({SPOT: 700}, policies=(policy(0.6), policy(0.5, None, 3.0))))
    off = without_policies(problem)
    assert [(p.strength, p.gbp_per_unit) for p in off.instance.policies] == [("off", None)] * 2
    assert [p.strength for p in problem.instance.policies] == ["hard", "soft"]
    assert off.cohorts == problem.cohorts


@pytest.mark.parametrize("monthly", [12, 6, 0])
def test_a_plan_costs_what_the_plain_programme_costs(monthly: int) -> None:
    """From front to back, with areas merged on the way, and everything in it."""
    planning = alike(
        ["north", "south"], policies=(policy(0.5, None, 30_000.0),), settings=settings(monthly, 3, move_gbp=700.0)
    )
    assert solve(planning, gap=0.0).summary.certificate.objective_gbp == pytest.approx(
        plain(formulated(planning)).objective, rel=1e-8
    )


def test_gap_of_a_negative_objective_is_not_negative(monkeypatch: pytest.MonkeyPatch) -> None:
    """More income than cost, and a bound 1,000 below: the gap is 1,000 over what the objective measures."""
    income = (row("income", income="i", financial_year="2022/23", budget_head="h", amount_gbp=1e6),)
    inside = optimiser.plan.optimise

    def optimise(*args: Any, **options: Any) -> Solution:
        found = inside(*args, **options)
        found.bound = found.objective - 1000.0
        return found

    monkeypatch.setattr(optimiser.plan, "optimise", optimise)
    certificate = solve(one_cohort({SPOT: 700}, placements_today=(children(1),), income=income)).summary.certificate
    assert certificate.objective_gbp == pytest.approx(71_600 - 1e6)
    assert certificate.gap == pytest.approx(1000 / (1e6 - 71_600))
