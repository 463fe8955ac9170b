"""Programmes begun before the plan, under do-nothing: what they do by hand, and that the audit finds the same."""

import datetime as dt
from typing import Any

import pytest

from audit.verify import verify
from models.instance import Instance
from models.plan import Plan
from models.tables import Row
from optimiser.donothing import simulate
from optimiser.plan import do_nothing, solve
from optimiser.stress.supply import standing_supply
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import children, compiled, entering, one_cohort, programme, service
from tests.oracles.small import offer, row, settings

SPOT = offer("spot")
CARERS = offer("carers", "in_house_fostering", "in_house")
BEGUN = dt.date(2021, 10, 1)
"""Six months before the plan: of a term of twelve months six are left."""
SHA = "0" * 64


def begun(*names: str) -> tuple[Row, ...]:
    """Return the rows of programmes that began in October 2021."""
    return tuple(row("commitments_made", kind="programme", id=name, start=BEGUN, size=1) for name in names)


def averting(name: str = "edge", **changes: Any) -> Row:
    """Return a programme that averts a quarter of the entries for a year."""
    return programme(programme=name, effect="averts_entries", **{"effect_share": 0.25, "term_months": 12, **changes})


def four_a_month(*programmes: Row, made: tuple[str, ...] = ("edge",)) -> Instance:
    """Return an instance in which four children enter each month, all to the same offer."""
    entries = tuple(entering(4, number) for number in range(1, 13))
    return one_cohort({SPOT: 700}, entries=entries, programmes=programmes, commitments_made=begun(*made))


def admitted(planning: Instance) -> list[float]:
    """Return the children admitted in each month."""
    return [float(month.sum()) for month in simulate(compiled(planning))[0].admitted]


def test_a_quarter_does_not_enter_until_the_term_is_over() -> None:
    """Three of four for six months, then all four."""
    assert admitted(four_a_month(averting())) == pytest.approx([3.0] * 6 + [4.0] * 6)


def test_a_programme_that_is_not_begun_does_nothing() -> None:
    """It is a choice of the plan, not of doing nothing; the haircut is taken off those that are."""
    assert admitted(four_a_month(averting(), made=())) == pytest.approx([4.0] * 12)
    assert admitted(four_a_month(averting(haircut_share=0.2)))[0] == pytest.approx(4 * (1 - 0.25 * 0.8))


def test_a_lag_delays_the_effect() -> None:
    """Begun in October with a lag of eight months: from June, for four months."""
    assert admitted(four_a_month(averting(lag_months=8))) == pytest.approx([4.0] * 2 + [3.0] * 4 + [4.0] * 6)


def test_places_are_the_most_it_serves() -> None:
    """Six a year are half a child a month, where a quarter would be one."""
    assert admitted(four_a_month(averting(places_per_year=6.0)))[:7] == pytest.approx([3.5] * 6 + [4.0])


def test_the_second_programme_averts_of_what_the_first_leaves() -> None:
    """4, of which a quarter is 1; of the other 3 a third is 1: two enter."""
    second = averting("early", effect_share=1 / 3)
    assert admitted(four_a_month(averting(), second, made=("edge", "early")))[0] == pytest.approx(2.0)


def test_a_part_year_has_no_more_than_is_left_of_its_limit() -> None:
    """Two children are left of the year's: one each in April and May, then nobody; the audit plays the same."""
    planning = four_a_month(averting(places_per_year=12.0)).model_copy(
        update={"left_of_year": (row("left_of_year", limit="programme", id="edge", left=2.0),)}
    )
    assert admitted(planning) == pytest.approx([3.0] * 2 + [4.0] * 10)
    assert failures(do_nothing(planning, instance_sha256=SHA), planning) == []


def settled_home(**changes: Any) -> Trajectory:
    """Return doing nothing with ten settled children and a programme that brings a tenth of them home a month."""
    home = programme(effect_share=0.1, term_months=8, **changes)
    planning = one_cohort(
        {SPOT: 700}, placements_today=(children(10, SPOT),), programmes=(home,), commitments_made=begun("homeward")
    )
    return simulate(compiled(planning))[0]


def test_settled_children_go_home() -> None:
    """10, 9, 8.1 for the two months that are left, then as many as there are; nobody moves."""
    path = settled_home()
    assert path.stock.sum(axis=(0, 2))[:4] == pytest.approx([10, 9, 8.1, 8.1])
    assert path.moved.sum() == 0.0


