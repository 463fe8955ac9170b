"""Instances solved by hand: both oracles give the answer that the comments work out.

One financial year from April 2022 and its tail: 365 + 366 = 731 days, for 2024 is a leap year. Prices of 700
pounds a week are 100 a day. Unless said otherwise nothing is inflated or discounted.
"""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Offer, Row
from tests.oracles.enumeration import enumerate_best
from tests.oracles.prices import Prices
from tests.oracles.reading import read
from tests.oracles.simulate import play
from tests.oracles.small import MONTHS, cohort, flat_uplifts, hazards, instance, offer, priced, row, settings
from tests.oracles.stock_form import Kernel, solve_stock_form
from tests.oracles.supply import capacity_without, options

APRIL = MONTHS[0]
GAP = offer("gap", "gap", "gap", placed_in="nowhere", grade="none")
STAYS = (row("transitions", cohort="child", to_cohort="child", monthly_share=1.0),)


def children(count: float, of: Offer | None = None, months: int = 0, name: str = "child") -> Row:
    """Return children today in an offer, or of unknown placement."""
    return row(
        "placements_today",
        cohort=name,
        offer=of.offer if of else None,
        provision=of.provision if of else "unknown",
        months_in_placement=months,
        children=count,
    )


def one_cohort(
    prices: dict[Offer, float], hazard: dict[str, dict[int, float]] | None = None, **tables: Any
) -> Instance:
    """Return an instance of one cohort that never leaves care; gap costs 7,000 pounds a week unless given."""
    weekly = {GAP.offer: {"low": 7000.0}, **{o.offer: {"low": price} for o, price in prices.items()}}
    chances = {name: {"low": (hazard or {}).get(name, {0: 0.0})} for name in weekly}
    offers = [GAP, *(o for o in prices if o.offer != "gap")]
    given = {"transitions": STAYS, "offer_prices": priced(weekly), "disruption": hazards(chances)}
    return instance(offers, [cohort("child")], **{**given, **tables})


def both_find(planning: Instance, objective: float, feasible: bool = True) -> Any:
    """Assert that both oracles find the objective; return the stock form's answer."""
    found = solve_stock_form(planning)
    assert found.objective == pytest.approx(objective, rel=1e-9, abs=1e-4)
    assert enumerate_best(planning).objective == pytest.approx(objective, rel=1e-7, abs=1e-4)
    assert found.feasible == feasible
    return found


def test_survival_by_months_since_admission() -> None:
    """A child five months in its placement meets the hazard of band 0 once, then that of band 6."""
    spot = offer("spot")
    planning = one_cohort({spot: 700}, {"spot": {0: 0.2, 6: 0.05}}, placements_today=(children(1, spot, 5),))
    reading = read(planning)
    played = play(reading, np.zeros((1, 2, 13, 1)))
    # 1 x 0.8 = 0.8 (l = 5), x 0.95 = 0.76 (l = 6), x 0.95 = 0.722; the rest waits in the pool.
    assert played.stock[0, 1, :4, 0] == pytest.approx([1, 0.8, 0.76, 0.722])
    assert played.pool[0, :4, 0] == pytest.approx([0, 0.2, 0.24, 0.278])
    assert played.moves[0, 1, :4] == pytest.approx([0, 0.2, 0.04, 0.038])
    assert Kernel(reading, reading.lives[1]).run_off(24) == pytest.approx(played.stock[0, 1, :, 0])


def test_admitted_children_meet_their_first_hazard_a_month_later() -> None:
    """Three admitted in a quarter are one a month; the first has met two hazards by its end."""
    spot = offer("spot")
    planning = one_cohort({spot: 700}, {"spot": {0: 0.5, 1: 0.1}}, settings=settings(0))
    admitted = np.zeros((1, 2, 5, 1))
    admitted[0, 1, 0] = 3.0
    played = play(read(planning), admitted)
    # month 1: 1; month 2: 1 x 0.5 + 1; month 3: 0.5 x 0.9 + 1 x 0.5 + 1.
    assert played.stock[0, 1, :4, 0] == pytest.approx([0, 1, 1.5, 1.95])


