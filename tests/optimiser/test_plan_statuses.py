"""How a plan ends: optimal, feasible, relaxed, or not at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimiser.plan
from instances.reader import load
from models.instance import Instance
from models.plan import Plan
from optimiser.plan import Interrupted, NoPlanError, Run, do_nothing, solve
from optimiser.reach import reach
from optimiser.solve import Solution
from tests.optimiser.cases import (
    DAYS,
    Noted,
    alike,
    block,
    children,
    home,
    one_cohort,
    policy,
    read_back,
    tier,
)
from tests.oracles.small import offer, settings

SPOT = offer("spot")
AWAY = offer("away", placed_in="away")


def housed() -> Instance:
    """Return three children of unknown placement: spot at 300 pounds a day, a block of two beds, a home."""
    supplied = {offer("block", "block_residential", "block"): 0.0, offer("home", "internal_home", "home"): 0.0}
    return one_cohort(
        {SPOT: 2100, **supplied},
        placements_today=(children(3),),
        blocks=(block(),),
        block_tiers=(tier(2, 2, 700),),
        homes=(home(),),
    )


def out_of_reach(*policies: Any, **tables: Any) -> Instance:
    """Return two children that break down every month: away at 100 a day, near at 200 for half a child only."""
    return one_cohort(
        {AWAY: 700, offer("near", capacity_children=0.5): 1400},
        {"away": {0: 1.0}, "near": {0: 1.0}},
        placements_today=(children(2, AWAY),),
        policies=policies,
        **tables,
    )


def test_a_hard_policy_out_of_reach_is_relaxed() -> None:
    """At most half a child near, from April on: 0.5 x 11.5 / 12 of 2, instead of 0.6; least shortfall, then cost."""
    noted = Noted()
    plan = solve(out_of_reach(policy(0.6)), gap=0.0, progress=noted)
    assert plan.summary.certificate.status == "relaxed"
    (line,) = plan.scorecard
    assert not line.met
    assert line.achieved == pytest.approx(0.25 * 11.5 / 12, abs=2e-6)
    # 731 days of two children at 100, and 100 more for half a one from mid-April on: 350 days, and half of April
    # 2023, for the tail is free of policies.
    assert plan.summary.certificate.objective_gbp == pytest.approx(146_200 + 50 * (350 + 15), rel=1e-5)
    assert any("least shortfall" in stage for stage in noted.stages)


def test_shortfalls_are_shared_by_level_and_soft_policies_wait() -> None:
    """A second hard policy that can hold does hold; the soft one is bought where it pays."""
    rules = (policy(0.6), policy(13.0, None), policy(0.9, "home_area", 1.0, policy="cheap_one"))
    plan = solve(out_of_reach(*rules), gap=0.0)
    assert plan.summary.certificate.status == "relaxed"
    assert [line.met for line in plan.scorecard] == [False, True, False]
    assert plan.summary.objective_groups_gbp["penalties"] == pytest.approx(
        2 * (0.9 - plan.scorecard[2].achieved), rel=1e-4
    )


def test_nobody_is_sent_through_gap_for_a_policy() -> None:
    """Moves out of gap count no less, and waiting there is near to nothing."""
    plan = solve(out_of_reach(policy(5.0, None)), gap=0.0)
    assert plan.summary.certificate.status == "relaxed"
    assert plan.summary.gap_child_weeks_by_year["2022/23"] == pytest.approx(0, abs=1e-6)


def test_without_new_commitments_a_policy_may_be_missed_as_by_doing_nothing() -> None:
    """Do nothing leaves everybody away; so may this baseline, and then it takes no dear place near home."""
    planning = out_of_reach(policy(0.2))
    plan = solve(planning, gap=0.0, kind="optimised_no_new_commitments")
    nothing = do_nothing(planning)
    assert plan.summary.certificate.status == "relaxed"
    assert plan.scorecard[0].achieved == pytest.approx(0, abs=1e-5)
    assert {a.offer for a in nothing.admissions} == {"away"}
    # The plan itself has to place half the child near that the policy asks for.
    assert solve(planning, gap=0.0).scorecard[0].achieved == pytest.approx(0.2, abs=1e-6)


def test_without_new_commitments_a_policy_that_holds_anyway_stays_hard() -> None:
    """Do nothing meets it, so it must hold, and the status is optimal."""
    planning = out_of_reach(policy(12.5, None))
    plan = solve(planning, gap=0.0, kind="optimised_no_new_commitments")
    assert plan.summary.certificate.status == "optimal"
    assert [line.met for line in plan.scorecard] == [True]


@pytest.mark.parametrize("level", [0.05, 0.2])
def test_without_new_commitments_a_policy_is_met_where_that_is_cheapest(level: float) -> None:
    """Do nothing misses it, the optimum does not, near being cheaper: then nothing is relaxed."""
    near = offer("near", capacity_children=0.5)
    planning = one_cohort(
        {AWAY: 700, near: 350},
        {"away": {0: 0.1}, "near": {0: 0.1}},
        placements_today=(children(2, AWAY),),
        policies=(policy(level),),
    )
    plan = solve(planning, gap=0.0, kind="optimised_no_new_commitments")
    (line,) = plan.scorecard
    assert line.achieved > level
    assert line.met
    assert plan.summary.certificate.status == "optimal"


def on_the_edge(measure: str, beyond: float) -> Plan:
    """Return the plan of an area whose hard policy asks for a little more than the best there is."""
    ring = "home_area" if measure == "share" else None
    (limit,) = reach(alike(["north"], policies=(policy(0.5, ring),)), None, None)
    level = limit.best + (beyond if measure == "share" else -beyond)
    return solve(alike(["north"], policies=(policy(level, ring),)), gap=0.0)


@pytest.mark.parametrize(
    ("beyond", "status"),
    [
        (-1e-6, "optimal"),
        (0.0, "optimal"),
        *(
            pytest.param(
                beyond,
                "optimal",
            )
            for beyond in (2e-7, 5e-7)
        ),
        (5e-6, "relaxed"),
    ],
)
@pytest.mark.parametrize("measure", ["share", "moves"])
def test_relaxed_is_a_plan_that_misses_a_hard_policy(measure: str, beyond: float, status: str) -> None:
    """By more than 1e-6, within which a policy counts as met; `verify` refuses a relaxed plan that meets all."""
    plan = on_the_edge(measure, beyond)
    assert plan.summary.certificate.status == status
    assert plan.scorecard[0].met == (status == "optimal")


def ending(outcome: str, interrupted: bool) -> Any:
    """Return an `optimise` that ends without a plan."""

    def optimise(*_args: object, **_options: object) -> Solution:
        return Solution(outcome=outcome, interrupted=interrupted)  # type: ignore[arg-type]

    return optimise


@pytest.mark.parametrize("interrupted", [True, False])
def test_no_plan_in_time(monkeypatch: pytest.MonkeyPatch, interrupted: bool) -> None:
    """The error says whether Ctrl-C ended it."""
    monkeypatch.setattr(optimiser.plan, "optimise", ending("no_plan", interrupted))
    with pytest.raises(NoPlanError, match=r"^no plan$") as caught:
        solve(housed(), gap=0.0)
    assert caught.value.interrupted == interrupted


def test_no_plan_of_a_council_in_a_twentieth_of_a_second() -> None:
    """The packaged instance needs longer than that for its root alone."""
    sefton = load(Path(__file__).parents[2] / "instances" / "sefton-2022").instance
    with pytest.raises(NoPlanError, match=r"^no plan$") as caught:
        solve(sefton, time_limit=0.05)
    assert not caught.value.interrupted


def test_no_plan_in_time_to_relax(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hard rows cannot hold, and the time is over before the least shortfall is known."""
    inside = optimiser.plan.optimise
    calls: list[int] = []

    def optimise(*args: Any, **options: Any) -> Solution:
        calls.append(1)
        return inside(*args, **options) if len(calls) == 1 else Solution(interrupted=True)

    monkeypatch.setattr(optimiser.plan, "optimise", optimise)
    with pytest.raises(NoPlanError, match=r"^no plan$") as caught:
        solve(out_of_reach(policy(0.6)), gap=0.0)
    assert caught.value.interrupted
    assert len(calls) == 2


