"""Commitments made before the plan, by hand: places and lines by month, and what a plan and baselines take."""

import datetime as dt
from functools import partial

import numpy as np
import pytest

from models.plan import Plan
from optimiser.commitments import options_of, todays_decisions
from optimiser.made import live_month_of
from optimiser.options import Option
from optimiser.plan import do_nothing, solve
from optimiser.rows import room_of
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.draws import SUPPLY, stream
from optimiser.stress.lateness import draw_supply
from optimiser.stress.supply import standing_supply
from tests.optimiser.cases import (
    block,
    children,
    compiled,
    entering,
    home,
    month,
    one_cohort,
    programme,
    service,
    tier,
)
from tests.oracles.small import offer, row

SPOT = offer("spot")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")
BLOCK = offer("block", "block_residential", "block")


def made(kind: str, name: str, start: dt.date, size: int = 1, live_from: dt.date | None = None) -> object:
    """Return a commitment made before April 2022."""
    return row("commitments_made", kind=kind, id=name, start=start, size=size, live_from=live_from)


def the_made(options: tuple[Option, ...]) -> Option:
    """Return the one option that was committed to before."""
    (found,) = (option for option in options if option.made)
    return found


COSTLY = {
    "beds": 2,
    "approval_months": 2,
    "works_months": 3,
    "registration_months": 1,
    "ramp_months": 1,
    "capital_gbp": 250_000.0,
    "grant_share": 0.2,
    "asset_life_years": 25,
    "mrp_method": "equal_instalments",
    "pre_opening_gbp": 6_000.0,
    "pre_opening_months": 3,
    "running_gbp_per_year": 120_000.0,
}


def test_home_decided_and_not_open_yet() -> None:
    """Decided in month -1: capital in month 1, cost before opening in 2 to 4, first child in 5, ramp full in 6.

    Two homes of two beds: 4 places, half of them in month 5.
    """
    decided = (made("home", "own", dt.date(2022, 2, 1), 2),)
    problem = compiled(one_cohort({SPOT: 700, HOME: 0}, homes=(home(**COSTLY),), commitments_made=decided))
    option = the_made(options_of(problem))
    assert (option.month, option.live, option.most, option.fixed) == (-1, 5, 2, True)
    assert np.flatnonzero(option.capital).tolist() == [1]
    assert option.capital[1] == 250_000
    assert np.flatnonzero(option.lines["pre_opening"]).tolist() == [2, 3, 4]
    assert option.lines["pre_opening"][2] == 2_000
    assert option.lines["home_running"][4:6].tolist() == [0, 10_000]
    # Repayment from April 2023, month 13: 200,000 / 25 + 4 % of 200,000 = 16,000 a year.
    assert option.financing[12:14] == pytest.approx([0, 16_000 / 12])
    assert problem.capacity[problem.offer_index("home"), [0, 4, 5, 6]].tolist() == [0, 0, 2, 4]
    assert not room_of(problem, option).any()


def test_home_open_for_long_still_repays() -> None:
    """Open from January 2021: two years of repayment are over by April 2023, what it cost once is in no line."""
    opened = (made("home", "own", dt.date(2020, 7, 1), live_from=dt.date(2021, 1, 1)),)
    problem = compiled(one_cohort({SPOT: 700, HOME: 0}, homes=(home(**COSTLY),), commitments_made=opened))
    option = the_made(options_of(problem))
    assert option.live == -14
    assert not option.capital.any()
    assert not option.lines["pre_opening"].any()
    assert option.lines["home_running"][:2].tolist() == [0, 10_000]
    # Year 2 of 25, then year 3: 8,000 and 4 % of 200,000 x 24 / 25, then x 23 / 25.
    assert option.financing[[1, 13]] == pytest.approx([(8_000 + 7_680) / 12, (8_000 + 7_360) / 12])
    assert problem.capacity[problem.offer_index("home"), [0, 1]].tolist() == [2, 2]


def test_todays_children_live_in_an_open_home_and_not_beside_it() -> None:
    """Two children in a home of two beds that opened in March: nobody else fits, so that two of four go to spot."""
    opened = (made("home", "own", dt.date(2021, 9, 1), live_from=dt.date(2022, 3, 1)),)
    planning = one_cohort(
        {SPOT: 700, HOME: 0},
        homes=(home(beds=2, max_homes=0),),
        placements_today=(children(2, HOME, 0),),
        entries=(entering(2.0),),
        commitments_made=opened,
    )
    plan = solve(planning, gap=0.0, instance_sha256="0" * 64, explain=False)
    assert {a.offer: round(a.children, 6) for a in plan.admissions} == {"spot": 2.0}


