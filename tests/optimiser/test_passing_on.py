"""Closures, successors, contracts' ends: who goes where, when and with what hazard."""

from typing import Any

import numpy as np
import pytest

from models.calendar import Period
from models.instance import Instance
from optimiser.commitments import Decisions, decided, options_of
from optimiser.kernel import admitted_in, follow, profile, run_off
from optimiser.layout import OtherEnd
from optimiser.problem import Problem
from tests.optimiser.cases import GAP, block, children, compiled, entering, month, moving, one_cohort, tier
from tests.oracles.small import cohort, hazards, instance, offer, priced, row

CLOSING = offer("closing", live_to=month(3), successor="heir")
HEIR = offer("heir")
CHANCE = {"closing": {0: 0.5}, "heir": {0: 0.0, 2: 0.2, 4: 0.1}}


def passing(**tables: Any) -> Problem:
    """Return an offer that ends in June, half of whose children break down a month, and its heir, where few do."""
    return compiled(one_cohort({CLOSING: 1, HEIR: 1}, CHANCE, **tables))


def test_residents_go_on_with_their_months_since_admission() -> None:
    """Admitted in April: 1, 0.5; the step of June leaves 0.25, two months after admission, who are in the heir.

    There they meet the hazard of 2 months, 0.2: 0.2, then 3 months: 0.16, then 4: 0.144.
    """
    problem = passing()
    life = admitted_in(problem, profile(problem, 1, problem.exits_of(1, 25)), Period(1, 1, True))
    assert life.own.stock[:5, 0, 0] == pytest.approx([0, 1, 0.5, 0, 0])
    assert life.passed[2].stock[:7, 0, 0] == pytest.approx([0, 0, 0, 0.25, 0.2, 0.16, 0.144])
    assert life.returns[:6, 0, 0] == pytest.approx([0, 0, 0.5, 0.25, 0.05, 0.04])
    # Going on is no move: the moves out of the offer are the two breakdowns.
    assert life.own.moves[:5, 0] == pytest.approx([0, 0, 0.5, 0.25, 0])
    assert life.passed[2].moves[4:6, 0] == pytest.approx([0.05, 0.04])
    assert life.moves[:6, 0] == pytest.approx([0, 0, 0.5, 0.25, 0.05, 0.04])


def test_todays_residents_go_on_too() -> None:
    """Five months there today: in the heir from June, 8 months after admission, where 0.1 break down."""
    problem = passing(placements_today=(children(8, CLOSING, 5), children(1, HEIR, 9)))
    today = run_off(problem)
    assert today.stock[1, :4, 0] == pytest.approx([8, 4, 2, 0])
    assert today.stock[2, :5, 0] == pytest.approx([1, 0.9, 0.81, 0.729 + 1, (0.729 + 1) * 0.9])
    assert today.moves[1, :4] == pytest.approx([0, 4, 2, 1])


def test_whom_the_successor_does_not_take_returns_to_the_pool() -> None:
    """The heir takes the young only; the old are moved by force, by the offer left."""
    cohorts = [cohort("young", ages=(0, 11)), cohort("old", ages=(12, 17))]
    heir = offer("heir", age_to=11)
    problem = compiled(
        instance(
            [GAP, CLOSING, heir],
            cohorts,
            entries=(entering(0, 1, "young"),),
            transitions=moving({("young", "young"): 1.0, ("old", "old"): 1.0}),
            offer_prices=priced({name: {"low": 1.0} for name in ("gap", "closing", "heir")}),
            disruption=hazards({"closing": {"low": {0: 0.0}}, "heir": {"low": {0: 0.0}}}),
            placements_today=(children(3, CLOSING, 0, "young"), children(2, CLOSING, 0, "old")),
        )
    )
    today = run_off(problem)
    assert today.stock[2, 2:4].tolist() == [[0, 0], [3, 0]]
    assert today.returns[3].tolist() == [0, 2]
    assert today.moves[1, 3] == 2


def closures(*parts: tuple[int, float, str | None]) -> tuple[Any, ...]:
    """Return closures of `open` from (month, share, successor)."""
    return tuple(
        row("closures", offer="open", month=month(m), closing_share=share, successor=to) for m, share, to in parts
    )


