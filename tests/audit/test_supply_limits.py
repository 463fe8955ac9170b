"""Places of closures, running blocks, ramps, homes of today, households kept and those who stay put, by hand."""

from typing import Any

import pytest

from audit.aliases import Floats
from audit.excess import over_capacity_today
from audit.limits import capacity_limits, check_capacity, own_capacity, pledged_capacity
from audit.pledges import pledges_of
from audit.prices import Prices
from audit.simulate import simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Commitment
from models.tables import BlockRamp, Closure
from tests.audit import small
from tests.audit.small import admit, commit, effect, months
from tests.audit.test_limits import supplied
from tests.audit.village import village_plan

CARERS, LODGE, HOUSE, IFA = range(4)


def limits(town: Instance, *commitments: Commitment, last: int = 12, offer: int = LODGE, **given: Any) -> Floats:
    """Return the places of an offer at month ends."""
    periods: tuple[Period, ...] = given.pop("periods", months(last))
    played = simulate(town, "middle", (), periods, commitments, given.get("effects", ()))
    pledges = pledges_of(town, Prices(town, "central"), commitments, periods)
    return capacity_limits(town, played, pledges)[:, offer]


def test_closures_take_their_share_of_the_places() -> None:
    """5 places; a fifth closes in month 2, half of the rest in month 4."""
    shut = small.rows(
        Closure,
        "offer month closing_share successor",
        ("ifa", small.month(2), 0.2, None),
        ("ifa", small.month(4), 0.5, None),
    )
    assert own_capacity(supplied(closures=shut), 5)[:, IFA].tolist() == pytest.approx([5, 5, 4, 4, 2, 2])


def running(**changes: Any) -> Instance:
    """Return an instance whose block of 4 beds has run since month -5, for 9 months to month 3."""
    block = small.block(
        **{"start_from": small.month(-5), "start_to": small.month(-5), "beds_today": 4, "term_months": 9} | changes
    )
    return supplied(blocks=(block,))


def test_a_running_block_has_places_from_today_until_its_last_month() -> None:
    """4 x 0.8 = 3.2 at the ends of months 0 to 2."""
    assert limits(running(), commit("block", "lodge_block", -5, 4, 3), last=4).tolist() == pytest.approx(
        [3.2, 3.2, 3.2, 0, 0]
    )


def test_a_running_block_left_at_its_planned_end_is_the_limit_with_its_run_off() -> None:
    """5 children of today where 3.2 may be, a tenth leaves care a month; all leave in month 3."""
    town = running().model_copy(
        update={
            "placements_today": small.today(("kids", "lodge", "block_residential", 5, 5.0)),
            "transitions": small.transitions(("kids", "kids", 0.9)),
            "offer_prices": small.prices(("lodge", "low", 0.0)),
        }
    )
    assert limits(town, commit("block", "lodge_block", -5, 4, 3), last=4).tolist() == pytest.approx(
        [5, 4.5, 4.05, 0, 0]
    )
    longer = limits(town, commit("block", "lodge_block", -5, 4, 6), last=6)
    assert longer.tolist() == pytest.approx([5, 4.5, 4.05, 3.645, 3.2805, 3.2, 0])


def test_a_contract_that_does_not_end_before_the_tail_keeps_its_places() -> None:
    """In month 24, the last of the tail."""
    town = supplied(blocks=(small.block(term_months=24),))
    for last in (24, 30):
        assert limits(town, commit("block", "lodge_block", 1, 4, last), last=24)[24] == pytest.approx(3.2)


def test_places_of_a_ramp_and_of_emergency_beds() -> None:
    """6 beds, 2 for emergencies: 4 x 0.8 = 3.2; in the first year half of them, 3: 1 x 0.6.

    With a third of the beds in the first year, 2 are no more than those for emergencies: 2 x 0.6, none kept.
    """
    for share, first in ((0.5, 0.6), (1 / 3, 1.2)):
        ramps = small.rows(BlockRamp, "block contract_year beds_share", ("lodge_block", 1, share))
        town = supplied(blocks=(small.block(emergency_beds=2, term_months=36),), block_ramps=ramps)
        found = limits(town, commit("block", "lodge_block", 1, 6, 36), last=13)
        assert found.tolist() == pytest.approx([0, *[first] * 12, 3.2])


def test_homes_of_today_and_the_ramp_of_new_ones() -> None:
    """3 of 4 beds in use, 3 x 0.7 = 2.1 a home: two today; a third one from month 4 on in three steps of 0.7."""
    town = supplied(homes=(small.home(homes_today=2, emergency_beds=1, ramp_months=2),))
    found = limits(town, commit("home", "house_type", 1, 1), last=7, offer=HOUSE)
    assert found.tolist() == pytest.approx([4.2] * 4 + [4.9, 5.6, 6.3, 6.3])


