"""The do-nothing rule with supply that runs already: blocks, homes, closures; places instead of children."""

from typing import Any

import pytest

from audit.committed import commitments_today, no_new_faults
from models.instance import Instance
from models.tables import Closure
from tests.audit import small
from tests.audit.pair import BOTH, breaking, pair, placed, priced, rule, today
from tests.audit.small import commit, months

LODGE = (small.offer("lodge", "block_residential", route="block"), small.offer("one"), small.offer("gap", "gap"))


def running(lodged: float = 2.0, block: dict[str, Any] | None = None, **changes: Any) -> Instance:
    """Return a lodge with a running block of 4 beds (3.2 places) until month 3, and spot; half of all break down."""
    terms = {"start_from": small.month(-8), "start_to": small.month(-8), "beds_today": 4, "term_months": 12}
    given: dict[str, Any] = {
        "placements_today": today(("lows", "lodge", 5, lodged)),
        "offers": LODGE,
        "offer_prices": priced(("lodge", 0.0), ("one", 700.0)),
        "disruption": breaking(lodge=0.5, one=0.0),
        "blocks": (small.block(**(terms | (block or {}))),),
        "block_tiers": small.tiers((2, 8, 700.0)),
    }
    return pair(**{**given, **changes})


def test_a_running_block_takes_children_like_any_offer() -> None:
    """1 of 2 breaks down and goes back: 3.2 places, 1 taken. In month 2 the same."""
    assert placed(running(), 1) == {("lows", "lodge"): 1.0}
    assert placed(running(), 2) == {("lows", "lodge"): 1.0}


def test_a_running_block_runs_to_the_end_of_its_term() -> None:
    """In month 3 all leave: the 1 that broke down, and the other 1 as there is no successor; they go to spot."""
    assert placed(running(), 3) == {("lows", "one"): 2.0}
    assert rule(running())[3:, 0].sum() == 0


def test_who_is_passed_on_is_in_no_pool() -> None:
    """With a successor only the 1 that broke down is placed again."""
    assert placed(running(block={"successor": "one"}), 3) == {("lows", "one"): 1.0}


def test_no_break_and_no_extension() -> None:
    """Both on offer; the term ends in month 3."""
    town = running(block={"break_after_months": 10, "extensions": 1, "extension_months": 6})
    assert commitments_today(town, months(12)) == (commit("block", "lodge_block", -8, 4, 3),)
    assert placed(town, 2) == {("lows", "lodge"): 1.0}
    assert placed(town, 3) == {("lows", "one"): 2.0}


def test_where_the_term_is_over_the_first_extension_runs_out() -> None:
    """8 months to month -1, then 4 to month 3 and 4 more."""
    town = running(block={"term_months": 8, "extensions": 2, "extension_months": 4})
    assert commitments_today(town, months(12)) == (commit("block", "lodge_block", -8, 4, 3),)


@pytest.mark.parametrize("last", [1, 9, 11])
def test_another_end_is_a_new_commitment(last: int) -> None:
    """A break or an extension."""
    town = running(block={"break_after_months": 10, "extensions": 1, "extension_months": 6})
    assert no_new_faults(town, [commit("block", "lodge_block", -8, 4, 3)], months(12)) == []
    (fault,) = no_new_faults(town, [commit("block", "lodge_block", -8, 4, last)], months(12))
    assert fault == f"block lodge_block from 2023-07-01: ends on {small.last_day(last)}, its term on 2024-06-30"


def test_homes_of_today_take_children_within_their_places() -> None:
    """2 homes of 3.2; 6 children, half of whom come back: 3 stay, 3.4 places for 3. A ramp is for new homes."""
    town = running(
        placements_today=today(("lows", "house", 5, 6.0)),
        offers=(small.offer("house", "internal_home", route="home"), *LODGE[1:]),
        offer_prices=priced(("house", 0.0), ("one", 700.0)),
        disruption=breaking(house=0.5, one=0.0),
        blocks=(),
        block_tiers=(),
        homes=(small.home(homes_today=2, ramp_months=6),),
    )
    assert placed(town) == {("lows", "house"): 3.0}
    crowded = town.model_copy(update={"placements_today": today(("lows", "house", 5, 8.0))})
    # 4 stay, 2.4 places for 4 who come back
    assert placed(crowded) == {("lows", "house"): 2.4, ("lows", "one"): 1.6}


def test_room_is_in_places() -> None:
    """A child of low need takes two places. Of 3 today 1.5 stay in lodge: 3 of 3.2 places.

    0.2 places, so a tenth of a child, for 1.5 who are shared there; 1.4 go to spot, which has no limit.
    """
    low, high = BOTH
    town = running(3.0, cohorts=(low.model_copy(update={"bed_use": 2.0}), high))
    # the run-off of 1.5 children takes 3 places, less than 3.2
    assert placed(town) == {("lows", "lodge"): 0.1, ("lows", "one"): 1.4}


def test_the_market_has_room_in_places_too() -> None:
    """Spot has one place: half a child of two places; the rest to gap."""
    low, high = BOTH
    town = running(
        3.0,
        cohorts=(low.model_copy(update={"bed_use": 2.0}), high),
        offers=(LODGE[0], small.offer("one", capacity_children=1.0), LODGE[2]),
    )
    assert placed(town) == {("lows", "lodge"): 0.1, ("lows", "one"): 0.5, ("lows", "gap"): 0.9}


def test_a_closure_sends_its_share_on() -> None:
    """A half of the 2 who stay in one leaves in month 1 for two; nobody breaks down, nobody is in the pool."""
    shut = small.rows(Closure, "offer month closing_share successor", ("one", small.month(1), 0.5, "two"))
    town = pair(placements_today=today(("lows", "one", 5, 2.0)), disruption=breaking(one=0.0, two=0.0), closures=shut)
    assert placed(town) == {}
    alone = town.model_copy(update={"closures": (shut[0].model_copy(update={"successor": None}),)})
    # the weights of today are 0, as nobody leaves: equal shares over spot and framework
    assert placed(alone) == {
        ("lows", "one"): pytest.approx(1 / 3),
        ("lows", "two"): pytest.approx(1 / 3),
        ("lows", "frame"): pytest.approx(1 / 3),
    }


def test_only_offers_that_fit_are_open() -> None:
    """One lacks the skill: the child of one, though placed there today, goes to two."""
    low, high = BOTH
    town = pair(
        cohorts=(low.model_copy(update={"skill": "disability"}), high),
        placements_today=today(("lows", "one", 5, 2.0)),
        offers=(small.offer("one"), small.offer("two", skills="disability"), small.offer("gap", "gap")),
        offer_prices=priced(("one", 700.0), ("two", 1400.0)),
    )
    assert placed(town) == {("lows", "two"): 2.0}