def test_no_more_go_home_than_the_programme_serves() -> None:
    """Six a year: half a child a month."""
    assert settled_home(places_per_year=6.0).stock.sum(axis=(0, 2))[:4] == pytest.approx([10, 9.5, 9, 9])


def keeping(**changes: Any) -> Instance:
    """Return twelve households with one place each, thirty children, and a programme that keeps carers."""
    keeps = programme(
        programme="support", effect="retains_carers", service="carers", effect_share=0.5, term_months=24, **changes
    )
    return one_cohort(
        {SPOT: 700, CARERS: 300},
        placements_today=(children(12, CARERS), children(18, SPOT)),
        hazard={"carers": {0: 0.2}, "spot": {0: 0.2}},
        fostering=(service(households_today=12.0, approvals_per_year_max=0),),
        programmes=(keeps,),
        commitments_made=begun("support"),
    )


def test_half_of_the_carers_who_would_leave_stay() -> None:
    """19 % leave in a year, 1 - 0.81^(1/12) in a month; half of these are kept."""
    leaving = 1 - 0.81 ** (1 / 12)
    used = simulate(compiled(keeping()))[0].stock[2].sum(axis=1)
    households = [12 * (1 - leaving / 2) ** month for month in range(13)]
    assert used[:13] == pytest.approx(households)


def test_carers_kept_are_at_most_its_places() -> None:
    """1.2 a year are a tenth of a household a month."""
    leaving = 1 - 0.81 ** (1 / 12)
    used = simulate(compiled(keeping(places_per_year=1.2)))[0].stock[2].sum(axis=1)
    assert used[1] == pytest.approx(12 * (1 - leaving) + 0.1)


def everything() -> Instance:
    """Return an instance with a programme of each effect begun."""
    base = keeping()
    home, edge = programme(effect_share=0.05), averting()
    return base.model_copy(
        update={
            "entries": tuple(entering(2, number) for number in range(1, 13)),
            "programmes": (*base.programmes, home, edge),
            "commitments_made": begun("support", "homeward", "edge"),
        }
    )


def failures(plan: Plan, planning: Instance) -> list[str]:
    """Return the checks that a plan fails."""
    return [check.name for check in verify(planning, SHA, plan).checks if not check.ok]


def test_the_audit_finds_the_same_effects() -> None:
    """Do-nothing as a plan of its own, with all three effects in its table; a changed one is refused."""
    planning = everything()
    plan = do_nothing(planning, instance_sha256=SHA)
    assert {effect.kind for effect in plan.effects} == {"averted", "reunified", "retained"}
    assert failures(plan, planning) == []
    rows = list(plan.effects)
    rows[0] = rows[0].model_copy(update={"amount": rows[0].amount * 0.9})
    assert "baseline_rule" in failures(plan.model_copy(update={"effects": tuple(rows)}), planning)


def test_the_baseline_beside_a_plan_counts_them_too() -> None:
    """Its cost is that of do-nothing, and less than without what the programmes do."""
    planning = everything()
    plan = solve(planning, gap=0.0, instance_sha256=SHA, explain=False)
    assert failures(plan, planning) == []
    alone = do_nothing(planning, instance_sha256=SHA)
    assert plan.summary.baseline_gbp_by_year == alone.summary.cost_gbp_by_year
    weak = planning.model_copy(
        update={"programmes": tuple(p.model_copy(update={"haircut_share": 1.0}) for p in planning.programmes)}
    )
    without = do_nothing(weak, instance_sha256=SHA)
    assert alone.summary.cost_gbp_by_year["2022/23"] < without.summary.cost_gbp_by_year["2022/23"]


def test_the_stress_test_plays_them_month_by_month() -> None:
    """What do-nothing keeps in each month is there in full, whatever the periods of the plan are."""
    quarterly = keeping().model_copy(update={"settings": settings(0, 3)})
    plan = do_nothing(quarterly, instance_sha256=SHA)
    kept = [effect.amount for effect in plan.effects if effect.kind == "retained"]
    assert len(kept) == 12
    there = standing_supply(compiled(quarterly), plan).retained["carers"]
    stay = 0.81 ** (1 / 12)
    assert there[1:4] == pytest.approx(
        [kept[0], kept[0] * stay + kept[1], (kept[0] * stay + kept[1]) * stay + kept[2]]
    )
