"""Closures, solo children, siblings, step-down and programmes solved by hand; see `hand`."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Cohort, Offer, Row
from tests.oracles.hand import APRIL, GAP, both_find, children, one_cohort
from tests.oracles.small import MONTHS, cohort, hazards, instance, offer, priced, row, settings
from tests.oracles.stock_form import solve_stock_form

DAYS = np.array([30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31])
"""Days of months 1 to 24."""
AFTER = DAYS.sum() - DAYS.cumsum() + DAYS / 2
"""Child-days from a month on of one who comes in it: on average half of the month, then all."""


def steady(cohorts: list[Cohort], prices: dict[Offer, float], **tables: Any) -> Instance:
    """Return an instance of cohorts that never leave care or change, in offers where no placement breaks down."""
    weekly = {GAP.offer: 7000.0, **{o.offer: price for o, price in prices.items()}}
    stays = (row("transitions", cohort=c.cohort, to_cohort=c.cohort, monthly_share=1.0) for c in cohorts)
    return instance(
        [GAP, *prices],
        cohorts,
        transitions=tuple(stays),
        offer_prices=priced({name: {"low": price} for name, price in weekly.items()}),
        disruption=hazards({o.offer: {"low": {0: 0.0}} for o in prices}),
        **tables,
    )


def programme(effect: str, **changes: Any) -> Row:
    """Return a programme from April to the end of the tail, free of charge."""
    values = {"effect_share": 0.5, "haircut_share": 0.2, "places_per_year": 100.0, "term_months": 24}
    money = {"lag_months": 0, "setup_gbp": 0.0, "gbp_per_year": 0.0, "start_from": APRIL, "start_to": APRIL}
    who = {"age_from": 0, "age_to": 17, "uplift": "other", "budget_head": "early_help", "evidence": "weak"}
    return row("programmes", programme="help", effect=effect, **{**values, **money, **who, **changes})


@pytest.mark.parametrize(
    ("successor", "cost"),
    [
        # Three stay for 731 days at 100; the fourth is there for 91 days and half of July, then next door at 50.
        ("next", 3 * 73_100 + 10_650 + 31_225),
        # Without a successor it returns to the pool, is placed there anyway, and has moved.
        (None, 3 * 73_100 + 10_650 + 31_225 + 1000),
    ],
)
def test_part_of_an_offer_closes(successor: str | None, cost: float) -> None:
    """A quarter of an offer for four closes in July."""
    part, next_door = offer("part", capacity_children=4.0), offer("next")
    planning = one_cohort(
        {part: 700, next_door: 350},
        placements_today=(children(4, part),),
        settings=settings(move_gbp=1000),
        closures=(row("closures", offer="part", month=MONTHS[3], closing_share=0.25, successor=successor),),
    )
    both_find(planning, cost)


def test_successor_keeps_residents_months_and_grade_does_not_matter() -> None:
    """An offer ends in April; its child lives on in an inadequate one, by the hazards of that one."""
    ending = offer("ending", live_to=APRIL.replace(day=30), successor="weak")
    weak = offer("weak", grade="inadequate")
    planning = one_cohort(
        {ending: 0, weak: 0, offer("spot"): 700},
        {"weak": {0: 0.9, 3: 0.0}},
        placements_today=(children(1, ending, 2),),
        settings=settings(move_gbp=1000),
    )
    # Three months after admission when it goes on, the child faces no hazard there: nothing is paid at all.
    both_find(planning, 0.0)


def test_solo_child_closes_a_home() -> None:
    """An offer of one home of three beds is full with a solo child; three others there save more."""
    home, spot = offer("home", capacity_children=3.0, unit_beds=3), offer("spot")
    alone = cohort("alone").model_copy(update={"solo": "yes"})
    planning = steady(
        [cohort("child"), alone],
        {home: 700, spot: 1400},
        placements_today=(children(3), children(1, name="alone")),
    )
    # The solo child in spot at 200, the others in the home at 100: 500 a day for 716 days.
    both_find(planning, 358_000)


def test_a_child_may_take_up_two_places() -> None:
    """A parent with a child fills an offer of two places."""
    small, spot = offer("small", capacity_children=2.0), offer("spot")
    parent = cohort("child").model_copy(update={"bed_use": 2.0})
    planning = steady([parent], {small: 700, spot: 1400}, placements_today=(children(2),))
    both_find(planning, 214_800)


@pytest.mark.parametrize(
    ("split", "level", "cost"),
    [
        # Together at 200 a day each, for 716 days.
        ("no", None, 286_400),
        # Split at 100.
        ("yes", None, 143_200),
        # At least half of them together: 300 a day.
        ("yes", 0.5, 214_800),
    ],
)
def test_siblings(split: str, level: float | None, cost: float) -> None:
    """Two siblings, a cheap offer for single children and a dear one for two."""
    single, pairs = offer("single", largest_group=1), offer("pairs", largest_group=2)
    pair = cohort("child").model_copy(update={"group_size": 2, "split_allowed": split})
    rule = {"policy": "together", "measure": "siblings_together_share", "financial_year": "2022/23"}
    hard = {"strength": "hard", "gbp_per_unit": None, "ring": None}
    policies = () if level is None else (row("policies", level=level, **hard, **rule),)
    planning = steady([pair], {single: 700, pairs: 1400}, placements_today=(children(2),), policies=policies)
    both_find(planning, cost)


def test_skill_and_authority_decide_who_is_taken() -> None:
    """The cheap offer has the skill but not for this authority; the dear one has it for all."""
    cheap, dear = offer("cheap", skills="signing disability", authority="other"), offer("dear", skills="signing")
    signs = cohort("child").model_copy(update={"skill": "signing"})
    plain = offer("plain")
    planning = steady([signs], {cheap: 0, plain: 350, dear: 700}, placements_today=(children(1),))
    both_find(planning, 71_600)


def test_step_down_within_its_yearly_limit() -> None:
    """Ten settled children at 200 a day; a tenth may step down in a month to a family at 50, two in a year."""
    residential, family = offer("residential"), offer("family", "ifa", skills="trial")
    trial = cohort("trial").model_copy(update={"skill": "trial"})
    planning = steady(
        [cohort("child"), trial],
        {residential: 1400, family: 350},
        placements_today=(children(10, residential),),
        settings=settings(move_gbp=500),
        step_downs=(
            row(
                "step_downs",
                pathway="home_again",
                cohort="child",
                trial_cohort="trial",
                readiness_monthly_share=0.1,
                max_per_year=2.0,
                release_gbp=1000.0,
                start_from=APRIL,
            ),
        ),
    )
    # A tenth of 10, a tenth of 9, and 0.1 more; two in the first quarter of the next year, a third of them in
    # each month. Each saves 150 a day and costs 1,500.
    saved = AFTER[0] + 0.9 * AFTER[1] + 0.1 * AFTER[2] + 2 * AFTER[12:15].mean()
    found = both_find(planning, 10 * 731 * 200 - 150 * saved + 4 * 1500)
    assert found.effects["released", "home_again", "child", "residential", 2] == pytest.approx(0.9)
    assert found.groups["moves"] == pytest.approx(6000)


def test_only_the_settled_step_down() -> None:
    """Hazards change after five months: a child admitted in April is settled at the end of August."""
    residential, family = offer("residential"), offer("family", "ifa", skills="trial", largest_group=1)
    planning = steady(
        [
            cohort("child").model_copy(update={"group_size": 2}),
            cohort("trial").model_copy(update={"skill": "trial"}),
        ],
        {residential: 1400, family: 350},
        placements_today=(children(1),),
        step_downs=(
            row(
                "step_downs",
                pathway="home_again",
                cohort="child",
                trial_cohort="trial",
                readiness_monthly_share=0.1,
                max_per_year=9.0,
                release_gbp=0.0,
                start_from=APRIL,
            ),
        ),
    )
    late = row("disruption", offer="residential", need="low", months_from=5, monthly_share=0.0)
    planning = planning.model_copy(update={"disruption": (*planning.disruption, late)})
    released = [amount for (kind, *_, month), amount in solve_stock_form(planning).effects.items() if month < 9]
    # Settled at the end of September, month 6 (five whole months after April's end): released in October first.
    assert released == pytest.approx([0.1, 0.09], abs=1e-9)
    both_find(planning, solve_stock_form(planning).objective)


@pytest.mark.parametrize(
    ("places", "averted"),
    [
        # 0.5 less a fifth is 0.4 of each month's entry, from May to March.
        (100.0, [0.0] + 11 * [0.4]),
        # 2.4 places a year are 0.2 a month in effect, 2.2 children in the year: the earliest of them.
        (2.4, [0.0] + 5 * [0.4] + [0.2] + 5 * [0.0]),
    ],
)
def test_averted_entries(places: float, averted: list[float]) -> None:
    """A child enters each month, at 100 a day; help begins in April and works from May, for a year in all."""
    entries = tuple(row("entries", cohort="child", demand="middle", month=m, children=1.0) for m in MONTHS[:12])
    help_ = programme(
        "averts_entries", places_per_year=places, term_months=12, lag_months=1, setup_gbp=1200.0, gbp_per_year=6000.0
    )
    planning = one_cohort({offer("spot"): 700}, entries=entries, programmes=(help_,))
    found = both_find(planning, 100 * AFTER.sum() - 100 * np.array(averted) @ AFTER[:12] + 7200)
    assert [c.kind for c in found.commitments] == ["programme"]
    assert found.groups["charge"] == pytest.approx(1200)


def test_two_programmes_do_not_avert_the_same_entry() -> None:
    """Of half and half of the entries not all are averted, but 1 - 0.5 x 0.5."""
    entries = tuple(row("entries", cohort="child", demand="middle", month=m, children=1.0) for m in MONTHS[:12])
    both = tuple(
        programme("averts_entries", haircut_share=0.0).model_copy(update={"programme": name}) for name in ("a", "b")
    )
    both_find(one_cohort({offer("spot"): 700}, entries=entries, programmes=both), 25 * AFTER.sum())


@pytest.mark.parametrize(
    ("places", "home"),
    [
        # A twentieth of 10, then of 9.5, then of 9.025.
        (100.0, [0.5, 0.475, 0.45125]),
        # 4.8 a year are 0.4 a month.
        (4.8, [0.4, 0.4, 0.4]),
    ],
)
def test_reunification(places: float, home: list[float]) -> None:
    """Ten settled children at 100 a day; for three months some go home, without a move."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700},
        placements_today=(children(10, spot),),
        settings=settings(move_gbp=1000),
        programmes=(
            programme(
                "reunifies",
                effect_share=0.05,
                haircut_share=0.0,
                places_per_year=places,
                term_months=3,
                setup_gbp=900,
            ),
        ),
    )
    both_find(planning, 731_000 - 100 * np.array(home) @ AFTER[:3] + 900)


