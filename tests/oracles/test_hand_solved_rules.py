"""Policies, budgets, authorities and own supply solved by hand; see `hand`."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Row
from tests.oracles.contracts import options
from tests.oracles.hand import APRIL, GAP, both_find, children, one_cohort
from tests.oracles.prices import Prices
from tests.oracles.reading import read
from tests.oracles.replay import Replay, replay
from tests.oracles.small import MONTHS, cohort, hazards, instance, offer, priced, row, settings
from tests.oracles.stock_form import solve_stock_form
from tests.oracles.supply import capacity_without

YEAR = "2022/23"


def policy(measure: str, level: float, price: float | None = None, **changes: Any) -> Row:
    """Return a policy of the first year, hard unless it has a price."""
    values = {"ring": None, "strength": "hard" if price is None else "soft", "gbp_per_unit": price}
    return row("policies", policy="rule", measure=measure, financial_year=YEAR, level=level, **{**values, **changes})


def home(**changes: Any) -> Row:
    """Return a home of one bed, open from the month of decision, dear to buy and cheap to run."""
    values = {"beds": 1, "max_homes": 1, "works_months": 0, "asset_life_years": 10}
    money = {"capital_gbp": 600e3, "grant_share": 0.0, "pre_opening_gbp": 0.0, "running_gbp_per_year": 12e3}
    return row("homes", home="own", offer="home", decision_from=APRIL, **{**values, **money, **changes})


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (policy("framework_share", 0.5), {"route": "framework"}, {}),
        (policy("family_share", 0.5), {"provision": "ifa"}, {}),
        (policy("in_house_share_of_fostering", 0.5), {"provision": "connected_carers"}, {"provision": "ifa"}),
        (policy("residential_share", 0.5), {"provision": "ifa"}, {}),
        (policy("residential_children", 11.5 / 12), {"provision": "ifa"}, {}),
        (policy("at_a_distance_share", 0.5), {}, {"placed_in": "away"}),
        (policy("at_a_distance_share", 0.5, among="residential"), {}, {"placed_in": "away"}),
        (policy("at_a_distance_share", 0.5, among="new_admissions"), {}, {"placed_in": "away"}),
        (policy("share_within_ring", 0.5, ring="home_area"), {}, {"placed_in": "away"}),
        (policy("provider_share", 0.5), {"provider": "small"}, {}),
    ],
    ids=lambda value: value.measure + "_" + value.among if hasattr(value, "measure") else "",
)
def test_half_of_two_children_at_twice_the_price(rule: Row, good: dict[str, str], bad: dict[str, str]) -> None:
    """Two children; what the policy likes costs 200 pounds a day, what it does not like 100."""
    # One child of each: 300 a day for 716 days. Children of residential_children are 11.5 / 12 of the year there.
    one = offer("one", **{"provider": "a", **good})
    two = offer("two", **{"provider": "b", **bad})
    planning = one_cohort({one: 1400, two: 700}, placements_today=(children(2),), policies=(rule,))
    both_find(planning, 214_800)


def test_supported_is_not_asked_of_gap() -> None:
    """Nobody in supported accommodation, one child in gap: a share of nobody is met, and gap is in neither."""
    rule = policy("share_within_ring", 0.9, 1e6, ring="home_area", among="supported")
    both_find(one_cohort({}, placements_today=(children(1),), policies=(rule,)), 716_000)


@pytest.mark.parametrize(
    ("rule", "cost"),
    [
        # The child in gap for 11.5 of 12 months: all of it is missed, at 12,000 a child-year.
        (policy("share_within_ring", 0.5, 12_000.0, ring="home_area"), 0.5 * 11_500),
        (policy("family_share", 0.5, 12_000.0), 0.5 * 11_500),
        (policy("in_house_share_of_fostering", 0.5, 12_000.0), 0.5 * 11_500),
        (policy("framework_share", 0.5, 12_000.0), 0.5 * 11_500),
        (policy("at_a_distance_share", 0.2, 12_000.0), 0.8 * 11_500),
        (policy("residential_share", 0.2, 12_000.0), 0.8 * 11_500),
        (policy("lower_grade_share", 0.2, 12_000.0), 0.8 * 11_500),
        (policy("gap_children", 0.2, 12_000.0), 11_500 - 2400),
        # In these two gap does not count; of moves there are 11 in 11.5 / 12 child-years.
        (policy("residential_children", 0.2, 12_000.0), 0.0),
        (policy("provider_share", 0.2, 12_000.0), 0.0),
        (policy("moves_per_child_year", 1.2, 12_000.0), (11 - 1.2 * 11.5 / 12) * 12_000),
    ],
    ids=lambda value: value.measure if hasattr(value, "measure") else "",
)
def test_gap_is_adverse(rule: Row, cost: float) -> None:
    """One child and nowhere but gap, 1,000 pounds a day."""
    both_find(one_cohort({}, placements_today=(children(1),), policies=(rule,)), 716_000 + cost)


def test_lower_grade_counts_those_who_stay() -> None:
    """Two settled children in an inadequate offer, one to be placed: a third too many at a ceiling of a third."""
    weak, spot = offer("weak", grade="inadequate"), offer("spot")
    rule = policy("lower_grade_share", 1 / 3, 12_000.0)
    planning = one_cohort(
        {weak: 0, spot: 700}, placements_today=(children(2, weak), children(1, spot)), policies=(rule,)
    )
    both_find(planning, 73_100 + 12_000)


@pytest.mark.parametrize(
    ("rule", "cost", "built"),
    [
        # Spot costs 35,000 in the year: 716 days at 100 in all.
        (policy("revenue_gbp", 40_000.0), 71_600, False),
        # Not allowed: the home, 12,000 a year to run and 60,000 a year of economic charge.
        (policy("revenue_gbp", 20_000.0), 144_000, True),
        # The home's own head is not that of the policy.
        (policy("revenue_gbp", 20_000.0, budget_head="placements"), 144_000, True),
        (policy("revenue_gbp", 20_000.0, budget_head="homes"), 71_600, False),
        # Bought at 1 pound a pound too much, the child in spot is 15,000 over.
        (policy("revenue_gbp", 20_000.0, 1.0), 71_600 + 15_000, False),
    ],
)
def test_revenue_budget(rule: Row, cost: float, built: bool) -> None:
    """A child in spot at 100 pounds a day, or in a home that is dear to buy."""
    spot, own = offer("spot"), offer("home", "internal_home", "home", budget_head="homes")
    planning = one_cohort({spot: 700, own: 0}, placements_today=(children(1),), homes=(home(),), policies=(rule,))
    assert bool(both_find(planning, cost).commitments) == built


@pytest.mark.parametrize(
    ("level", "cost"),
    [
        # A home of 120,000, of which half is a grant, serves for 6,000 a year of charge and 12,000 of running.
        (60_000.0, 36_000),
        # It is a pound more than may be spent: 716 days of spot at 100.
        (59_999.0, 71_600),
    ],
)
def test_capital_budget(level: float, cost: float) -> None:
    """Capital less grant is what counts."""
    spot, own = offer("spot"), offer("home", "internal_home", "home")
    planning = one_cohort(
        {spot: 700, own: 0},
        placements_today=(children(1),),
        homes=(home(capital_gbp=120e3, grant_share=0.5),),
        policies=(policy("capital_gbp", level),),
    )
    both_find(planning, cost)


def test_emergency_places_are_bought_with_a_block() -> None:
    """A child at 50 a day in spot, or in a block of two beds at 100 each, one of them kept for emergencies."""
    spot, block = offer("spot"), offer("block", "block_residential", "block")
    planning = one_cohort(
        {spot: 350, block: 0},
        placements_today=(children(1),),
        policies=(policy("emergency_places", 1.0),),
        blocks=(
            row(
                "blocks",
                block="beds",
                offer="block",
                start_from=APRIL,
                start_to=APRIL,
                term_months=24,
                mobilisation_gbp=0.0,
                emergency_beds=1,
            ),
        ),
        block_tiers=(row("block_tiers", block="beds", beds_from=2, beds_to=2, gbp_per_bed_per_week=700.0),),
    )
    both_find(planning, 731 * 200)


def two_authorities(policies: tuple[Row, ...] = ()) -> Instance:
    """Return an instance of a block of four beds shared by two authorities, a child of each in it."""
    block, spot = offer("block", "block_residential", "block"), offer("spot")
    names = ("test", "other")
    return instance(
        [GAP, block, spot],
        [cohort(name).model_copy(update={"authority": name}) for name in names],
        transitions=tuple(row("transitions", cohort=n, to_cohort=n, monthly_share=1.0) for n in names),
        placements_today=tuple(children(1, name=name) for name in names),
        offer_prices=priced({"gap": {"low": 7000}, "block": {"low": 0}, "spot": {"low": 7000}}),
        disruption=hazards({name: {"low": {0: 0.0}} for name in ("block", "spot")}),
        authorities=tuple(row("authorities", authority=name, name=name) for name in names),
        offer_shares=(
            row("offer_shares", offer="block", authority="test", share=0.75),
            row("offer_shares", offer="block", authority="other", share=0.25),
        ),
        blocks=(
            row(
                "blocks",
                block="beds",
                offer="block",
                start_from=APRIL,
                start_to=APRIL,
                term_months=24,
                mobilisation_gbp=1000.0,
            ),
        ),
        block_tiers=(row("block_tiers", block="beds", beds_from=4, beds_to=4, gbp_per_bed_per_week=700.0),),
        policies=policies,
    )


def revenue(of: Replay, authority: str) -> float:
    """Pounds of an authority in the first year."""
    return float(sum(v[0, :12].sum() for (_, _, payer), v in of.ledger.items() if payer == authority))


def test_shared_block_is_paid_by_use_and_by_share() -> None:
    """Each pays for the bed its child uses, 350 days of the year; the rest is split three to one."""
    planning = two_authorities()
    # 4 x 731 days at 100, mobilisation spread over the two years.
    found = both_find(planning, 292_400 + 1000)
    again = replay(planning, found.admissions, found.commitments)
    # In the year 4 x 365 = 1,460 bed-days; 700 used, 760 void: 570 for the one and 190 for the other.
    assert revenue(again, "test") == pytest.approx(35_000 + 57_000 + 750)
    assert revenue(again, "other") == pytest.approx(35_000 + 19_000 + 250)


@pytest.mark.parametrize(
    ("authority", "level", "over"), [("test", 92_750.0, 0.0), ("test", 92_000.0, 750.0), ("other", 50_000.0, 4250.0)]
)
def test_budget_of_one_authority(authority: str, level: float, over: float) -> None:
    """As above, at a pound for each pound over the budget of one of them."""
    rule = policy("revenue_gbp", level, 1.0, authority=authority)
    both_find(two_authorities((rule,)), 293_400 + over)


def test_stages_of_a_home() -> None:
    """Decided in April: bought in May, open in August, filled in steps to November."""
    own = offer("home", "internal_home", "home")
    stages = {"approval_months": 1, "works_months": 2, "registration_months": 1, "pre_opening_months": 3}
    planning = one_cohort(
        {own: 0},
        homes=(home(beds=2, homes_today=1, ramp_months=3, pre_opening_gbp=9000.0, emergency_beds=1, **stages),),
    )
    (option,) = options(read(planning), Prices(planning, "central", 2022))
    assert np.flatnonzero(option.capital).tolist() == [2]
    assert np.flatnonzero(option.lines["pre_opening"]).tolist() == [2, 3, 4]
    assert option.capacity[4:9] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert capacity_without(read(planning), 1) == pytest.approx(np.ones(25))
    # Not opened: the home of today costs 12,000 a year.
    both_find(planning, 24_000)


def test_home_sells_its_void_beds() -> None:
    """A home of three beds with one child, at most one bed sold at 50 pounds a day; one is for emergencies."""
    own = offer("home", "internal_home", "home")
    sale = {"void_sale_beds": 1.5, "void_sale_gbp_per_week": 350.0, "emergency_beds": 1}
    planning = one_cohort(
        {own: 0},
        placements_today=(children(1, own),),
        homes=(home(beds=3, homes_today=1, max_homes=0, **sale),),
    )
    assert both_find(planning, 24_000 - 731 * 50).groups["income"] == pytest.approx(-36_550)


def test_young_people_who_stay_put_hold_places() -> None:
    """Two of ten places are held at the base date, a tenth fewer each month; each costs 10 pounds a day."""
    carers = offer("carers", "in_house_fostering", "in_house")
    service = row(
        "fostering",
        service="own",
        offer="carers",
        households_today=10.0,
        approvals_per_year_today=0,
        approvals_per_year_max=0,
        attrition_per_year_share=1e-12,
        places_per_household=1.0,
        fill_share=1.0,
        approval_gbp=0.0,
        lead_months=0,
        staying_put_today=2.0,
        staying_put_starts_per_year=0.0,
        staying_put_months=10,
        staying_put_gbp_per_week=70.0,
    )
    planning = one_cohort(
        {carers: 0, offer("spot"): 700},
        placements_today=(children(9),),
        settings=settings(gap_penalty_gbp_per_week=1e6),
        fostering=(service,),
    )
    held = 2 * 0.9 ** np.arange(25)
    assert capacity_without(read(planning), 1) == pytest.approx(10 - held)
    days = np.array([30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31])
    # 10 - 1.8 = 8.2 places in April; 0.8 of a child is in spot, and stays there, for 716 days at 100.
    both_find(planning, 10 * days @ (held[:-1] + held[1:]) / 2 + 0.8 * 71_600)


def steady_state(years: int) -> Instance:
    """Return an instance in balance: a tenth of eight children leaves care each month, 0.8 enter."""
    spot, block = offer("spot"), offer("block", "block_residential", "block")
    own, carers = offer("home", "internal_home", "home"), offer("carers", "in_house_fostering", "in_house")
    return one_cohort(
        {spot: 1400, block: 0, own: 0, carers: 350},
        transitions=(row("transitions", cohort="child", to_cohort="child", monthly_share=0.9),),
        settings=settings(financial_years=years, monthly_periods=12 * years),
        placements_today=(children(8, spot, 2),),
        entries=tuple(
            row("entries", cohort="child", demand="middle", month=month, children=0.8)
            for month in MONTHS[: 12 * years]
        ),
        blocks=(
            row(
                "blocks",
                block="beds",
                offer="block",
                start_from=APRIL,
                start_to=APRIL,
                term_months=60,
                mobilisation_gbp=20e3,
            ),
        ),
        block_tiers=(row("block_tiers", block="beds", beds_from=1, beds_to=6, gbp_per_bed_per_week=600.0),),
        homes=(home(beds=2, capital_gbp=300e3, asset_life_years=25, running_gbp_per_year=80e3),),
        fostering=(
            row(
                "fostering",
                service="own",
                offer="carers",
                households_today=1.0,
                approvals_per_year_today=1,
                approvals_per_year_max=2,
                attrition_per_year_share=0.1,
                places_per_household=1.0,
                fill_share=1.0,
                approval_gbp=20e3,
                lead_months=3,
            ),
        ),
    )


def test_one_more_year_changes_no_first_commitment() -> None:
    """The tail stands for what follows: on a stationary instance a longer horizon decides the same at first."""
    first = [
        [c for c in solve_stock_form(steady_state(years)).commitments if c.start < MONTHS[12]] for years in (1, 2)
    ]
    assert first[0] == first[1]
    assert {c.kind for c in first[0]} == {"block", "fostering"}