def test_closures_work_one_after_the_other() -> None:
    """Half of those left go in month 2, half of the rest in month 4; the offer goes on."""
    opened = offer("open")
    planning = one_cohort({opened: 1, HEIR: 1}, closures=closures((4, 0.5, None), (2, 0.5, "heir")))
    problem = compiled(planning)
    life = admitted_in(problem, profile(problem, 1, problem.exits_of(1, 25)), Period(1, 3, True))
    # A third each in months 1, 2 and 3. Month 2 takes half of the first third; the one admitted in month 2 is not
    # yet there for its step. Month 4 takes half of 1/6 + 1/3 + 1/3 = 5/6.
    assert 6 * life.own.stock[1:6, 0, 0] == pytest.approx([2, 3, 5, 2.5, 2.5])
    assert 6 * life.passed[2].stock[1:5, 0, 0] == pytest.approx([0, 1, 1, 1])
    assert 6 * life.returns[:6, 0, 0] == pytest.approx([0, 0, 0, 0, 2.5, 0])
    assert 6 * life.own.moves[:6, 0] == pytest.approx([0, 0, 0, 0, 2.5, 0])


def test_admissions_by_profile_are_those_followed_month_by_month() -> None:
    """The quick way for columns and the slow way for groups agree, ends and closures included."""
    ending = offer("open", live_to=month(9), successor="heir")
    planning = one_cohort(
        {ending: 1, HEIR: 1},
        {"open": {0: 0.3, 2: 0.1}, "heir": {0: 0.2, 5: 0.05}},
        closures=closures((4, 0.5, None), (6, 0.3, "heir")),
        transitions=moving({("child", "child"): 0.9}),
    )
    problem = compiled(planning)
    exits = problem.exits_of(1, 25)
    for first in (1, 3, 6):
        quick = admitted_in(problem, profile(problem, 1, exits), Period(first, first, True))
        slow = follow(problem, 1, exits, np.eye(1), first, 0)
        assert quick.own.stock == pytest.approx(slow.own.stock)
        assert quick.returns == pytest.approx(slow.returns)
        assert quick.moves == pytest.approx(slow.moves)
        assert quick.passed[2].stock == pytest.approx(slow.passed[2].stock)


BLOCK = offer("block", "block_residential", "block")


def contracted() -> Instance:
    """Return a block of 3 beds running since month -5 with three settled residents: ends in month 6, 9 or 12."""
    return one_cohort(
        {BLOCK: 0, HEIR: 1},
        {"block": {0: 0.0}, "heir": {0: 0.1}},
        blocks=(
            block(
                beds_today=3,
                start_from=month(-5),
                start_to=month(-5),
                term_months=12,
                extensions=2,
                extension_months=3,
                successor="heir",
            ),
        ),
        block_tiers=(tier(3, 3, 700),),
        placements_today=(children(3, BLOCK, 2),),
    )


def test_another_end_of_a_contract_is_the_difference_it_makes() -> None:
    """Counted to month 6, the first end; with month 9 they stay in the block three months longer."""
    problem = compiled(contracted())
    assert problem.today_end[1] == 6
    option = next(o for o in options_of(problem) if o.end == 9)
    life = OtherEnd(option, np.array([0])).becomes(problem)
    assert life.own.stock[4:11, 0, 0] == pytest.approx([0, 0, 3, 3, 3, 0, 0])
    # In the heir 3 from month 6, and 0.9 of them a month later; with the later end 3 from month 9.
    kept = [3 * 0.9**k for k in range(7)]
    assert life.passed[2].stock[5:11, 0, 0] == pytest.approx([0, *(-n for n in kept[:3]), 3 - kept[3], 2.7 - kept[4]])


@pytest.mark.parametrize("end", [6, 9, 12])
def test_a_contracts_end_once_decided_is_that_of_its_residents(end: int) -> None:
    """One lane for each offer; today's residents leave for it in its month."""
    problem = compiled(contracted())
    options = options_of(problem)
    made = decided(problem, Decisions(options, np.array([float(o.end == end) for o in options])))
    assert [(lane.offer, lane.end) for lane in made.lanes] == [(0, 25), (1, end), (2, 25)]
    stock = run_off(made).stock[:, :, 0]
    assert np.flatnonzero(stock[1] == 0)[0] == end
    assert stock[2, end] == pytest.approx(3)
