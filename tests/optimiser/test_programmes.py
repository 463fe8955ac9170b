"""Programmes: what they cost, when they work, and the rows that hold them to their effect; by hand."""

from typing import Any

import numpy as np
import pytest

from models.calendar import Period
from models.instance import Instance
from models.tables import Row
from optimiser.binding import bound_by
from optimiser.commitments import options_of
from optimiser.effects import Effects, served
from optimiser.formulation import effects_in
from optimiser.options import Option
from optimiser.plan import solve
from optimiser.problem import Problem
from optimiser.programmes import in_effect
from tests.optimiser.cases import (
    block,
    children,
    compiled,
    entering,
    formulated,
    month,
    moving,
    one_cohort,
    optimum,
    plain,
    programme,
    service,
    tier,
)
from tests.oracles.small import cohort, instance, offer, row, settings

SPOT = offer("spot")
CHILD = 71_600.0
"""Pounds of a child placed in April, at 100 a day to the end of the tail."""
REPEATED = 32_050.0
"""Of one who enters in April of the tail: placed in thirds, for 351, 320.5 and 290 days."""


def helped(*programmes: Row, **tables: Any) -> Instance:
    """Return ten children who enter in April, in the tail again, at 100 pounds a day; nobody is in care today."""
    return one_cohort({SPOT: 700}, **{"entries": (entering(10),), "programmes": programmes, **tables})


def averting(**changes: Any) -> Row:
    """Return a programme `early_help` that averts a fifth of entries, of which half is counted."""
    given = {"programme": "early_help", "effect": "averts_entries", "effect_share": 0.2, "haircut_share": 0.5}
    return programme(**{**given, **changes})


def effects_of(planning: Instance) -> Effects:
    """Return what programmes do at the optimum."""
    made = formulated(planning)
    return effects_in(made, plain(made).values)


def test_a_programme_pays_for_itself_or_is_not_started() -> None:
    """One of ten is averted a year and saves 103,650; two years at 12,000 and a set-up of 1,000 make 25,000."""
    cheap = helped(averting(gbp_per_year=12_000.0, setup_gbp=1000.0))
    assert optimum(cheap) == pytest.approx(9 * (CHILD + REPEATED) + 25_000)
    assert effects_of(cheap).averted[0, 0] == pytest.approx([0.1])
    assert optimum(helped(averting(gbp_per_year=52_000.0))) == pytest.approx(10 * (CHILD + REPEATED))


@pytest.mark.parametrize(
    ("programmes", "without", "averted", "later"),
    [
        # The share that is counted.
        ((averting(),), "averted_share", 1.0, 1.0),
        # Half of ten, then half of those left: 7.5, not 10.
        ((averting(effect_share=1.0), averting(programme="other", effect_share=1.0)), "averted_together", 7.5, 7.5),
        # Three a year, all in April: the places of the other months serve them too.
        ((averting(effect_share=1.0, places_per_year=3.0),), "averted_places", 3.0, 3.0),
        # In effect from July, when nobody enters, and in the tail.
        ((averting(lag_months=3),), "averted_share", 0.0, 1.0),
        # In effect for nine months of the first year: places for them only.
        ((averting(effect_share=1.0, places_per_year=4.0, term_months=9),), "averted_places", 3.0, 0.0),
    ],
)
def test_rows_of_averted_entries(programmes: tuple[Row, ...], without: str, averted: float, later: float) -> None:
    """Every child averted saves 71,600, or 32,050 in the tail; without the row more would be."""
    planning = helped(*programmes)
    cost = (10 - averted) * CHILD + (10 - later) * REPEATED
    assert optimum(planning) == pytest.approx(cost)
    assert optimum(planning, without) < cost - 1000
    effects = effects_of(planning).averted.sum(axis=0)[:, 0]
    assert (10 * effects[0], 10 * effects[12]) == pytest.approx((averted, later))