def test_a_relaxation_that_is_interrupted_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shortfall that is not the least would be held as if it were."""
    inside = optimiser.plan.optimise
    calls: list[int] = []

    def optimise(*args: Any, **options: Any) -> Solution:
        calls.append(1)
        found = inside(*args, **options)
        found.interrupted = True
        return found

    monkeypatch.setattr(optimiser.plan, "optimise", optimise)
    with pytest.raises(NoPlanError, match=r"^no plan$") as caught:
        solve(out_of_reach(policy(0.6)), gap=0.0)
    assert caught.value.interrupted
    assert len(calls) == 2


def test_a_feasible_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped with a plan: status, interruption, bound and gap are those of the search."""
    inside = optimiser.plan.optimise

    def optimise(*args: Any, **options: Any) -> Solution:
        found = inside(*args, **options)
        found.outcome, found.bound, found.interrupted = "feasible", 0.9 * found.objective, True
        return found

    monkeypatch.setattr(optimiser.plan, "optimise", optimise)
    ended = Run(housed(), None, None, 0.001, 60.0, 0, "", "plan", None).solve()
    assert isinstance(ended, Interrupted)
    assert ended.interrupted
    certificate = ended.plan.summary.certificate
    assert certificate.status == "feasible"
    assert certificate.gap == pytest.approx(0.1)
    assert certificate.gap_gbp == pytest.approx(0.1 * certificate.objective_gbp)


