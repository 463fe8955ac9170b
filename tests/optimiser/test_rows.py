"""Row families: for each, an instance whose answer is known by hand and would be cheaper without the family."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Offer
from optimiser.kernel import run_off
from optimiser.problem import Problem
from optimiser.rows import (
    Entries,
    at_month_middle,
    commitment_limits,
    limit_of,
    limited_lanes,
    to_period_end,
    transition_powers,
)
from tests.optimiser.cases import (
    DAYS,
    Plain,
    admitted,
    block,
    children,
    compiled,
    entering,
    formulated,
    home,
    moving,
    one_cohort,
    optimum,
    plain,
    service,
    tier,
)
from tests.oracles.small import cohort, hazards, instance, offer, priced, settings

HOME = offer("home", "internal_home", "home")
BLOCK = offer("block", "block_residential", "block")
CARERS = offer("carers", "in_house_fostering", "in_house")


def test_placed_leaves_nobody_in_the_pool() -> None:
    """One child of unknown placement goes to spot in April and stays: 716 days at 100 pounds."""
    planning = one_cohort({offer("spot"): 700}, placements_today=(children(1),))
    assert optimum(planning) == pytest.approx(71_600)
    assert optimum(planning, without="placed") == pytest.approx(0)


def test_placed_follows_entries_returns_and_leaving_care() -> None:
    """Half of all children leave care each month, half of the others break down."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700},
        {"spot": {0: 0.5}},
        transitions=moving({("child", "child"): 0.5}),
        placements_today=(children(8, spot),),
        entries=(entering(3, 2),),
    )
    made = formulated(planning)
    # Month 1: 8 x 0.5 = 4 in care, 2 of them return and are placed again. Month 2: of those 4 are left 2, 1 of them
    # returns; 3 enter: 4 placed. Month 3: of 5 in care are left 2.5, 1.25 return.
    assert admitted(made, plain(made).values, "spot")[:3] == pytest.approx([2, 4, 1.25])


def test_placed_in_a_quarter_counts_at_its_end() -> None:
    """Entries of April have aged two months by the end of June, when all must be placed."""
    planning = one_cohort(
        {offer("spot"): 700},
        transitions=moving({("child", "child"): 0.8}),
        entries=(entering(1.0, 1), entering(2.0, 3)),
        placements_today=(children(1),),
        settings=settings(0),
    )
    made = formulated(planning)
    # At the end of June: unknown 0.8^3 = 0.512, April's entries 0.64, June's 2: 3.152. Admitted x / 3 in each month
    # leave x (0.64 + 0.8 + 1) / 3 there: x = 3.152 x 3 / 2.44.
    assert admitted(made, plain(made).values, "spot")[0] == pytest.approx(3.152 * 3 / 2.44)


def two_alike() -> Instance:
    """Return two offers of one class, of which the cheap one has half a place."""
    return one_cohort(
        {offer("cheap", capacity_children=0.5): 700, offer("dear"): 1400},
        {"cheap": {0: 0.1}, "dear": {0: 0.1}},
        placements_today=(children(1),),
        settings=settings(move_gbp=1000.0),
    )


def test_carried_ties_a_class_to_its_offers() -> None:
    """Half a child in each offer, a tenth moving every month from May on: 23 x 0.1 x 1,000 = 2,300 pounds."""
    # Fees: half a child at 100 and half at 200 a day, 716 x 150 = 107,400.
    assert optimum(two_alike()) == pytest.approx(109_700)
    # Carried by a column that costs nothing and lives nowhere, the child is placed for nothing.
    assert optimum(two_alike(), without="carried") == pytest.approx(0)


def test_capacity_at_month_ends() -> None:
    """Without it, the cheap offer would take the whole child: 71,600 and moves."""
    assert optimum(two_alike(), without="capacity") == pytest.approx(71_600 + 2_300)


