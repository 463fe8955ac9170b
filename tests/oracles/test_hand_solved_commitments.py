"""Blocks, homes and fostering solved by hand: the oracles give the answer that the comments work out."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.tables import Row
from tests.oracles.contracts import options
from tests.oracles.hand import APRIL, both_find, children, one_cohort
from tests.oracles.prices import Prices
from tests.oracles.reading import read
from tests.oracles.small import MONTHS, flat_uplifts, offer, row, settings
from tests.oracles.stock_form import solve_stock_form
from tests.oracles.supply import capacity_without


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
    values = {"beds": 2, "max_homes": 2, "works_months": 4, "asset_life_years": 10}
    money = {"capital_gbp": 240e3, "grant_share": 0.5, "pre_opening_gbp": 12e3, "running_gbp_per_year": 36e3}
    return row("homes", home="own", offer="home", decision_from=APRIL, **{**values, **money, **changes})


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


def test_block_that_ends_within_the_tail() -> None:
    """Two children who never leave care live in a cheap block for its 18 months and then move to spot."""
    spot, block = offer("spot"), offer("block", "block_residential", "block")
    planning = one_cohort(
        {spot: 1400, block: 0},
        placements_today=(children(2),),
        blocks=(_block(18),),
        block_tiers=(_tier(2, 2, 7),),
    )
    # Two beds at a pound a day for 365 + 183 days, and mobilisation over the 18 months. The contract ends with
    # September 2023, and its quarter admits the two to spot in three equal parts: on average 1/3, 1 and 5/3 of
    # them in July, August and September, then two for 183 days, at 200 a day.
    child_days = 31 / 3 + 31 + 30 * 5 / 3 + 2 * 183
    found = both_find(planning, 2 * 548 + 2400 + 200 * child_days)
    assert [c.end for c in found.commitments] == [dt.date(2023, 9, 30)]


def test_home_and_a_tail_in_quarters() -> None:
    """Two children enter in August and, as the tail repeats the year, two more in the next."""
    spot, home = offer("spot"), offer("home", "internal_home", "home")
    planning = one_cohort(
        {spot: 1400, home: 0},
        entries=(row("entries", cohort="child", demand="middle", month=MONTHS[4], children=2.0),),
        homes=(_home(max_homes=1),),
    )
    # The home is decided in April and live in August, months 5 to 24: 20 months. Running 3,000 a month:
    # 60,000. Capital net of grant 120,000 over 10 years, 1,000 a month: 20,000. Pre-opening 12,000 over 10
    # years, 100 a month: 2,000. The tail's second quarter admits its two children in three equal parts, on
    # average 1/3 of a child in July 2023, 1 in August, 5/3 in September, then 2 for 183 days: 31 / 3 + 31 +
    # 30 x 5 / 3 + 366 = 457.33 days x 200 = 91,466.67 in spot, for there is only one home.
    tail = 31 / 3 + 31 + 30 * 5 / 3 + 366
    found = both_find(planning, 82_000 + tail * 200)
    assert [(c.kind, c.start, c.size) for c in found.commitments] == [("home", APRIL, 1)]
    assert found.groups["homes"] == pytest.approx(60_000)
    # Without homes: 31 days of one child on average, 212 of two, then 366 of two: 1,187 x 200 more.
    without = solve_stock_form(planning, commitments=())
    assert without.objective == pytest.approx(1187 * 200 + tail * 200)


@pytest.mark.parametrize(
    ("monthly", "lead", "live"), [(12, 4, 5), (0, 4, 7), (3, 4, 7), (6, 4, 5), (3, 2, 3), (0, 9, 10)]
)
def test_live_month_is_the_first_of_a_period(monthly: int, lead: int, live: int) -> None:
    """What is due inside a quarter waits for the next one."""
    home = offer("home", "internal_home", "home")
    planning = one_cohort({home: 0}, homes=(_home(works_months=lead),), settings=settings(monthly))
    (option,) = options(read(planning), Prices(planning, "central", 2022))
    assert np.flatnonzero(option.capacity)[0] == live
    assert option.lines["home_running"].sum() == pytest.approx(3000 * (25 - live))


def test_nothing_goes_live_past_the_horizon() -> None:
    """Due in month 11 with quarters, it would wait for the tail: no such integer."""
    home = offer("home", "internal_home", "home")
    planning = one_cohort({home: 0}, homes=(_home(works_months=10),), settings=settings(0))
    assert options(read(planning), Prices(planning, "central", 2022)) == []


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
    assert option.charge == pytest.approx(3610 / 12 * 19)
    assert np.flatnonzero(option.lines["recruitment"]).tolist() == [1]


def test_fostering_takes_what_it_can_keep() -> None:
    """Children who never leave fill only the places that are left at the end; recruiting adds to those."""
    spot, carers = offer("spot"), offer("carers", "in_house_fostering", "in_house")
    planning = one_cohort({spot: 700, carers: 0}, placements_today=(children(10),), fostering=(_service(0),))
    # Left after two years: 10 x 0.81^2 = 6.561 places, and 0.81^(23/12) of each of two households recruited
    # in month 1. The others are in spot for 716 days at 100. Recruiting: 3,610 a year for two years, twice.
    places = 6.561 + 2 * 0.81 ** (23 / 12)
    found = both_find(planning, (10 - places) * 71_600 + 2 * 7220)
    assert [c.size for c in found.commitments] == [2]


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
    assert option.charge == pytest.approx(yearly * (1 + 1 / 1.0557))
