"""How much programmes and pathways may do, each limit met and broken by hand."""

from typing import Any

import pytest

from audit.checks import Check
from audit.effect_limits import check_effect_limits, check_settled
from audit.pledges import pledges_of
from audit.prices import Prices
from audit.simulate import Simulation, simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Commitment, Effect
from tests.audit import small
from tests.audit.small import commit, effect, instance

PERIODS = (*small.months(3), Period(4, 6, True), Period(7, 9, True), Period(10, 12, True))
TAIL = tuple(Period(m, m + 2, False) for m in (13, 16, 19, 22))
EDGE = commit("programme", "edge", 1, 1)


def town(*, programmes: tuple[Any, ...] = (), **changes: Any) -> Instance:
    """Return 10 children in spot, all settled, 2 a month entering; carers; programmes."""
    given: dict[str, Any] = {
        "cohorts": small.cohorts(("kids", "low", 10, 15, "town"), ("trial", "high", 10, 15, "town")),
        "transitions": small.transitions(("kids", "kids", 1.0), ("trial", "trial", 1.0)),
        "placements_today": small.today(("kids", "spot", "residential", 9, 10.0)),
        "entries": small.entries(*(("kids", m, 2.0) for m in range(1, 13))),
        "offers": (small.offer("spot"), small.offer("carers", "in_house_fostering"), small.offer("gap", "gap")),
        "fostering": (small.fostering(),),
        "programmes": programmes,
    }
    return instance(**{**given, **changes})


def played(place: Instance, *effects: Effect, commitments: tuple[Commitment, ...] = (EDGE,)) -> Simulation:
    """Play the effects over the horizon and the tail."""
    return simulate(place, "middle", (), (*PERIODS, *TAIL), commitments, effects)


def checked(place: Instance, *effects: Effect, commitments: tuple[Commitment, ...] = (EDGE,)) -> Check:
    """Return what the check finds."""
    made = played(place, *effects, commitments=commitments)
    pledges = pledges_of(place, Prices(place, "central"), commitments, made.periods)
    return check_effect_limits(place, made, pledges, effects)


def within(most: float, place: Instance, *others: Effect, words: str, **row: Any) -> None:
    """Assert that `most` passes beside other effects and a little more does not."""
    right = Effect(amount=most, **row)
    wrong = Effect(amount=most + 1e-4, **row)
    commitments = tuple(commit("programme", p.programme, 1, 1) for p in place.programmes)
    assert checked(place, *others, right, commitments=commitments).ok
    found = checked(place, *others, wrong, commitments=commitments)
    assert not found.ok
    assert words in found.detail


def averted(start: int, **row: Any) -> dict[str, Any]:
    """Return the fields of an averted row of `edge`."""
    return {
        "kind": "averted",
        "id": "edge",
        "cohort": "kids",
        "offer": None,
        "period_start": small.month(start),
    } | row


def test_a_programme_averts_at_most_its_share_less_the_haircut() -> None:
    """Half less a fifth, 0.4, of 2 in April, of 6 in the quarter from July."""
    place = town(programmes=(small.programme(haircut_share=0.2),))
    within(0.8, place, words="averted of edge from 2024-04-01: 0.8001", **averted(1))
    within(2.4, place, words="averted of edge from 2024-07-01: 2.4001", **averted(4))


def test_a_programme_averts_nobody_before_it_works_or_after_it_ended() -> None:
    """Lag 2, term 8: in effect in months 3 to 8, so in March's period from June on; not in the quarter 7 to 9."""
    place = town(programmes=(small.programme(lag_months=2, term_months=8),))
    for start in (1, 2, 7, 10, 13):
        assert not checked(place, effect("averted", "edge", "kids", None, start, 0.1)).ok
    for start in (3, 4):
        assert checked(place, effect("averted", "edge", "kids", None, start, 0.1)).ok


def test_a_programme_that_was_not_started_averts_nobody() -> None:
    """The same effect without the commitment."""
    place = town(programmes=(small.programme(),))
    row = effect("averted", "edge", "kids", None, 1, 0.5)
    assert checked(place, row).ok
    found = checked(place, row, commitments=())
    assert "averted of edge from 2024-04-01: 0.500000, at most 0.000000" in found.detail


def test_places_of_a_year_are_shared_by_its_months() -> None:
    """1.2 a year, in effect from month 4 on: nine twelfths, 0.9 in 2024/25; 1.2 in the tail, of its own year."""
    place = town(programmes=(small.programme(lag_months=3, places_per_year=1.2),))
    earlier = effect("averted", "edge", "kids", None, 4, 0.5)
    within(0.4, place, earlier, words="averted of edge in year 1: 0.9001", **averted(10))
    within(1.2, place, earlier, words="averted of edge in year 2: 1.2001", **averted(13))


def test_programmes_together_avert_at_most_what_is_left_for_each() -> None:
    """Half and half: 1 - 0.5 x 0.5 = 0.75 of 2, although each alone may avert 1."""
    both = (small.programme(), small.programme(programme="other"))
    place = town(programmes=both)
    first = effect("averted", "other", "kids", None, 1, 1.0)
    within(0.5, place, first, words="averted of cohort kids from 2024-04-01: 1.5001", **averted(1))


def test_a_programme_that_is_not_for_the_cohort_leaves_the_whole_share() -> None:
    """The other one is for high need: 1 of 2 remains the limit."""
    both = (small.programme(), small.programme(programme="other", need="high"))
    within(1.0, town(programmes=both), words="averted of", **averted(1))


HOME = small.programme(programme="home", effect="reunifies", effect_share=0.02)


