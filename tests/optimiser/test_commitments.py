"""Commitments on offer: when they are live, what they hold, what they cost, what they bind the council to."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from models.calendar import PlanningCalendar
from models.instance import Instance
from models.money import annuity
from optimiser import commitments
from optimiser.binding import bound_by
from optimiser.eligibility import practical_occupancy
from optimiser.options import Option
from optimiser.problem import Floats
from tests.optimiser.cases import GAP, block, compiled, home, month, one_cohort, service, tier
from tests.oracles.small import flat_uplifts, offer, row, settings

HOME = offer("home", "internal_home", "home")
BLOCK = offer("block", "block_residential", "block")
CARERS = offer("carers", "in_house_fostering", "in_house")
INFLATION = tuple(row("deflators", financial_year=year, deflator_share=0.02) for year in ("2022/23", "2023/24"))
RATE = 1.035 * 1.02 - 1
"""The economic charge's yearly rate under `INFLATION`: 5.57 %."""


def options_of(planning: Instance) -> tuple[Option, ...]:
    """Return the commitments on offer."""
    return commitments.options_of(compiled(planning))


def due(series: Floats) -> dict[int, float]:
    """Return the months in which something is due, and how much."""
    return {int(m): float(series[m]) for m in np.flatnonzero(series)}


def lasting(*shares: tuple[int, float]) -> tuple[Any, ...]:
    """Return practical occupancy from (beds, share)."""
    return tuple(row("occupancy_limits", beds=beds, practical_share=share) for beds, share in shares)


@pytest.mark.parametrize(
    ("beds", "share"), [(1, 0.68), (2, 0.68), (3, 0.745), (4, 0.81), (6, 0.84), (12, 0.93), (60, 0.93)]
)
def test_practical_occupancy_is_linear_between_rows_and_constant_outside(beds: int, share: float) -> None:
    """Rows at 2, 4 and 12 beds, in any order: at 3 beds half way to 0.81, at 6 a quarter of the way to 0.93."""
    assert practical_occupancy(lasting((4, 0.81), (12, 0.93), (2, 0.68)), beds) == pytest.approx(share)


def blocks_of(every: int = 3, monthly: int = 12, **changes: Any) -> tuple[Option, ...]:
    """Return the options of a block of 2 to 4 beds, of which 4 beds are cheaper."""
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(**changes),),
        block_tiers=(tier(4, 4, 630), tier(2, 3, 700)),
        occupancy_limits=lasting((2, 0.6), (4, 0.8)),
        settings=settings(monthly, every),
    )
    return options_of(planning)


def test_a_block_is_one_option_for_every_size_and_start() -> None:
    """Sizes 2, 3 and 4; starts in July and October, decided by the quarter from June to November."""
    found = blocks_of(start_from=month(3), start_to=month(8))
    assert [(o.kind, o.id, o.beds, o.month, o.live, o.most) for o in found] == [
        ("block", "beds", beds, start, start, 1) for beds in (2, 3, 4) for start in (4, 7)
    ]


def test_a_block_may_start_on_its_first_and_on_its_last_day() -> None:
    """Both ends count; what lies outside the horizon does not."""
    assert [o.month for o in blocks_of(start_from=month(4), start_to=month(4))][:1] == [4]
    late = blocks_of(start_from=month(10), start_to=month(40))
    assert sorted({o.month for o in late}) == [10]
    assert blocks_of(start_from=dt.date(2021, 1, 1), start_to=dt.date(2021, 12, 1)) == ()


def test_beds_of_a_block_over_its_term() -> None:
    """Three beds at 0.7, from month 4 for 6 months; 700 pounds a bed and week are 300 a day; 2,400 over 6 months.

    In the last month the residents leave: at its end there is no place.
    """
    two, three, four = blocks_of(start_from=month(4), start_to=month(4), term_months=6, mobilisation_gbp=2400.0)
    live = list(range(4, 10))
    assert np.flatnonzero(three.capacity).tolist() == live[:-1]
    assert three.capacity[live[:-1]] == pytest.approx(3 * 0.7)
    # July, August, September 2022: 31, 31, 30 days.
    assert three.bed_payments[live[:3]] == pytest.approx([9300, 9300, 9000])
    assert three.bed_payments[[3, 10]].tolist() == [0, 0]
    assert due(three.lines["mobilisation"]) == {4: 2400.0}
    assert three.charge[live] == pytest.approx(400)
    assert three.charge.sum() == pytest.approx(2400)
    assert two.bed_payments[4] == pytest.approx(200 * 31)
    assert four.bed_payments[4] == pytest.approx(4 * 90 * 31)
    assert (two.capacity[4], four.capacity[4]) == pytest.approx((1.2, 3.2))
    assert three.offer == 1
    assert not three.financing.any()
    assert not three.capital.any()