def test_capacity_of_todays_run_off() -> None:
    """Four settled children stay in an offer for one; nobody comes in before fewer than one are left."""
    small = offer("small", capacity_children=1.0)
    planning = one_cohort(
        {offer("spot"): 700, small: 70},
        {"small": {0: 0.4}},
        placements_today=(children(4, small),),
        settings=settings(12),
    )
    made = formulated(planning)
    # Run-off 4, 2.4, 1.44, 0.864, 0.5184: the limit is the run-off until June (month 3), when it is 1: 0.136 come in.
    # In July 0.136 x 0.6 = 0.0816 of those are left: 1 - 0.5184 - 0.0816 = 0.4 come in, and 0.4 each month after.
    assert admitted(made, plain(made).values, "small")[:6] == pytest.approx([0, 0, 0.136, 0.4, 0.4, 0.4])
    assert admitted(made, plain(made, without="capacity").values, "small")[0] == pytest.approx(1.6)


def leaving_in_the_last_month() -> Instance:
    """Return a place whose child leaves in the third month of the first quarter, and a child who waits for one."""
    small = offer("small", capacity_children=1.0)
    return one_cohort(
        {offer("spot"): 7000, small: 70},
        {"small": {0: 0.0, 11: 1.0}, "spot": {0: 1.0}},
        placements_today=(children(1, small, 9), children(1)),
        settings=settings(0),
    )


def test_capacity_on_average_in_a_quarter() -> None:
    """The place is full at two month ends of the quarter, so that it has little room on average."""
    made = formulated(leaving_in_the_last_month())
    # Room at the ends of months 0 to 3: 0, 0, 0, 1; on average in the three months 0, 0, 0.5: 1/6. A children a month
    # are A/2, 3A/2, 5A/2 on average: 3A/2 = 1/6, A = 1/9, a third of a child in all; at the end there is room for 1.
    assert admitted(made, plain(made).values, "small")[0] == pytest.approx(1 / 3)
    rows = made.model.families["capacity"]
    # Eight period ends and eight averages, for every period is long; only of the one offer with a limit.
    assert rows.stop - rows.start == 16


def test_average_rows_are_not_written_for_months() -> None:
    """Six months, two quarters and four of the tail: twelve ends, six averages."""
    planning = leaving_in_the_last_month()
    calendar = planning.settings.calendar.model_copy(update={"monthly_periods": 6})
    half = planning.model_copy(update={"settings": planning.settings.model_copy(update={"calendar": calendar})})
    rows = formulated(half).model.families["capacity"]
    assert rows.stop - rows.start == 12 + 6


def test_capacity_counts_the_months_of_a_commitment() -> None:
    """A block for 9 months from April: a child can be there if it has left by the end of December."""
    planning = one_cohort(
        {offer("spot"): 7000, BLOCK: 0},
        {"block": {0: 0.0, 8: 1.0}},
        placements_today=(children(2),),
        blocks=(block(term_months=9),),
        block_tiers=(tier(1, 1, 7),),
    )
    made = formulated(planning)
    found = plain(made)
    # Admitted in April it meets its ninth hazard (8 months since admission) in January and is gone at that month's
    # end, the first without the block. The bed takes one of two; later the term is over before a child has left.
    assert admitted(made, found.values, "block")[:12] == pytest.approx([1] + [0] * 11)
    assert found.values[made.units].tolist() == pytest.approx([1])


def needed_in_october(supplied: Offer, yearly: int = 5, **tables: Any) -> Instance:
    """Return two children whose offer empties in October; spot is 100 a day; decisions in April and October."""
    closing = offer("closing", live_to=dt.date(2022, 10, 31))
    return one_cohort(
        {closing: 0, offer("spot"): 700, supplied: 0},
        placements_today=(children(2, closing),),
        settings=settings(decision_every_months=6, max_homes_opened_per_year=yearly),
        **tables,
    )


SPOT_DAYS = 15.5 + 151 + 366
"""Half of October, November to March, the tail."""