def test_penalties_are_no_pounds_of_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them the objective may be below the bound: the distance in pounds is then nothing."""
    planning = one_cohort({}, placements_today=(children(1),), settings=settings(gap_penalty_gbp_per_week=7000.0))
    inside = optimiser.plan.optimise

    def optimise(*args: Any, **options: Any) -> Solution:
        found = inside(*args, **options)
        found.bound = found.objective - 1000.0
        return found

    monkeypatch.setattr(optimiser.plan, "optimise", optimise)
    certificate = solve(planning).summary.certificate
    assert certificate.objective_gbp == pytest.approx(2 * DAYS * 1000)
    assert certificate.gap == pytest.approx(1000 / (2 * DAYS * 1000))
    assert certificate.gap_gbp == 0


def test_exported_model_of_a_relaxed_plan(tmp_path: Path) -> None:
    """The one that was solved last, with the shortfall held: its optimum is the plan's."""
    plan = solve(out_of_reach(policy(0.6)), gap=0.0, mps=tmp_path / "relaxed.mps")
    assert read_back(tmp_path / "relaxed.mps") == pytest.approx(plan.summary.certificate.objective_gbp, rel=1e-6)


@pytest.mark.parametrize("rule", [policy(0.5), policy(0.5, None)])
def test_a_hard_policy_of_a_year_without_children_holds(rule: Any) -> None:
    """A share counts as 1, moves as 0."""
    plan = solve(one_cohort({SPOT: 700}, policies=(rule,)))
    assert plan.summary.certificate.status == "optimal"
    assert [line.met for line in plan.scorecard] == [True]


def test_without_duals_there_are_no_shadow_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last solve failed."""
    inside = optimiser.plan.optimise

    def optimise(*args: Any, **options: Any) -> Solution:
        found = inside(*args, **options)
        found.row_duals = np.zeros(0)
        return found

    monkeypatch.setattr(optimiser.plan, "optimise", optimise)
    assert [line.shadow_price_gbp for line in solve(out_of_reach(policy(0.1)), gap=0.0).scorecard] == [None]