def test_the_plan_lists_what_a_programme_does_and_costs() -> None:
    """Its own budget head and lines; children averted in April."""
    planning = helped(averting(gbp_per_year=12_000.0, setup_gbp=1000.0))
    plan = solve(planning, gap=0.0)
    lines = [
        (x.authority, x.budget_head, x.line, x.kind, x.id, x.amount_gbp) for x in plan.ledger if x.line != "fees"
    ]
    assert lines == [
        ("test", "early_help", "programme", "revenue", "early_help", 12_000.0),
        ("test", "early_help", "programme_setup", "revenue", "early_help", 1000.0),
    ]
    averted = [(e.kind, e.id, e.cohort, e.offer, e.period_start, e.amount) for e in plan.effects]
    assert averted[0] == ("averted", "early_help", "child", None, month(1), pytest.approx(1.0))
    assert [(c.kind, c.id, c.size) for c in plan.commitments] == [("programme", "early_help", 1)]
    groups = plan.summary.objective_groups_gbp
    assert groups["programmes"] == pytest.approx(24_000)
    assert groups["charge"] == pytest.approx(1000)
    (pledge,) = plan.summary.commitments
    assert (pledge.commitment_gbp, pledge.beyond_horizon_gbp) == (25_000, 12_000)


def homeward(**changes: Any) -> Instance:
    """Return ten settled children at 100 pounds a day, and a programme that brings 2 % of them home each month."""
    return one_cohort({SPOT: 700}, placements_today=(children(10, SPOT),), programmes=(programme(**changes),))


@pytest.mark.parametrize(
    ("changes", "without", "days"),
    [
        # In months 1 to 12 a fiftieth of those left goes home at each end, half a month's days being saved; only
        # April's are reckoned here: 0.2 children for 731 - 15 days, then the programme is over.
        ({"term_months": 1}, "reunification", 0.2 * 716),
        # A place for 1.2 a year serves 0.1 in April.
        ({"term_months": 1, "places_per_year": 1.2}, "programme_places", 0.1 * 716),
        # In effect from May: 0.2 for 731 - 30 - 15.5 days.
        ({"term_months": 2, "lag_months": 1}, "reunification", 0.2 * 685.5),
        # A quarter is served in the last quarter of the tail alone: 0.06 x 10 in thirds, 75.5, 45.5 and 15.5 days.
        ({"term_months": 24, "lag_months": 21}, "reunification", 0.2 * (75.5 + 45.5 + 15.5)),
    ],
)
def test_rows_of_reunification(changes: dict[str, Any], without: str, days: float) -> None:
    """Who goes home costs nothing any more; without the row more would."""
    assert optimum(homeward(**changes)) == pytest.approx(100 * (7310 - days))
    assert optimum(homeward(**changes), without) < 100 * (7310 - days) - 1


def test_reunified_children_make_no_move() -> None:
    """They go home."""
    planning = homeward(term_months=1).model_copy(update={"settings": settings(move_gbp=1e6)})
    assert optimum(planning) == pytest.approx(100 * (7310 - 0.2 * 716))
    plan = solve(planning, gap=0.0)
    assert [(e.kind, e.id, e.cohort, e.offer) for e in plan.effects] == [("reunified", "homeward", "child", "spot")]
    assert plan.effects[0].amount == pytest.approx(0.2)


CARERS = offer("carers", "in_house_fostering", "in_house")


def fostered(**changes: Any) -> Instance:
    """Return 20 children to be placed in April, free in ten households of one place, which leave at 19 % a year."""
    return one_cohort(
        {SPOT: 700, CARERS: 0},
        placements_today=(children(20),),
        fostering=(service(households_today=10.0, approvals_per_year_max=0),),
        programmes=(programme(programme="keep", effect="retains_carers", service="carers", **changes),),
    )


A = 1 - 0.81 ** (1 / 12)


def left_after_two_years(kept: float) -> float:
    """Return of ten households those there at the end if `kept` of the leavers stay: 12 months, then 4 quarters."""
    stay = 1 - A
    count = 10 * (stay + kept * A) ** 12
    for _ in range(4):
        count = count * (stay**3 + kept * A * (1 + stay + stay**2))
    return count


@pytest.mark.parametrize(
    ("changes", "without", "places"),
    [
        # All who would leave stay: ten places to the end.
        ({"effect_share": 1.0}, None, 10.0),
        ({"effect_share": 0.5}, "retained_share", left_after_two_years(0.5)),
        # Six tenths of a household a year, a twentieth a month, which leave like all others from then on.
        (
            {"effect_share": 1.0, "places_per_year": 0.6},
            "retained_places",
            10 * 0.81**2 + 0.05 * (1 - 0.81**2) / A,
        ),
    ],
)
def test_rows_of_retained_carers(changes: dict[str, Any], without: str | None, places: float) -> None:
    """Children stay where they are placed in April: the households left at the end are the limit."""
    assert left_after_two_years(0.0) == pytest.approx(10 * 0.81**2)
    planning = fostered(**changes)
    assert optimum(planning) == pytest.approx((20 - places) * CHILD, rel=1e-6)
    if without is not None:
        assert optimum(planning, without) < (20 - places) * CHILD - 1000
    kept = effects_of(planning).retained[0]
    assert kept[0] == pytest.approx(min(changes["effect_share"] * 10 * A, changes.get("places_per_year", 99) / 12))


