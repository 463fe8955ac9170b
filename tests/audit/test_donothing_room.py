"""The do-nothing rule by hand: how much room an offer has, and where those go for whom there is none."""

import datetime as dt

import numpy as np
import pytest

from audit.simulate import simulate
from models.instance import Instance
from tests.audit import small
from tests.audit.pair import BOTH, breaking, pair, placed, priced, rule, today


def crowded(**changes: object) -> Instance:
    """Return 4 of low and 2 of high need in `one`, which has 6 places; few other places, dearer or cheaper."""
    return pair(
        entries=small.entries(("lows", 1, 1.0), ("highs", 1, 0.5)),
        placements_today=today(("lows", "one", 5, 4.0), ("highs", "one", 5, 2.0)),
        offers=(
            small.offer("one", capacity_children=6.0),
            small.offer("dear", capacity_children=0.5),
            small.offer("frame", "ifa", route="framework", capacity_children=0.4),
            small.offer("cheap", capacity_children=0.5),
            small.offer("direct", "ifa", route="direct"),
            small.offer("gap", "gap"),
        ),
        offer_prices=small.prices(
            *(("one", "low", 700.0), ("one", "high", 700.0)),
            *(("dear", "low", 900.0), ("dear", "high", 800.0)),
            *(("frame", "low", 100.0), ("frame", "high", 100.0)),
            *(("cheap", "low", 500.0), ("cheap", "high", 1000.0)),
            *(("direct", "low", 1.0), ("direct", "high", 1.0)),
            *(("gap", "low", 2100.0), ("gap", "high", 2100.0)),
        ),
        disruption=breaking(one=0.25, dear=0.0, frame=0.0, cheap=0.0, direct=0.0),
        **changes,
    )


def test_too_many_are_cut_in_proportion_and_go_to_the_cheapest_spot_then_framework_then_gap() -> None:
    """In April 1 of low and 0.5 of high need break down, 4.5 stay in one: 1.5 places.

    With those who enter, 2 of low and 1 of high need are shared to one: half of each goes in, 1 and 0.5.
    The other 1 of low need: 0.5 to cheap at 500, then 0.5 to dear at 900, before the framework at 100.
    The other 0.5 of high need find spot full: 0.4 to the framework, 0.1 to gap; never to direct.
    """
    assert placed(crowded()) == {
        ("lows", "one"): 1.0,
        ("highs", "one"): 0.5,
        ("lows", "dear"): 0.5,
        ("lows", "cheap"): 0.5,
        ("highs", "frame"): 0.4,
        ("highs", "gap"): 0.1,
    }


def test_who_is_cut_goes_in_table_order() -> None:
    """High need first: its 0.5 goes to dear, for it the cheaper; low need has 0.5 in cheap, 0.4, 0.1 left."""
    turned = crowded().model_copy(update={"cohorts": tuple(reversed(BOTH))})
    assert placed(turned) == {
        ("highs", "one"): 0.5,
        ("lows", "one"): 1.0,
        ("highs", "dear"): 0.5,
        ("lows", "frame"): 0.4,
        ("lows", "cheap"): 0.5,
        ("lows", "gap"): 0.1,
    }


def with_places(town: Instance, places: float) -> Instance:
    """Return the instance with another capacity of `one`."""
    offers = (town.offers[0].model_copy(update={"capacity_children": places}), *town.offers[1:])
    return town.model_copy(update={"offers": offers})


def test_the_cheapest_is_that_of_the_need() -> None:
    """One has 6.6 places, 4.5 of them taken: 2.1 for 3, so seven tenths go in, 1.4 and 0.7; cut are 0.6 and 0.3.

    High need first: 0.3 to dear, at 800 the cheaper for it. Low need: 0.5 to cheap, 0.1 to dear.
    """
    turned = crowded().model_copy(update={"cohorts": tuple(reversed(BOTH))})
    assert placed(with_places(turned, 6.6)) == {
        ("highs", "one"): 0.7,
        ("lows", "one"): 1.4,
        ("highs", "dear"): 0.3,
        ("lows", "dear"): 0.1,
        ("lows", "cheap"): 0.5,
    }


def test_equal_prices_are_taken_in_table_order() -> None:
    """Dear and cheap at 900 for both needs: dear, which stands first in the table, is filled first.

    Cut are 0.6 and 0.3 as above. Low need fills dear with 0.5 and puts 0.1 in cheap; high need puts 0.3 there.
    """
    town = crowded()
    prices = [
        row.model_copy(update={"gbp_per_week": 900.0}) if row.offer in ("dear", "cheap") else row
        for row in town.offer_prices
    ]
    assert placed(with_places(town.model_copy(update={"offer_prices": tuple(prices)}), 6.6)) == {
        ("lows", "one"): 1.4,
        ("highs", "one"): 0.7,
        ("lows", "dear"): 0.5,
        ("lows", "cheap"): 0.1,
        ("highs", "cheap"): 0.3,
    }


def test_a_price_is_that_of_the_need_and_an_offer_without_one_takes_nobody() -> None:
    """Cheap no longer takes low need, frame neither: 1 of low need cut, 0.5 to dear, 0.5 to gap.

    High need, 0.5 cut, finds dear full and cheap empty.
    """
    town = crowded()
    kept = [row for row in town.offer_prices if (row.offer, row.need) not in {("cheap", "low"), ("frame", "low")}]
    assert placed(town.model_copy(update={"offer_prices": tuple(kept)})) == {
        ("lows", "one"): 1.0,
        ("highs", "one"): 0.5,
        ("lows", "dear"): 0.5,
        ("highs", "cheap"): 0.5,
        ("lows", "gap"): 0.5,
    }


