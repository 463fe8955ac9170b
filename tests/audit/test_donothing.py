"""The do-nothing rule by hand: over which offers the pool is shared, and in what proportion."""

import datetime as dt
from typing import Any

import pytest

from audit.arrays import arrays_of
from audit.donothing import outflow_weights
from models.instance import Instance
from tests.audit import small
from tests.audit.pair import NEEDS, breaking, pair, placed, priced, today


def test_the_pool_is_shared_by_todays_stock_times_its_outflow() -> None:
    """Of 4 children in one a tenth leaves, 0.4; of 2 in two a twentieth, 0.1: four fifths and one fifth.

    The pool is 0.4 + 0.1 broken down and 1 of unknown placement: 1.5, shared 1.2 and 0.3.
    """
    town = pair(
        placements_today=today(("lows", "one", 5, 4.0), ("lows", "two", 5, 2.0), ("lows", None, 0, 1.0)),
        disruption=breaking(one=0.1, two=0.05, frame=0.0),
    )
    assert placed(town) == {("lows", "one"): 1.2, ("lows", "two"): 0.3}


def test_the_shares_stay_those_of_today() -> None:
    """In month 2 too, four fifths and one fifth of the pool.

    After month 1 one has 3.6 + 1.2 = 4.8 and two 1.9 + 0.3 = 2.2; 0.48 + 0.11 = 0.59 break down: 0.472, 0.118.
    """
    town = pair(
        placements_today=today(("lows", "one", 5, 4.0), ("lows", "two", 5, 2.0), ("lows", None, 0, 1.0)),
        disruption=breaking(one=0.1, two=0.05, frame=0.0),
    )
    assert placed(town, 2) == {("lows", "one"): 0.472, ("lows", "two"): 0.118}


def test_each_child_leaves_with_the_chance_of_its_own_months_in_placement() -> None:
    """Half break down before month 6 and a tenth after: in one 1 x 0.5 + 5 x 0.1 = 1, in two 5 x 0.1 = 0.5.

    The pool is these 1.5 and 3 unknown, 4.5: 3 and 1.5.
    """
    times = ((0, 0.5), (6, 0.1))
    town = pair(
        placements_today=today(
            ("lows", "one", 0, 1.0), ("lows", "one", 10, 5.0), ("lows", "two", 6, 5.0), ("lows", None, 0, 3.0)
        ),
        disruption=small.disruption(
            *((offer, "low", m, share) for offer in ("one", "two", "frame") for m, share in times)
        ),
    )
    assert placed(town) == {("lows", "one"): 3.0, ("lows", "two"): 1.5}


def growing(**changes: object) -> Instance:
    """Return children of whom a tenth leaves care, grows older, and grows in need in a month."""
    given: dict[str, object] = {
        "needs": NEEDS,
        "cohorts": small.cohorts(
            ("lows", "low", 10, 15, "town"), ("highs", "high", 10, 15, "town"), ("teens", "low", 16, 17, "town")
        ),
        "transitions": small.transitions(
            ("lows", "lows", 0.7),
            ("lows", "highs", 0.1),
            ("lows", "teens", 0.1),
            ("highs", "highs", 1.0),
            ("teens", "teens", 1.0),
        ),
        "entries": small.entries(("lows", 1, 0.9)),
        "placements_today": today(("lows", "one", 5, 2.0), ("lows", "two", 5, 2.0)),
        "offers": (
            small.offer("one", age_to=15),
            small.offer("two"),
            small.offer("three"),
            small.offer("gap", "gap"),
        ),
        "offer_prices": priced(("one", 700.0), ("two", 700.0), ("three", 700.0)),
        "disruption": breaking(one=0.0, two=0.0, three=0.0),
    }
    return small.instance(**{**given, **changes})


def test_leaving_care_and_growing_too_old_are_outflow_and_growing_in_need_is_not() -> None:
    """From one, which ends at 15, a fifth of 2 goes, 0.4; from two, which ends at 17, a tenth of 2, 0.2.

    The 0.9 who enter are shared 0.6 and 0.3. The 0.2 who grew too old for one are teens; no teen is placed
    today: two and three, which take them, share equally.
    """
    town = growing()
    assert outflow_weights(town, arrays_of(town, "middle"))[:, 0] == pytest.approx([0.4, 0.2, 0.0, 0.0])
    assert placed(town) == {
        ("lows", "one"): 0.6,
        ("lows", "two"): 0.3,
        ("teens", "two"): 0.1,
        ("teens", "three"): 0.1,
    }


def test_who_waits_for_a_placement_grows_too() -> None:
    """Of 3 of unknown placement 2.1 stay as they were, 1.4 and 0.7 by the weights 0.4 and 0.2.

    0.3 have a high need now, a third of them to each offer; 0.3 are teens, and 0.2 are who come from one.
    """
    town = growing(
        entries=small.entries(("lows", 1, 0.0)),
        placements_today=today(("lows", "one", 5, 2.0), ("lows", "two", 5, 2.0), ("lows", None, 0, 3.0)),
    )
    assert placed(town) == {
        ("lows", "one"): 1.4,
        ("highs", "one"): 0.1,
        ("lows", "two"): 0.7,
        ("highs", "two"): 0.1,
        ("teens", "two"): 0.25,
        ("highs", "three"): 0.1,
        ("teens", "three"): 0.25,
    }


