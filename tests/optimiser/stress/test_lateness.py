"""Delays and approvals of a future: each commitment has numbers of its own, whatever else a plan holds."""

from functools import partial

import numpy as np
import pytest

from models.plan import Commitment
from optimiser.plan import do_nothing
from optimiser.problem import Floats
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.draws import SUPPLY, stream
from optimiser.stress.lateness import Supply, draw_supply
from optimiser.stress.supply import standing_supply
from tests.optimiser.cases import compiled, entering, home, month, one_cohort, service
from tests.oracles.small import offer

CARERS = offer("carers", "in_house_fostering", "in_house")
OWN = offer("home", "internal_home", "home")
PLANNING = one_cohort(
    {CARERS: 300, OWN: 0},
    entries=(entering(1),),
    homes=(home(beds=2, max_homes=9),),
    fostering=(service(households_today=20.0, approvals_per_year_max=99),),
)
PROBLEM = compiled(PLANNING)
PLAN = do_nothing(PLANNING, instance_sha256="0" * 64)
CARERS_OFFER, HOME_OFFER = PROBLEM.offer_index("carers"), PROBLEM.offer_index("home")
RECRUITED = Commitment(kind="fostering", id="carers", start=month(2), size=6)
OPENED = Commitment(kind="home", id="own", start=month(1), size=1)


def drawn(*made: Commitment, future: int = 0, assumed: Assumptions | None = None) -> Supply:
    """Return the supply of a future under commitments."""
    standing = standing_supply(PROBLEM, PLAN.model_copy(update={"commitments": made}))
    return draw_supply(PROBLEM, standing, assumed or Assumptions(), partial(stream, 5, future, SUPPLY))


def carers(*made: Commitment) -> Floats:
    """Return carers' places in twenty futures."""
    return np.array([drawn(*made, future=future).room[CARERS_OFFER] for future in range(20)])


def home_beds(*made: Commitment) -> Floats:
    """Return beds of homes in twenty futures."""
    return np.array([drawn(*made, future=future).room[HOME_OFFER] for future in range(20)])


def test_a_home_more_leaves_the_carers_as_they_are() -> None:
    """Two plans meet the same carers: homes, more of them, or homes decided earlier change none of their draws."""
    alone = carers(RECRUITED)
    assert alone.std(axis=0)[-1] > 0
    for others in (
        (OPENED,),
        (OPENED.model_copy(update={"size": 5}),),
        (OPENED, OPENED.model_copy(update={"start": month(3)})),
    ):
        assert np.array_equal(alone, carers(*others, RECRUITED))


def test_more_carers_leave_homes_and_the_other_carers_as_they_are() -> None:
    """Homes are as late with carers as without; a household more adds places and never takes one away."""
    assert np.array_equal(home_beds(OPENED), home_beds(RECRUITED, OPENED))
    more = carers(RECRUITED.model_copy(update={"size": 7})) - carers(RECRUITED.model_copy(update={"size": 6}))
    assert set(np.unique(more)) == {0.0, 1.0}


def test_a_second_opening_leaves_the_first_as_late_as_it_was() -> None:
    """Homes decided in May come on top of those decided in April."""
    later = OPENED.model_copy(update={"start": month(2)})
    assert np.array_equal(home_beds(OPENED) + home_beds(later), home_beds(OPENED, later))


def test_without_delay_or_failure_the_plan_comes_true() -> None:
    """Six households from May, none leaving: places 20, then 26; a home of two beds from April."""
    certain = Assumptions().certain()
    found = [drawn(RECRUITED, OPENED, future=future, assumed=certain) for future in range(400)]
    places = np.mean([supply.room[CARERS_OFFER] for supply in found], axis=0)
    # 19 % leave in a year: 0.81^(11 / 12) and 0.81 of those of 11 and 12 months ago.
    assert places[:3] == pytest.approx([20, 20 * 0.81 ** (1 / 12), 20 * 0.81 ** (2 / 12) + 6], rel=0.01)
    assert places[12] == pytest.approx(20 * 0.81 + 6 * 0.81 ** (10 / 12), rel=0.02)
    assert all(supply.room[HOME_OFFER].tolist() == [0] + [2] * 12 for supply in found)


def test_approvals_fail_and_slip_as_often_as_assumed() -> None:
    """Of 6 households 85 % come, and 2 months late on average: geometric, a third in the month planned."""
    stays = one_cohort({CARERS: 300}, entries=(entering(1),),
                       fostering=(service(approvals_per_year_max=99, attrition_per_year_share=0.0),))  # fmt: skip
    problem, plan = compiled(stays), do_nothing(stays, instance_sha256="0" * 64)
    standing = standing_supply(problem, plan.model_copy(update={"commitments": (RECRUITED,)}))
    offer_number = problem.offer_index("carers")
    places = np.mean(
        [
            draw_supply(problem, standing, Assumptions(), partial(stream, 2, future, SUPPLY)).room[offer_number]
            for future in range(1_000)
        ],
        axis=0,
    )
    expected = 6 * 0.85 * (1 - (2 / 3) ** np.arange(1, 12))
    assert places[:2].tolist() == [0, 0]
    assert places[2:] == pytest.approx(expected, rel=0.05)
