"""The arrays of an instance: every table in its place, month by month."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Offer
from optimiser.problem import Today, compile_problem, deflators
from optimiser.standing import monthly_stay
from tests.optimiser.cases import GAP, block, children, compiled, entering, home, month, moving, one_cohort, service
from tests.oracles.small import cohort, flat_uplifts, hazards, instance, offer, priced, row, settings

HOME = offer("home", "internal_home", "home")
BLOCK = offer("block", "block_residential", "block")
CARERS = offer("carers", "in_house_fostering", "in_house")


def four_cohorts(offers: list[Offer] | None = None, **tables: Any) -> Instance:
    """Return an instance of two needs and two age bands in the north."""
    cohorts = [
        cohort("low_young", "low", (0, 11)),
        cohort("low_old", "low", (12, 17)),
        cohort("high_young", "high", (0, 11)),
        cohort("high_old", "high", (12, 17)),
    ]
    return instance(offers or [GAP, offer("spot")], cohorts, **{"entries": (entering(0, 1, "low_young"),), **tables})


def test_transitions_are_placed_by_name() -> None:
    """Row: cohort now; column: a month later; what is missing to 1 leaves care."""
    shares = {("low_young", "low_young"): 0.9, ("low_young", "high_old"): 0.05, ("high_old", "low_young"): 0.2}
    matrix = compiled(four_cohorts(transitions=moving(shares))).transitions
    assert matrix.tolist() == [[0.9, 0, 0, 0.05], [0, 0, 0, 0], [0, 0, 0, 0], [0.2, 0, 0, 0]]


def needs(*ranks: tuple[str, int, float]) -> tuple[Any, ...]:
    """Return needs from (need, rank, escalation share)."""
    return tuple(
        row("needs", need=name, rank=rank, escalation_share=share, description=name) for name, rank, share in ranks
    )


def test_broken_children_escalate_to_the_next_rank_at_their_own_age() -> None:
    """A quarter of low young ones come back as high young ones; the highest rank has nowhere to go."""
    matrix = compiled(four_cohorts(needs=needs(("low", 1, 0.25), ("high", 2, 0.5)))).escalation
    assert matrix.tolist() == [[0.75, 0, 0.25, 0], [0, 0.75, 0, 0.25], [0, 0, 1, 0], [0, 0, 0, 1]]


def test_nobody_escalates_over_a_rank_or_into_a_cohort_that_is_not_there() -> None:
    """Ranks 1 and 3 are not neighbours; and without a cohort of high need in the area the child stays as it is."""
    apart = compiled(four_cohorts(needs=needs(("low", 1, 0.25), ("high", 3, 0.5))))
    assert apart.escalation.tolist() == np.eye(4).tolist()
    cohorts = [cohort("low_north"), cohort("high_south", "high", home_area="south")]
    missing = instance(
        [GAP], cohorts, needs=needs(("low", 1, 0.25), ("high", 2, 0.5)), entries=(entering(0, 1, "low_north"),)
    )
    assert compiled(missing).escalation.tolist() == np.eye(2).tolist()


def test_entries_of_the_chosen_path() -> None:
    """Each path has its own children, month by month; month 0 has none."""
    planning = one_cohort({}, entries=(entering(2, 1), entering(3, 12), entering(5, 1, demand="low")))
    middle, low = compile_problem(planning, None, None), compile_problem(planning, "low", None)
    assert middle.demand == "middle"
    assert middle.entries[[0, 1, 2, 12], 0].tolist() == [0, 2, 0, 3]
    assert low.entries[[0, 1, 2, 12], 0].tolist() == [0, 5, 0, 0]


@pytest.mark.parametrize("years", [1, 2])
def test_the_tail_repeats_the_entries_of_the_last_reported_year(years: int) -> None:
    """Month by month, not the average."""
    last = 12 * years
    planning = one_cohort(
        {},
        entries=(entering(7, 1), entering(2, last - 11), entering(3, last)),
        settings=settings(financial_years=years),
    )
    entries = compiled(planning).entries[:, 0]
    assert entries[last - 11] == (9 if years == 1 else 2)
    assert entries[last + 1 :].tolist() == entries[last - 11 : last + 1].tolist()
    assert entries[last + 12] == 3


def test_an_unknown_demand_path_is_refused() -> None:
    """The message names those there are."""
    planning = one_cohort({}, entries=(entering(1), entering(1, demand="low")))
    with pytest.raises(ValueError, match=r"^no demand path 'nowhere'; there are middle, low$"):
        compile_problem(planning, "nowhere", None)


def test_todays_children_by_offer_and_of_unknown_placement() -> None:
    """Fixed lines are in neither: the plan does not choose them."""
    spot = offer("spot")
    secure = children(4).model_copy(update={"provision": "secure"})
    planning = one_cohort({spot: 700}, placements_today=(children(2, spot, 5), children(3), children(0.5), secure))
    problem = compiled(planning)
    assert problem.today == (Today(offer=1, cohort=0, months=5, children=2.0),)
    assert problem.unplaced_today.tolist() == [3.5]


def test_an_offer_takes_the_needs_it_prices_at_the_ages_it_covers() -> None:
    """The whole age band must lie inside; a need without a price cannot be placed."""
    young = offer("young", age_to=11)
    nearly = offer("nearly", age_from=1, age_to=17)
    planning = four_cohorts(
        [GAP, young, nearly],
        offer_prices=priced({"young": {"low": 700, "high": 900}, "nearly": {"high": 800}, "gap": {"low": 7000}}),
    )
    problem = compiled(planning)
    assert problem.eligible[1].tolist() == [True, False, True, False]
    assert problem.eligible[2].tolist() == [False, False, False, True]
    assert problem.price[1].tolist() == [700, 0, 900, 0]
    assert problem.price[2].tolist() == [0, 0, 0, 800]


def test_hazard_holds_from_its_month_on() -> None:
    """Bands 0, 3 and 12 of one offer, band 0 of another: 13 rows, the last for all later months."""
    bands = {"spot": {"low": {0: 0.2, 12: 0.05, 3: 0.1}}, "other": {"low": {0: 0.4}}}
    planning = one_cohort({offer("spot"): 700, offer("other"): 700}, disruption=hazards(bands))
    hazard = compiled(planning).hazard
    assert hazard.shape == (3, 13, 1)
    assert hazard[1, :, 0].tolist() == [0.2] * 3 + [0.1] * 9 + [0.05]
    assert hazard[2, :, 0].tolist() == [0.4] * 13


def test_hazard_without_a_table_is_nothing() -> None:
    """No rows: one row of zeros, so that nothing ever breaks."""
    hazard = compiled(one_cohort({offer("spot"): 700}, disruption=())).hazard
    assert hazard.tolist() == [[[0.0]], [[0.0]]]


@pytest.mark.parametrize(
    ("changes", "first", "last"),
    [
        ({}, 1, 24),
        ({"live_from": dt.date(2022, 6, 1)}, 3, 24),
        # On the second of June the first month that begins on or after that day is July.
        ({"live_from": dt.date(2022, 6, 2)}, 4, 24),
        ({"live_from": dt.date(2021, 1, 1)}, 1, 24),
        # It empties in June, month 3, and takes nobody in June or later.
        ({"live_to": dt.date(2022, 6, 30)}, 1, 2),
        ({"live_to": dt.date(2022, 6, 1)}, 1, 2),
        ({"live_to": dt.date(2030, 6, 1)}, 1, 24),
        ({"live_from": dt.date(2022, 5, 1), "live_to": dt.date(2022, 8, 3)}, 2, 4),
    ],
)
def test_months_in_which_an_offer_takes_children(changes: dict[str, Any], first: int, last: int) -> None:
    """From the first month that begins on or after `live_from`, until the month before it empties."""
    problem = compiled(one_cohort({offer("spot", **changes): 700}))
    assert np.flatnonzero(problem.open_months[1]).tolist() == list(range(first, last + 1))


def test_grades_not_accepted_take_nobody_and_gap_always_does() -> None:
    """The floor is on new placements; gap has no grade."""
    strict = settings(accepted_grades=("outstanding",))
    planning = one_cohort({offer("good"): 700, offer("best", grade="outstanding"): 700}, settings=strict)
    assert compiled(planning).open_months[:, 1:].all(axis=1).tolist() == [True, False, True]
    assert not compiled(planning).open_months[1].any()
    assert not compiled(planning).open_months[:, 0].any()


def test_the_month_in_which_an_offer_empties() -> None:
    """The month of its last day; none where it stays open to the end of the tail, month 24."""
    planning = one_cohort(
        {offer("a", live_to=dt.date(2022, 4, 1)): 1, offer("b", live_to=dt.date(2024, 3, 31)): 1, offer("c"): 1}
        | {offer("d", live_to=dt.date(2050, 1, 1)): 1}
    )
    problem = compiled(planning)
    exits = [problem.exits_of(p, 25) for p in range(5)]
    assert [[e.month for e in found] for found in exits] == [[], [1], [24], [], []]


def test_capacity_without_commitments() -> None:
    """Stated, none, or none yet where a block or a home is to supply the offer."""
    planning = one_cohort(
        {offer("small", capacity_children=2.5): 1, offer("free"): 1, BLOCK: 1, HOME: 1},
        blocks=(block(),),
        block_tiers=(tier_of_two(),),
        homes=(home(),),
    )
    limits = compiled(planning).capacity
    assert limits.shape == (5, 25)
    assert limits[:, 0].tolist() == [np.inf, 2.5, np.inf, 0.0, 0.0]
    assert (limits == limits[:, :1]).all()


def tier_of_two() -> Any:
    """Return a tier of two beds."""
    return row("block_tiers", block="beds", beds_from=2, beds_to=2, gbp_per_bed_per_week=700.0)


def test_households_of_today_leave_month_by_month() -> None:
    """10 households x 2 places x 0.5 filled = 10; 19 % a year is a tenth in six months, since 0.9 x 0.9 = 0.81."""
    planning = one_cohort(
        {CARERS: 1}, fostering=(service(households_today=10.0, places_per_household=2.0, fill_share=0.5),)
    )
    assert compiled(planning).capacity[1, [0, 6, 12, 24]] == pytest.approx([10, 9, 8.1, 6.561])


@pytest.mark.parametrize(("yearly", "monthly"), [(0.0, 1.0), (1.0, 0.0), (1 - 0.99**12, 0.99)])
def test_monthly_stay(yearly: float, monthly: float) -> None:
    """The twelfth root of what stays in a year."""
    assert monthly_stay(yearly) == pytest.approx(monthly)


def test_prices_rise_in_april_from_the_base_on() -> None:
    """10 % in 2022/23, 20 % in 2023/24: base 2021/22 gives 1.1 and 1.32."""
    spot = offer("spot")
    rises = (("2022/23", 0.1), ("2023/24", 0.2))
    uplifts = tuple(r for year, rise in rises for r in flat_uplifts([spot], rise, [year]))
    planning = one_cohort({spot: 700}, uplifts=uplifts, settings=settings(price_base="2021/22"))
    problem = compiled(planning)
    assert set(problem.index) == {"residential", "gap", "moves", "other"}
    assert problem.index["residential"][[1, 12, 13, 24]] == pytest.approx([1.1, 1.1, 1.32, 1.32])
    # April 2022 has 30 days.
    assert problem.weekly_value["residential"][1] == pytest.approx(30 / 7 * 1.1)
    assert problem.weekly_value["residential"][0] == 0.0


def test_years_after_the_last_uplift_repeat_it() -> None:
    """Only 2022/23 is given, 10 %: 2023/24, the tail, rises by 10 % again."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700}, uplifts=flat_uplifts([spot], 0.1, ["2022/23"]), settings=settings(price_base="2021/22")
    )
    assert compiled(planning).index["residential"][13] == pytest.approx(1.21)


