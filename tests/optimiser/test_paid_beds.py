"""What is paid for the beds of a block, how they are used, and what a commitment binds the council to."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models.instance import Instance, Settings
from optimiser.binding import bound_by, commitment_rows
from optimiser.commitments import Decisions, options_of
from optimiser.occupied import occupied
from optimiser.options import Option
from optimiser.over_capacity import over_capacity
from optimiser.paid_beds import payments
from optimiser.plan import solve
from optimiser.problem import Problem
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import block, children, compiled, entering, home, month, one_cohort, policy, tier
from tests.oracles.small import flat_uplifts, offer, row, settings

SPOT = offer("spot")
BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
DAY = dt.timedelta(days=1)


def living(problem: Problem, name: str, stock: Any, quarters: bool = False) -> Trajectory:
    """Return a trajectory with a stock in one offer at every month's end, month 0 included."""
    all_stock = np.zeros((len(problem.offers), problem.months + 1, 1))
    all_stock[problem.offer_index(name), :, 0] = stock
    step = 3 if quarters else 1
    periods = tuple((m, m + step - 1) for m in range(1, problem.months + 1, step))
    return Trajectory(all_stock, np.zeros((1, *all_stock.shape[:2])), np.zeros((0, 0, 0)), periods)


def bought(calendar: Settings | None = None, **changes: Any) -> tuple[Problem, Option]:
    """Return four beds at 100 a day, one for emergencies, half guaranteed."""
    terms = block(**{"guarantee_share": 0.5, "emergency_beds": 1, **changes})
    planning = one_cohort(
        {BLOCK: 0}, blocks=(terms,), block_tiers=(tier(4, 4, 700),), settings=calendar or settings()
    )
    problem = compiled(planning)
    return problem, options_of(problem)[0]


def test_beds_used_void_and_kept() -> None:
    """One child: two beds paid, half a bed kept (50 a day), one used, half a bed void."""
    problem, option = bought()
    paid = payments(problem, living(problem, "block", 1.0), option)
    assert paid.paid[1] == pytest.approx(30 * 200)
    assert paid.used_gbp[0, 1] == pytest.approx(30 * 100)
    assert paid.kept_gbp[1] == pytest.approx(30 * 50)
    assert paid.voids_gbp[1] == pytest.approx(30 * 50)
    assert not paid.excess.any()


def test_use_beyond_the_guarantee() -> None:
    """Three children: 1.5 beds beyond what is guaranteed for use, nothing void."""
    problem, option = bought()
    paid = payments(problem, living(problem, "block", 3.0), option)
    assert paid.excess[1:] == pytest.approx(1.5)
    assert paid.paid[1] == pytest.approx(30 * 350)
    assert paid.voids_gbp[1] == pytest.approx(0)


def test_use_is_settled_by_period() -> None:
    """Nobody, then three for two months: on average 0, 1.5, 3, mean 1.5, which is what is guaranteed: no excess."""
    problem, option = bought()
    stock = np.array([0, 0, 3, 3, *([0] * 21)])
    quarterly = payments(problem, living(problem, "block", stock, quarters=True), option)
    assert quarterly.excess[1:4] == pytest.approx(0)
    # In May 1.5 are used, none void; in June 3, for which 1.5 too few are paid: below nothing in the month alone.
    assert quarterly.voids_gbp[1:4] == pytest.approx([30 * 150, 0, 30 * -150])
    monthly = payments(problem, living(problem, "block", stock), option)
    assert monthly.excess[1:5] == pytest.approx([0, 0, 1.5, 0])


def test_a_block_that_is_there_for_part_of_a_quarter() -> None:
    """Started in June: the quarter's mean use of 1.5, less a third of 1.5, is 1, paid as 3 beds in that month."""
    problem, option = bought(settings(0, 1), start_from=month(3), start_to=month(3))
    stock = np.array([0, 1, 2, 3, *([0] * 21)])
    paid = payments(problem, living(problem, "block", stock, quarters=True), option)
    assert paid.excess[1:4] == pytest.approx([0, 0, 3])
    assert paid.used_gbp[0, 1:4] == pytest.approx([0, 0, 30 * 250])