@pytest.mark.parametrize(
    ("share", "left"),
    [
        # All who would leave stay: ten places to the end.
        (1.0, 10.0),
        # Half of them: a month keeps 1 - (1 - 0.81^(1/12)) / 2 of the households, in the tail's quarters too but for
        # those who are counted at the quarter's beginning.
        (0.5, None),
    ],
)
def test_retained_carers(share: float, left: float | None) -> None:
    """Ten households, of whom a fifth leaves in a year, and ten children who stay for ever."""
    carers = offer("carers", "in_house_fostering", "in_house")
    a = 1 - 0.81 ** (1 / 12)
    if left is None:
        left = 10 * (1 - a / 2) ** 12
        for _ in range(4):
            kept = left * a / 2  # in each of the quarter's months, of those at its beginning
            for _ in range(3):
                left = left * (1 - a) + kept
    planning = one_cohort(
        {carers: 0, offer("spot"): 700},
        placements_today=(children(10),),
        fostering=(
            row(
                "fostering",
                service="own",
                offer="carers",
                households_today=10.0,
                approvals_per_year_today=0,
                approvals_per_year_max=0,
                attrition_per_year_share=0.19,
                places_per_household=1.0,
                fill_share=1.0,
                approval_gbp=0.0,
                lead_months=0,
            ),
        ),
        programmes=(
            programme("retains_carers", effect_share=share, haircut_share=0.0, service="own", gbp_per_year=15_000),
        ),
    )
    # Children never leave: there are as many in the service as there are places at the end. The others are in spot.
    both_find(planning, 30_000 + (10 - left) * 71_600)