def test_price_paths_differ() -> None:
    """The default path if none is named."""
    spot = offer("spot")
    low, central = flat_uplifts([spot], 0.01), flat_uplifts([spot], 0.05)
    paths = [r for r in low if r.prices == "low"] + [r for r in central if r.prices == "central"]
    planning = one_cohort({spot: 700}, uplifts=tuple(paths))
    assert compile_problem(planning, None, None).index["residential"][13] == pytest.approx(1.05)
    assert compile_problem(planning, None, "low").index["residential"][13] == pytest.approx(1.01)
    assert compile_problem(planning, None, "low").prices == "low"


@pytest.mark.parametrize(
    ("base", "before", "after"), [("2020/21", 1.1, 1.21), ("2021/22", 1, 1.1), ("2022/23", 1, 1)]
)
def test_month_0_has_the_prices_of_the_year_before(base: str, before: float, after: float) -> None:
    """Pre-opening cost of a home live in April is of March; before the price base nothing has risen."""
    spot = offer("spot")
    uplifts = flat_uplifts([spot], 0.1, ["2021/22", "2022/23"])
    planning = one_cohort({spot: 700}, uplifts=uplifts, settings=settings(price_base=base))
    assert compiled(planning).index["residential"][[0, 1]] == pytest.approx([before, after])


