"""Block contracts solved by hand: guarantee, ends, ramp, reviews, void sales, solo children; see `hand`."""

import datetime as dt
from typing import Any

import pytest

from models.instance import Instance
from models.tables import Row
from tests.oracles.contracts import options
from tests.oracles.hand import APRIL, GAP, both_find, children, one_cohort
from tests.oracles.prices import Prices
from tests.oracles.reading import read
from tests.oracles.small import cohort, flat_uplifts, hazards, instance, offer, priced, row, settings
from tests.oracles.stock_form import solve_stock_form

OCTOBER_BEFORE = dt.date(2021, 10, 1)
SPOT = offer("spot")
BLOCK = offer("block", "block_residential", "block")


def block(**changes: Any) -> Row:
    """Return a block that starts in April and runs to the end of the tail, without one-off costs."""
    values = {"start_from": APRIL, "start_to": APRIL, "term_months": 24, "mobilisation_gbp": 0.0}
    return row("blocks", block="beds", offer="block", **{**values, **changes})


def tier(beds: int, weekly: float) -> tuple[Row, ...]:
    """Return the one tier of a block of one size."""
    return (row("block_tiers", block="beds", beds_from=beds, beds_to=beds, gbp_per_bed_per_week=weekly),)


@pytest.mark.parametrize(
    ("monthly", "terms", "cost"),
    [
        # Four beds at 100 a day, half of them guaranteed. In April 1.5 children on average, so that 2 beds are
        # paid for 30 days; then the 3 used, for 701 days: 6,000 + 210,300.
        (12, {}, 216_300),
        # In a quarter one child a month comes: 0.5, 1.5, 2.5, on average 1.5 of April to June, less than the
        # guarantee: 2 beds for 91 days, although June used more; then 3 for 640 days: 18,200 + 192,000.
        (0, {}, 210_200),
        # April's half bed that is paid for and void is sold at 50 a day: 750 less.
        (12, {"void_sale_beds": 1.0, "void_sale_gbp_per_week": 350.0}, 215_550),
        # At most a tenth of a bed: 150 less.
        (12, {"void_sale_beds": 0.1, "void_sale_gbp_per_week": 350.0}, 216_150),
        # One bed is kept for emergencies, half of it guaranteed like every other: use is set against the 1.5 that
        # are left. April: 2 beds for 30 days; then 3 used and 0.5 kept, for 701 days: 6,000 + 245,350.
        (12, {"emergency_beds": 1}, 251_350),
    ],
)
def test_minimum_guarantee(monthly: int, terms: dict[str, Any], cost: float) -> None:
    """Three children, a spot offer at 200 pounds a day, a block of which half is paid whether used or not."""
    planning = one_cohort(
        {SPOT: 1400, BLOCK: 0},
        placements_today=(children(3),),
        settings=settings(monthly),
        blocks=(block(guarantee_share=0.5, **terms),),
        block_tiers=tier(4, 700.0),
    )
    assert [c.size for c in both_find(planning, cost).commitments] == [4]


def running(weekly: float, **terms: Any) -> Instance:
    """Return an instance with a child in a block of one bed that has run since October, and a spot offer at 100."""
    return one_cohort(
        {SPOT: 700, BLOCK: 0},
        placements_today=(children(1, BLOCK),),
        settings=settings(move_gbp=1000),
        blocks=(block(start_from=OCTOBER_BEFORE, start_to=OCTOBER_BEFORE, beds_today=1, **terms),),
        block_tiers=tier(1, weekly),
    )


@pytest.mark.parametrize(
    ("termination", "cost", "end"),
    [
        # Leaving at the end of September: 183 days at 200, 15 + 548 days in spot at 100, a move.
        (10_000.0, 36_600 + 56_300 + 1000 + 10_000, dt.date(2022, 9, 30)),
        # Carrying on to the end of the tail: 731 days at 200.
        (60_000.0, 146_200, dt.date(2024, 9, 30)),
    ],
)
def test_break_or_carry_on(termination: float, cost: float, end: dt.date) -> None:
    """A dear block with a break after its first year."""
    planning = running(1400.0, term_months=36, break_after_months=12, termination_gbp=termination)
    assert [c.end for c in both_find(planning, cost).commitments] == [end]


@pytest.mark.parametrize(
    ("weekly", "cost", "end"),
    [
        # At 50 a day it is extended: 731 days.
        (350.0, 36_550, dt.date(2024, 9, 30)),
        # At 200 it ends with its term: as in the test above, without termination.
        (1400.0, 93_900, dt.date(2022, 9, 30)),
    ],
)
def test_extension(weekly: float, cost: float, end: dt.date) -> None:
    """A running block whose first year ends with September may go on for two more."""
    planning = running(weekly, term_months=12, extensions=1, extension_months=24)
    assert [c.end for c in both_find(planning, cost).commitments] == [end]


def test_block_that_ends_hands_over_to_its_successor() -> None:
    """As above, but the child goes on to spot without a move."""
    both_find(running(1400.0, term_months=12, extensions=1, extension_months=24, successor="spot"), 92_900)