def test_homes_of_a_type_are_limited() -> None:
    """One home for two children, opened in October: 18 months to run; the other child is in spot."""
    planning = needed_in_october(HOME, homes=(home(max_homes=1),))
    assert optimum(planning) == pytest.approx(18_000 + SPOT_DAYS * 100)
    # Without: one decided in October and one in April, at 24 months of running cost, cheaper than 53,250 of spot.
    assert optimum(planning, without="commitment_limits") == pytest.approx(18_000 + 24_000)


def test_homes_of_all_types_are_limited_by_year() -> None:
    """Two types, one home each allowed, one decision a year in all."""
    other = home(home="other", running_gbp_per_year=13_200.0)
    planning = needed_in_october(HOME, homes=(home(), other), yearly=1)
    assert optimum(planning) == pytest.approx(18_000 + SPOT_DAYS * 100)
    assert optimum(planning, without="commitment_limits") == pytest.approx(18 * 1_000 + 18 * 1_100)


def test_homes_of_one_year_do_not_count_in_the_next() -> None:
    """One a year of all types: over two years two homes, the first in the first year."""
    settled = settings(financial_years=2, decision_every_months=12, max_homes_opened_per_year=1)
    planning = one_cohort(
        {offer("spot"): 7000, HOME: 0},
        {"spot": {0: 1.0}},
        placements_today=(children(2),),
        homes=(home(max_homes=2),),
        settings=settled,
    )
    made = formulated(planning)
    assert plain(made).values[made.units].tolist() == pytest.approx([1, 1])


def test_households_are_limited_by_year() -> None:
    """One approval a year, in October: the places left after 18 months, 0.81^(17/12), are those that can be kept."""
    planning = needed_in_october(CARERS, fostering=(service(places_per_household=2.0),))
    kept = 2 * 0.81 ** (17 / 12)
    assert optimum(planning) == pytest.approx((2 - kept) * SPOT_DAYS * 100)
    # With a second household in April there is room for both to the end.
    assert optimum(planning, without="commitment_limits") == pytest.approx(0, abs=1e-6)


def test_households_of_one_year_do_not_count_in_the_next() -> None:
    """One approval a financial year: two in two years."""
    settled = settings(financial_years=2, decision_every_months=12)
    planning = one_cohort(
        {offer("spot"): 7000, CARERS: 0},
        {"spot": {0: 1.0}},
        placements_today=(children(2),),
        fostering=(service(),),
        settings=settled,
    )
    made = formulated(planning)
    assert plain(made).values[made.units].tolist() == pytest.approx([1, 1])


def test_a_block_has_one_size_and_start() -> None:
    """Three children and a block of one or two beds: two there, one in spot at 300 a day."""
    planning = one_cohort(
        {offer("spot"): 2100, BLOCK: 0},
        placements_today=(children(3),),
        blocks=(block(),),
        block_tiers=(tier(1, 2, 700),),
    )
    # Two beds: 731 x 200 = 146,200; spot 716 x 300 = 214,800. Both sizes at once would be three beds: 219,300.
    assert optimum(planning) == pytest.approx(146_200 + 214_800)
    assert optimum(planning, without="commitment_limits") == pytest.approx(219_300)


def test_two_blocks_do_not_exclude_each_other() -> None:
    """The limit is one size and start of each block."""
    second = offer("second", "block_residential", "block")
    planning = one_cohort(
        {offer("spot"): 2100, BLOCK: 0, second: 0},
        placements_today=(children(2),),
        blocks=(block(), block("second", block="more")),
        block_tiers=(tier(1, 1, 700), tier(1, 1, 700, "more")),
    )
    assert optimum(planning) == pytest.approx(731 * 200)


def test_no_rows_of_commitments_without_commitments() -> None:
    """Nothing on offer: no family of that name."""
    made = formulated(one_cohort({offer("spot"): 700}, placements_today=(children(1),)))
    assert list(made.model.families) == ["placed", "capacity"]
    before = made.model.row_count
    commitment_limits(made)
    assert made.model.row_count == before


