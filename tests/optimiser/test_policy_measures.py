"""Rows of every measure, by hand: what keeping a policy costs, and that without its row the plan would not do so."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.plan import Kind
from models.tables import Policy
from optimiser.formulation import SHORTFALL_WEIGHT, formulate, least_shortfall
from optimiser.plan import solve
from optimiser.reach import reach
from tests.optimiser.cases import (
    GAP,
    block,
    children,
    compiled,
    entering,
    formulated,
    home,
    month,
    one_cohort,
    optimum,
    plain,
    tier,
)
from tests.optimiser.test_measures import rule
from tests.oracles.small import cohort, hazards, instance, offer, priced, row

LEAVING = offer("leaving", placed_in="away", grade="inadequate", provider="old")
"""Where today's child is, free; it breaks down within a month and takes nobody new."""
CHEAP = offer("cheap", placed_in="away", provider="one", budget_head="agency")
DEAR = offer("dear", "in_house_fostering", "in_house", provider="council")
AGENCY = offer("agency", "ifa", "framework", placed_in="away")
NEAR = offer("near", "residential", "spot")
KINDS: tuple[Kind, ...] = ("plan", "optimised_no_new_commitments")


def ruled(*policies: Policy, cheap: Any = CHEAP, dear: Any = DEAR, **tables: Any) -> Instance:
    """Return a child to be placed in April for 716 days: at 100 pounds a day in `cheap` or 200 in `dear`."""
    return one_cohort(
        {LEAVING: 0, cheap: 700, dear: 1400},
        {"leaving": {0: 1.0}},
        **{"placements_today": (children(1, LEAVING),), "policies": policies, **tables},
    )


@pytest.mark.parametrize(
    ("asked", "offers", "x"),
    [
        # x of the child in cheap counts x 11.5 / 12 of the year's child-year, leaving 0.5 / 12.
        (rule("family_share", 0.575), {}, 0.4),
        (rule("residential_share", 0.425), {}, 0.4),
        (rule("residential_children", 0.425), {}, 0.4),
        (rule("at_a_distance_share", 0.425), {}, 0.4),
        (rule("share_within_ring", 0.575), {}, 0.4),
        # Who is admitted counts once, whenever; today's child was not.
        (rule("at_a_distance_share", 0.3, among="new_admissions"), {}, 0.3),
        (rule("share_within_ring", 0.7, among="new_admissions"), {}, 0.3),
        # Of 0.5 bought from the old provider and 11.5 x from the other at most 60 % from one: 4.6 x = 0.3.
        (rule("provider_share", 0.6), {}, 0.3 / 4.6),
        # 350 days of the first year at 100 pounds in the one budget head.
        (rule("revenue_gbp", 14_000.0, budget_head="agency"), {}, 0.4),
        # The agency is in the ring's denominator of families only: all of them, today's child not.
        (rule("in_house_share_of_fostering", 0.6), {"cheap": AGENCY}, 0.4),
        (rule("share_within_ring", 0.6, among="family"), {"cheap": AGENCY}, 0.4),
        # Of framework and spot: leaving is spot, 0.5 / 12 of a child-year; 11.5 x >= 0.4 x 12 with near for the rest.
        (rule("framework_share", 0.575), {"cheap": NEAR, "dear": AGENCY}, 0.4),
    ],
)
def test_policies_that_are_dear_to_keep(asked: Policy, offers: dict[str, Any], x: float) -> None:
    """The optimum has as much of the child in the cheap offer as the policy allows."""
    planning = ruled(asked, **offers)
    assert optimum(planning) == pytest.approx(716 * (200 - 100 * x))
    assert optimum(planning, without="policy") == pytest.approx(71_600)
    (line,) = solve(planning, gap=0.0).scorecard
    assert line.met
    assert line.achieved == pytest.approx(asked.level)


