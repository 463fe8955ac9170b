"""How offers empty: ends of contracts, closures, last days."""

import datetime as dt
from typing import Any

import pytest

from optimiser.lanes import (
    NOBODY,
    End,
    Exit,
    Lane,
    base_term,
    contract_starts,
    ends_on_offer,
    rights_to_leave,
)
from tests.optimiser.cases import block, compiled, month, one_cohort, tier
from tests.oracles.small import offer, row, settings

BLOCK = offer("block", "block_residential", "block")
NONE_MADE = one_cohort({BLOCK: 0})
CALENDAR = settings(decision_every_months=3).calendar.planning()


def contract(**changes: Any) -> Any:
    """Return a block of a year with a break after half and two extensions by a quarter."""
    given = {
        "term_months": 12,
        "break_after_months": 6,
        "extensions": 2,
        "extension_months": 3,
        "start_to": month(9),
    }
    return block(**{**given, **changes})


def test_starts_are_decision_months_in_the_blocks_dates() -> None:
    """By the quarter from April to December; a running block has its own start, whenever that was."""
    assert contract_starts(NONE_MADE, contract(), CALENDAR) == (1, 4, 7)
    running = contract(beds_today=3, start_from=dt.date(2021, 11, 1), start_to=dt.date(2021, 11, 1))
    assert contract_starts(NONE_MADE, running, CALENDAR) == (-4,)


def test_rights_to_leave_in_order_of_time() -> None:
    """Started in month 4: break in 9, term to 15, extensions to 18 and 21."""
    assert rights_to_leave(contract(), 4) == (End(9, is_break=True), End(15), End(18), End(21))
    assert rights_to_leave(contract(break_after_months=None, extensions=0), 4) == (End(15),)


@pytest.mark.parametrize("after", [12, 13])
def test_no_break_where_the_term_is_not_longer(after: int) -> None:
    """A break at the end of the term is the end of the term."""
    assert not rights_to_leave(contract(break_after_months=after), 4)[0].is_break


def test_a_running_contract_ends_in_month_1_or_later() -> None:
    """Started a year ago in month -11: break in -6, term to 0, extensions to 3 and 6."""
    running = contract(beds_today=3)
    assert rights_to_leave(running, -11) == (End(3), End(6))
    assert base_term(running, -11) == End(3)
    assert rights_to_leave(running, -10)[0] == End(1)
    assert base_term(contract(), 4) == End(15)


def test_of_ends_in_or_after_the_last_month_only_the_first_is_on_offer() -> None:
    """The tail ends in month 24: 21 and 23 end inside it, 24 does not, and 27 looks the same."""
    late = contract(term_months=20, break_after_months=None, extension_months=2, extensions=3)
    assert ends_on_offer(late, 2, CALENDAR) == (End(21), End(23), End(25))
    exact = contract(term_months=21, break_after_months=None, extensions=2)
    assert ends_on_offer(exact, 1, CALENDAR) == (End(21), End(24))


def test_a_break_in_or_after_the_last_month_is_not_on_offer() -> None:
    """Started in month 4, a break after 21 months is in month 24: nothing of it but its payment would be seen."""
    late = contract(term_months=40, break_after_months=21, extensions=0)
    assert ends_on_offer(late, 4, CALENDAR) == (End(43),)
    assert ends_on_offer(late, 1, CALENDAR) == (End(21, is_break=True), End(40))


def test_a_lane_for_every_end_inside_the_tail() -> None:
    """Starts 1 and 4: breaks 6, 9; terms 12, 15; extensions 15, 18 and 18, 21. Month 15 opens with start 1."""
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(contract(start_to=month(4)),),
        block_tiers=(tier(2, 3, 700),),
        settings=settings(12, 3),
    )
    problem = compiled(planning)
    assert problem.lanes == (
        Lane(0, 25),
        *(Lane(1, end, opens) for end, opens in ((6, 1), (9, 4), (12, 1), (15, 1), (18, 1), (21, 4))),
    )
    assert problem.today_end == (25, 25)


def test_a_contract_past_the_tail_is_one_lane_that_never_empties() -> None:
    """Terms to month 24 and 27 do not empty the offer."""
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(term_months=24, start_to=month(4)),),
        block_tiers=(tier(2, 2, 700),),
        settings=settings(12, 3),
    )
    assert compiled(planning).lanes == (Lane(0, 25), Lane(1, 25))


def test_exits_of_an_offer_in_order_of_time() -> None:
    """Closures in months 3 and 8, the last day in month 8; a later closure comes after the end and is none."""
    closing = offer("closing", live_to=month(8), successor="spot")
    closures = tuple(
        row("closures", offer="closing", month=month(m), closing_share=share, successor=to)
        for m, share, to in ((12, 0.9, None), (8, 0.25, None), (3, 0.5, "spot"))
    )
    problem = compiled(one_cohort({offer("spot"): 1, closing: 1}, closures=closures))
    assert problem.exits_of(2, 25) == (Exit(3, 0.5, 1), Exit(8, 0.25, NOBODY), Exit(8, 1.0, 1, final=True))
    assert problem.exits_of(1, 25) == ()


def test_the_end_of_a_contract_is_an_exit_to_the_blocks_successor() -> None:
    """Where the offer's own last day comes first, that is first."""
    ending = offer("block", "block_residential", "block", live_to=month(5))
    planning = one_cohort(
        {offer("spot"): 1, ending: 1},
        blocks=(block(term_months=9, successor="spot"),),
        block_tiers=(tier(2, 2, 700),),
    )
    problem = compiled(planning)
    assert problem.exits_of(2, 9) == (Exit(5, 1.0, NOBODY, final=True), Exit(9, 1.0, 1, final=True))
    assert problem.exits_of(2, 4) == (Exit(4, 1.0, 1, final=True),)