def test_discount_by_financial_year() -> None:
    """1 in the first year, then 1 / (1.035 x 1.02)."""
    rates = tuple(
        row("deflators", financial_year=year, deflator_share=rate)
        for year, rate in (("2022/23", 0.5), ("2023/24", 0.02))
    )
    problem = compiled(one_cohort({}, deflators=rates))
    assert problem.discount[[1, 12, 13, 24]] == pytest.approx([1, 1, 1 / 1.0557, 1 / 1.0557])
    assert {str(year): rate for year, rate in deflators(problem.instance).items()} == {
        "2022/23": 0.5,
        "2023/24": 0.02,
    }


def test_rings_and_areas() -> None:
    """Seen from each child's own home area: 0 home area, 1 in the authority, 4 at a distance, 5 nowhere."""
    cohorts = [cohort("a", home_area="north"), cohort("b", home_area="south"), cohort("c", "high", home_area="north")]
    offers = [offer("spot", placed_in="south"), offer("far", placed_in="away"), GAP]
    problem = compiled(instance(offers, cohorts, entries=(entering(0, 1, "a"),)))
    assert problem.ring.tolist() == [[1, 0, 1], [4, 4, 4], [5, 5, 5]]
    assert problem.home_areas == ("north", "south")
    assert problem.area_of_cohort.tolist() == [0, 1, 0]
    assert problem.gap == 2
    assert problem.offer_index("far") == 1
    assert problem.months == 24