def reunified(start: int) -> dict[str, Any]:
    """Return the fields of a reunified row of `home`."""
    fields = {"kind": "reunified", "id": "home", "cohort": "kids", "offer": "spot"}
    return {**fields, "period_start": small.month(start)}


def test_the_reunified_are_a_share_of_the_settled_before_the_period() -> None:
    """0.02 of 10 in April; in the quarter three times 0.02 of what is left, 9.8."""
    place = town(programmes=(HOME,))
    within(0.2, place, words="reunified of home from 2024-04-01, cohort kids, offer spot", **reunified(1))
    before = effect("reunified", "home", "kids", "spot", 1, 0.2)
    within(0.06 * 9.8, place, before, words="reunified of home from 2024-07-01", **reunified(4))


def test_the_reunified_of_a_period_have_places() -> None:
    """1.2 a year: 0.1 in a month, 0.3 in a quarter."""
    place = town(programmes=(HOME.model_copy(update={"places_per_year": 1.2}),))
    within(0.1, place, words="home, all of the period from 2024-04-01: 0.1001", **reunified(1))
    within(0.3, place, words="home, all of the period from 2024-07-01: 0.3001", **reunified(4))
    assert not checked(place, effect("reunified", "home", "kids", "spot", 1, 0.05), commitments=()).ok


def released(start: int) -> dict[str, Any]:
    """Return the fields of a row of `next_door`."""
    fields = {"kind": "released", "id": "next_door", "cohort": "kids", "offer": "spot"}
    return {**fields, "period_start": small.month(start)}


def test_the_released_are_a_share_of_the_settled_before_the_period() -> None:
    """A tenth of 10; three tenths in a quarter."""
    place = town(step_downs=(small.step_down(),))
    within(1.0, place, words="released of next_door from 2024-04-01, cohort kids, offer spot", **released(1))
    within(3.0, place, words="released of next_door from 2024-07-01", **released(4))


def test_the_released_of_a_year_are_limited() -> None:
    """1.5 a year; the tail is a year of its own."""
    place = town(step_downs=(small.step_down(max_per_year=1.5),))
    before = effect("released", "next_door", "kids", "spot", 1, 0.5)
    within(1.0, place, before, words="released on next_door in year 1: 1.5001", **released(4))
    within(1.5, place, before, words="released on next_door in year 2: 1.5001", **released(13))


KEEP = small.programme(programme="keep", effect="retains_carers", service="recruiting")


def retained(start: int) -> dict[str, Any]:
    """Return the fields of a row of `keep`."""
    fields = {"kind": "retained", "id": "keep", "cohort": None, "offer": "carers"}
    return {**fields, "period_start": small.month(start)}


def test_households_kept_are_a_share_of_those_that_would_leave() -> None:
    """Half of 10 x (1 - 0.81^(1/12)) in April.

    In the quarter from July three times the monthly share of those at the end of June: 10 x 0.81^(3/12), and what
    is left of 0.05 kept in April.
    """
    place = town(programmes=(KEEP,))
    leaves = 1 - 0.81 ** (1 / 12)
    within(0.5 * leaves * 10, place, words="retained of keep from 2024-04-01", **retained(1))
    before = effect("retained", "keep", None, "carers", 1, 0.05)
    there = 10 * 0.81**0.25 + 0.05 * 0.81 ** (2 / 12)
    within(0.5 * 3 * leaves * there, place, before, words="retained of keep from 2024-07-01", **retained(4))


def test_households_kept_count_the_recruited() -> None:
    """4 approvals live in month 4: in the quarter from month 7 on they are there too."""
    place = town(programmes=(KEEP,))
    made = (commit("programme", "keep", 1, 1), commit("fostering", "recruiting", 1, 4))
    leaves = 1 - 0.81 ** (1 / 12)
    there = 10 * 0.81**0.5 + 4 * 0.81 ** (2 / 12)
    right = effect("retained", "keep", None, "carers", 7, 0.5 * 3 * leaves * there)
    assert checked(place, right, commitments=made).ok
    assert not checked(place, right, commitments=made[:1]).ok


def test_households_kept_have_places() -> None:
    """0.12 a year: 0.01 a month."""
    place = town(programmes=(KEEP.model_copy(update={"places_per_year": 0.12}),))
    within(0.01, place, words="keep, all of the period from 2024-04-01: 0.0101", **retained(1))


def test_no_more_settled_children_leave_than_are_there() -> None:
    """9 of 10 go home in April and 2 step down in May."""
    place = town(programmes=(HOME,), step_downs=(small.step_down(),))
    gone = effect("reunified", "home", "kids", "spot", 1, 9.0)
    assert check_settled(played(place, gone, effect("released", "next_door", "kids", "spot", 2, 1.0))).ok
    found = check_settled(played(place, gone, effect("released", "next_door", "kids", "spot", 2, 2.0)))
    assert not found.ok
    assert found.worst == pytest.approx(1.0)
    assert found.detail == "offer spot, cohort kids: more settled children leave than are there"


def test_nobody_leaves_an_offer_in_the_month_in_which_it_empties() -> None:
    """Spot's last day is in June: its settled children have gone on before."""
    offers = (
        small.offer("spot", live_to=small.dt.date(2024, 6, 3)),
        small.offer("carers"),
        small.offer("gap", "gap"),
    )
    place = town(step_downs=(small.step_down(),), offers=offers, fostering=())
    assert check_settled(played(place, effect("released", "next_door", "kids", "spot", 2, 1.0))).ok
    assert not check_settled(played(place, effect("released", "next_door", "kids", "spot", 3, 1.0))).ok