def test_a_block_longer_than_the_tail_is_cut_there() -> None:
    """Months 10 to 24 of a term of five years; the charge is that of five years."""
    (option, *_) = blocks_of(start_from=month(10), start_to=month(10), term_months=60, mobilisation_gbp=6000.0)
    assert np.flatnonzero(option.capacity).tolist() == list(range(10, 25))
    assert option.charge[10:] == pytest.approx(100)


def test_prices_of_a_block_rise_in_april_and_mobilisation_is_of_its_month() -> None:
    """Base 2021/22: 10 % in 2022/23 and again in 2023/24; the charge's rate is 5.57 % a year."""
    uplifts = flat_uplifts([BLOCK, GAP], 0.1, ["2022/23"])
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(mobilisation_gbp=1000.0),),
        block_tiers=(tier(1, 1, 700),),
        uplifts=uplifts,
        deflators=INFLATION,
        settings=settings(price_base="2021/22"),
    )
    (option,) = options_of(planning)
    assert option.bed_payments[[12, 13]] == pytest.approx([3100 * 1.1, 3000 * 1.21])
    assert due(option.lines["mobilisation"]) == {1: pytest.approx(1100)}
    # Two years' annuity of 1,100: 1,100 x 0.0557 / (1 - 1.0557^-2).
    assert option.charge[1:] == pytest.approx(1100 * 0.0557 / (1 - 1.0557**-2) / 12)


def homes_of(monthly: int = 12, every: int = 3, years: int = 1, **changes: Any) -> tuple[Option, ...]:
    """Return the options of a home of 3 beds."""
    given = {
        "beds": 3,
        "max_homes": 2,
        "capital_gbp": 300e3,
        "grant_share": 0.4,
        "pre_opening_gbp": 12e3,
        "running_gbp_per_year": 36e3,
        "asset_life_years": 20,
    }
    uplifts = flat_uplifts([HOME, GAP], 0.1, [f"{y}/{y - 1999}" for y in range(2022, 2022 + years)])
    planning = one_cohort(
        {HOME: 0},
        homes=(home(**{**given, **changes}),),
        occupancy_limits=lasting((2, 0.6), (4, 0.8)),
        uplifts=uplifts,
        deflators=INFLATION,
        settings=settings(monthly, every, financial_years=years, price_base="2021/22"),
    )
    return options_of(planning)


@pytest.mark.parametrize(
    ("monthly", "every", "lead", "live"),
    [
        (12, 3, 0, {1: 1, 4: 4, 7: 7, 10: 10}),
        (12, 3, 5, {1: 6, 4: 9, 7: 12}),  # decided in October it would open in March of the tail
        (0, 3, 5, {1: 7, 4: 10}),  # due in September, live in October; due in December, live in January
        (6, 6, 3, {1: 4, 7: 10}),
        (6, 1, 4, {1: 5, 2: 6, 3: 7, 4: 10, 5: 10, 6: 10}),
        (12, 12, 11, {1: 12}),
        (12, 12, 12, {}),
        (0, 12, 10, {}),  # due in February, it would wait for the tail
    ],
)
def test_homes_go_live_at_a_periods_first_month(monthly: int, every: int, lead: int, live: dict[int, int]) -> None:
    """Decision month to live month; what would go live past the horizon is not on offer."""
    found = homes_of(monthly, every, works_months=lead)
    assert {o.month: o.live for o in found} == live
    for option in found:
        assert np.flatnonzero(option.capacity).tolist() == list(range(option.live, 25))


def test_homes_are_decided_from_a_month_on() -> None:
    """Between two decision months: the later one is the first."""
    assert [o.month for o in homes_of(decision_from=month(5))] == [7, 10]
    assert [o.month for o in homes_of(decision_from=dt.date(2020, 4, 1))] == [1, 4, 7, 10]


def test_figures_of_a_home() -> None:
    """Decided in month 7, live in month 13 of two years: prices of the month each amount falls due in."""
    option = next(o for o in homes_of(years=2, works_months=6) if o.month == 7)
    assert (option.kind, option.id, option.beds, option.live, option.most) == ("home", "own", 3, 13, 2)
    assert option.capacity[13:] == pytest.approx(3 * 0.7)
    # Index 1.1 in 2022/23, 1.21 in 2023/24, 1.331 in the tail.
    assert option.lines["home_running"][[12, 13, 24, 25]] == pytest.approx([0, 3630, 3630, 3993])
    assert due(option.capital) == {7: pytest.approx(330e3)}
    assert option.grant_share == 0.4
    assert due(option.lines["pre_opening"]) == {12: pytest.approx(13_200)}
    # Net of grant 198,000, over 20 years at 4 % from the year after 2023/24.
    assert np.flatnonzero(option.financing).tolist() == list(range(25, 37))
    assert option.financing[25] == pytest.approx(annuity(198e3, 0.04, 20) / 12)
    # 198,000 and 13,200 over 20 years at 5.57 %, from the live month.
    assert np.flatnonzero(option.charge).tolist() == list(range(13, 37))
    assert option.charge[13] == pytest.approx(annuity(211_200, RATE, 20) / 12)