def test_outgrown_broken_and_escalated() -> None:
    """A month of 100 young low children in an offer for young low ones."""
    only_young = offer("young", age_to=11)
    cohorts = [
        cohort("young", "low", (0, 11)),
        cohort("old", "low", (12, 17)),
        cohort("hard", "high", (0, 11)),
    ]
    shares = {("young", "young"): 0.8, ("young", "old"): 0.1, ("young", "hard"): 0.06}
    planning = instance(
        [GAP, only_young],
        cohorts,
        needs=tuple(
            row("needs", need=need, rank=rank, escalation_share=0.3, description=need)
            for rank, need in ((1, "low"), (2, "high"))
        ),
        transitions=tuple(
            row("transitions", cohort=a, to_cohort=b, monthly_share=share) for (a, b), share in shares.items()
        ),
        offer_prices=priced({"young": {"low": 700}}),
        disruption=hazards({"young": {"low": {0: 0.25}}}),
        placements_today=(children(100, only_young, name="young"),),
    )
    played = play(read(planning), np.zeros((1, 2, 13, 3)))
    # Moved: 80 young, 10 old, 6 high, 4 left care. Outgrown: 16. Broken: 80 x 0.25 = 20, of whom 30 % = 6
    # come back with high needs, 14 as they were. Left: 60.
    assert played.stock[0, 1, 1] == pytest.approx([60, 0, 0])
    assert played.pool[0, 1] == pytest.approx([14, 10, 12])
    assert played.moves[0, 1, 1] == pytest.approx(36)