def test_a_changed_need_that_the_offer_has_no_price_for_is_outflow() -> None:
    """One takes low need only: now 0.3 of 2 goes, 0.6, from two still 0.2; three quarters and one. Three is shut.

    0.9 who enter: 0.675 and 0.225. The 0.2 of high need who left one go to two, the only one that takes them.
    """
    town = growing(
        offer_prices=small.prices(
            *(("one", "low", 700.0), ("two", "low", 700.0), ("two", "high", 700.0)),
            *(("gap", "low", 2100.0), ("gap", "high", 2100.0)),
        )
    )
    assert placed(town) == {
        ("lows", "one"): 0.675,
        ("lows", "two"): 0.225,
        ("highs", "two"): 0.2,
        ("teens", "two"): 0.2,
    }


def test_all_home_areas_count_together() -> None:
    """3 from town in one and 1 from the coast in two, a tenth leaves: weights 0.3 and 0.1 for either cohort.

    From town come 0.3: 0.225 and 0.075. From the coast 0.1 and 0.7 who enter: 0.6 and 0.2.
    """
    town = pair(
        cohorts=small.cohorts(("lows", "low", 10, 15, "town"), ("coasts", "low", 10, 15, "coast")),
        transitions=small.transitions(("lows", "lows", 1.0), ("coasts", "coasts", 1.0)),
        entries=small.entries(("coasts", 1, 0.7)),
        placements_today=today(("lows", "one", 5, 3.0), ("coasts", "two", 5, 1.0)),
    )
    assert placed(town) == {
        ("lows", "one"): 0.225,
        ("coasts", "one"): 0.6,
        ("lows", "two"): 0.075,
        ("coasts", "two"): 0.2,
    }


def test_where_nobody_alike_is_placed_today_market_offers_share_equally() -> None:
    """Children of high need go in halves to spot and framework, not to what the council buys directly."""
    town = pair(
        entries=small.entries(("highs", 1, 1.0)),
        placements_today=today(("lows", "one", 5, 2.0)),
        offers=(
            small.offer("one"),
            small.offer("two", route="direct"),
            small.offer("frame", "ifa", route="framework"),
            small.offer("gap", "gap"),
        ),
    )
    assert placed(town) == {("lows", "one"): 0.2, ("highs", "one"): 0.5, ("highs", "frame"): 0.5}


@pytest.mark.parametrize(
    "changes",
    [{"grade": "inadequate"}, {"live_to": dt.date(2024, 4, 30)}, {"live_from": dt.date(2024, 4, 2)}],
)
def test_where_those_alike_are_all_in_offers_not_open_market_offers_share_equally(changes: dict[str, Any]) -> None:
    """2 in one, which takes nobody this month; a child who enters goes in halves to two and the framework.

    Where one closes in April, its 2 come back too: 1.5 and 1.5. Else a tenth of 2: 1.2, so 0.6 and 0.6.
    """
    town = pair(
        entries=small.entries(("lows", 1, 1.0)),
        placements_today=today(("lows", "one", 5, 2.0)),
        offers=(
            small.offer("one", **changes),
            small.offer("two"),
            small.offer("frame", "ifa", route="framework"),
            small.offer("gap", "gap"),
        ),
    )
    half = 1.5 if "live_to" in changes else 0.6
    assert placed(town) == {("lows", "two"): half, ("lows", "frame"): half}


def test_gap_is_not_shared_over() -> None:
    """2 are in gap and 2 in one today; all from gap and 0.2 from one come back, and one takes them."""
    town = pair(placements_today=small.today(("lows", "gap", "gap", 0, 2.0), ("lows", "one", "residential", 5, 2.0)))
    assert placed(town) == {("lows", "one"): 2.2}


def test_where_nobody_leaves_market_offers_share_equally() -> None:
    """2 in one, for good: a third of the child who enters to each market offer."""
    town = pair(
        entries=small.entries(("lows", 1, 0.9)),
        placements_today=today(("lows", "one", 5, 2.0)),
        disruption=breaking(one=0.0, two=0.0, frame=0.0),
    )
    assert placed(town) == {("lows", "one"): 0.3, ("lows", "two"): 0.3, ("lows", "frame"): 0.3}


def test_a_rounding_of_nothing_is_nothing() -> None:
    """0.7 + 0.2 + 0.1 is 1 less 1e-16 in floating point; nobody leaves all the same."""
    cohorts = ("lows", "mids", "highs")
    town = pair(
        needs=small.needs(("low", 1, 0.0), ("mid", 2, 0.0), ("high", 3, 0.0)),
        cohorts=small.cohorts(*((c, c.removesuffix("s"), 10, 15, "town") for c in cohorts)),
        transitions=small.transitions(
            *((c, to, share) for c in cohorts for to, share in zip(cohorts, (0.7, 0.2, 0.1), strict=True))
        ),
        entries=small.entries(("lows", 1, 0.9)),
        placements_today=today(("lows", "one", 5, 2.0)),
        offer_prices=small.prices(
            *((o, c.removesuffix("s"), 700.0) for o in ("one", "two", "frame", "gap") for c in cohorts)
        ),
        disruption=(),
    )
    assert placed(town) == {("lows", "one"): 0.3, ("lows", "two"): 0.3, ("lows", "frame"): 0.3}