def test_occupancy_and_voids_of_a_block() -> None:
    """One child in three beds for use: a third; half a bed void, at 50 a day for 365 days."""
    problem, option = bought()
    decisions = Decisions((option,), np.ones(1))
    beds = occupied(problem, living(problem, "block", 1.0), decisions, option, 1)
    assert beds is not None
    assert (beds.share, beds.void_beds, beds.void_gbp) == pytest.approx((1 / 3, 0.5, 365 * 50))


def test_homes_share_the_children_by_places() -> None:
    """A home of today and two of three beds from July: 4 children in 9 beds; two thirds are in the new ones."""
    own = home(beds=3, homes_today=1, max_homes=2, works_months=3, running_gbp_per_year=36_000.0)
    problem = compiled(one_cohort({HOME: 0}, homes=(own,)))
    (option,) = options_of(problem)
    decisions = Decisions((option,), np.array([2.0]))
    beds = occupied(problem, living(problem, "home", 4.5), decisions, option, 2)
    assert beds is not None
    # 3 of 6 beds used, 3 void; a bed costs 1,000 a month, nine months.
    assert (beds.share, beds.void_beds, beds.void_gbp) == pytest.approx((0.5, 3, 27_000))


def test_a_commitment_without_beds_in_the_horizon_has_no_occupancy() -> None:
    """Beds in the tail only, or none at all, as households have."""
    problem, option = bought()
    late = np.where(np.arange(problem.months + 1) > 12, option.there, 0.0)
    for there in (late, 0.0 * late):
        without = replace(option, there=there)
        decisions = Decisions((without,), np.ones(1))
        assert occupied(problem, living(problem, "block", 1.0), decisions, without, 1) is None


def contract(**changes: Any) -> tuple[Problem, tuple[Option, ...]]:
    """Return a block of two beds at 100 a day for a year from April, with a break after half and an extension."""
    given = {
        "term_months": 12,
        "break_after_months": 6,
        "termination_gbp": 1000.0,
        "extensions": 1,
        "extension_months": 3,
        "mobilisation_gbp": 500.0,
    }
    planning = one_cohort(
        {BLOCK: 70}, blocks=(block(**{**given, **changes}),), block_tiers=(tier(2, 2, 700),), settings=settings()
    )
    problem = compiled(planning)
    return problem, options_of(problem)


def test_what_a_part_guaranteed_block_binds_the_council_to() -> None:
    """Half guaranteed; 10 a day extra for each child: both beds are 220 a day, the guarantee 100.

    To the break 183 days, and 1,000; to the term 365; extended to June 2023, 456 days. Leaving at the break is
    cheapest: 18,300 + 1,000 against 36,500.
    """
    problem, (leaving, term, longer) = contract(guarantee_share=0.5)
    found = [bound_by(problem, option, 1) for option in (leaving, term, longer)]
    assert [b.planned for b in found] == pytest.approx([183 * 220 + 1500, 365 * 220 + 500, 456 * 220 + 500])
    assert [b.guaranteed for b in found] == pytest.approx([183 * 100 + 1500] * 3)
    assert [b.most for b in found] == pytest.approx([456 * 220 + 500] * 3)
    assert [b.beyond for b in found] == pytest.approx([0, 0, 91 * 220])


def test_a_dear_break_is_no_first_chance() -> None:
    """50,000 to leave: the base term guarantees less."""
    problem, (_, term, _) = contract(termination_gbp=50_000.0)
    assert bound_by(problem, term, 1).guaranteed == pytest.approx(365 * 200 + 500)


def test_of_a_running_block_what_is_paid_from_now_on_counts() -> None:
    """Six months of the year are over, and the break: 183 days to September; extended to December 275."""
    problem, options = contract(beds_today=2, start_from=month(-5), start_to=month(-5))
    assert [o.end for o in options] == [6, 9]
    found = bound_by(problem, options[0], 1)
    assert (found.planned, found.guaranteed) == pytest.approx((183 * 220, 183 * 200))
    assert found.most == pytest.approx(275 * 220)
    rows = commitment_rows(problem, Decisions(options, np.array([0.0, 1.0])))
    assert [(r.start, r.end, r.size) for r in rows] == [(month(-5), month(10) - DAY, 2)]