def test_fees_and_moves_of_a_steady_child() -> None:
    """One child, a tenth breaks down each month and is placed again at once, in the tail as well."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700},
        {"spot": {0: 0.1}},
        placements_today=(children(1, spot),),
        settings=settings(move_gbp=1000),
    )
    # Stock 1 all along: 731 days x 100 = 73,100. Moves: 24 months x 0.1 x 1,000 = 2,400.
    assert both_find(planning, 75_500).groups["moves"] == pytest.approx(2400)


def test_gap_month_by_month() -> None:
    """Nowhere but gap: cash, penalty, and a move every month from the second on."""
    planning = one_cohort(
        {},
        placements_today=(children(1),),
        settings=settings(move_gbp=1000, gap_penalty_gbp_per_week=700),
    )
    # Placed in April: half a child on average there, 731 - 15 = 716 child-days. Cash 1,000 a day, penalty
    # 100 a day; moves in months 2 to 24: 23,000.
    found = both_find(planning, 716_000 + 71_600 + 23_000)
    assert found.gap_children[:2] == pytest.approx([0.5, 1.0])


@pytest.mark.parametrize(("shares", "cost"), [((1.0, 1.0), 148_600), ((0.6, 0.9), 220_200)])
def test_block(shares: tuple[float, float], cost: float) -> None:
    """Two children, a spot offer at 200 pounds a day each, or a block of two beds at 100 a bed."""
    spot, block = offer("spot"), offer("block", "block_residential", "block")
    planning = one_cohort(
        {spot: 1400, block: 0},
        placements_today=(children(2),),
        blocks=(_block(24),),
        block_tiers=(_tier(2, 2, 700),),
        occupancy_limits=(
            row("occupancy_limits", beds=1, practical_share=shares[0]),
            row("occupancy_limits", beds=3, practical_share=shares[1]),
        ),
    )
    # Spot: 716 days x 200 x 2 = 286,400. Block: 731 x 100 x 2 = 146,200, and mobilisation 2,400 over two
    # years of term, of which two are costed: 148,600. At practical occupancy 0.75, half way between 0.6 and
    # 0.9, the beds take 1.5 children and spot has the other 0.5: 148,600 + 71,600.
    assert [c.size for c in both_find(planning, cost).commitments] == [2]


def test_block_that_ends_within_the_tail_holds_nobody() -> None:
    """Capacity ends with the term; children who never leave cannot have been there: no block is taken."""
    spot, block = offer("spot"), offer("block", "block_residential", "block")
    planning = one_cohort(
        {spot: 1400, block: 0},
        placements_today=(children(2),),
        blocks=(_block(18),),
        block_tiers=(_tier(2, 2, 7),),
    )
    assert both_find(planning, 286_400).commitments == ()


def _block(term: int) -> Row:
    return row(
        "blocks",
        block="beds",
        offer="block",
        start_from=APRIL,
        start_to=APRIL,
        term_months=term,
        mobilisation_gbp=2400.0,
    )


def _tier(first: int, last: int, price: float) -> Row:
    return row("block_tiers", block="beds", beds_from=first, beds_to=last, gbp_per_bed_per_week=float(price))


def _home(**changes: Any) -> Row:
    values = {"beds": 2, "max_homes": 2, "lead_months": 4, "asset_life_years": 10}
    money = {"capital_gbp": 240e3, "grant_share": 0.5, "pre_opening_gbp": 12e3, "running_gbp_per_year": 36e3}
    return row("homes", home="own", offer="home", decision_from=APRIL, **{**values, **money, **changes})


def test_home_and_a_tail_in_equal_parts() -> None:
    """Two children enter in August and, as the tail repeats the year, two more in the next."""
    spot, home = offer("spot"), offer("home", "internal_home", "home")
    planning = one_cohort(
        {spot: 1400, home: 0},
        entries=(row("entries", cohort="child", demand="middle", month=MONTHS[4], children=2.0),),
        homes=(_home(),),
    )
    # The home is decided in April and live in August, months 5 to 24: 20 months. Running 3,000 a month:
    # 60,000. Capital net of grant 120,000 over 10 years, 1,000 a month: 20,000. Pre-opening 12,000 over 10
    # years, 100 a month: 2,000. The tail admits its two children in twelve equal parts; after j months 2 j
    # / 12 are there, so month j has (2 j - 1) / 12 on average. Days x (2 j - 1) from April 2023: 30 + 93 +
    # 150 + 217 + 279 + 330 + 403 + 450 + 527 + 589 + 609 + 713 = 4,390; / 12 x 200 = 73,166.67 in spot; a
    # second home costs 82,000.
    found = both_find(planning, 82_000 + 4390 / 12 * 200)
    assert [(c.kind, c.start, c.size) for c in found.commitments] == [("home", APRIL, 1)]
    assert found.groups["homes"] == pytest.approx(60_000)
    # Without homes: 31 days of one child on average, 212 of two, then 366 of two: 1,187 x 200 more.
    without = solve_stock_form(planning, commitments=())
    assert without.objective == pytest.approx(1187 * 200 + 4390 / 12 * 200)


@pytest.mark.parametrize(
    ("monthly", "lead", "live"), [(12, 4, 5), (0, 4, 7), (3, 4, 7), (6, 4, 5), (3, 2, 3), (0, 9, 10)]
)
def test_live_month_is_the_first_of_a_period(monthly: int, lead: int, live: int) -> None:
    """What is due inside a quarter waits for the next one."""
    home = offer("home", "internal_home", "home")
    planning = one_cohort({home: 0}, homes=(_home(lead_months=lead),), settings=settings(monthly))
    (option,) = options(read(planning), Prices(planning, "central", 2022))
    assert np.flatnonzero(option.capacity)[0] == live
    assert option.costs["homes"] == pytest.approx(3000 * (25 - live))


def test_nothing_goes_live_past_the_horizon() -> None:
    """Due in month 11 with quarters, it would wait for the tail: no such integer."""
    home = offer("home", "internal_home", "home")
    planning = one_cohort({home: 0}, homes=(_home(lead_months=10),), settings=settings(0))
    assert options(read(planning), Prices(planning, "central", 2022)) == []


def _service(lead: int) -> Row:
    return row(
        "fostering",
        service="carers",
        offer="carers",
        households_today=10.0,
        approvals_per_year_today=0,
        approvals_per_year_max=2,
        attrition_per_year_share=0.19,
        places_per_household=1.0,
        fill_share=1.0,
        approval_gbp=19_000.0,
        lead_months=lead,
    )


def test_fostering_households_leave_at_a_monthly_rate() -> None:
    """Attrition of 19 % a year is 10 % in six months, since 0.9 squared is 0.81."""
    carers = offer("carers", "in_house_fostering", "in_house")
    planning = one_cohort({carers: 0}, fostering=(_service(5),))
    reading = read(planning)
    without = capacity_without(reading, 1)
    assert without is not None
    assert without[[0, 6, 12, 24]] == pytest.approx([10, 9, 8.1, 6.561])
    (option,) = options(reading, Prices(planning, "central", 2022))
    assert option.capacity[[5, 6, 12, 18, 24]] == pytest.approx([0, 1, 0.9, 0.81, 0.729])
    # 19,000 over 1 / 0.19 years is 3,610 a year, from month 6 to 24: 19 months.
    assert option.costs == {"charge": pytest.approx(3610 / 12 * 19)}


def test_fostering_takes_what_it_can_keep() -> None:
    """Children who never leave fill only the places that are left at the end; recruiting adds to those."""
    spot, carers = offer("spot"), offer("carers", "in_house_fostering", "in_house")
    planning = one_cohort({spot: 700, carers: 0}, placements_today=(children(10),), fostering=(_service(0),))
    # Left after two years: 10 x 0.81^2 = 6.561 places, and 0.81^(23/12) of each of two households recruited
    # in month 1. The others are in spot for 716 days at 100. Recruiting: 3,610 a year for two years, twice.
    places = 6.561 + 2 * 0.81 ** (23 / 12)
    found = both_find(planning, (10 - places) * 71_600 + 2 * 7220)
    assert [c.size for c in found.commitments] == [2]


def test_run_off_is_the_limit_where_today_exceeds_capacity() -> None:
    """Three settled children stay in an offer for one; nobody new comes in before fewer than one are left."""
    spot, small = offer("spot"), offer("small", capacity_children=1.0)
    planning = one_cohort(
        {spot: 700, small: 350},
        {"small": {0: 0.5}},
        placements_today=(children(3, small),),
        settings=settings(3),
    )
    played = solve_stock_form(planning)
    admitted = [played.admissions["child", "small", month] for month in (1, 2, 3)]
    # Run-off at the end of months 1 to 3: 1.5, 0.75, 0.375. Limits: 1.5, 1, 1. So nobody may come in month
    # 1, 0.25 in month 2, and in month 3, when 0.125 of those are left, 1 - 0.375 - 0.125 = 0.5.
    assert admitted == pytest.approx([0, 0.25, 0.5])


def _near_and_away(level: float, strength: str, price: float | None = None, near: bool = True) -> Instance:
    offers = {offer("away", placed_in="away"): 700.0}
    if near:
        offers[offer("near")] = 1400.0
    policy = row(
        "policies",
        policy="near_home",
        measure="share_within_ring",
        ring="in_authority",
        financial_year="2022/23",
        level=level,
        strength=strength,
        gbp_per_unit=price,
    )
    return one_cohort(offers, placements_today=(children(1),), policies=(policy,))


@pytest.mark.parametrize(
    ("strength", "price", "cost"),
    [
        # 0.6 of a child near at 200 a day, 0.4 away at 100: 160 x 716 days.
        ("hard", None, 114_560),
        # The year counts 11.5 / 12 child-years. Moving a whole child near costs 71,600 and saves price x
        # 11.5 / 12: not worth it at 70,000 (67,083), worth it at 80,000 (76,667).
        ("soft", 70_000.0, 71_600 + 0.6 * 11.5 / 12 * 70_000),
        ("soft", 80_000.0, 114_560),
        ("off", None, 71_600),
    ],
)
def test_share_policy(strength: str, price: float | None, cost: float) -> None:
    """At least 60 % near home, where near is twice as dear."""
    both_find(_near_and_away(0.6, strength, price), cost)


def test_hard_policy_that_cannot_hold_is_relaxed() -> None:
    """Without a near offer the shortfall is whole, and cost is as if the policy were off."""
    both_find(_near_and_away(0.6, "hard", near=False), 71_600, feasible=False)


@pytest.mark.parametrize(
    ("monthly", "child_days"),
    [
        # July has half a child in spot, 15.5 days; then 731 - 122 = 609 days.
        (12, 15.5 + 609),
        # The quarter admits a third a month: on average 1/6, 1/2 and 5/6 in July, August, September, 31/6 +
        # 31/2 + 25; then 731 - 183 = 548 days.
        (0, 31 / 6 + 31 / 2 + 25 + 548),
    ],
)
def test_offer_that_ends(monthly: int, child_days: float) -> None:
    """A child in an offer whose last day is 20 July moves once and is in spot from then on."""
    ending, spot = offer("ending", live_to=dt.date(2022, 7, 20)), offer("spot")
    planning = one_cohort(
        {ending: 0, spot: 700},
        placements_today=(children(1, ending),),
        settings=settings(monthly, move_gbp=1000),
    )
    both_find(planning, child_days * 100 + 1000)


def test_prices_rise_and_money_is_discounted() -> None:
    """Fixed lines and income of two years at 10 % uplift, deflator 2 %."""
    planning = one_cohort(
        {},
        uplifts=flat_uplifts([], 0.1),
        deflators=tuple(
            row("deflators", financial_year=year, deflator_share=share)
            for year, share in (("2022/23", 0.5), ("2023/24", 0.02))
        ),
        fixed_lines=(
            row("fixed_lines", line="f", provision="none", gbp_per_year=120e3, uplift="other", budget_head="b"),
        ),
        income=tuple(
            row("income", income="i", financial_year=year, budget_head="b", amount_gbp=amount)
            for year, amount in (("2022/23", 12e3), ("2023/24", 6e3))
        ),
    )
    factor = 1 / (1.035 * 1.02)
    both_find(planning, 120e3 + 132e3 * factor - 12e3 - 6e3 * factor)


def test_charge_is_an_annuity_at_the_nominal_rate() -> None:
    """A block's mobilisation of 2,400 in a year 10 % dearer than the base, r = 1.035 x 1.02 - 1 = 5.57 %."""
    block = offer("block", "block_residential", "block")
    planning = one_cohort(
        {block: 0},
        blocks=(_block(24),),
        block_tiers=(_tier(2, 2, 0),),
        settings=settings(price_base="2021/22"),
        uplifts=flat_uplifts([block], 0.1, ("2022/23", "2023/24")),
        deflators=(row("deflators", financial_year="2022/23", deflator_share=0.02),),
    )
    (option,) = options(read(planning), Prices(planning, "central", 2022))
    # 2,640 repaid in two yearly payments in arrears: each 2,640 / (1/1.0557 + 1/1.0557^2); the second one
    # discounted.
    yearly = 2640 / (1 / 1.0557 + 1 / 1.0557**2)
    assert option.costs["charge"] == pytest.approx(yearly * (1 + 1 / 1.0557))


def test_ranks_that_are_not_consecutive_do_not_escalate() -> None:
    """One need rank higher is read literally, as rank + 1."""
    cohorts = [cohort("low", "low"), cohort("high", "high")]
    matrices = [
        read(
            instance(
                [GAP],
                cohorts,
                needs=tuple(
                    row("needs", need=need, rank=rank, escalation_share=0.25, description=need)
                    for need, rank in (("low", 1), ("high", second))
                ),
            )
        ).E
        for second in (2, 3)
    ]
    assert matrices[0] == pytest.approx(np.array([[0.75, 0.25], [0, 1]]))
    assert matrices[1] == pytest.approx(np.eye(2))