@pytest.mark.parametrize(
    ("price", "x"),
    [
        # A pound in the head beyond 14,000 costs 2.10: 73,500 for the 35,000 of a whole child, who is 71,600 dearer.
        (2.1, 0.4),
        (2.0, 1.0),
    ],
)
def test_a_soft_budget(price: float, x: float) -> None:
    """Kept where a pound beyond it costs more than keeping it."""
    asked = rule("revenue_gbp", 14_000.0, budget_head="agency", strength="soft", gbp_per_unit=price)
    beyond = 35_000 * x - 14_000
    assert optimum(ruled(asked)) == pytest.approx(716 * (200 - 100 * x) + price * beyond)


def test_shadow_price_of_a_budget() -> None:
    """A pound more lets 1 / 35,000 of the child be 71,600 pounds cheaper; a child more, of homes, 12 / 11.5 of it."""
    (line,) = solve(ruled(rule("revenue_gbp", 14_000.0, budget_head="agency")), gap=0.0).scorecard
    assert line.shadow_price_gbp == pytest.approx(71_600 / 35_000)
    (line,) = solve(ruled(rule("residential_children", 0.425)), gap=0.0).scorecard
    assert line.shadow_price_gbp == pytest.approx(71_600 * 12 / 11.5)


def test_shadow_price_of_shares_of_several_providers() -> None:
    """More of one provider: x = 0.5 L / 11.5 (1 - L), whose slope at 0.6 is 0.5 / 11.5 / 0.16."""
    (line,) = solve(ruled(rule("provider_share", 0.6)), gap=0.0).scorecard
    assert line.shadow_price_gbp == pytest.approx(71_600 * 0.5 / 11.5 / 0.16)


def test_children_in_gap() -> None:
    """Gap is free here: at most a quarter of a child on average, so 0.25 of it stays there through the year.

    The other three quarters are placed in April; leaving's half month is no gap.
    """
    free = one_cohort({GAP: 0.0, DEAR: 1400}, placements_today=(children(1),), policies=(rule("gap_children", 0.25),))
    made = formulated(free)
    (policy_row,) = made.policies
    values = plain(made).values
    counted, right = made.model.row(policy_row.row)
    assert float(counted @ values) == pytest.approx(right)
    assert optimum(free, without="policy") == pytest.approx(0)


def test_brothers_and_sisters() -> None:
    """Half of the pair's children at least are to live together, where homes that split them are cheaper."""
    pair = cohort("child").model_copy(update={"group_size": 2, "split_allowed": "yes"})
    splitting, together = offer("cheap", largest_group=1), offer("dear")
    weekly = {"gap": {"low": 7000.0}, "cheap": {"low": 700.0}, "dear": {"low": 1400.0}}
    planning = instance(
        [GAP, splitting, together],
        [pair],
        transitions=(row("transitions", cohort="child", to_cohort="child", monthly_share=1.0),),
        entries=(entering(0),),
        placements_today=(children(2),),
        offer_prices=priced(weekly),
        disruption=hazards({name: {"low": {0: 0.0}} for name in weekly}),
        policies=(rule("siblings_together_share", 0.5),),
    )
    assert optimum(planning) == pytest.approx(716 * 2 * 150)
    assert optimum(planning, without="policy") == pytest.approx(716 * 2 * 100)


def test_places_for_emergencies() -> None:
    """Nobody lives in the home, but its two beds for emergencies are asked for: 24 months at 1,000 pounds."""
    planning = one_cohort(
        {offer("home", "internal_home", "home"): 0},
        homes=(home(beds=3, emergency_beds=2),),
        policies=(rule("emergency_places", 2.0),),
    )
    assert optimum(planning) == pytest.approx(24_000)
    assert optimum(planning, without="policy") == pytest.approx(0)
    (line,) = solve(planning, gap=0.0).scorecard
    assert (line.achieved, line.met) == (2.0, True)


def test_a_limit_on_capital() -> None:
    """A home would spare 71,600 less 24,000 for 40,000 of capital, half of it granted; 19,999 are too few for it."""
    own = offer("home", "internal_home", "home")
    given: dict[str, Any] = {
        "homes": (home(capital_gbp=40_000.0, grant_share=0.5),),
        "placements_today": (children(1),),
    }
    spot = offer("spot")
    for level, cost in ((20_000.0, 24_000 + 4_000), (19_999.0 - 1.0, 71_600)):
        planning = one_cohort({own: 0, spot: 700}, policies=(rule("capital_gbp", level),), **given)
        assert optimum(planning) == pytest.approx(cost), level