def names_of_classes(planning: Instance) -> list[set[str]]:
    """Return the offers of each class, by name."""
    problem = compiled(planning)
    return [{problem.offers[lane.offer].offer for lane in members} for members in problem.classes]


def test_offers_alike_are_one_class_whatever_they_cost() -> None:
    """Price, capacity and place make no difference to what becomes of a child; hazard and end do."""
    offers = {
        offer("one"): 700.0,
        offer("two", placed_in="away", capacity_children=1.0, grade="outstanding"): 900.0,
        offer("shaky"): 700.0,
        offer("ends", live_to=dt.date(2022, 9, 30)): 700.0,
        offer("opens", live_from=dt.date(2022, 9, 1)): 700.0,
    }
    chances = {name: {0: 0.1} for name in ("one", "two", "ends", "opens")} | {"shaky": {0: 0.2}}
    assert names_of_classes(one_cohort(offers, chances)) == [{"gap"}, {"one", "two", "opens"}, {"shaky"}, {"ends"}]


def test_classes_look_at_the_children_that_an_offer_takes() -> None:
    """Hazards differ for the old only, whom neither offer takes; and gap is never alike to anything."""
    offers = [GAP, offer("one", age_to=11), offer("two", age_to=11), offer("all")]
    prices = {name: {"low": 700.0} for name in ("gap", "one", "two", "all")}
    chances: dict[str, dict[str, dict[int, float]]] = {
        "gap": {"low": {0: 0.1}, "high": {0: 0.1}},
        "one": {"low": {0: 0.1}, "high": {0: 0.3}},
        "two": {"low": {0: 0.1}, "high": {0: 0.4}},
        "all": {"low": {0: 0.1}, "high": {0: 0.1}},
    }
    planning = four_cohorts(offers, offer_prices=priced(prices), disruption=hazards(chances))
    assert names_of_classes(planning) == [{"gap"}, {"one", "two"}, {"all"}]


def test_months_are_named_as_in_the_calendar() -> None:
    """The helper of these tests: month 1 is April 2022, month 13 April 2023."""
    assert [month(n) for n in (1, 9, 10, 13)] == [
        dt.date(2022, 4, 1),
        dt.date(2022, 12, 1),
        dt.date(2023, 1, 1),
        dt.date(2023, 4, 1),
    ]