def test_who_is_in_gap_comes_back_after_a_month() -> None:
    """No market offer, nobody placed today: the waiting child is in gap every month, never in direct."""
    town = pair(
        placements_today=today(("lows", None, 0, 1.0)),
        offers=(small.offer("one", route="direct"), small.offer("gap", "gap")),
        offer_prices=priced(("one", 700.0)),
        disruption=breaking(one=0.0),
    )
    for month in range(1, 13):
        assert placed(town, month) == {("lows", "gap"): 1.0}


def test_the_run_off_is_the_limit_until_it_falls_below_the_capacity() -> None:
    """10 in an offer for 6, half leave it a month: 5 stay, below 6: room for 1 of the 5.

    A quarter: 7.5 stay and are the limit; nobody is let in, in May neither (5.625 stay; 6 - 5.625 = 0.375 are).
    """
    offers = (small.offer("one", capacity_children=6.0), small.offer("two"), small.offer("gap", "gap"))
    given = {"placements_today": today(("lows", "one", 5, 10.0)), "offers": offers}
    assert placed(pair(**given, disruption=breaking(one=0.5, two=0.0))) == {
        ("lows", "one"): 1.0,
        ("lows", "two"): 4.0,
    }
    slower = pair(**given, disruption=breaking(one=0.25, two=0.0))
    assert placed(slower) == {("lows", "two"): 2.5}
    assert placed(slower, 2) == {("lows", "one"): 0.375, ("lows", "two"): 1.5}


def test_offers_of_blocks_and_homes_have_no_room() -> None:
    """3 of today in an offer that a new block would supply: none is bought, so the run-off is the limit.

    A tenth of 3 and of 3 comes back: 0.6, half of it shared to lodge, where 2.7 stay and 2.7 may; this half goes
    to the cheapest spot, one.
    """
    town = pair(
        placements_today=today(("lows", "lodge", 5, 3.0), ("lows", "two", 5, 3.0)),
        offers=(
            small.offer("lodge", "block_residential", route="block"),
            small.offer("one"),
            small.offer("two"),
            small.offer("gap", "gap"),
        ),
        offer_prices=priced(("lodge", 0.0), ("one", 700.0), ("two", 1400.0)),
        disruption=breaking(lodge=0.1, one=0.1, two=0.1),
        blocks=(small.block(),),
        block_tiers=small.tiers((2, 2, 980.0)),
    )
    assert placed(town) == {("lows", "two"): 0.3, ("lows", "one"): 0.3}


def test_an_offer_takes_nobody_in_the_month_it_empties_nor_before_it_opens() -> None:
    """One closes on 15 June; two opens on 10 July, so from August; the framework is for others.

    One is offered 0.2 in April and in May (2 x 0.1 come back each month). In June all 2 come back, to gap, and
    in July again; in August two takes them.
    """
    town = pair(
        placements_today=today(("lows", "one", 5, 2.0)),
        offers=(
            small.offer("one", live_to=dt.date(2024, 6, 15)),
            small.offer("two", live_from=dt.date(2024, 7, 10)),
            small.offer("frame", "ifa", route="framework", age_from=16),
            small.offer("gap", "gap"),
        ),
    )
    assert placed(town, 1) == placed(town, 2) == {("lows", "one"): 0.2}
    assert placed(town, 3) == placed(town, 4) == {("lows", "gap"): 2.0}
    assert placed(town, 5) == {("lows", "two"): 2.0}


def test_recruitment_at_todays_rate_makes_room_month_by_month() -> None:
    """10 households of 1 child each, whose number falls by 19 % a year; half of the children leave each month.

    3 approvals a year over 4 decisions: none in month 1, one in 4, 7 and 10; live 2 months later, in months 6,
    9 and 12, although plans are made in quarters. 20 children enter every month, so the carers are full at every
    month end.
    """
    town = pair(
        settings=small.settings(monthly_periods=0),
        entries=small.entries(*(("lows", m, 20.0) for m in range(1, 13))),
        placements_today=today(("lows", "carers", 5, 2.0)),
        offers=(
            small.offer("carers", "in_house_fostering", route="in_house"),
            small.offer("two"),
            small.offer("gap", "gap"),
        ),
        offer_prices=priced(("carers", 490.0), ("two", 1400.0)),
        disruption=breaking(carers=0.5, two=0.0),
        fostering=(small.fostering(lead_months=2),),
    )
    kept = 0.81 ** (1 / 12)
    full = [10 * kept**m + sum(kept ** (m - live) for live in (6, 9, 12) if m >= live) for m in range(13)]
    expected = [full[m] - (0.5 * full[m - 1] if m > 1 else 1.0) for m in range(1, 13)]
    assert rule(town)[1:, 0, 0] == pytest.approx(expected)


def test_everybody_is_placed_every_month() -> None:
    """Played out, the rule's admissions leave nobody in the pool."""
    town = crowded()
    admitted = rule(town)
    made = [
        small.admit(town.cohorts[g].cohort, town.offers[p].offer, int(m), float(admitted[m, p, g]))
        for m, p, g in np.argwhere(admitted > 0)
    ]
    assert np.abs(simulate(town, "middle", made, small.months(12)).unplaced[1:]).max() < 1e-12