def drifting(monthly: int = 0) -> Problem:
    """Return two cohorts, of the first of whom a tenth leave care and a fifth become the second each month."""
    cohorts = [cohort("low"), cohort("high", "high")]
    return compiled(
        instance(
            [offer("gap", "gap", "gap", placed_in="nowhere"), offer("spot")],
            cohorts,
            transitions=moving({("low", "low"): 0.7, ("low", "high"): 0.2, ("high", "high"): 1.0}),
            entries=(entering(1, 1, "low"),),
            offer_prices=priced({"spot": {"low": 1.0, "high": 1.0}}),
            disruption=hazards({"spot": {"low": {0: 0.0}, "high": {0: 0.0}}}),
            settings=settings(monthly),
        )
    )


def test_powers_of_the_transitions() -> None:
    """None, one and two months: 0.7 x 0.7 = 0.49 stay low; 0.2 + 0.7 x 0.2 = 0.34 are high."""
    powers = transition_powers(drifting(), 2)
    assert powers[0].tolist() == [[1, 0], [0, 1]]
    assert powers[1].tolist() == [[0.7, 0.2], [0, 1]]
    assert powers[2] == pytest.approx(np.array([[0.49, 0.34], [0, 1]]))


def test_flows_of_a_period_are_carried_to_its_end() -> None:
    """Months 4 to 6: two months, one month and none on the way; other months do not count."""
    problem = drifting()
    flow = np.zeros((25, 2))
    flow[3:8] = [[100, 0], [1, 0], [2, 1], [4, 0], [100, 0]]
    # Low: 1 x 0.49 + 2 x 0.7 + 4 = 5.89; high: 1 x 0.34 + 2 x 0.2 + 1 = 1.74.
    assert to_period_end(problem, flow, 1, transition_powers(problem, 3)) == pytest.approx([5.89, 1.74])


def test_limits_of_offers() -> None:
    """Capacity, or the run-off of today's children where that is more; room is what they leave."""
    small = offer("small", capacity_children=2.0)
    problem = compiled(one_cohort({small: 700}, {"small": {0: 0.5}}, placements_today=(children(6, small),)))
    limit = limit_of(problem, 1, run_off(problem))
    assert limit.stock[:4] == pytest.approx([6, 3, 1.5, 0.75])
    assert limit.limit[:4] == pytest.approx([6, 3, 2, 2])
    assert limit.room[:4] == pytest.approx([0, 0, 0.5, 1.25])


def test_month_middles() -> None:
    """The mean of a month's two ends; month 0 has none."""
    assert at_month_middle(np.array([4.0, 2.0, 0.0, 6.0])).tolist() == [0, 3, 1, 3]


def test_offers_with_a_limit_that_admit_someone() -> None:
    """Not gap and spot, which have none; nor an offer that only keeps today's children."""
    weak = offer("weak", grade="inadequate", capacity_children=1.0)
    made = formulated(one_cohort({offer("spot"): 1, offer("small", capacity_children=1.0): 1, weak: 1}))
    assert limited_lanes(made) == [(2, 25)]


def test_coefficients_are_gathered() -> None:
    """Broadcast against each other; repeated cells add up; none at all is an empty block."""
    gathered = Entries()
    assert gathered.block(2, 3).shape == (2, 3)
    assert gathered.block(2, 3).nnz == 0
    gathered.add(np.array([0, 1]), np.array([2, 2]), np.array(1.5))
    gathered.add(np.array([[1]]), np.array([[0, 2]]), np.array([[4.0, 1.0]]))
    assert gathered.block(2, 3).toarray().tolist() == [[0, 0, 1.5], [4, 0, 2.5]]


def test_a_plain_optimum_knows_when_there_is_none() -> None:
    """The helper of these tests: more children than the only offer for them may hold."""
    made = formulated(one_cohort({offer("spot"): 1}, placements_today=(children(1),)))
    made.model.add_rows("shut", Entries().block(1, made.model.column_count), ">=", np.ones(1))
    found = plain(made)
    assert isinstance(found, Plain)
    assert found.objective == np.inf
    assert DAYS == 731 - 15