def test_a_ramp_binds_to_fewer_beds() -> None:
    """Half in the first year of two: one bed for 365 days, two for 366, at 10 % more."""
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(term_months=24),),
        block_tiers=(tier(2, 2, 700),),
        block_ramps=(row("block_ramps", block="beds", contract_year=1, beds_share=0.5),),
        uplifts=flat_uplifts([BLOCK], 0.1),
    )
    problem = compiled(planning)
    found = bound_by(problem, options_of(problem)[0], 1)
    assert found.planned == pytest.approx(365 * 100 + 366 * 2 * 110)
    assert found.beyond == pytest.approx(366 * 2 * 110)


def crowded(**tables: Any) -> Instance:
    """Return six children, half of whom break down a month, in an offer for two."""
    small = offer("small", capacity_children=2.0)
    return one_cohort({small: 700, SPOT: 700}, {"small": {0: 0.5}}, placements_today=(children(6, small),), **tables)


def test_offers_above_their_capacity_are_named() -> None:
    """3 at the end of April, 1.5 at that of May: one too many to the 30th of April."""
    problem = compiled(crowded())
    (found,) = over_capacity(problem, Decisions((), np.zeros(0)))
    assert (found.offer, found.children, found.until) == ("small", pytest.approx(1), month(2) - DAY)
    assert solve(crowded(), gap=0.0).summary.over_capacity_today == (found,)


def test_a_running_blocks_capacity_is_its_contracts() -> None:
    """Three settled residents of two beds: one too many until the contract ends in June."""
    planning = one_cohort(
        {BLOCK: 0, SPOT: 700},
        blocks=(block(beds_today=2, start_from=month(-8), start_to=month(-8), term_months=12),),
        block_tiers=(tier(2, 2, 700),),
        placements_today=(children(3, BLOCK),),
    )
    problem = compiled(planning)
    (found,) = over_capacity(problem, Decisions(options_of(problem), np.ones(1)))
    assert (found.offer, found.children, found.until) == ("block", 1, month(3) - DAY)


def saving(**tables: Any) -> Instance:
    """Return one bed at 100 a day for a child who otherwise costs 300, from April on."""
    given: dict[str, Any] = {"blocks": (block(),), "block_tiers": (tier(1, 1, 700),)}
    return one_cohort({BLOCK: 0, SPOT: 2100}, placements_today=(children(1),), **{**given, **tables})


def test_break_even_is_occupancy_times_payments_over_what_is_saved() -> None:
    """Used all but half of April: (365 - 15) / 365. Paid 73,100; without it 716 days at 300 are 214,800."""
    (found,) = solve(saving(), gap=0.0).summary.commitments
    mean = 11.5 / 12
    assert found.occupancy_share == pytest.approx(mean)
    assert found.break_even_share == pytest.approx(mean * 73_100 / 214_800)


def test_break_even_counts_one_off_cost_and_payments_beyond_a_guarantee() -> None:
    """Mobilisation 7,310 over two years; nothing guaranteed: 716 days used are 71,600."""
    planning = saving(blocks=(block(guarantee_share=0.0, mobilisation_gbp=7310.0),))
    (found,) = solve(planning, gap=0.0).summary.commitments
    assert found.break_even_share == pytest.approx(11.5 / 12 * (71_600 + 7310) / 214_800)


def test_no_break_even_where_the_rules_need_the_commitment() -> None:
    """The only offer near home."""
    away = offer("spot", placed_in="away")
    planning = one_cohort(
        {BLOCK: 0, away: 2100},
        blocks=(block(),),
        block_tiers=(tier(1, 1, 700),),
        placements_today=(children(1),),
        policies=(policy(0.9),),
        entries=(entering(0),),
    )
    (found,) = solve(planning, gap=0.0).summary.commitments
    assert found.occupancy_share is not None
    assert found.break_even_share is None