@pytest.mark.parametrize(("lead", "first"), [(0, 13), (9, 13), (11, 13), (12, 25), (20, 25)])
def test_repayment_starts_in_the_year_after_the_home_is_live(lead: int, first: int) -> None:
    """Live in month 1, 10 or 12: from month 13; live in the second year: from month 25, the tail."""
    option = homes_of(years=2, every=12, works_months=lead)[0]
    assert np.flatnonzero(option.financing)[0] == first


def test_repayment_ends_with_the_life_of_the_asset() -> None:
    """A life of one year: repaid in the twelve months of the second year, as audit/ledger.py has it."""
    option = homes_of(years=3, every=12, asset_life_years=1)[0]
    assert np.flatnonzero(option.financing).tolist() == list(range(13, 25))


def services_of(every: int = 3, lead: int = 5, **changes: Any) -> tuple[Option, ...]:
    """Return the options of a service with 2 places a household, of which 0.75 are filled."""
    given = {
        "approvals_per_year_max": 6,
        "places_per_household": 2.0,
        "fill_share": 0.75,
        "approval_gbp": 19e3,
        "lead_months": lead,
    }
    planning = one_cohort({CARERS: 0}, fostering=(service(**{**given, **changes}),), settings=settings(12, every))
    return options_of(planning)


def test_figures_of_a_household() -> None:
    """Live after five months; of 1.5 places a tenth is lost in six months; 19,000 over 1 / 0.19 years."""
    first, second, third = services_of()
    assert [(o.month, o.live, o.most, o.beds) for o in (first, second, third)] == [
        (1, 6, 6, 0),
        (4, 9, 6, 0),
        (7, 12, 6, 0),
    ]
    assert first.capacity[[5, 6, 12, 18, 24]] == pytest.approx([0, 1.5, 1.35, 1.215, 1.0935])
    assert second.capacity[[8, 9, 15]] == pytest.approx([0, 1.5, 1.35])
    assert due(first.lines["recruitment"]) == {1: 19e3}
    # Nothing is discounted: 19,000 x 0.19 = 3,610 a year.
    assert first.charge[[5, 6, 24]] == pytest.approx([0, 3610 / 12, 3610 / 12])
    assert set(first.lines) == {"recruitment"}
    assert not first.financing.any()


def test_households_that_never_leave() -> None:
    """Attrition of nothing: places stay, and the approval is spread over 40 years."""
    (option, *_) = services_of(attrition_per_year_share=0.0)
    assert option.capacity[6:] == pytest.approx(1.5)
    assert option.charge[6] == pytest.approx(19e3 / 40 / 12)


def test_options_come_in_order() -> None:
    """Blocks, homes, fostering."""
    planning = one_cohort(
        {CARERS: 0, HOME: 0, BLOCK: 0},
        fostering=(service(),),
        homes=(home(),),
        blocks=(block(),),
        block_tiers=(tier(1, 2, 700),),
    )
    assert [o.kind for o in options_of(planning)] == ["block", "block", "home", "fostering"]


@pytest.mark.parametrize(
    ("rate", "every", "approved"),
    [
        (15, 3, [3, 4, 4, 4]),
        (16, 3, [4, 4, 4, 4]),
        (2, 3, [0, 1, 0, 1]),
        (5, 12, [5]),
        (5, 6, [2, 3]),
        (7, 1, [0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1]),
        (0, 3, [0, 0, 0, 0]),
    ],
)
def test_todays_recruitment_is_spread_evenly(rate: int, every: int, approved: list[int]) -> None:
    """Cumulative shares rounded down, so that a year always has its whole number: 15 as 3, 4, 4, 4."""
    planning = one_cohort(
        {CARERS: 0},
        fostering=(service(approvals_per_year_today=rate, approvals_per_year_max=99),),
        settings=settings(24, every, financial_years=2),
    )
    problem = compiled(planning)
    units = commitments.todays_units(problem, commitments.options_of(problem))
    assert units.tolist() == 2 * approved


def test_todays_recruitment_takes_no_blocks_and_homes() -> None:
    """Nor approvals whose first child would come after the horizon."""
    planning = one_cohort(
        {CARERS: 0, HOME: 0, BLOCK: 0},
        fostering=(service(approvals_per_year_today=15, approvals_per_year_max=15, lead_months=6),),
        homes=(home(),),
        blocks=(block(),),
        block_tiers=(tier(1, 1, 700),),
        settings=settings(12, 3),
    )
    problem = compiled(planning)
    found = commitments.options_of(problem)
    units = commitments.todays_units(problem, found)
    assert {(o.kind, o.month): n for o, n in zip(found, units, strict=True) if n} == {
        ("fostering", 1): 3,
        ("fostering", 4): 4,
    }
    assert len(found) == 1 + 4 + 2