def test_households_being_recruited_and_some_approved() -> None:
    """Two approved in January (lead 3 months, decided in October) have lost nineteen in a hundred a year since.

    One more, decided in March, comes in June, month 3.
    """
    decided = (made("fostering", "carers", dt.date(2021, 10, 1), 2), made("fostering", "carers", dt.date(2022, 3, 1)))
    planning = one_cohort(
        {SPOT: 700, CARERS: 300}, fostering=(service(lead_months=3, approval_gbp=5_000.0),), commitments_made=decided
    )
    problem = compiled(planning)
    stay = 0.81 ** (1 / 12)
    # Live in month -2: after two months at month 0, five at month 3.
    assert problem.capacity[problem.offer_index("carers"), [0, 2]] == pytest.approx([2 * stay**2, 2 * stay**4])
    assert problem.capacity[problem.offer_index("carers"), 3] == pytest.approx(2 * stay**5 + 1)
    assert all(not option.lines["recruitment"].any() for option in options_of(problem) if option.made)


def test_programme_half_over() -> None:
    """Begun in month -5 for a year: paid in months 1 to 6; set-up is behind."""
    running = programme(
        start_from=dt.date(2021, 11, 1), start_to=month(1), term_months=12, setup_gbp=9_000.0, gbp_per_year=12_000.0
    )
    begun = (made("programme", "homeward", dt.date(2021, 10, 1)),)
    problem = compiled(one_cohort({SPOT: 700}, programmes=(running,), commitments_made=begun))
    (option,) = options_of(problem)
    assert (option.month, option.end) == (-5, 6)
    assert np.flatnonzero(option.lines["programme"]).tolist() == [1, 2, 3, 4, 5, 6]
    assert option.lines["programme"][1] == 1_000
    assert not option.lines["programme_setup"].any()


def signed_block() -> Plan:
    """Return do-nothing where a dear block of three beds is signed for July."""
    planning = one_cohort(
        {SPOT: 700, BLOCK: 0},
        blocks=(block(start_to=month(6), mobilisation_gbp=1_000.0),),
        block_tiers=(tier(1, 3, 7_000.0),),
        entries=(entering(1.0),),
        commitments_made=(made("block", "beds", month(4), 3),),
    )
    assert [(o.month, o.beds) for o, _ in todays_decisions(compiled(planning)).taken()] == [(4, 3)]
    plan = solve(planning, gap=0.0, instance_sha256="0" * 64, explain=False)
    assert [(c.start, c.size) for c in plan.commitments] == [(month(4), 3)]
    return do_nothing(planning, instance_sha256="0" * 64)


def test_signed_block_is_taken_by_plan_and_baseline() -> None:
    """Nobody would take it; it binds, from July, with its mobilisation."""
    nothing = signed_block()
    assert [(c.start, c.size) for c in nothing.commitments] == [(month(4), 3)]
    (mobilised,) = (line.amount_gbp for line in nothing.ledger if line.line == "mobilisation")
    assert mobilised == 1_000


def test_live_month_of_what_a_plan_lists() -> None:
    """Made ones by their own date, new ones by the lead."""
    decided = (made("home", "own", dt.date(2022, 1, 1), live_from=dt.date(2022, 6, 1)),)
    planning = one_cohort({SPOT: 700, HOME: 0}, homes=(home(works_months=2, max_homes=1),), commitments_made=decided)
    plan = do_nothing(planning, instance_sha256="0" * 64)
    (listed,) = plan.commitments
    assert live_month_of(planning, planning.calendar, listed, 2) == 3
    later = listed.model_copy(update={"start": month(2)})
    assert live_month_of(planning, planning.calendar, later, 2) == 4


def test_stress_keeps_what_is_open_and_delays_what_is_not() -> None:
    """Two beds of a home open since March are there in month 0; of four households two have been there two months."""
    rows = (
        made("home", "own", dt.date(2021, 9, 1), live_from=dt.date(2022, 3, 1)),
        made("fostering", "carers", dt.date(2022, 1, 1), 2),
    )
    planning = one_cohort(
        {SPOT: 700, HOME: 0, CARERS: 300},
        homes=(home(beds=2, max_homes=0),),
        fostering=(service(households_today=2.0, approvals_per_year_max=0),),
        commitments_made=rows,
    )
    problem, plan = compiled(planning), do_nothing(planning, instance_sha256="0" * 64)
    standing = standing_supply(problem, plan)
    assert standing.households["carers"] == pytest.approx(2 + 2 * 0.81 ** (2 / 12))
    assert standing.approvals["carers"] == []
    late = Assumptions(home_slip_months=50.0)
    supply = draw_supply(problem, standing, late, partial(stream, 1, 0, SUPPLY))
    assert (supply.home_months["own"] == 1).all()
    assert (supply.room[problem.offer_index("home")] == 2).all()
