"""What there is without new commitments: closures, homes of today, young people who stay put."""

from typing import Any

import pytest

from optimiser.standing import held_places, staying_put_costs
from tests.optimiser.cases import compiled, home, month, one_cohort, service
from tests.oracles.small import flat_uplifts, offer, row, settings

HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")


def closure(number: int, share: float) -> Any:
    """Return a closure of `some`."""
    return row("closures", offer="some", month=month(number), closing_share=share)


def test_closures_take_their_share_of_the_places() -> None:
    """Eight places: half close in month 3, then a quarter of the rest in month 5: 8, 4, 3; without a limit none."""
    some = offer("some", capacity_children=8.0)
    problem = compiled(one_cohort({some: 1}, closures=(closure(3, 0.5), closure(5, 0.25))))
    assert problem.capacity[1, [0, 2, 3, 4, 5, 24]].tolist() == [8, 8, 4, 4, 3, 3]
    free = compiled(one_cohort({offer("some"): 1}, closures=(closure(3, 1.0),)))
    assert (free.capacity[1] == float("inf")).all()


def test_homes_open_today_are_places_and_a_cost_from_the_first_month() -> None:
    """Two homes of 4 beds, 1 for emergencies: 3 beds at 0.8 are 2.4 places each; 12,000 a year each, 10 % more."""
    planning = one_cohort(
        {HOME: 0},
        homes=(home(beds=4, emergency_beds=1, homes_today=2, ramp_months=6),),
        occupancy_limits=(row("occupancy_limits", beds=3, practical_share=0.8),),
        uplifts=flat_uplifts([HOME], 0.1),
    )
    problem = compiled(planning)
    assert problem.capacity[1] == pytest.approx(4.8)
    (homes,) = problem.homes_today
    assert (homes.offer, homes.places, homes.beds, homes.kept) == (1, pytest.approx(4.8), 8, 2)
    assert homes.running[[0, 1, 12, 13]] == pytest.approx([0, 2000, 2000, 2200])


def test_no_homes_today_are_none() -> None:
    """Not a home of nothing."""
    assert compiled(one_cohort({HOME: 0}, homes=(home(),))).homes_today == ()


def staying(**changes: Any) -> Any:
    """Return a service of 10 places with young people who stay put: 4 today, 6 a year, 10 months each."""
    given = {
        "households_today": 10.0,
        "attrition_per_year_share": 0.19,
        "staying_put_today": 4.0,
        "staying_put_starts_per_year": 6.0,
        "staying_put_months": 10,
        "staying_put_gbp_per_week": 70.0,
    }
    return service(**{**given, **changes})


def test_places_held_by_young_people_who_stay_put() -> None:
    """4; 4 x 0.9 + 0.5 = 4.1; 4.1 x 0.9 + 0.5 = 4.19; and so on towards 5."""
    calendar = settings().calendar.planning()
    held = held_places(staying(), calendar)
    assert held[:3] == pytest.approx([4, 4.1, 4.19])
    assert 4.9 < held[24] < 5.0
    assert held_places(staying(staying_put_months=0), calendar).tolist() == [4.0] + [0.0] * 24


def test_held_places_are_taken_off_but_not_below_nothing() -> None:
    """Ten places less 4 today; after a year 10 x 0.81 less what is held; three places less 4 are none."""
    problem = compiled(one_cohort({CARERS: 0}, fostering=(staying(),)))
    held = held_places(staying(), problem.calendar)
    assert problem.capacity[1, 0] == pytest.approx(6)
    assert problem.capacity[1, 12] == pytest.approx(8.1 - held[12])
    few = compiled(one_cohort({CARERS: 0}, fostering=(staying(households_today=3.0),)))
    assert not few.capacity[1].any()


def test_those_who_stay_put_are_paid_for_by_the_week() -> None:
    """April: on average 4.05 places for 30 days at 10 pounds a day; 10 % more a year later."""
    planning = one_cohort({CARERS: 0}, fostering=(staying(),), uplifts=flat_uplifts([CARERS], 0.1))
    problem = compiled(planning)
    costs = staying_put_costs(planning, problem.weekly_value)["carers"]
    held = held_places(staying(), problem.calendar)
    assert costs[[0, 1]] == pytest.approx([0, 4.05 * 30 * 10])
    assert costs[13] == pytest.approx((held[12] + held[13]) / 2 * 30 * 11)
    free = one_cohort({CARERS: 0}, fostering=(staying(staying_put_gbp_per_week=0.0),))
    assert staying_put_costs(free, compiled(free).weekly_value) == {}