def term_cost(**changes: Any) -> float:
    """Return the full-term cost of a block of two beds at 200 a day, prices rising by 10 % in every year."""
    uplifts = flat_uplifts([BLOCK, GAP], 0.1)
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(**changes),),
        block_tiers=(tier(2, 2, 700),),
        uplifts=uplifts,
        settings=settings(12, 3),
    )
    problem = compiled(planning)
    (option, *_) = commitments.options_of(problem)
    return bound_by(problem, option, 1).planned


def test_full_term_cost_inside_the_tail() -> None:
    """365 days, then 366 at 10 % more; mobilisation in full, whatever of it is charged by then."""
    assert term_cost(mobilisation_gbp=5000.0) == pytest.approx(200 * (365 + 366 * 1.1) + 5000)


@pytest.mark.parametrize(
    ("start", "term", "days"),
    [
        # April 2022 to March 2025: the third year at 1.1 squared, for years after the last uplift repeat it.
        (1, 36, 365 + 366 * 1.1 + 365 * 1.21),
        # July 2022 to December 2024: 274 + 366 + 275 days.
        (4, 30, 274 + 366 * 1.1 + 275 * 1.21),
        # To June 2026: 365 days of 2024/25, 365 of 2025/26, 91 of 2026/27.
        (1, 51, 365 + 366 * 1.1 + 365 * 1.21 + 365 * 1.331 + 91 * 1.4641),
        (1, 25, 365 + 366 * 1.1 + 30 * 1.21),
        (1, 3, 91),
    ],
)
def test_full_term_cost_beyond_the_tail(start: int, term: int, days: float) -> None:
    """Every payment of the term counts, also those that no period of the plan sees."""
    assert term_cost(start_from=month(start), start_to=month(start), term_months=term) == pytest.approx(200 * days)


def test_full_term_cost_follows_uplifts_given_beyond_the_tail() -> None:
    """10 % in 2023/24, 50 % in 2024/25, on the central path; the high path, 90 %, is another."""
    rises = (("2023/24", 0.1), ("2024/25", 0.5))
    central = tuple(
        r for year, rise in rises for r in flat_uplifts([BLOCK, GAP], rise, [year]) if r.prices == "central"
    )
    high = tuple(r for year, _ in rises for r in flat_uplifts([BLOCK, GAP], 0.9, [year]) if r.prices == "high")
    planning = one_cohort(
        {BLOCK: 0}, blocks=(block(term_months=36),), block_tiers=(tier(1, 1, 700),), uplifts=central + high
    )
    problem = compiled(planning)
    (option,) = commitments.options_of(problem)
    assert bound_by(problem, option, 1).planned == pytest.approx(100 * (365 + 366 * 1.1 + 365 * 1.1 * 1.5))


def test_full_term_cost_of_homes_and_households() -> None:
    """Two homes: capital net of grant and pre-opening; four approvals."""
    option = homes_of(works_months=3)[0]
    problem = compiled(one_cohort({HOME: 0}))
    # 300,000 x 1.1 x 0.6 = 198,000; 12,000 x 1.1 = 13,200.
    assert bound_by(problem, option, 2).planned == pytest.approx(2 * (198_000 + 13_200))
    assert bound_by(problem, services_of()[0], 4).planned == pytest.approx(76_000)


CALENDARS = st.builds(
    lambda years, quarters, every: PlanningCalendar(dt.date(2022, 4, 1), years, 3 * min(quarters, 4 * years), every),
    st.integers(1, 3),
    st.integers(0, 12),
    st.sampled_from([1, 3, 6, 12]),
)


@examples(max_examples=50, deadline=None, derandomize=True)
@given(CALENDARS, st.integers(0, 30), st.integers(1, 12))
def test_no_commitment_is_live_too_early_too_late_or_inside_a_period(
    calendar: PlanningCalendar, lead: int, earliest: int
) -> None:
    """It is live at the first beginning of a period from the month in which it is due; all that fit are on offer."""
    planning = one_cohort(
        {HOME: 0},
        homes=(home(works_months=lead, decision_from=month(earliest)),),
        deflators=INFLATION,
        settings=settings(
            calendar.monthly_periods, calendar.decision_every_months, financial_years=calendar.financial_years
        ),
    )
    found = {o.month: o.live for o in options_of(planning)}
    begins = [period.first for period in calendar.periods if period.reported]
    for decided in calendar.decision_months:
        later = [first for first in begins if first >= decided + lead]
        if decided >= earliest and later:
            assert found.pop(decided) == min(later)
    assert not found