def test_the_lead_of_a_home_is_the_sum_of_its_stages() -> None:
    """1 + 2 + 1 + 1: decided in month 1, live in month 6; its capital is paid in month 2, grant with it.

    30,000 before the opening in the three months 3 to 5.
    """
    home = small.home(
        approval_months=1, works_months=2, registration_months=1, slippage_months=1, pre_opening_months=3
    )
    town = supplied(homes=(home,))
    (made,) = pledges_of(town, Prices(town, "central"), [commit("home", "house_type", 1, 1)], months(12))
    assert made.live == 6
    assert [(once.line, once.month, once.gbp) for once in made.one_offs] == [
        ("capital", 2, 500_000.0),
        ("grant", 2, -100_000.0),
        ("pre_opening", 3, 10_000.0),
        ("pre_opening", 4, 10_000.0),
        ("pre_opening", 5, 10_000.0),
    ]


STABLE: dict[str, Any] = {"attrition_per_year_share": 0.0}


def test_those_who_stay_put_hold_places_of_todays_households() -> None:
    """10 places; 2 held, of whom a quarter leaves a month, and 1 a month begins: 2.5, 2.875."""
    put = {"staying_put_today": 2.0, "staying_put_starts_per_year": 12.0, "staying_put_months": 4}
    town = supplied(fostering=(small.fostering(**STABLE, **put),))
    assert own_capacity(town, 2)[:, CARERS].tolist() == pytest.approx([8, 7.5, 7.125])


def test_places_held_never_take_more_than_todays_households_have() -> None:
    """12 held of 10: none is left, and those of the recruited are theirs."""
    put = {"staying_put_today": 12.0, "staying_put_months": 600}
    town = supplied(fostering=(small.fostering(**STABLE, **put),))
    found = limits(town, commit("fostering", "recruiting", 1, 2), last=4, offer=CARERS)
    assert found.tolist() == pytest.approx([0, 0, 0, 0, 2])


def test_without_months_nobody_stays_put() -> None:
    """2 today count for nothing."""
    town = supplied(fostering=(small.fostering(**STABLE, staying_put_today=2.0),))
    assert own_capacity(town, 2)[:, CARERS].tolist() == [10, 10, 10]


def test_households_kept_add_places_and_leave_like_all_others() -> None:
    """1.5 kept in months 1 to 3, 0.5 a month; by month 4 and 5 a share of 0.81^(1/12) stays each month."""
    stay = 0.81 ** (1 / 12)
    quarters = (Period(1, 3, True), Period(4, 6, True))
    rows = (effect("retained", "keep", None, "carers", 1, 1.5),)
    town = supplied(programmes=(small.programme(programme="keep", effect="retains_carers", service="recruiting"),))
    kept = limits(town, offer=CARERS, periods=quarters, effects=rows)
    alone = limits(town, offer=CARERS, periods=quarters)
    third = 0.5 * (1 + stay + stay**2)
    by_hand = [0, 0.5, 0.5 * (1 + stay), third, third * stay, third * stay**2, third * stay**3]
    assert (kept - alone).tolist() == pytest.approx(by_hand)


def test_capacity_is_held_in_places() -> None:
    """5 places: 2 children of two places each fit, 3 do not."""
    kids = small.cohorts(("kids", "low", 10, 15, "town"))[0].model_copy(update={"bed_use": 2.0})
    town = supplied(cohorts=(kids,), offer_prices=small.prices(("ifa", "low", 700.0)))
    for children, ok in ((2.0, True), (2.5, True), (3.0, False)):
        played = simulate(town, "middle", [admit("kids", "ifa", 1, children)], months(3))
        assert check_capacity("c", town, played, capacity_limits(town, played, ())).ok is ok


def test_only_new_blocks_are_room_made_by_commitments() -> None:
    """That which runs is there without them."""
    town = running()
    made = commit("block", "lodge_block", -5, 4, 3)
    pledges = pledges_of(town, Prices(town, "central"), [made], months(4))
    assert pledged_capacity(town, pledges, 4).sum() == 0
    assert own_capacity(town, 4, pledges)[:, LODGE].tolist() == pytest.approx([3.2, 3.2, 3.2, 0, 0])


def test_offers_over_capacity_are_named_with_the_largest_excess_and_its_last_day() -> None:
    """8 of today where 5 may be, a tenth leaves a month: 7.2, 6.48, 5.832, 5.2488, 4.7; so 2.2, until July."""
    town = supplied(
        placements_today=small.today(("kids", "ifa", "ifa", 5, 8.0)),
        transitions=small.transitions(("kids", "kids", 0.9)),
        offer_prices=small.prices(("ifa", "low", 700.0)),
    )
    plan = village_plan().model_copy(update={"commitments": ()})
    (found,) = over_capacity_today(town, plan, ())
    assert (found.offer, found.until) == ("ifa", small.dt.date(2024, 7, 31))
    assert found.children == pytest.approx(2.2)