def test_where_policies_cannot_hold_the_shortfalls_are_weighed() -> None:
    """By their levels: shares and moves in child-years and moves, others in tenths of a year's child-years."""
    asked = (
        rule("family_share", 0.5, policy="a"),
        rule("moves_per_child_year", 2.0, policy="b"),
        rule("residential_children", 4.0, policy="c"),
        rule("revenue_gbp", 50_000.0, policy="d"),
        rule("gap_children", 0.0, policy="e"),
        rule("capital_gbp", 0.0, policy="f"),
        rule("lower_grade_share", 0.0, policy="g"),
    )
    made = formulate(compiled(ruled(*asked)), allowed_shortfall=np.full(7, np.inf))
    least_shortfall(made)
    weights = [made.model.cost[policy_row.slack] / SHORTFALL_WEIGHT for policy_row in made.policies]
    # One child-year in the year; a column of pounds counts 100,000 of them.
    assert weights == pytest.approx([2.0, 0.5, 0.25, 2.0, 1.0, 1.0, 100.0])


def test_a_budget_that_cannot_hold_is_missed_by_the_least() -> None:
    """The cheapest first year costs 35,000; the plan says that the budget is missed."""
    plan = solve(ruled(rule("revenue_gbp", 30_000.0)), gap=0.0)
    assert plan.summary.certificate.status == "relaxed"
    (line,) = plan.scorecard
    assert not line.met
    assert line.achieved == pytest.approx(35_000, abs=1.0)


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        (rule("family_share", 0.5), 11.5 / 12),
        (rule("residential_share", 0.5), 0.5 / 12),
        (rule("residential_children", 0.5), 0.5 / 12),
        (rule("at_a_distance_share", 0.5, among="new_admissions"), 0.0),
        (rule("revenue_gbp", 1.0), 35_000),
        (rule("capital_gbp", 1.0), 0.0),
        (rule("emergency_places", 1.0), 0.0),
        # Half of it with each provider: 0.5 / 11.5 of the child in cheap.
        (rule("provider_share", 0.9), 0.5),
        (rule("framework_share", 0.9), 0.0),
        (rule("siblings_together_share", 0.9), 1.0),
    ],
)
def test_the_best_level_within_reach(asked: Policy, best: float) -> None:
    """Whatever it costs."""
    (found,) = reach(ruled(asked), None, None)
    assert found.best == pytest.approx(best, abs=1e-6)
    assert found.at_least == asked.is_floor


def test_the_second_baseline_may_miss_what_do_nothing_misses() -> None:
    """Do nothing places the child in cheap, the one offer of the market: 35,000, 5,000 beyond the budget."""
    planning = ruled(rule("revenue_gbp", 30_000.0, budget_head="agency"))
    plan = solve(planning, gap=0.0, kind="optimised_no_new_commitments")
    assert plan.summary.certificate.status == "relaxed"
    assert plan.summary.certificate.objective_gbp == pytest.approx(71_600)
    # The plan itself has no such room: a seventh of the child is in dear.
    assert optimum(planning) == pytest.approx(716 * (200 - 100 * 6 / 7))


def test_the_second_baseline_sells_no_beds() -> None:
    """A running block with an empty bed: the plan sells it, what it is held against does not."""
    bought = offer("block", "block_residential", "block")
    running = block(beds_today=2, start_from=month(-5), start_to=month(-5), term_months=36)
    selling = running.model_copy(update={"void_sale_beds": 1.0, "void_sale_gbp_per_week": 350.0})
    planning = one_cohort(
        {bought: 0},
        placements_today=(children(1, bought, 12),),
        blocks=(selling,),
        block_tiers=(tier(2, 2, 700),),
    )
    sold = {
        kind: [line.amount_gbp for line in solve(planning, gap=0.0, kind=kind).ledger if line.line == "void_sales"]
        for kind in KINDS
    }
    # 365 days at 50 pounds.
    assert sold == {"plan": [pytest.approx(-18_250)], "optimised_no_new_commitments": []}