def test_of_ends_beyond_the_tail_only_the_first_is_on_offer() -> None:
    """The horizon's tail ends with month 24: of ends in months 12, 18, 24, 30 and 36 the last two are the same."""
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(term_months=18, extensions=3, extension_months=6, break_after_months=12),),
        block_tiers=tier(1, 700.0),
    )
    found = options(read(planning), Prices(planning, "central", 2022))
    assert sorted(o.contract.last for o in found) == [12, 18, 24]
    assert sorted(o.contract.empties or 0 for o in found) == [0, 12, 18]


def test_ramp() -> None:
    """Two beds, one of them in the first year only: the second child is in spot by then, and stays."""
    planning = one_cohort(
        {SPOT: 1400, BLOCK: 0},
        placements_today=(children(2),),
        blocks=(block(),),
        block_tiers=tier(2, 700.0),
        block_ramps=(row("block_ramps", block="beds", contract_year=1, beds_share=0.3),),
    )
    # 0.6 of a bed is rounded up to 1. 365 + 2 x 366 beds at 100 a day, and one child in spot for 716 days at 200.
    assert [c.size for c in both_find(planning, 109_700 + 143_200).commitments] == [2]


@pytest.mark.parametrize(
    ("uplift", "terms", "cost"),
    [
        (0.1, {}, 36_500 + 36_600 * 1.1),
        (0.1, {"review_cap_share": 0.04}, 36_500 + 36_600 * 1.04),
        (0.01, {"review_collar_share": 0.03}, 36_500 + 36_600 * 1.03),
        (0.1, {"review": "fixed"}, 36_500 + 36_600),
    ],
)
def test_price_review(uplift: float, terms: dict[str, Any], cost: float) -> None:
    """A bed at 100 a day, reviewed in April: 365 days at the price of the start, 366 at that of the review."""
    planning = one_cohort(
        {SPOT: 1400, BLOCK: 0},
        placements_today=(children(1),),
        blocks=(block(**terms),),
        block_tiers=tier(1, 700.0),
        uplifts=flat_uplifts([SPOT, BLOCK], uplift),
    )
    both_find(planning, cost)


def test_price_review_inside_the_year() -> None:
    """Prices of the year before, 10 % a year, review in October: 1.1 at the start, then 1.21, then 1.331."""
    planning = one_cohort(
        {SPOT: 1400, BLOCK: 0},
        placements_today=(children(1),),
        settings=settings(price_base="2021/22"),
        blocks=(block(review_month=10),),
        block_tiers=tier(1, 700.0),
        uplifts=flat_uplifts([SPOT, BLOCK], 0.1, ("2022/23", "2023/24")),
    )
    # To September 183 days, a year, from October 2023 183 days.
    both_find(planning, 100 * (183 * 1.1 + 365 * 1.21 + 183 * 1.331))


def test_review_in_the_year_of_the_price_base_adds_nothing() -> None:
    """A running block whose price is that of 2022/23 is not raised again in October 2022."""
    planning = one_cohort(
        {BLOCK: 0},
        placements_today=(children(1, BLOCK),),
        blocks=(
            block(start_from=OCTOBER_BEFORE, start_to=OCTOBER_BEFORE, beds_today=1, term_months=36, review_month=10),
        ),
        block_tiers=tier(1, 700.0),
        uplifts=flat_uplifts([BLOCK], 0.1),
    )
    # 548 days to September 2023 at 100, then 183 at 110.
    both_find(planning, 54_800 + 20_130)


def test_solo_children_close_the_homes_of_a_block() -> None:
    """A block of four beds in homes of two, at 50 a day, half guaranteed: two solo children fill it."""
    alone = cohort("child").model_copy(update={"solo": "yes"})
    planning = instance(
        [GAP, SPOT, BLOCK],
        [alone],
        transitions=(row("transitions", cohort="child", to_cohort="child", monthly_share=1.0),),
        offer_prices=priced({"gap": {"low": 7000}, "spot": {"low": 1400}, "block": {"low": 0}}),
        disruption=hazards({"spot": {"low": {0: 0.0}}, "block": {"low": {0: 0.0}}}),
        placements_today=(children(3),),
        blocks=(block(unit_beds=2, guarantee_share=0.5),),
        block_tiers=tier(4, 350.0),
        occupancy_limits=(row("occupancy_limits", beds=4, practical_share=0.8),),
    )
    # Places 0.8 x 4 = 3.2; a solo child takes 0.8 x 2 = 1.6 of them and 2 beds. April: 2 beds used on average and 2
    # guaranteed; then 4 used for 701 days. The third child is in spot for 716 days at 200.
    found = both_find(planning, 50 * (2 * 30 + 4 * 701) + 143_200)
    assert found.groups["fees"] == pytest.approx(143_200)


def test_block_cannot_be_taken_with_nothing_but_emergency_beds() -> None:
    """Sizes are whole homes and more than are kept for emergencies."""
    planning = one_cohort(
        {SPOT: 1400, BLOCK: 0},
        blocks=(block(unit_beds=2, emergency_beds=2),),
        block_tiers=(row("block_tiers", block="beds", beds_from=1, beds_to=7, gbp_per_bed_per_week=1.0),),
    )
    assert [o.size for o in options(read(planning), Prices(planning, "central", 2022))] == [4, 6]
    assert solve_stock_form(planning).objective == pytest.approx(0.0, abs=1e-6)