def test_recruited_households_are_kept_too() -> None:
    """One recruited in April, live at once: with all kept its place is there to the end as well."""
    planning = fostered(effect_share=1.0)
    more = planning.model_copy(
        update={"fostering": (service(households_today=10.0, approvals_per_year_max=1, lead_months=0),)}
    )
    assert optimum(more) == pytest.approx(9 * CHILD, rel=1e-6)


def test_the_plan_lists_households_kept() -> None:
    """No cohort; the offer is that of the service."""
    plan = solve(fostered(effect_share=1.0), gap=0.0)
    kept = [e for e in plan.effects if e.kind == "retained"]
    assert [(e.id, e.cohort, e.offer, e.period_start) for e in kept[:2]] == [
        ("keep", None, "carers", month(1)),
        ("keep", None, "carers", month(2)),
    ]
    assert kept[0].amount == pytest.approx(10 * A)


@pytest.mark.parametrize(
    ("start", "period", "works"),
    [
        (1, Period(1, 1, True), False),
        (1, Period(3, 3, True), False),
        (1, Period(4, 4, True), True),
        (1, Period(4, 6, True), True),
        (2, Period(4, 6, True), False),
        (1, Period(9, 9, True), True),
        (1, Period(10, 10, True), False),
        (1, Period(7, 9, True), True),
        (1, Period(8, 10, True), False),
    ],
)
def test_in_effect_in_whole_periods(start: int, period: Period, works: bool) -> None:
    """Nine months from the start, the first three without effect."""
    assert in_effect(programme(term_months=9, lag_months=3), start, period) == works


def term_cost(problem: Problem, option: Option) -> tuple[float, float]:
    """Return what a programme binds the council to, and the part of it after the reported months."""
    bound = bound_by(problem, option, 1)
    assert bound.planned == bound.guaranteed == bound.most
    return bound.planned, bound.beyond


def test_starts_and_their_cost() -> None:
    """Decision months within the window; each runs for its term, at the prices of its months; the tail included."""
    uplifts = tuple(
        row("uplifts", uplift=key, prices=path, financial_year="2023/24", uplift_share=0.1)
        for key in ("other", "residential", "gap", "moves")
        for path in ("low", "central", "high")
    )
    rows = programme(
        start_from=month(2), start_to=month(8), term_months=18, lag_months=2, setup_gbp=600.0, gbp_per_year=1200.0
    )
    planning = helped(rows, uplifts=uplifts, settings=settings(decision_every_months=3))
    problem = compiled(planning)
    found = options_of(problem)
    assert [(o.kind, o.id, o.month, o.live, o.most, o.offer, o.end) for o in found] == [
        ("programme", "homeward", 4, 4, 1, None, 21),
        ("programme", "homeward", 7, 7, 1, None, 24),
    ]
    first, second = found
    assert np.flatnonzero(first.lines["programme"]).tolist() == list(range(4, 22))
    assert first.lines["programme"][[4, 12, 13, 21]] == pytest.approx([100, 100, 110, 110])
    assert np.flatnonzero(first.lines["programme_setup"]).tolist() == [4]
    # 600 over a year and a half at no interest: 33.33 a month.
    assert first.charge[[3, 4, 21, 22]] == pytest.approx([0, 600 / 18, 600 / 18, 0])
    assert term_cost(problem, first) == pytest.approx((600 + 9 * 100 + 9 * 110, 9 * 110))
    # The second runs from October to the end of the tail.
    assert term_cost(problem, second) == pytest.approx((600 + 6 * 100 + 12 * 110, 12 * 110))


def test_cost_after_the_tail_follows_the_last_uplift() -> None:
    """Three years from April 2022: 1,200 at 1, 1.1 and 1.21."""
    uplifts = tuple(
        row("uplifts", uplift=key, prices="central", financial_year="2023/24", uplift_share=0.1)
        for key in ("other", "residential", "gap", "moves")
    )
    problem = compiled(helped(programme(term_months=36, gbp_per_year=1200.0), uplifts=uplifts))
    (option,) = options_of(problem)
    assert term_cost(problem, option) == pytest.approx((1200 * (1 + 1.1 + 1.21), 1200 * (1.1 + 1.21)))


def test_a_programme_is_started_once() -> None:
    """Row `commitment_limits`: two starts would serve twice as many."""
    planning = helped(
        averting(effect_share=1.0, places_per_year=2.0, start_to=month(2)),
        settings=settings(decision_every_months=1),
        entries=(entering(0), entering(10, 3)),
    )
    # Started in April: 2 a year. In both months: 4 of the ten, in June (716 - 61 days and a half each).
    assert effects_of(planning).averted[0, 2] == pytest.approx([0.2])
    assert optimum(planning, "commitment_limits") < optimum(planning) - 1


def test_whom_a_programme_serves() -> None:
    """By need, whole age bands within its ages, and its own authority's children if it has one."""
    cohorts = [
        cohort("low"),
        cohort("high", "high"),
        cohort("young", ages=(0, 9)),
        cohort("teen", ages=(10, 17)),
        cohort("theirs").model_copy(update={"authority": "other"}),
    ]
    theirs = (row("authorities", authority="other", name="Other"),)
    problem = compiled(instance([offer("gap", "gap", "gap")], cohorts, authorities=theirs))
    everybody = [True] * 5
    assert served(problem, programme()).tolist() == everybody
    assert served(problem, programme(need="high")).tolist() == [False, True, False, False, False]
    assert served(problem, programme(age_to=12)).tolist() == [False, False, True, False, False]
    assert served(problem, programme(age_from=10)).tolist() == [False, False, False, True, False]
    assert served(problem, programme(authority="other")).tolist() == [False, False, False, False, True]
    assert served(problem, programme(authority="test")).tolist() == [True, True, True, True, False]


def test_children_of_other_cohorts_are_not_averted() -> None:
    """A programme for those under ten, where only older children enter."""
    planning = instance(
        [offer("gap", "gap", "gap", placed_in="nowhere", grade="none"), SPOT],
        [cohort("young", ages=(0, 9)), cohort("teen", ages=(10, 17))],
        entries=(entering(10, 1, "teen"),),
        transitions=moving({("young", "young"): 1.0, ("teen", "teen"): 1.0}),
        offer_prices=(
            row("offer_prices", offer="spot", need="low", gbp_per_week=700.0),
            row("offer_prices", offer="gap", need="low", gbp_per_week=7000.0),
        ),
        disruption=(
            row("disruption", offer="spot", need="low", months_from=0, monthly_share=0.0),
            row("disruption", offer="gap", need="low", months_from=0, monthly_share=0.0),
        ),
        programmes=(averting(age_to=9),),
    )
    made = formulated(planning)
    assert made.averted == []
    assert plain(made).objective == pytest.approx(10 * (CHILD + REPEATED))


@pytest.mark.parametrize("termination", [10_000.0, 0.0])
def test_todays_children_of_a_running_block_go_home_whatever_its_end(termination: float) -> None:
    """A settled child in a block of one bed, paid as used, at 100 a day; from the block it goes on to spot at 100.

    A tenth, of nine tenths, of 0.81 go home at the ends of April, May and June: 73,100 less 716, 685.5, 655 days at
    100 pounds. Whether the block is left at the break, in June, or runs to its term, in August, changes nothing.
    """
    bought = offer("block", "block_residential", "block")
    running = block(
        beds_today=1,
        start_from=month(-5),
        start_to=month(-5),
        term_months=11,
        break_after_months=9,
        termination_gbp=termination,
        guarantee_share=0.0,
        successor="spot",
    )
    planning = one_cohort(
        {SPOT: 700, bought: 0},
        placements_today=(children(1, bought, 36),),
        blocks=(running,),
        block_tiers=(tier(1, 1, 700),),
        programmes=(programme(effect_share=0.1, term_months=3),),
    )
    days = 731 - 0.1 * 716 - 0.09 * 685.5 - 0.081 * 655
    assert optimum(planning) == pytest.approx(100 * days)
